"""Imports run one way: ui → assistant → index → corpus, and evals on those three."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MAY_IMPORT = {
    "corpus": {"corpus"},
    "index": {"index", "corpus"},
    "assistant": {"assistant", "index", "corpus"},
    "evals": {"evals", "assistant", "index", "corpus"},
    "ui": {"ui", "evals", "assistant", "index", "corpus"},
}


@pytest.mark.parametrize("room", MAY_IMPORT)
def test_no_import_runs_back(room: str) -> None:
    for file in (ROOT / room).rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            modules = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                assert node.level == 0, f"{file} imports by a relative path"
                modules.append(node.module or "")
            rooms = {module.partition(".")[0] for module in modules} & MAY_IMPORT.keys()
            assert rooms <= MAY_IMPORT[room], f"{file} imports {rooms - MAY_IMPORT[room]}"

"""Importing a room costs little: what is heavy loads where it is used."""

import subprocess
import sys

import pytest

HEAVY = ("torch", "gradio", "openvino", "onnxruntime", "sentence_transformers", "transformers", "langchain_openai")


@pytest.mark.parametrize(
    "modules",
    ["corpus.readers, corpus.splitting", "index.intake, index.search", "assistant.answering", "ui.commands"],
)
def test_importing_a_room_loads_nothing_heavy(modules: str) -> None:
    code = f"import sys, {modules}; print(*(name for name in {HEAVY!r} if name in sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert loaded.stdout.split() == []


def test_the_fast_path_of_embedding_leaves_torch_out() -> None:
    code = (
        "import sys; from index.embedding import open_embedder; e = open_embedder(); e.embed(['tariff']);"
        "print(e.runtime, 'torch' in sys.modules, sys.modules.get('openvino_telemetry'))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    runtime, torch, telemetry = ran.stdout.split()
    assert runtime.startswith(("openvino", "onnxruntime"))
    assert torch == "False"
    assert telemetry == "None"

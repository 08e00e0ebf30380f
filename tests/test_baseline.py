"""The reference suite on the starter corpus is no worse than the pinned baseline."""

from pathlib import Path

import pytest

from assistant.answering import Assistant
from evals.comparison import compare
from evals.runs import run

EVALS = Path(__file__).parent.parent / "evals"


@pytest.mark.timeout(600)
def test_the_starter_suite_has_not_fallen_behind_its_baseline(assistant: Assistant, tmp_path: Path) -> None:
    made = tmp_path / "run.json"
    run([EVALS / "cases" / "starter.jsonl"], assistant, output=made, threads=2)
    found = compare(EVALS / "baselines" / "starter.json", made)
    assert not found.regressions, found.as_text()

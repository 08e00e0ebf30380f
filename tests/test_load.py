"""The load script asks as other programs do, and counts what fails."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from evals.speed.load import Crowd, NoAnswerError, ask, time_load
from evals.speed.memory import resident_mb
from index.library import Library

SOY = "How many tons of soybeans will China buy?"

pytestmark = pytest.mark.timeout(900)


def port_of(address: str) -> int:
    return int(address.rpartition(":")[2])


def test_a_question_is_answered_over_the_api(address: str) -> None:
    assert ask(port_of(address), SOY)["status"] == "answered"
    with pytest.raises(NoAnswerError, match="1 to 2,000"):
        ask(port_of(address), "")


def test_a_crowd_is_answered_and_measured(starter: Library) -> None:
    figures = time_load(starter.folder, [SOY, "What rate applies to Japan?"], Crowd(users=3, minutes=0.1, reading=0.5))
    assert figures["errors"] == {}
    assert figures["answers"] >= 3
    assert 0 < figures["p50_ms"] <= figures["p95_ms"]
    if sys.platform == "linux":
        assert len(figures["memory_mb"]) == 2
        assert min(figures["memory_mb"]) > 100


def test_memory_is_of_a_process_that_is_there(tmp_path: Path) -> None:
    if sys.platform == "linux":
        assert 10 < (resident_mb() or 0) < 100_000
    assert resident_mb(2**30) is None

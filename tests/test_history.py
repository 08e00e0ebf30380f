"""Runs of a folder: the newest first, what is no run passed over, and the one before by the cases that it was asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from evals.history import changes, file_name, latest_runs, run_before
from evals.records import CaseResult, Run


def saved(folder: Path, started: str, facts: list[float], digest: str = "same", file: str = "mine.jsonl") -> Run:
    cases = tuple(CaseResult(f"c{n}", digest, {}, {"facts": value}) for n, value in enumerate(facts))
    meta = {"started": f"{started}T10:00:00+00:00", "cases": {"files": [file]}, "library": {"fingerprint": "f"}}
    run = Run(meta, {}, {}, cases)
    run.save(folder / file_name(run))
    return run


def test_the_newest_run_comes_first_and_a_file_that_is_none_is_passed_over(tmp_path: Path) -> None:
    saved(tmp_path, "2026-11-02", [1, 1])
    saved(tmp_path, "2026-11-01", [1, 0])
    (tmp_path / "notes.json").write_text("[1]", encoding="utf-8")
    (tmp_path / "run.json.partial.jsonl").write_text("{}", encoding="utf-8")
    assert [kept.started[:10] for kept in latest_runs(tmp_path)] == ["2026-11-02", "2026-11-01"]
    assert latest_runs(tmp_path / "absent") == []


def test_the_name_of_a_file_tells_when_the_run_began_and_of_what_it_is(tmp_path: Path) -> None:
    assert file_name(saved(tmp_path, "2026-11-02", [1])) == "2026-11-02T100000-mine.json"


def test_the_run_before_is_the_newest_earlier_one_of_the_same_cases(tmp_path: Path) -> None:
    saved(tmp_path, "2026-11-01", [1, 1])
    saved(tmp_path, "2026-11-02", [1, 1], digest="rewritten", file="other.jsonl")
    saved(tmp_path, "2026-11-03", [1, 0])
    runs = latest_runs(tmp_path)
    before = run_before(runs[0], runs)
    assert before is not None
    assert before.started.startswith("2026-11-01")
    assert run_before(runs[1], runs) is None
    (facts,) = [one for one in changes(before, runs[0]).differences if one.measure == "facts"]
    assert facts.lost == ["c1"]
    assert facts.paired.change == pytest.approx(-0.5)


def test_a_run_that_is_written_anew_is_read_anew(tmp_path: Path) -> None:
    saved(tmp_path, "2026-11-01", [1, 1])
    (first,) = latest_runs(tmp_path)
    assert latest_runs(tmp_path)[0] is first
    saved(tmp_path, "2026-11-01", [1, 1, 1])
    assert len(latest_runs(tmp_path)[0].run.cases) == 3

"""Runs: the JSON of the contract, the same whenever run, resumed after a kill, in the order of the cases."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from assistant.conversation import Answer
from eval_fakes import FALL, TEXT, Scripted, answer, put, quote, statement
from evals.records import Run
from evals.runs import run
from evals.slices import slices_of
from index.library import Library


@dataclass(frozen=True)
class Settings:
    passages: int = 8


def reply(question: str) -> Answer:
    if "unknown" in question:
        return answer(question=question)
    return answer([statement(TEXT[slice(*FALL)], 1)], [quote()], question=question)


@pytest.fixture
def cases(tmp_path: Path) -> Path:
    gold = [{"document_id": "d", "quote": TEXT[slice(*FALL)]}]
    base: dict[str, Any] = {"type": "fact", "answerable": True, "status": "answered", "gold": gold}
    base["must_contain"] = [["47 percent", "47%"]]
    lines = [base | {"id": f"c{n}", "question": f"How far do tariffs fall, {n}?"} for n in range(6)]
    follow = {"type": "follow_up", "turns": ["First?", "Second?"], "standalone_question": "Complete?"}
    lines.append(base | follow | {"id": "follow", "question": "And then?"})
    lines.append(
        {"id": "no", "type": "unanswerable", "question": "unknown?", "answerable": False, "status": "not_found"}
    )
    path = tmp_path / "cases.jsonl"
    path.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    return path


@pytest.fixture
def scripted(library: Library) -> Scripted:
    put(library, published=date(2025, 11, 2))
    return Scripted(library, reply, Settings())


def comparable(made: Run) -> dict[str, Any]:
    """Return the JSON of a run without what the clock tells."""
    kept = json.loads(json.dumps(made.as_json()))
    kept["meta"].pop("started")
    kept["meta"].pop("threads")
    for case in kept["cases"]:
        case.pop("milliseconds", None)
    for figures in (kept["aggregates"], *(v for values in kept["slices"].values() for v in values.values())):
        figures.pop("latency_p50", None)
        figures.pop("latency_p95", None)
    return dict(kept)


def test_the_json_is_that_of_the_contract(cases: Path, scripted: Scripted, tmp_path: Path) -> None:
    run([cases], scripted, output=tmp_path / "run.json")
    made = json.loads((tmp_path / "run.json").read_text(encoding="utf-8"))
    assert {"meta", "aggregates", "cases"} <= made.keys()
    assert made["meta"]["library"]["fingerprint"] == scripted.library.fingerprint()
    assert made["meta"]["settings"] == {"passages": 8}
    assert len(made["meta"]["cases"]["sha256"]) == 64
    assert str(tmp_path) not in json.dumps(made)
    first = made["cases"][0]
    assert first["ask"] == reply("How far do tariffs fall, 0?").as_json()
    assert first["hits"] == [{"rank": 1, "score": 1.0, "document_id": "d", "start": 0, "end": len(TEXT)}]
    assert first["measures"]["facts"] == 1
    assert first["milliseconds"] >= 0
    assert made["aggregates"]["facts"] == {"value": 1.0, "low": 0.6457, "high": 1.0, "n": 7}
    assert made["aggregates"]["refusal_recall"]["n"] == 1
    assert made["slices"]["type"]["follow_up"]["facts"]["n"] == 1


def test_a_saved_run_comes_back_as_it_was(cases: Path, scripted: Scripted, tmp_path: Path) -> None:
    made = run([cases], scripted, output=tmp_path / "run.json")
    assert json.dumps(Run.load(tmp_path / "run.json").as_json()) == json.dumps(made.as_json())


def test_turns_are_asked_first_in_order_and_the_rewrite_alone(cases: Path, scripted: Scripted) -> None:
    made = run([cases], scripted)
    asked = scripted.asked
    assert asked[6:10] == ["First?", "Second?", "And then?", "Complete?"]
    follow = next(case for case in made.cases if case.id == "follow")
    assert [turn["question"] for turn in follow.earlier] == ["First?", "Second?"]
    assert follow.measures["follow_up_answers"] == 1


def test_runs_are_the_same_on_any_number_of_threads(cases: Path, scripted: Scripted) -> None:
    one, again, many = (comparable(run([cases], scripted, threads=threads)) for threads in (1, 1, 3))
    assert one == again == many
    assert [case["id"] for case in one["cases"]] == [*(f"c{n}" for n in range(6)), "follow", "no"]


class KilledError(Exception):
    """Stands for the end of the process."""


def killed_at(number: int) -> Callable[[str], Answer]:
    count = iter(range(number))

    def broken(question: str) -> Answer:
        if next(count, None) is None:
            raise KilledError
        return reply(question)

    return broken


def test_a_killed_run_goes_on_where_it_stopped(cases: Path, scripted: Scripted, tmp_path: Path) -> None:
    whole = run([cases], scripted)
    output = tmp_path / "out" / "run.json"
    scripted.reply = killed_at(3)
    with pytest.raises(KilledError):
        run([cases], scripted, output=output)
    partial = output.with_name("run.json.partial.jsonl")
    with partial.open("a", encoding="utf-8") as file:
        file.write('{"id": "c3", "cut in the mid')
    assert not output.exists()
    scripted.reply, scripted.asked = reply, []
    told: list[tuple[int, int, str]] = []
    made = run([cases], scripted, output=output, progress=lambda done, of, one: told.append((done, of, one.id)))
    assert not {f"How far do tariffs fall, {n}?" for n in range(3)} & set(scripted.asked)
    assert told[0] == (4, 8, "c3")
    assert comparable(made) == comparable(whole)
    assert not partial.exists()


def test_what_is_finished_counts_only_for_the_same_run(cases: Path, scripted: Scripted, tmp_path: Path) -> None:
    output = tmp_path / "run.json"
    for change in ("settings", "library", "cases"):
        scripted.reply = killed_at(3)
        with pytest.raises(KilledError):
            run([cases], scripted, output=output)
        if change == "settings":
            scripted.settings = Settings(passages=4)
        if change == "library":
            put(scripted.library, "other", "More words.")
        if change == "cases":
            cases.write_text(cases.read_text(encoding="utf-8") + "\n", encoding="utf-8")
        scripted.reply, scripted.asked = reply, []
        run([cases], scripted, output=output)
        assert "How far do tariffs fall, 0?" in scripted.asked, change


def test_slices_tell_sorts_of_cases_apart() -> None:
    from eval_fakes import case, gold

    newest = date(2026, 8, 18)
    plain = slices_of(case(question="one two three"), [gold(published=date(2026, 8, 1))], newest)
    assert plain == {
        "type": "fact",
        "document kind": "brief",
        "turns": "1",
        "question length": "up to 8 words",
        "document age": "under 6 months",
    }
    long = case(question="word " * 17, turns=("a", "b", "c"), as_of=date(2020, 1, 1))
    other = slices_of(long, [gold(published=date(2014, 1, 1))], newest)
    assert (other["turns"], other["question length"]) == ("4 or more", "over 16 words")
    assert other["document age"] == "over 5 years"
    assert "document age" not in slices_of(case(), [], newest)
    assert slices_of(case(), [gold()], newest)["document age"] == "undated"

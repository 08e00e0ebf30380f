"""The page on evals: its words without runs, its figures, its failed cases, a case asked anew with its gold."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pytest

from assistant.conversation import Answer, Conversation
from eval_fakes import FALL, TEXT, Scripted, answer, put, quoted
from evals.history import file_name
from evals.records import Run
from evals.runs import run
from index.library import Library
from ui.activity import Activity
from ui.complaining import KEPT, NO_WORDS, complain
from ui.evals_page import case_of, runs_shown
from ui.measured import number
from ui.replaying import CHANGED, GONE, gold_evidence, replay
from ui.service import Service
from ui.settings import WriterChoice, runs_folder

if TYPE_CHECKING:
    from assistant.answering import Assistant

HOSTILE = "<script>alert(1)</script> how far do tariffs fall?"
GOLD = [{"document_id": "d", "quote": TEXT[slice(*FALL)]}]
CASE: dict[str, Any] = {
    "id": "c1", "type": "fact", "question": HOSTILE, "answerable": True, "status": "answered",
    "must_contain": [["47 percent", "47%"]], "gold": GOLD,
}  # fmt: skip
FOLLOW = CASE | {"id": "f1", "type": "follow_up", "turns": ["First?"], "question": "And then?", "as_of": "2025-11-05"}


@pytest.fixture
def filled(library: Library) -> Library:
    """A library of one document."""
    put(library)
    return library


@pytest.fixture
def made(filled: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Answer], Run]:
    """Runs the cases with an assistant that always gives this answer, and keeps the run where the page looks."""
    monkeypatch.delenv("TRADEQA_RUNS", raising=False)
    cases = tmp_path / "mine.jsonl"
    cases.write_text("".join(json.dumps(one) + "\n" for one in (CASE, FOLLOW)), encoding="utf-8")
    days = iter(range(1, 9))

    def make(given: Answer) -> Run:
        found = run([cases], Scripted(filled, lambda _: given))
        kept = Run(
            {**found.meta, "started": f"2026-11-0{next(days)}T10:00:00+00:00"}, found.aggregates, {}, found.cases
        )
        kept.save(runs_folder(filled) / file_name(kept))
        return kept

    return make


def service(library: Library, reply: Callable[[str], Answer], keeps: bool = True) -> Service:
    class Streaming(Scripted):
        def stream(self, question: str, *_: object) -> list[Answer]:
            return [self.ask(question)]

        def phrased_by(self, writer: object) -> Streaming:
            return self

    loaded: Future[Assistant] = Future()
    loaded.set_result(cast("Assistant", Streaming(library, reply)))
    return Service(library, WriterChoice(), keeps, None, False, Activity(at_once=1), loaded)


def test_without_runs_the_page_says_how_to_make_one(library: Library) -> None:
    assert "tradeqa evals run --starter" in runs_shown(library)


def test_the_folder_of_runs_can_be_named(library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRADEQA_RUNS", str(tmp_path / "elsewhere"))
    assert runs_folder(library) == tmp_path / "elsewhere"


def test_a_run_shows_its_figures_with_intervals_and_why_cases_failed(
    filled: Library, made: Callable[[Answer], Run]
) -> None:
    figure = made(answer()).aggregates["facts"]
    shown = runs_shown(filled)
    assert f"{number('facts', figure['low'])} to {number('facts', figure['high'])}" in shown
    assert "2 failed cases of 2" in shown
    assert "Declined as not_found, though the library answers" in shown
    assert "No earlier run here was asked the same cases." in shown
    assert "<script" not in shown
    assert "&lt;script&gt;" in shown


def test_what_changed_since_the_run_before_is_told(filled: Library, made: Callable[[Answer], Run]) -> None:
    made(quoted(FALL))
    made(answer())
    shown = runs_shown(filled)
    assert shown.count("failed since the run before") == 2
    assert "0, 2" in shown
    earlier = runs_shown(filled, "2026-11-01T100000-mine.json")
    assert "0 failed cases of 2" in earlier
    assert runs_shown(filled, "../../etc/passwd") == shown


def test_a_baseline_without_texts_offers_no_question(filled: Library, made: Callable[[Answer], Run]) -> None:
    run_made = made(answer())
    for file in runs_folder(filled).glob("*.json"):
        run_made.pinned().save(file)
    assert "a baseline keeps no question" in runs_shown(filled)
    assert case_of(filled, "2026-11-01T100000-mine.json", "c1") is None


def test_a_case_is_asked_with_its_turns_and_as_of_and_kept_by_nobody(
    filled: Library, made: Callable[[Answer], Run]
) -> None:
    made(answer())
    result = case_of(filled, "2026-11-01T100000-mine.json", "f1")
    assert result is not None
    asked: list[str] = []

    def reply(question: str) -> Answer:
        asked.append(question)
        return quoted(FALL)

    chat = service(filled, reply)
    views = list(replay(chat, result.case))
    assert asked == ["First?", "And then?"]
    assert len(views[-1].conversation.turns) == 2
    assert chat.memory(None).list() == []


def test_a_case_whose_first_turn_cannot_be_asked_ends_there(library: Library) -> None:
    views = list(replay(service(library, lambda _: answer()), FOLLOW))
    assert "The library is empty" in views[-1].transcript
    assert views[-1].conversation.turns == ()


def test_gold_evidence_shows_the_words_and_tells_when_they_no_longer_stand_there(
    filled: Library, made: Callable[[Answer], Run]
) -> None:
    made(answer())
    result = case_of(filled, "2026-11-01T100000-mine.json", "f1")
    assert result is not None
    shown = gold_evidence(filled, result)
    assert TEXT[slice(*FALL)] in shown
    assert "47 percent or 47%" in shown
    assert "5 November 2025" in shown
    assert CHANGED not in shown
    put(filled, "d", "Another text.")
    assert CHANGED in gold_evidence(filled, result)
    filled.remove("d")
    assert GONE in gold_evidence(filled, result)


def test_a_complaint_is_kept_for_its_user_alone(filled: Library) -> None:
    chat = service(filled, lambda _: answer())
    talk = Conversation().with_turn(quoted(FALL))
    assert KEPT in complain(chat, talk, 0, ("Too <b>vague</b>", "47 percent"), "ada")
    assert len(chat.drafts("ada").waiting()) == 1
    assert chat.drafts("bob").waiting() == chat.drafts(None).waiting() == []
    assert NO_WORDS in complain(chat, talk, 0, ("  ", ""), "ada")
    assert NO_WORDS in complain(chat, talk, 7, ("x", ""), "ada")


def test_a_complaint_that_cannot_be_kept_is_told(filled: Library) -> None:
    (filled.folder / "drafts").write_text("a file stands where the folder should", encoding="utf-8")
    talk = Conversation().with_turn(quoted(FALL))
    assert "could not be kept" in complain(service(filled, lambda _: answer()), talk, 0, ("x", ""), None)

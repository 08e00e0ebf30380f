"""Drafts: gold exact, questions without their answer, and every draft sound but for being one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.conversation import Conversation
from eval_fakes import FALL, SOY, answer, put, quote, quoted
from evals.cases import read_cases
from evals.checking import check
from evals.drafting import PER_DOCUMENT, draft, write_drafts
from evals.patterns import asked
from index.library import Library


@pytest.mark.parametrize(
    ("sentence", "kind", "fact"),
    [
        ("The duty takes effect on November 10, 2025, at 12:01 a.m.", "date", "November 10, 2025"),
        ("The duty takes effect on 10 November 2025 at noon.", "date", "November 10, 2025"),
        ("Goods of Brazil pay an additional 40 percent ad valorem.", "amount", "40%"),
        ("Korea will invest $350 billion in the United States.", "amount", "$350 billion"),
        ("The Agreement between the United States and Cambodia was signed.", "party", "Cambodia"),
        (
            "(a) “Covered vessel” means a ship built in a shipyard of China.",
            "definition",
            "a ship built in a shipyard of China",
        ),
    ],
)
def test_what_a_sentence_can_be_asked_for(sentence: str, kind: str, fact: str) -> None:
    found = [one for one in asked(sentence) if one.type == kind]
    assert fact in [wording for one in found for wordings in one.facts for wording in wordings]
    left = sentence[: found[0].start] + sentence[found[0].end :]
    assert fact not in left


def test_a_plain_sentence_asks_for_nothing() -> None:
    assert list(asked("Both sides welcome the progress that was made.")) == []


def test_drafts_from_documents_are_sound(starter: Library, tmp_path: Path) -> None:
    drafts = draft(starter, limit=120)
    assert len(drafts) == 120
    assert {"date", "amount", "table"} <= {fields["type"] for fields in drafts}
    write_drafts(drafts, tmp_path / "drafts.jsonl")
    assert len(read_cases([tmp_path / "drafts.jsonl"])) == 120
    problems = check([tmp_path / "drafts.jsonl"], starter)
    assert [problem for problem in problems if problem.severity == "error"] == []
    assert sum("draft still" in problem.message for problem in problems) == 120


def test_drafts_come_from_the_documents_named_and_not_too_many_from_one(starter: Library) -> None:
    name = "starter-2026-04-02-metals-full-value-duties"
    drafts = draft(starter, [name], limit=50)
    assert 1 < len(drafts) <= PER_DOCUMENT
    assert {gold["document_id"] for fields in drafts for gold in fields["gold"]} == {name}
    assert drafts == draft(starter, [name], limit=50)


def test_a_kept_conversation_becomes_cases_with_its_turns(library: Library) -> None:
    put(library)
    conversation = Conversation("1").with_turn(quoted(FALL)).with_turn(answer(question="And Mars?"))
    conversation = conversation.with_turn(answer(quoted(SOY).statements, [quote(SOY)], question="And soybeans?"))
    first, second, third = draft(library, ["d"], [conversation], limit=3)
    assert (first["type"], first["turns"], first["gold"][0]["document_id"]) == ("fact", [], "d")
    assert (second["answerable"], second["status"]) == (False, "not_found")
    assert third["turns"] == ["q", "And Mars?"]
    assert json.loads(json.dumps(third)) == third


def test_drafts_never_overwrite_a_file(tmp_path: Path) -> None:
    (tmp_path / "mine.jsonl").write_text("mine", encoding="utf-8")
    with pytest.raises(FileExistsError):
        write_drafts([], tmp_path / "mine.jsonl")

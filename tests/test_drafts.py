"""Drafts that came of answers found wrong: sound in form, edited, accepted only when sound, dropped."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from assistant.conversation import Answer, Conversation, Nearest
from eval_fakes import FALL, SOY, TEXT, answer, put, quoted
from evals.cases import case_from, read_cases
from evals.checking import check
from evals.drafting import CaseFields, draft, from_complaint
from evals.drafts import Drafts, UnknownDraftError, all_drafts
from index.library import Library
from ui.drafts_list import UnknownWordsError, accepted, draft_list, edited

TALK = Conversation().with_turn(quoted(FALL)).with_turn(answer(question="And soybeans?"))


@pytest.fixture
def drafts(tmp_path: Path) -> Drafts:
    """Drafts in a folder that is not there yet."""
    return Drafts(tmp_path / "drafts")


def complaint(wrong: str = "Too vague", right: str = "47 percent") -> CaseFields:
    return from_complaint(TALK.turns[:1], wrong, right)


def test_a_complaint_becomes_a_case_with_the_right_words_and_the_quotes_that_say_them() -> None:
    fields = complaint()
    case = case_from(fields)
    assert case.must_contain == (("47 percent",),)
    assert [gold.quote for gold in case.gold] == [TEXT[slice(*FALL)]]
    assert "Too vague" in case.note
    assert complaint(right="12 percent")["gold"] == []


def test_a_complaint_about_a_later_turn_holds_the_earlier_ones() -> None:
    fields = from_complaint(TALK.turns, "The library does say it", "25 million tonnes")
    case = case_from(fields)
    assert (case.type, case.turns, case.answerable, case.status) == ("follow_up", ("q",), True, "answered")


def test_what_was_declined_is_answered_by_the_near_passage_that_says_it() -> None:
    near = Answer("q", "q", None, "not_found", nearest=(Nearest("d", "Title", TEXT), Nearest("e", "Title", "Else.")))
    fields = from_complaint(Conversation().with_turn(near).turns, "It does say", "25 million tonnes")
    assert fields["gold"] == [{"document_id": "d", "quote": TEXT}]
    assert not from_complaint(Conversation().with_turn(near).turns, "Odd")["answerable"]


def test_drafts_are_files_that_the_check_understands(drafts: Drafts, library: Library) -> None:
    put(library)
    drafts.put(complaint())
    assert [problem.severity for problem in check([drafts.drafts], library)] == ["warning"]
    assert len(read_cases([drafts.drafts])) == 1


def test_the_same_complaint_twice_is_one_draft_and_the_newest_stands_first(drafts: Drafts) -> None:
    drafts.put(complaint())
    drafts.put(complaint("Another"))
    drafts.put(complaint())
    assert ["Another" in one["note"] for one in drafts.waiting()] == [True, False]


def test_a_sound_draft_becomes_a_case_without_its_note(drafts: Drafts, library: Library) -> None:
    put(library)
    drafts.put(complaint())
    (fields,) = drafts.waiting()
    assert "evals run" in accepted(drafts, fields["id"], library, is_admin=True)
    assert drafts.waiting() == []
    (case,) = read_cases([drafts.accepted])
    assert case.note == ""
    with pytest.raises(UnknownDraftError):
        drafts.accept(fields["id"], library)


def test_an_unsound_draft_stays_one_and_says_why(drafts: Drafts, library: Library) -> None:
    put(library)
    drafts.put(complaint(right="12 percent"))
    (fields,) = drafts.waiting()
    said = accepted(drafts, fields["id"], library, is_admin=False)
    assert "quote the words that answer" in said
    assert drafts.waiting() == [fields]
    assert not drafts.accepted.exists()


def test_a_case_is_not_accepted_twice(drafts: Drafts, library: Library) -> None:
    put(library)
    for wrong in ("One", "Another"):
        drafts.put(complaint(wrong))
    newest, oldest = drafts.waiting()
    assert not [one for one in drafts.accept(newest["id"], library) if one.severity == "error"]
    assert "The same question" in accepted(drafts, oldest["id"], library, is_admin=False)


def test_a_dropped_draft_is_gone(drafts: Drafts) -> None:
    drafts.drop("nothing there yet")
    drafts.put(complaint())
    drafts.drop(drafts.waiting()[0]["id"])
    assert drafts.waiting() == []


def test_a_draft_is_edited_into_a_sound_one(drafts: Drafts, library: Library) -> None:
    put(library)
    drafts.put(complaint(right="12 percent"))
    words = TEXT[slice(*SOY)]
    given: dict[str, Any] = {
        "question": " How  much soy? ",
        "facts": "25 million | 25m\n\n",
        "words": words,
        "gold": [],
    }
    drafts.put(edited(drafts.waiting()[0], given, library))
    (fields,) = drafts.waiting()
    assert fields["question"] == "How much soy?"
    assert fields["must_contain"] == [["25 million", "25m"]]
    assert fields["gold"] == [{"document_id": "d", "quote": words}]
    assert not [one for one in drafts.accept(fields["id"], library) if one.severity == "error"]


def test_gold_is_ticked_off_and_words_that_stand_nowhere_are_told(library: Library) -> None:
    put(library)
    fields = complaint()
    assert edited(fields, {"gold": ["0"], "facts": "47 percent"}, library)["gold"] == fields["gold"]
    assert edited(fields, {"gold": [], "facts": "47 percent"}, library)["gold"] == []
    with pytest.raises(UnknownWordsError):
        edited(fields, {"words": "Nobody says this."}, library)


def test_what_the_library_does_not_say_needs_no_gold(library: Library) -> None:
    case = case_from(edited(complaint(), {"declined": True, "facts": "47 percent", "gold": ["0"]}, library))
    assert (case.answerable, case.status, case.gold, case.must_contain) == (False, "not_found", (), ())


def test_what_was_noted_is_drafted_first_and_once(library: Library, tmp_path: Path) -> None:
    put(library)
    for user in ("ada", "bob"):
        Drafts(tmp_path / user).put(complaint(user))
    noted = all_drafts(tmp_path)
    found = draft(library, ["d"], [TALK], limit=4, noted=noted)
    assert found[:2] == noted
    assert found[2]["question"] == "And soybeans?"


def test_words_with_line_ends_and_markup_stay_themselves(drafts: Drafts) -> None:
    wrong = "<b>x</b>\u2028\x85 \u202e"
    drafts.put(complaint(wrong, "47 percent"))
    (fields,) = drafts.waiting()
    assert wrong in fields["note"]
    assert json.loads(drafts.drafts.read_text(encoding="utf-8")) == fields
    assert "<b>" not in draft_list(drafts.waiting()).replace("<bdi>", "")

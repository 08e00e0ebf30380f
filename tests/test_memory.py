"""Conversations are kept, listed and deleted for good."""

from datetime import date
from pathlib import Path

import pytest

from assistant.conversation import Answer, Conversation, Quote, Statement
from assistant.memory import FILE_NAME, Memory
from corpus.errors import UnknownConversationError

QUOTE = Quote(1, "d", 0, 5, "Words", "Title", "Publisher", "order", date(2025, 11, 1), "https://a.example", "page 3")


def answer(question: str) -> Answer:
    return Answer(
        question, question, date(2026, 1, 1), "answered", (Statement("Words", (1,)),), (QUOTE,), confidence=0.5
    )


def test_a_conversation_comes_back_as_it_was(tmp_path: Path) -> None:
    memory = Memory(tmp_path)
    talk = memory.new().with_turn(answer("One?"))
    memory.save(talk)
    talk = talk.with_turn(answer("Two?"))
    memory.save(talk)
    assert Memory(tmp_path).load(talk.id) == talk
    (summary,) = memory.list()
    assert (summary.id, summary.title, summary.turns) == (talk.id, "One?", 2)


def test_a_deleted_conversation_is_gone_from_the_file_too(tmp_path: Path) -> None:
    memory = Memory(tmp_path)
    talk = memory.new().with_turn(answer("What of Zanzibar?"))
    memory.save(talk)
    memory.delete(talk.id)
    assert memory.list() == []
    assert b"Zanzibar" not in (tmp_path / FILE_NAME).read_bytes()
    with pytest.raises(UnknownConversationError, match="--conversation new"):
        memory.load(talk.id)


def test_new_conversations_differ_and_are_kept_only_with_a_turn(tmp_path: Path) -> None:
    memory = Memory(tmp_path)
    assert memory.new().id != memory.new().id
    memory.save(Conversation("empty"))
    assert memory.list() == []


def test_a_question_asked_anew_takes_the_place_of_its_turn(tmp_path: Path) -> None:
    memory = Memory(tmp_path)
    first = memory.new().with_turn(answer("One?"))
    memory.save(first.with_turn(answer("Two?")).with_turn(answer("Three?")))
    edited = first.with_turn(answer("Zwei?"))
    memory.save(edited)
    assert memory.load(first.id) == edited


def test_a_conversation_is_found_by_its_words_and_by_the_name_it_was_given(tmp_path: Path) -> None:
    memory = Memory(tmp_path)
    talk = memory.new().with_turn(answer("What of Zanzibar?")).with_turn(answer("Is it Côte d’Ivoire’s?"))
    other = memory.new().with_turn(answer("What of copper?"))
    memory.save(talk)
    memory.save(other)
    assert [one.id for one in memory.list("zanziBAR")] == [talk.id]
    assert [one.id for one in memory.list("côte d’ivoire")] == [talk.id]
    assert {one.id for one in memory.list("words")} == {talk.id, other.id}
    assert memory.list("tin") == []
    memory.rename(talk.id, "  Cloves  and their levy ")
    assert [one.title for one in memory.list("cloves")] == ["Cloves and their levy"]
    memory.rename(talk.id, "")
    assert [one.title for one in memory.list("zanzibar")] == ["What of Zanzibar?"]
    memory.rename(talk.id, "Cloves")
    memory.delete(talk.id)
    assert memory.list("cloves") == []
    assert b"Cloves" not in (tmp_path / FILE_NAME).read_bytes()

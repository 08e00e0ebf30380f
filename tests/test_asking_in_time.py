"""A whole question over documents that change each other: as-of dates, what is superseded, sides, what is unclear."""

from collections.abc import Iterator
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answering import AnswerSettings, Assistant
from assistant.conversation import Answer, Conversation
from corpus.document import Document
from corpus.splitting import split
from fakes import BagOfWords
from index.filters import Filters
from index.library import Entry, Library
from index.reranking import EmbeddingReranker

TEXTS = {
    "april": (date(2025, 4, 2), "presidential-actions", "The reciprocal duty on goods of China is 34 percent."),
    "may": (
        date(2025, 5, 12),
        "presidential-actions",
        "The reciprocal duty on goods of China is reduced from 34 percent to 10 percent effective May 14, 2025.",
    ),
    "june": (
        date(2026, 2, 20),
        "presidential-actions",
        "The reciprocal duty on goods of China is no longer in effect.",
    ),
    "japan": (date(2025, 5, 1), "fact-sheets", "The reciprocal duty on goods of Japan is 24 percent."),
    "undated": (None, "document", "The reciprocal duty on goods of China is explained in the annex."),
}
QUESTION = "What is the reciprocal duty on goods of China?"


@pytest.fixture(scope="module")
def asking(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """An assistant without a trained model over documents that change each other."""
    library, embedder = Library.open(tmp_path_factory.mktemp("changing")), BagOfWords()
    for name, (published, kind, text) in TEXTS.items():
        document = Document(name, f"Duties ({name})", text, name, kind=kind, published=published)
        passages = split(document, embedder.count_tokens)
        library.put(Entry(document, passages, name, embedder.name), embedder.embed([one.text for one in passages]))
    yield Assistant(library, embedder, AnswerSettings(threshold=0.0), reranker=EmbeddingReranker(embedder))
    library.close()


def standing(answer: Answer) -> dict[str, str | None]:
    return {answer.quotes[one.quotes[0] - 1].document_id: one.standing for one in answer.statements}


def test_what_was_ended_is_shown_below_its_end(asking: Assistant) -> None:
    answer = asking.ask(QUESTION)
    assert answer.status == "answered"
    assert answer.quotes[0].document_id == "june"
    assert standing(answer)["june"] == "current"
    assert "superseded" in standing(answer).values()
    old = next(one for one in answer.statements if one.standing == "superseded")
    assert old.superseded_by == 1


def test_the_date_in_the_question_restricts_and_is_told(asking: Assistant) -> None:
    answer = asking.ask("As of 15 May 2025, what is the reciprocal duty on goods of China?")
    assert answer.as_of == date(2025, 5, 15)
    assert any("15 May 2025" in notice for notice in answer.notices)
    assert answer.quotes[0].document_id == "may"
    assert "june" not in standing(answer)
    (in_force,) = answer.quotes[0].event_dates
    assert (in_force.event, in_force.on) == ("in force", date(2025, 5, 14))


def test_the_control_s_date_wins_over_the_question_s(asking: Assistant) -> None:
    filters = Filters(as_of=date(2025, 4, 30))
    answer = asking.ask("As of 15 May 2025, what is the reciprocal duty on goods of China?", filters=filters)
    assert answer.as_of == date(2025, 4, 30)
    assert answer.notices == ()


def test_a_follow_up_stays_at_the_date_of_its_topic(asking: Assistant) -> None:
    talk = Conversation("c").with_turn(asking.ask("As of 15 May 2025, what is the reciprocal duty on goods of China?"))
    assert asking.ask("And that of Japan?", talk).as_of == date(2025, 5, 15)


@given(st.dates(date(2025, 1, 1), date(2026, 12, 31)))
def test_nothing_later_than_the_date_is_ever_quoted(asking: Assistant, as_of: date) -> None:
    for answer in (
        asking.ask(QUESTION, filters=Filters(as_of=as_of)),
        asking.ask(f"As of {as_of.isoformat()}, what is the reciprocal duty on goods of China?"),
    ):
        assert answer.as_of == as_of
        assert all(quote.published is None or quote.published <= as_of for quote in answer.quotes)
        for quote in answer.quotes:
            assert asking.library.text(quote.document_id)[quote.start : quote.end] == quote.text
            assert all(quote.start <= event.start < event.end <= quote.end for event in quote.event_dates)


def test_sides_that_are_compared_are_answered_one_by_one(asking: Assistant) -> None:
    answer = asking.ask("Compare the reciprocal duty on goods of China and that of Japan: which percent is higher?")
    sides = {one.side: one.text for one in answer.statements if one.side}
    assert set(sides) == {"China", "Japan"}
    assert "24 percent" in sides["Japan"]
    assert "China" in sides["China"]
    assert "Japan: " in answer.text


def test_a_side_that_nothing_answers_is_named(asking: Assistant) -> None:
    strict = Assistant(asking.library, asking.embedder, AnswerSettings(threshold=0.0), reranker=asking.reranker)
    asked = "How high is the reciprocal duty on goods of China, and what does a penguin sing at midnight?"
    confidences = [strict.ask(one).confidence for one in (asked, "what does a penguin sing at midnight")]
    between = (confidences[0] + confidences[1]) / 2
    answer = Assistant(
        asking.library, asking.embedder, AnswerSettings(threshold=between), reranker=asking.reranker
    ).ask(asked)
    assert answer.status == "partial"
    assert answer.missing == ("what does a penguin sing at midnight",)
    assert Answer.from_json(answer.as_json()).as_json() == answer.as_json()


@pytest.mark.parametrize("asked", ["What is the rate?", "When does it end?", "Is it still in force?"])
def test_a_question_that_names_nothing_is_asked_back(asking: Assistant, asked: str) -> None:
    answer = asking.ask(asked)
    assert answer.status == "needs_clarification"
    assert len(answer.readings) > 1
    assert answer.statements == ()
    assert all(reading in answer.text for reading in answer.readings)


@pytest.mark.parametrize("asked", ["What is the rate for China?", "What is the steel tariff?", "penguins", "8703.23"])
def test_a_question_that_names_something_is_not(asking: Assistant, asked: str) -> None:
    assert asking.ask(asked).status != "needs_clarification"


def test_in_a_conversation_a_short_question_has_a_subject(asking: Assistant) -> None:
    talk = Conversation("c").with_turn(asking.ask(QUESTION))
    assert asking.ask("When does it end?", talk).status != "needs_clarification"


def test_reports_alone_are_said_to_be_reports(asking: Assistant) -> None:
    answer = asking.ask("What is the reciprocal duty on goods of Japan?", filters=Filters(kinds=("fact-sheets",)))
    assert [quote.official for quote in answer.quotes] == [False]
    assert answer.notices == ()
    assert asking.ask(QUESTION).quotes[0].official is True

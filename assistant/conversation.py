"""What is said: questions, answers, and the exact words that the answers rest on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, Literal, Self

from corpus.document import EventDate, Span

Status = Literal["answered", "partial", "conflicting", "not_found", "needs_clarification"]
Standing = Literal["current", "superseded", "conflicting"]

QUOTED_INSTEAD = "the answer is quoted instead."
"""How a notice ends that tells why the chat model did not phrase."""


@dataclass(frozen=True, slots=True)
class Quote:
    """Exact words of a document: `document.text[start:end] == text`, always."""

    number: int
    document_id: str
    start: int
    end: int
    text: str
    title: str
    publisher: str
    kind: str
    published: date | None
    url: str
    place: str
    event_dates: tuple[EventDate, ...] = ()
    """The dates that the quote states with what happens then, offsets into the document's text."""
    official: bool | None = None
    """Whether the document is an official text, not a report of one; None where its kind doesn't tell."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence of an answer, with the numbers of the quotes it rests on."""

    text: str
    quotes: tuple[int, ...]
    standing: Standing | None = None
    superseded_by: int | None = None
    """The number of the quote that changed, suspended or ended what is stated."""
    emphasis: Span | None = None
    """The words that answer, `[start, end)` in the text."""
    side: str = ""
    """Which of the things compared or asked together this is about."""


@dataclass(frozen=True, slots=True)
class Nearest:
    """A passage offered where the library does not say what was asked."""

    document_id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What the assistant replies to one question."""

    question: str
    standalone_question: str
    as_of: date | None
    status: Status
    statements: tuple[Statement, ...] = ()
    quotes: tuple[Quote, ...] = ()
    nearest: tuple[Nearest, ...] = ()
    writer: str | None = None
    confidence: float = 0.0
    """The chance, as calibrated, that the library answers the question."""
    missing: tuple[str, ...] = ()
    """What a partial answer lacks, in the question's words."""
    readings: tuple[str, ...] = ()
    """What a question to clarify could mean."""
    notices: tuple[str, ...] = ()
    """What the reader should know about how the answer was made, e.g. that the chat model could not be reached."""
    milliseconds: Mapping[str, float] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """Return the statements as one text, each followed by the numbers of its quotes in brackets."""
        if self.status == "not_found":
            return "The library does not say."
        if self.status == "needs_clarification":
            return f"The question could mean several things: {'; '.join(self.readings)}."
        return " ".join(map(_with_marks, self.statements))

    def as_json(self) -> dict[str, Any]:
        """Return the answer in the form that other programs rely on."""
        return {
            "question": self.question,
            "standalone_question": self.standalone_question,
            "as_of": self.as_of.isoformat() if self.as_of else None,
            "status": self.status,
            "answer": self.text,
            "statements": [
                asdict(one) | {"quotes": list(one.quotes), "emphasis": list(one.emphasis) if one.emphasis else None}
                for one in self.statements
            ],
            "quotes": [_quote_json(quote) for quote in self.quotes],
            "nearest": [
                {"document_id": nearest.document_id, "title": nearest.title, "text": nearest.text}
                for nearest in self.nearest
            ],
            "writer": self.writer,
            "confidence": round(self.confidence, 4),
            "missing": list(self.missing),
            "readings": list(self.readings),
            "notices": list(self.notices),
            "milliseconds": {step: round(spent, 1) for step, spent in self.milliseconds.items()},
        }

    @classmethod
    def from_json(cls, given: Mapping[str, Any]) -> Self:
        """Return the answer that `as_json` described."""
        return cls(
            question=given["question"],
            standalone_question=given["standalone_question"],
            as_of=_date(given["as_of"]),
            status=given["status"],
            statements=tuple(_statement_from(one) for one in given["statements"]),
            quotes=tuple(_quote_from(quote) for quote in given["quotes"]),
            nearest=tuple(Nearest(**nearest) for nearest in given["nearest"]),
            writer=given["writer"],
            confidence=given["confidence"],
            missing=tuple(given.get("missing", ())),
            readings=tuple(given.get("readings", ())),
            notices=tuple(given["notices"]),
            milliseconds=given["milliseconds"],
        )


def _with_marks(statement: Statement) -> str:
    marks = "".join(f" [{number}]" for number in statement.quotes)
    return f"{statement.side}: {statement.text}{marks}" if statement.side else statement.text + marks


def _statement_from(given: Mapping[str, Any]) -> Statement:
    # a conversation kept by an earlier version has fewer fields
    emphasis = given.get("emphasis")
    changed = {"quotes": tuple(given["quotes"]), "emphasis": (emphasis[0], emphasis[1]) if emphasis else None}
    return Statement(**{**given, **changed})


def _quote_json(quote: Quote) -> dict[str, Any]:
    return asdict(quote) | {
        "published": quote.published.isoformat() if quote.published else None,
        "event_dates": [asdict(event) | {"on": event.on.isoformat()} for event in quote.event_dates],
    }


def _quote_from(given: Mapping[str, Any]) -> Quote:
    stated = given.get("event_dates", ())
    events = tuple(EventDate(**event | {"on": date.fromisoformat(event["on"])}) for event in stated)
    return Quote(**{**given, "published": _date(given["published"]), "event_dates": events})


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


@dataclass(frozen=True, slots=True)
class Turn:
    """A question with its answer."""

    question: str
    answer: Answer


@dataclass(frozen=True, slots=True)
class Conversation:
    """Turns in the order they were asked; a new conversation has none."""

    id: str = ""
    turns: tuple[Turn, ...] = ()

    def focus(self, turns: int = 2) -> tuple[str, ...]:
        """Return the ids of the documents that the last turns quoted, or offered where they found nothing."""
        shown = [one for turn in self.turns[-turns:] for one in (turn.answer.quotes or turn.answer.nearest)]
        return tuple(dict.fromkeys(one.document_id for one in shown))

    def with_turn(self, answer: Answer) -> Conversation:
        """Return the conversation continued by a question and its answer."""
        return Conversation(self.id, (*self.turns, Turn(answer.question, answer)))

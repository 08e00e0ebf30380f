"""What is said: questions, answers, and the exact words that the answers rest on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, Literal, Self

Status = Literal["answered", "partial", "conflicting", "not_found", "needs_clarification"]
Standing = Literal["current", "superseded", "conflicting"]


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


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence of an answer, with the numbers of the quotes it rests on."""

    text: str
    quotes: tuple[int, ...]
    standing: Standing | None = None


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
    notices: tuple[str, ...] = ()
    """What the reader should know about how the answer was made, e.g. that the chat model could not be reached."""
    milliseconds: Mapping[str, float] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """Return the statements as one text, each followed by the numbers of its quotes in brackets."""
        if self.status == "not_found":
            return "The library does not say."
        marks = ("".join(f" [{number}]" for number in statement.quotes) for statement in self.statements)
        return " ".join(statement.text + mark for statement, mark in zip(self.statements, marks, strict=True))

    def as_json(self) -> dict[str, Any]:
        """Return the answer in the form that other programs rely on."""
        return {
            "question": self.question,
            "standalone_question": self.standalone_question,
            "as_of": self.as_of.isoformat() if self.as_of else None,
            "status": self.status,
            "answer": self.text,
            "statements": [
                {"text": statement.text, "quotes": list(statement.quotes), "standing": statement.standing}
                for statement in self.statements
            ],
            "quotes": [_quote_json(quote) for quote in self.quotes],
            "nearest": [
                {"document_id": nearest.document_id, "title": nearest.title, "text": nearest.text}
                for nearest in self.nearest
            ],
            "writer": self.writer,
            "confidence": round(self.confidence, 4),
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
            statements=tuple(
                Statement(one["text"], tuple(one["quotes"]), one["standing"]) for one in given["statements"]
            ),
            quotes=tuple(Quote(**quote | {"published": _date(quote["published"])}) for quote in given["quotes"]),
            nearest=tuple(Nearest(**nearest) for nearest in given["nearest"]),
            writer=given["writer"],
            confidence=given["confidence"],
            notices=tuple(given["notices"]),
            milliseconds=given["milliseconds"],
        )


def _quote_json(quote: Quote) -> dict[str, Any]:
    return asdict(quote) | {"published": quote.published.isoformat() if quote.published else None}


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

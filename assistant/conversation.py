"""What is said: questions, answers, and the exact words that the answers rest on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

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
    notices: tuple[str, ...] = ()
    """What the reader of the answer should know about how it was made, e.g. that the chat model could not be reached."""
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
            "notices": list(self.notices),
            "milliseconds": {step: round(spent, 1) for step, spent in self.milliseconds.items()},
        }


def _quote_json(quote: Quote) -> dict[str, Any]:
    return {
        "number": quote.number,
        "document_id": quote.document_id,
        "title": quote.title,
        "publisher": quote.publisher,
        "kind": quote.kind,
        "published": quote.published.isoformat() if quote.published else None,
        "url": quote.url,
        "place": quote.place,
        "start": quote.start,
        "end": quote.end,
        "text": quote.text,
    }


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

    def with_turn(self, answer: Answer) -> Conversation:
        """Return the conversation continued by a question and its answer."""
        return Conversation(self.id, (*self.turns, Turn(answer.question, answer)))

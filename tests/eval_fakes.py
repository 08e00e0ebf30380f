"""Cases, gold, quotes and answers made of a few words, and an assistant that answers from a script."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Any

import numpy as np

from assistant.conversation import Answer, Conversation, Quote, Standing, Statement, Status
from corpus.document import Document, Passage
from evals.cases import Case
from evals.gold import Gold, Place
from evals.observation import Observation
from index.filters import Filters
from index.library import Entry, Library
from index.search import Hit

TEXT = "Tariffs fall to 47 percent on 1 November 2025. China buys 25 million tonnes of soybeans. Nothing else changes."
FALL, SOY, ELSE = (0, 46), (47, 88), (89, 110)


def gold(span: tuple[int, int] = FALL, document: str = "d", published: date | None = None) -> Gold:
    return Gold(Place(document, *span), TEXT[slice(*span)], "Title", "brief", published, passage=TEXT)


def quote(span: tuple[int, int] = FALL, number: int = 1, document: str = "d", published: date | None = None) -> Quote:
    words = TEXT[slice(*span)]
    return Quote(number, document, *span, words, "Title", "Press", "brief", published, "", "page 1")


def statement(text: str, *quotes: int, standing: Standing | None = None) -> Statement:
    return Statement(text, quotes, standing)


def answer(
    statements: Sequence[Statement] = (),
    quotes: Sequence[Quote] = (),
    status: Status | None = None,
    question: str = "q",
) -> Answer:
    told: Status = status or ("answered" if statements else "not_found")
    return Answer(question, question, None, told, tuple(statements), tuple(quotes))


def quoted(*spans: tuple[int, int]) -> Answer:
    quotes = [quote(span, number) for number, span in enumerate(spans, 1)]
    return answer([statement(one.text, one.number) for one in quotes], quotes)


def case(**fields: Any) -> Case:  # noqa: ANN401 - tests name the fields they need
    given: dict[str, Any] = {"id": "c", "type": "fact", "question": "q", "answerable": True, "status": "answered"}
    return Case(**(given | fields))


def seen(
    given: Answer,
    *,
    golds: Sequence[Gold] = (),
    hits: Sequence[Place] = (),
    standalone: Observation | None = None,
    texts: Mapping[str, str] | None = None,
    **fields: Any,  # noqa: ANN401 - tests name the fields they need
) -> Observation:
    known = texts or {"d": TEXT}
    return Observation(case(**fields), tuple(golds), given, tuple(hits), known.__getitem__, standalone)


@dataclass
class Scripted:
    """An assistant that answers by a function of the question, and finds the first passages of its library."""

    library: Library
    reply: Callable[[str], Answer]
    settings: object = None
    writer_name: str | None = None
    asked: list[str] = field(default_factory=list)

    def ask(self, question: str, conversation: Conversation | None = None, filters: Filters | None = None) -> Answer:
        self.asked.append(question)
        return self.reply(question)

    def hits(
        self, question: str, conversation: Conversation | None = None, filters: Filters | None = None, limit: int = 20
    ) -> list[Hit]:
        rows = self.library.rows("SELECT id FROM passages ORDER BY id LIMIT ?", (limit,))
        found = self.library.passages([row["id"] for row in rows])
        return [Hit(passage, 1 / (1 + rank)) for rank, passage in enumerate(found.values())]


def put(
    library: Library, name: str = "d", text: str = TEXT, published: date | None = None, ends: Sequence[int] = ()
) -> None:
    """Store a document as passages that end there; as one by default."""
    bounds = [0, *(ends or [len(text)])]
    document = Document(name, "Title", text, origin=name, kind="brief", published=published)
    sentences = (FALL, SOY, ELSE) if text == TEXT else ((0, len(text)),)
    passages = [
        Passage(name, start, end, text[start:end], sentences, "", "", "Title", "", "brief", "", published)
        for start, end in pairwise(bounds)
    ]
    library.put(Entry(document, passages, name, "none"), np.ones((len(passages), 4), np.float32))

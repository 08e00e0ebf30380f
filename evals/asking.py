"""Ask a case: its turns in order in one conversation, then the question that is measured."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from assistant.conversation import Answer, Conversation
from evals.cases import Case
from evals.gold import Gold, Place
from evals.observation import Observation
from index.filters import Filters
from index.library import Library
from index.search import Hit

HITS = 20


class Asked(Protocol):
    """What is evaluated: `assistant.answering.Assistant`, or anything that answers like it."""

    library: Library

    @property
    def settings(self) -> object:
        """The settings, a dataclass."""
        ...

    @property
    def writer_name(self) -> str | None:
        """The chat model that phrases, if any."""
        ...

    def ask(self, question: str, conversation: Conversation | None = None, filters: Filters | None = None) -> Answer:
        """Return the answer to a question."""
        ...

    def hits(
        self, question: str, conversation: Conversation | None = None, filters: Filters | None = None, limit: int = 20
    ) -> list[Hit]:
        """Return the passages found for a question, best first."""
        ...


@dataclass(frozen=True, slots=True)
class Exchange:
    """What came of asking a case."""

    observation: Observation
    hits: tuple[Hit, ...]
    earlier: tuple[Answer, ...]
    milliseconds: float
    """How long the last answer took, by the clock."""


def ask_case(case: Case, gold: tuple[Gold, ...], assistant: Asked) -> Exchange:
    """Ask the turns of a case and its question; a follow-up is also asked in its standalone wording, if it has one."""
    filters = Filters(as_of=case.as_of)
    conversation = Conversation()
    for turn in case.turns:
        conversation = conversation.with_turn(assistant.ask(turn, conversation, filters))
    started = time.perf_counter()
    answer = assistant.ask(case.question, conversation, filters)
    milliseconds = 1000 * (time.perf_counter() - started)
    hits = assistant.hits(case.question, conversation, filters, limit=HITS)
    standalone = _standalone(case, gold, assistant, filters) if case.turns and case.standalone_question else None
    observation = Observation(case, gold, answer, _places(hits), assistant.library.text, standalone)
    return Exchange(observation, tuple(hits), tuple(turn.answer for turn in conversation.turns), milliseconds)


def _standalone(case: Case, gold: tuple[Gold, ...], assistant: Asked, filters: Filters) -> Observation:
    answer = assistant.ask(case.standalone_question, None, filters)
    hits = assistant.hits(case.standalone_question, None, filters, limit=HITS)
    return Observation(case, gold, answer, _places(hits), assistant.library.text)


def _places(hits: Sequence[Hit]) -> tuple[Place, ...]:
    return tuple(Place(hit.passage.document_id, hit.passage.start, hit.passage.end) for hit in hits)

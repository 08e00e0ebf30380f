"""A question that names nothing it is about could mean many things: it is asked back, with what it could mean."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.conversation import Conversation
from assistant.parties import parties_in
from corpus.document import Passage
from index.search import Hit
from index.words import index_terms, query_terms

MOST_READINGS = 4
_GENERAL = frozenset(
    index_terms(
        "rate rates tariff tariffs duty duties percent percentage amount level fee charge charges levy tax quota limit "
        "date day deadline year month time long high large big old new latest current currently now today still "
        "order rule rules law agreement deal measure measures exemption exemptions exception list document documents "
        "apply applies applied start starts started begin end ends expire expires effect force take valid happen "
        "happened change changed goods products product country countries pay paid mean additional extra exact next "
        "last it this that they one number value signed announced decided cover covered exempt status there same other"
    )
)
"""Terms that say what kind of thing is asked, and not which: a question of nothing else names no subject."""


def is_unclear(question: str, conversation: Conversation) -> bool:
    """Tell whether a question that opens a conversation names nothing that it is about."""
    asks = bool(query_terms(question)) and not subject_terms(question)
    return not conversation.turns and asks and not parties_in(question)


def subject_terms(question: str) -> set[str]:
    """Return the terms of a question that tell what it is about."""
    return set(query_terms(question)) - _GENERAL


def readings(question: str, hits: Sequence[Hit]) -> tuple[str, ...]:
    """Return what a question could be about: the documents of the best hits, at least two, else nothing.

    Titles stand in quotation marks: they are the documents' words.
    """
    titles = dict.fromkeys(_reading(hit.passage) for hit in hits)
    return tuple(titles)[:MOST_READINGS] if len(titles) > 1 else ()


def _reading(passage: Passage) -> str:
    dated = f" ({passage.published.isoformat()})" if passage.published else ""
    return f"“{passage.title}”{dated}"

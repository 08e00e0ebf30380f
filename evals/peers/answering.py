"""A peer as the evals ask it: without a chat model its answer is what it finds, quoted.

With a chat model the pieces would go into its prompt and be phrased; without one, the best piece is the statement and
all pieces that the prompt would hold are the quotes. Nothing is taken from a peer that its usual set-up has: it knows
no date to answer as of, asks a follow-up as it was typed, and answers whatever it finds, so it never declines.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import metadata

from assistant.conversation import Answer, Conversation, Quote, Statement
from corpus.document import Document
from index.filters import Filters
from index.library import Library
from index.search import Hit, Retriever


@dataclass(frozen=True, slots=True)
class Peer:
    """What a user might pick instead."""

    name: str
    open: Callable[[Sequence[Document]], Retriever]
    """Index documents; raises PeerMissingError."""
    packages: tuple[str, ...]
    """The packages whose versions a run must be known by."""


@dataclass(frozen=True, slots=True)
class PeerSettings:
    """What a peer's run must be known by."""

    peer: str
    versions: Mapping[str, str] = field(default_factory=dict)
    passages: int = 4
    """So many pieces would go into the prompt of a chat model."""


class PeerAssistant:
    """A peer over the documents of a library, answering as `evals.asking.Asked`."""

    writer_name = None

    def __init__(self, library: Library, peer: Peer) -> None:
        self.library = library
        self.retriever = peer.open([library.get(summary.id) for summary in library.summaries()])
        self.settings = PeerSettings(peer.name, {name: metadata.version(name) for name in peer.packages})

    def ask(self, question: str, conversation: Conversation | None = None, filters: Filters | None = None) -> Answer:
        """Return the best piece as the statement, with all pieces of the prompt as quotes."""
        found = self.retriever.search(question, self.settings.passages)
        if not found:
            return Answer(question, question, None, "not_found")
        return Answer(
            question,
            question,
            None,
            "answered",
            statements=(Statement(found[0].passage.text, (1,)),),
            quotes=tuple(_quote(number, hit) for number, hit in enumerate(found, 1)),
            confidence=min(1.0, max(0.0, found[0].score)),
        )

    def hits(
        self, question: str, conversation: Conversation | None = None, filters: Filters | None = None, limit: int = 20
    ) -> list[Hit]:
        """Return the pieces found for a question, best first."""
        return self.retriever.search(question, limit)


def _quote(number: int, hit: Hit) -> Quote:
    passage = hit.passage
    return Quote(
        number=number,
        document_id=passage.document_id,
        start=passage.start,
        end=passage.end,
        text=passage.text,
        title=passage.title,
        publisher=passage.publisher,
        kind=passage.kind,
        published=passage.published,
        url=passage.url,
        place=passage.place,
    )

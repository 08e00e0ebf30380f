"""What a measure looks at: a case, its gold, its answer and its hits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.conversation import Answer, Quote
from evals.cases import Case
from evals.gold import Gold, Place


@dataclass(frozen=True, slots=True)
class Observation:
    """A case with what was found and answered."""

    case: Case
    gold: tuple[Gold, ...]
    answer: Answer
    hits: tuple[Place, ...]
    """The passages found, best first."""
    text_of: Callable[[str], str]
    """The text of a document, by its id; raises UnknownDocumentError."""
    standalone: Observation | None = None
    """Of a follow-up: the same asked in a person's complete wording, outside the conversation."""

    @property
    def refused(self) -> bool:
        """Whether the assistant declined to answer, in the way that the case would have it."""
        return self.answer.status in {"not_found", *(() if self.case.answerable else (self.case.status,))}

    def rank(self, gold: Gold) -> int | None:
        """Return the rank, from 1, of the first hit that holds the gold whole; None if none does."""
        ranks = (rank for rank, hit in enumerate(self.hits, 1) if any(hit.holds(place) for place in gold.places))
        return next(ranks, None)

    def ranks(self) -> list[int | None]:
        """Return the rank of each gold."""
        return [self.rank(gold) for gold in self.gold]

    def finds(self, quote: Quote) -> list[Gold]:
        """Return the gold that a quote finds."""
        return [gold for gold in self.gold if quote_finds(quote, gold)]

    def quotes_of(self, numbers: Sequence[int]) -> list[Quote]:
        """Return the quotes of these numbers; a number without a quote is left out."""
        return [quote for quote in self.answer.quotes if quote.number in numbers]


def quote_finds(quote: Quote, gold: Gold) -> bool:
    """Tell whether a quote holds the gold whole, or is held by it."""
    place = Place(quote.document_id, quote.start, quote.end)
    return any(place.holds(one) or one.holds(place) for one in gold.places)

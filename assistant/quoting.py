"""From evidence to an answer without a model: the sentences that answer, word for word."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.checking import plain
from assistant.conversation import Nearest, Quote, Statement
from assistant.evidence import Evidence
from assistant.numbers import numbers_in
from assistant.sources import is_official
from corpus.events import event_dates
from index.search import Hit
from index.words import index_terms

MOST_STATEMENTS = 3
NEAR_BEST = 0.5
"""A further sentence is quoted when its score is at least this share of the best one's."""
SAME_WORDS = 0.75
"""Two sentences that share so much of their words, and all their numbers, say the same; the second is left out."""


def select(sentences: Sequence[Evidence], most: int = MOST_STATEMENTS) -> list[Evidence]:
    """Return the sentences worth quoting, best first: near the best one, and not saying the same thing again."""
    chosen: list[Evidence] = []
    for sentence in sentences:
        if len(chosen) == most or sentence.score < NEAR_BEST * sentences[0].score:
            break
        if not any(_same(sentence, other) for other in chosen):
            chosen.append(sentence)
    return chosen


def _same(one: Evidence, other: Evidence) -> bool:
    ours, theirs = set(index_terms(one.text)), set(index_terms(other.text))
    alike = len(ours & theirs) >= SAME_WORDS * len(ours | theirs)
    return alike and numbers_in(one.text) == numbers_in(other.text)


def quotes_of(sentences: Sequence[Evidence]) -> list[Quote]:
    """Return the sentences as numbered quotes."""
    return [
        Quote(
            number=number,
            document_id=sentence.passage.document_id,
            start=sentence.start,
            end=sentence.end,
            text=sentence.text,
            title=sentence.passage.title,
            publisher=sentence.passage.publisher,
            kind=sentence.passage.kind,
            published=sentence.passage.published,
            url=sentence.passage.url,
            place=sentence.passage.place,
            event_dates=event_dates(sentence.text, sentence.start),
            official=is_official(sentence.passage),
        )
        for number, sentence in enumerate(sentences, start=1)
    ]


def statements_of(quotes: Sequence[Quote]) -> list[Statement]:
    """Return one statement per quote, in the quote's own words."""
    return [Statement(plain(quote.text), (quote.number,)) for quote in quotes]


def nearest_of(hits: Sequence[Hit], most: int = 3) -> tuple[Nearest, ...]:
    """Return the passages to offer where nothing answers, one a document."""
    firsts = {hit.passage.document_id: hit.passage for hit in reversed(hits)}
    ordered = [hit.passage for hit in hits if firsts[hit.passage.document_id] is hit.passage]
    return tuple(Nearest(passage.document_id, passage.title, passage.text) for passage in ordered[:most])

"""The words' half of a search: which passages hold a question's terms, and how much of the question they hold.

The word index tells quickly which passages hold a term; to score them there (FTS5's bm25) costs ten times as much. So
the postings of the rarest terms choose candidates, and BM25 is computed for these and what the vectors found, alone.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from index.library import Library
from index.vectors import Ids
from index.words import asked_words

SATURATION = 1.2
"""BM25's k1: how little a term's second occurrence counts (Robertson & Zaragoza, The probabilistic relevance framework:
BM25 and beyond, 2009). Its b is 0: passages are packed to one size, and counting no length found more."""
SYNONYM_SHARE = 0.8
"""What a synonym counts of the term that it stands for."""
TELLING = 1.5
"""Synonyms are looked for only of terms that weigh so much: those in less than a quarter of the passages."""

REMEMBERED = 4_000_000
"""So many postings, 8 bytes each, are kept in memory for the next questions."""


@dataclass(frozen=True, slots=True)
class Spelling:
    """A term, or a synonym, as people write it and as it stands in the index."""

    phrase: str
    """Terms joined by spaces."""
    written: str
    weight: float
    """Its inverse document frequency, log(1 + passages of the library / passages that hold it)."""
    passages: int
    """How many passages hold it, at most."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A term of a question, and what else it is called."""

    term: Spelling
    synonyms: tuple[Spelling, ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """How a passage meets a question."""

    score: float
    """The share of the question's weight that it holds, 0 to 1 + k1."""
    words: tuple[str, ...]
    """The question's words that stand in it, or what else they are called."""


@dataclass(frozen=True, slots=True)
class _Memory:
    """What was looked up since the library last changed."""

    generation: int
    passages: int
    counts: dict[str, int]
    postings: dict[str, Ids]


class WordIndex:
    """Finds passages by the terms of a question. Safe to share between threads."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._memory = _Memory(-1, 0, {}, {})

    def wanted(self, question: str) -> list[Wanted]:
        """Return the terms of a question; those that the library lacks, too, as they weigh most."""
        asked = asked_words(question)
        self._count(piece for word in asked for phrase in (word.term, *word.synonyms) for piece in phrase.split())
        wanted = []
        for word in asked:
            term = self._spelling(word.term, word.written)
            others = (self._spelling(*other) for other in word.synonyms.items()) if term.weight > TELLING else ()
            wanted.append(Wanted(term, tuple(other for other in others if other.passages)))
        return wanted

    def candidates(self, wanted: Sequence[Wanted], limit: int, budget: int, allowed: Ids | None = None) -> Ids:
        """Return about `limit` passages that hold the most of the rarest terms; only of `allowed`, when given.

        Of the terms and their synonyms, rarest first, as many are looked up as have `budget` postings together.
        """
        chosen = [(spelling.weight, self._postings(spelling.phrase)) for spelling in _affordable(wanted, budget)]
        sums = np.zeros(1 + max((int(ids[-1]) for _, ids in chosen if len(ids)), default=-1), dtype=np.float32)
        for weight, ids in chosen:
            sums[ids] += weight
        if allowed is not None:
            permitted = np.zeros(len(sums), dtype=np.float32)
            permitted[allowed[allowed < len(sums)]] = 1
            sums *= permitted
        holding = np.flatnonzero(sums)
        if len(holding) > limit:
            holding = holding[np.argpartition(-sums[holding], limit)[:limit]]
        return holding.astype(np.int64)

    def _count(self, terms: Iterable[str]) -> None:
        """Remember in how many passages the terms stand."""
        generation = self._library.generation
        if self._memory.generation != generation:
            self._memory = _Memory(generation, self._library.counts()[1], {}, {})
        unknown = sorted(set(terms) - self._memory.counts.keys())
        found = self._library.frequencies(unknown)
        self._memory.counts.update((term, found.get(term, 0)) for term in unknown)

    def _spelling(self, phrase: str, written: str) -> Spelling:
        """Weigh a phrase as its rarest word: it cannot stand more often."""
        passages = min(self._memory.counts.get(term, 0) for term in phrase.split())
        weight = math.log(1 + self._memory.passages / (passages + 0.5))
        return Spelling(phrase, written, weight, passages)

    def _postings(self, phrase: str) -> Ids:
        known = self._memory.postings
        found = known.get(phrase)
        if found is None:
            found = self._library.postings(phrase)
            if sum(map(len, known.values())) + len(found) > REMEMBERED:
                known.clear()
            known[phrase] = found
        return found


def _affordable(wanted: Sequence[Wanted], budget: int) -> list[Spelling]:
    """Return the rarest terms and synonyms, the first whatever it costs."""
    spellings = {s.phrase: s for each in wanted for s in (*each.synonyms, each.term) if s.passages}
    chosen: list[Spelling] = []
    for spelling in sorted(spellings.values(), key=lambda spelling: spelling.passages):
        budget -= spelling.passages
        if chosen and budget < 0:
            break
        chosen.append(spelling)
    return chosen


class Scorer:
    """BM25 of passages for one question, as a share of the question's weight, so that questions can be compared.

    BM25 sums over the terms that a passage holds their weight times at most 1 + k1; of a term and its synonyms the one
    that counts most is taken.
    """

    def __init__(self, wanted: Sequence[Wanted]) -> None:
        self._total = sum(each.term.weight for each in wanted) or 1.0
        self._patterns = [
            (each.term.weight, _pattern(each.term), each.term.written, _alternatives(each)) for each in wanted
        ]

    def match(self, terms: str) -> Match:
        """Return how much of the question a passage holds, given its terms joined by spaces."""
        text = f" {terms} "
        score, words = 0.0, []
        for weight, pattern, written, alternatives in self._patterns:
            if pattern in text:
                score += weight * _saturated(text.count(pattern))
                words.append(written)
                continue
            for share, other, also in alternatives:
                if other in text:
                    score += share * _saturated(text.count(other))
                    words.append(also)
                    break
        return Match(score / self._total, tuple(words))


def _pattern(spelling: Spelling) -> str:
    return f" {spelling.phrase} "


def _alternatives(wanted: Wanted) -> list[tuple[float, str, str]]:
    """Return weight, pattern and words of the synonyms, the weightiest first."""
    ranked = sorted(wanted.synonyms, key=lambda synonym: -synonym.weight)
    return [
        (SYNONYM_SHARE * min(wanted.term.weight, synonym.weight), _pattern(synonym), synonym.written)
        for synonym in ranked
    ]


def _saturated(count: int) -> float:
    return count * (SATURATION + 1) / (count + SATURATION)

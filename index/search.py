"""Find the passages for a query by words and vectors, each score normalised, both fused."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol, runtime_checkable

import numpy as np

from corpus.document import Passage, Span
from index.embedding import Embedder, Vectors
from index.filters import Filters
from index.library import Library
from index.vectors import Ids, VectorIndex
from index.words import query_terms, synonyms


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Another document with the same words as a hit's."""

    document_id: str
    title: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the reader makes of a passage, all as log-odds: 0 is as likely as not."""

    passage: float
    """That the passage answers the question."""
    sentences: tuple[float, ...]
    """That this sentence does, for each of the passage's sentences."""
    words: tuple[Span | None, ...] = ()
    """For each sentence the words that answer if it does, `[start, end)` in the document's text."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found for a query; higher scores are better."""

    passage: Passage
    score: float
    why: dict[str, float] = field(default_factory=dict)
    """The parts of the score: `cosine`, and `words`, the share of the question's weight that BM25 finds in it."""
    duplicates: tuple[Duplicate, ...] = ()
    judgement: Judgement | None = None
    """What the reader makes of the passage, where it was read."""


@runtime_checkable
class Retriever(Protocol):
    """Anything that finds passages."""

    def search(self, query: str, limit: int = 10, filters: Filters | None = None) -> list[Hit]:
        """Return the best hits for a query, best first."""
        ...


@dataclass(frozen=True, slots=True)
class SearchSettings:
    """How a library is searched."""

    pool: int = 200
    """How many passages each half, words and vectors, brings in."""
    words_weight: float = 0.25
    """The share of the words in the fused score; the cosine has the rest."""
    postings: int = 40_000
    """At about so many entries of the word index the rarest terms of a question are enough: frequent ones cost most
    and tell least."""
    least_terms: int = 6
    """So many of the rarest terms are looked up however frequent they are."""


class LibraryRetriever:
    """Search over one library with one embedding model."""

    def __init__(self, library: Library, embedder: Embedder, settings: SearchSettings | None = None) -> None:
        self.library = library
        self.embedder = embedder
        self.settings = settings or SearchSettings()
        self.vectors = VectorIndex(library)

    def search(self, query: str, limit: int = 10, filters: Filters | None = None) -> list[Hit]:
        """Return the best hits for a query, best first; an empty query finds nothing.

        Raises RebuildRequiredError when the library's vectors come from another model.
        """
        self.library.require_embedder(self.embedder.name)
        if not query.strip():
            return []
        filters = filters or Filters()
        vector = self.embedder.embed([query])[0]
        word_scores = self._by_words(query_terms(query), filters)
        near, _ = self.vectors.search(vector, self.settings.pool, self._allowed(filters))
        ids = np.union1d(near, np.array(list(word_scores), dtype=np.int64))
        words = np.array([word_scores.get(number, 0.0) for number in ids.tolist()], dtype=np.float32)
        return self._hits(ids, self.vectors.cosines(vector, ids), words, limit)

    def _allowed(self, filters: Filters) -> Ids | None:
        query, parameters = filters.passages()
        if not query:
            return None
        return np.array(sorted(row[0] for row in self.library.rows(query, parameters)), dtype=np.int64)

    def _by_words(self, terms: Sequence[str], filters: Filters) -> dict[int, float]:
        """Return the BM25 scores of the passages that hold most of the rarest terms, as a share of the query's weight.

        BM25 sums the terms' inverse document frequencies, each times at most 2.2; divided by the sum over all terms of
        the question, known to the library or not, scores of different questions can be compared and fused.
        """
        frequencies = self.library.frequencies(terms)
        rarest = self._rarest(frequencies)
        if not rarest:
            return {}
        query, parameters = filters.passages()
        # the plus keeps SQLite from looking the words up anew for every passage that the filters allow
        restricted = f"AND +words.rowid IN ({query})" if query else ""
        phrases = [*rarest, *self._alternatives(rarest)]
        match = " OR ".join(f'"{phrase}"' for phrase in phrases)
        rows = self.library.rows(
            f"SELECT rowid, rank FROM words WHERE words MATCH ? {restricted} ORDER BY rank LIMIT ?",  # noqa: S608 - ours
            [match, *parameters, self.settings.pool],
        )
        passages = self.library.counts()[1]
        weight = sum(math.log(1 + passages / (frequencies.get(term, 0) + 0.5)) for term in terms)
        return {row["rowid"]: -row["rank"] / weight for row in rows}

    def _rarest(self, frequencies: Mapping[str, int]) -> list[str]:
        """Return the rarest terms, until their entries in the word index grow too many."""
        chosen: list[str] = []
        entries = 0
        for term, count in frequencies.items():
            entries += count
            if len(chosen) >= self.settings.least_terms and entries > self.settings.postings:
                break
            chosen.append(term)
        return chosen

    def _alternatives(self, terms: Sequence[str]) -> list[str]:
        """Return what else the terms are called, but for words so frequent that they cost more than they tell."""
        phrases = list(dict.fromkeys(phrase for term in terms for phrase in synonyms().get(term, ())))
        frequencies = self.library.frequencies(phrases)
        return [phrase for phrase in phrases if frequencies.get(phrase, 0) <= self.settings.postings / 4]

    def _hits(self, ids: Ids, cosines: Vectors, words: Vectors, limit: int) -> list[Hit]:
        """Fuse the scores and join the best to the live table; of passages with the same words, show the first."""
        share = self.settings.words_weight
        fused = (1 - share) * cosines + share * words
        best = np.argsort(-fused, kind="stable")
        stored = self.library.passages([int(ids[at]) for at in best])
        shown: dict[str, Hit] = {}
        for at in best:
            passage = stored.get(int(ids[at]))
            if passage is None:
                continue
            if passage.text in shown:
                shown[passage.text] = _with_duplicate(shown[passage.text], passage)
            elif len(shown) < limit:
                why = {"cosine": float(cosines[at]), "words": float(words[at])}
                shown[passage.text] = Hit(passage, float(fused[at]), why)
        return list(shown.values())


def _with_duplicate(hit: Hit, passage: Passage) -> Hit:
    known = {hit.passage.document_id, *(other.document_id for other in hit.duplicates)}
    if passage.document_id in known:
        return hit
    return replace(hit, duplicates=(*hit.duplicates, Duplicate(passage.document_id, passage.title)))

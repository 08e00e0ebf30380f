"""Find the passages for a query by words and vectors, each score normalised, both fused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import chain
from typing import Protocol, runtime_checkable

import numpy as np

from corpus.document import Passage, Span
from index.duplicates import wording
from index.embedding import Embedder, Vectors
from index.filters import Filters
from index.library import Library
from index.matching import Match, Scorer, WordIndex
from index.vectors import Ids, VectorIndex

REMEMBERED = 100
"""So many wordings' vectors are kept for the next search."""


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
    cosines: tuple[float, ...] = ()
    """How near each sentence comes to the question by the embedding model; of those that hardly answer at most so."""
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
    matched: tuple[str, ...] = ()
    """The question's words that stand in it, or what else they are called."""


@runtime_checkable
class Retriever(Protocol):
    """Anything that finds passages."""

    def search(self, query: str, limit: int = 10, filters: Filters | None = None) -> list[Hit]:
        """Return the best hits for a query, best first."""
        ...


@dataclass(frozen=True, slots=True)
class SearchSettings:
    """How a library is searched."""

    pool: int = 100
    """How many passages each half, words and vectors, brings in, beside twice as many as are asked for."""
    words_weight: float = 0.35
    """The share of the words in the fused score; the cosine has the rest."""
    postings: int = 15_000
    """At about so many entries of the word index the rarest terms of a question are enough to choose passages by:
    frequent ones cost most and tell least."""
    favour: float = 0.04
    """What a passage of a favoured document has more; scores lie between 0 and about 1."""


class LibraryRetriever:
    """Search over one library with one embedding model."""

    def __init__(self, library: Library, embedder: Embedder, settings: SearchSettings | None = None) -> None:
        self.library = library
        self.embedder = embedder
        self.settings = settings or SearchSettings()
        self.vectors = VectorIndex(library)
        self.words = WordIndex(library)
        self._beside = ThreadPoolExecutor(max_workers=2, thread_name_prefix="embed")
        # one question is searched for several times: with its sides, in what the first hits name
        self._vector = lru_cache(REMEMBERED)(self._embedded)

    def search(self, query: str, limit: int = 10, filters: Filters | None = None) -> list[Hit]:
        """Return the best hits for a query, best first; an empty query finds nothing.

        Raises RebuildRequiredError when the library's vectors come from another model.
        """
        return self.search_mixed({query: 1.0}, limit, filters)

    def search_mixed(
        self,
        wordings: Mapping[str, float],
        limit: int = 10,
        filters: Filters | None = None,
        favoured: Sequence[str] = (),
    ) -> list[Hit]:
        """Return the best hits for a question that can be worded in several ways, each wording with its share.

        A passage's score is the sum of its scores for the wordings, each times its share; passages of the favoured
        documents have a little more. It is one search, and costs hardly more than that for the longest wording.
        """
        self.library.require_embedder(self.embedder.name)
        shares = {text: share for text, share in wordings.items() if text.strip() and share > 0}
        if not shares:
            return []
        # the model and SQLite both work outside Python's lock
        embedding = self._beside.submit(lambda: [self._vector(text) for text in shares])
        allowed = self._allowed(filters or Filters())
        among = self._allowed(Filters(document_ids=tuple(favoured))) if favoured else None
        wanted = [self.words.wanted(text) for text in shares]
        pool = self.settings.pool + 2 * limit
        all_of = allowed if allowed is not None and len(allowed) <= pool else None  # so few need no choosing
        every = list(chain(*wanted))
        holding = self.words.candidates(every, pool, self.settings.postings, allowed) if all_of is None else all_of
        # the cosine with a sum of vectors is the sum of the cosines
        vector = np.array(list(shares.values()), dtype=np.float32) @ np.stack(embedding.result())
        near = self.vectors.search(vector, pool, allowed)[0] if all_of is None else all_of
        scorers = list(zip(shares.values(), map(Scorer, wanted), strict=True))
        mix = _Mix(vector, scorers, frozenset() if among is None else frozenset(among.tolist()))
        return self._hits(self._scored(mix, np.union1d(near, holding)), limit)

    def _embedded(self, text: str) -> Vectors:
        vector: Vectors = self.embedder.embed_questions([text])[0]
        return vector

    def _allowed(self, filters: Filters) -> Ids | None:
        query, parameters = filters.passages()
        if not query:
            return None
        (row,) = self.library.rows(f"SELECT group_concat(id) FROM ({query})", parameters)  # noqa: S608 - ours
        return np.sort(np.fromstring(row[0] or "", dtype=np.int64, sep=","))

    def _scored(self, mix: _Mix, ids: Ids) -> list[_Scored]:
        """Return exact cosine and words of the passages that are in the library now, best first."""
        rows = list(self.library.words_and_vectors(ids.tolist()))
        if not rows:
            return []
        matrix = np.frombuffer(b"".join(vector for _, _, vector in rows), dtype=np.float16).reshape(len(rows), -1)
        cosines = (matrix.astype(np.float32) @ mix.vector).tolist()
        share, favour = self.settings.words_weight, self.settings.favour
        scored = []
        for (number, terms, _), cosine in zip(rows, cosines, strict=True):
            match = mix.match(terms)
            score = (1 - share) * cosine + share * match.score + (favour if number in mix.favoured else 0.0)
            scored.append(_Scored(score, number, cosine, match))
        return sorted(scored, key=lambda passage: (-passage.score, passage.number))

    def _hits(self, scored: Sequence[_Scored], limit: int) -> list[Hit]:
        """Join the best to the live table, a few at a time; of passages that say the same, show the first."""
        shown: dict[str, Hit] = {}
        for at in range(0, len(scored), 2 * limit):
            some = scored[at : at + 2 * limit]
            stored = self.library.passages([passage.number for passage in some])
            for each in some:
                passage = stored.get(each.number)
                if passage is None:
                    continue
                same = wording(passage.text)
                if same in shown:
                    shown[same] = _with_duplicate(shown[same], passage)
                elif len(shown) < limit:
                    why = {"cosine": each.cosine, "words": each.match.score}
                    shown[same] = Hit(passage, each.score, why, matched=each.match.words)
            if len(shown) >= limit:
                break
        return list(shown.values())


@dataclass(frozen=True, slots=True)
class _Mix:
    """What passages are scored with: wordings by their shares."""

    vector: Vectors
    scorers: Sequence[tuple[float, Scorer]]
    favoured: frozenset[int]
    """The passages of the favoured documents."""

    def match(self, terms: str) -> Match:
        """Return how a passage meets the wordings, given its terms joined by spaces."""
        matches = [(share, scorer.match(terms)) for share, scorer in self.scorers]
        words = dict.fromkeys(word for _, match in matches for word in match.words)
        return Match(sum(share * match.score for share, match in matches), tuple(words))


@dataclass(frozen=True, slots=True)
class _Scored:
    """A passage by its number, with its score and the parts of it."""

    score: float
    number: int
    cosine: float
    match: Match


def _with_duplicate(hit: Hit, passage: Passage) -> Hit:
    known = {hit.passage.document_id, *(other.document_id for other in hit.duplicates)}
    if passage.document_id in known:
        return hit
    return replace(hit, duplicates=(*hit.duplicates, Duplicate(passage.document_id, passage.title)))

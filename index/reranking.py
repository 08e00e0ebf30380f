"""Read the best hits closely: whether a passage answers the question, and which of its sentences does.

`open_reranker` is the one place where a reranking model is chosen. The default one was trained by this project's own
script, `evals.training`; its model card is `index/reader/README.md`.
"""

from __future__ import annotations

import json
import math
import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.document import Passage, Span
from corpus.errors import UnknownModelError
from index.embedding import Embedder
from index.encoding import Reading, encode, padded
from index.filters import Filters
from index.graphs import Floats, NoRuntimeError, Run, open_graph, unpacked, user_cache
from index.search import Hit, Judgement, Retriever

DEFAULT_READER = "reader"
EMBEDDING = "embedding"
DEPTH = 8
"""So many of the best hits are read: one takes some 20 ms on two cores, and reading twice as many found no more of the
facts asked for."""
UNREAD = -20.0
"""The log-odds of a sentence that was cut off: nothing is known of it, and nothing promised."""
MARGIN = 2.0
"""Neighbours of the best token belong to the answering words down to this much less of log-odds."""
MOST_SURE = 10.0
REMEMBERED = 2_000
"""So many judgements are kept for the next time: what was answered may be asked for again, with its passages."""
LIKELY = 8
"""Of all passages read together so many sentences that most likely answer are also embedded."""
AT_ONCE = 4
"""So many passages of like length are read together: with more, no passage takes less and more goes into padding."""


@dataclass(frozen=True, slots=True)
class RerankingSettings:
    """Which model reads the hits, and what runs it."""

    model: str = DEFAULT_READER
    """"reader" is ours, "embedding" compares the vectors of sentences with the question's, else a cross-encoder."""
    runtime: str = "auto"
    cache: Path | None = None
    """Where what is measured once per machine is kept; the user's cache folder when None."""


class Reranker(Protocol):
    """A model that reads a question together with a passage."""

    name: str

    def read(self, question: str, passages: Sequence[Passage]) -> list[Judgement]:
        """Return a judgement for each passage, in their order."""
        ...


def open_reranker(embedder: Embedder, settings: RerankingSettings | None = None) -> Reranker:
    """Return the reranking model that the settings name; where nothing can run ours, the embedding model serves.

    Raises UnknownModelError when there is no such model.
    """
    settings = settings or RerankingSettings()
    if settings.model == EMBEDDING:
        return EmbeddingReranker(embedder)
    if settings.model != DEFAULT_READER:
        return CrossEncoderReranker(settings.model)
    graph = resources.files("index") / "reader" / "reader.onnx"
    if not graph.is_file():
        raise UnknownModelError("the reader's weights are missing: install tradeqa anew")
    try:
        cache = settings.cache or user_cache()
        with resources.as_file(graph) as packed:
            return ReaderReranker(embedder, *open_graph(unpacked(packed, cache), settings.runtime, cache))
    except NoRuntimeError:
        return EmbeddingReranker(embedder)


def rerank(question: str, hits: Sequence[Hit], reranker: Reranker, depth: int = DEPTH) -> list[Hit]:
    """Return the hits with the first `depth` of them read and put in the order of the blend; the others follow.

    The blend weighs what the reader says and what the search said; its weights are fitted by `evals.calibration`.
    """
    read, rest = hits[:depth], list(hits[depth:])
    judged = reranker.read(question, [hit.passage for hit in read])
    blend = blends().get(reranker.name, blends()[DEFAULT_READER])
    scored = [
        replace(hit, judgement=judgement, score=blend.chance(judgement, hit))
        for hit, judgement in zip(read, judged, strict=True)
    ]
    least = min((hit.score for hit in scored), default=1.0)
    # what was not read follows in the order of the search, below all that was
    following = [replace(hit, score=min(hit.score, least)) for hit in rest]
    return [*sorted(scored, key=lambda hit: -hit.score), *following]


@dataclass(frozen=True, slots=True)
class Blend:
    """A logistic model of whether a passage holds the answer."""

    intercept: float
    judgement: float
    cosine: float
    words: float

    def chance(self, judgement: Judgement, hit: Hit) -> float:
        """Return the chance that the passage holds the answer."""
        cosine, words = hit.why.get("cosine", 0.0), hit.why.get("words", 0.0)
        odds = self.intercept + self.judgement * bounded(judgement.passage) + self.cosine * cosine + self.words * words
        return 1 / (1 + math.exp(-odds))


def bounded(log_odds: float) -> float:
    """Return log-odds within what a model can be sure of: beyond, differences mean nothing."""
    return max(-MOST_SURE, min(MOST_SURE, log_odds))


@cache
def blends() -> dict[str, Blend]:
    """Return the fitted blends by the reranker's name."""
    text = (resources.files("index") / "reader" / "blend.json").read_text(encoding="utf-8")
    return {name: Blend(**weights) for name, weights in json.loads(text).items()}


def forget_blends() -> None:
    """Read the blends anew at the next use: they were fitted again."""
    blends.cache_clear()


class Remembering:
    """A reranker that does not read a passage again for a question that it was read for. Safe to share."""

    def __init__(self, reranker: Reranker, most: int = REMEMBERED) -> None:
        self.name = reranker.name
        self._reranker = reranker
        self._most = most
        self._known: dict[tuple[str, str, int, str], Judgement] = {}

    def read(self, question: str, passages: Sequence[Passage]) -> list[Judgement]:
        """Return a judgement for each passage, in their order."""
        # a replaced document may have other words at the same place
        keys = [(question, passage.document_id, passage.start, passage.text) for passage in passages]
        known = self._known
        new = [passage for key, passage in zip(keys, passages, strict=True) if key not in known]
        read = iter(self._reranker.read(question, new) if new else [])
        judged = {key: known[key] if key in known else next(read) for key in keys}
        # swapped whole: another thread may be reading
        self._known = {**(known if len(known) < self._most else {}), **judged}
        return [judged[key] for key in keys]


class RerankingRetriever:
    """A retriever whose best hits are read before they are shown."""

    def __init__(self, retriever: Retriever, reranker: Reranker, depth: int = DEPTH) -> None:
        self.retriever = retriever
        self.reranker = reranker
        self.depth = depth

    def search(self, query: str, limit: int = 10, filters: Filters | None = None) -> list[Hit]:
        """Return the best hits for a query, best first."""
        return rerank(query, self.retriever.search(query, max(limit, self.depth), filters), self.reranker)[:limit]


class ReaderReranker:
    """The reader that was trained here: one pass over a passage scores it and each of its sentences."""

    def __init__(self, embedder: Embedder, runtime: str, run: Run) -> None:
        self.name = DEFAULT_READER
        self.runtime = runtime
        self._embedder = embedder
        self._run = run

    def read(self, question: str, passages: Sequence[Passage]) -> list[Judgement]:
        """Return a judgement for each passage, in their order."""
        readings = encode(question, passages)
        order = sorted(range(len(readings)), key=lambda at: len(readings[at].ids))
        judged: dict[int, Judgement] = {}
        for first in range(0, len(order), AT_ONCE):
            rows = order[first : first + AT_ONCE]
            tokens, null = self._run(padded([readings[at] for at in rows]))
            for row, at in enumerate(rows):
                judged[at] = _judgement(passages[at], readings[at], tokens[row], float(null[row]))
        return self._with_cosines(question, passages, [judged[at] for at in range(len(passages))])

    def _with_cosines(self, question: str, passages: Sequence[Passage], judged: Sequence[Judgement]) -> list[Judgement]:
        """Add the cosines of the likeliest sentences, for the others the least of them.

        The two models err on different questions.
        """
        ranked = sorted(
            ((score, at, place) for at, one in enumerate(judged) for place, score in enumerate(one.sentences)),
            reverse=True,
        )
        likely = [(at, place) for _, at, place in ranked[:LIKELY]]
        if not likely:
            return list(judged)
        asked, *vectors = self._embedder.embed([question, *(_sentences(passages[at])[place] for at, place in likely)])
        known = {where: float(asked @ vector) for where, vector in zip(likely, vectors, strict=True)}
        least = min(known.values())
        return [
            replace(one, cosines=tuple(known.get((at, place), least) for place in range(len(one.sentences))))
            for at, one in enumerate(judged)
        ]


def _judgement(passage: Passage, reading: Reading, tokens: Floats, null: float) -> Judgement:
    """Sum the chances of the tokens over each sentence and over the passage."""
    scores = tokens[reading.first : reading.first + len(reading.spans)].astype(np.float64) - null
    if not len(scores):
        return Judgement(UNREAD, (UNREAD,) * len(passage.sentences), words=(None,) * len(passage.sentences))
    starts = np.array([start for start, _ in reading.spans]) + passage.start
    sentences: list[float] = []
    words: list[Span | None] = []
    for first, last in passage.sentences:
        inside = np.flatnonzero((starts >= first) & (starts < last))
        sentences.append(_sum(scores[inside]) if len(inside) else UNREAD)
        words.append(_answering_words(passage, reading, scores, inside) if len(inside) else None)
    return Judgement(_sum(scores), tuple(sentences), words=tuple(words))


def _sum(log_odds: NDArray[np.float64]) -> float:
    top = float(log_odds.max())
    return top + float(np.log(np.exp(log_odds - top).sum()))


def _answering_words(passage: Passage, reading: Reading, scores: NDArray[np.float64], inside: NDArray[np.intp]) -> Span:
    """Return the run of words around the best token of a sentence."""
    best = int(inside[np.argmax(scores[inside])])
    least = scores[best] - MARGIN
    first = last = best
    while first - 1 >= inside[0] and scores[first - 1] >= least:
        first -= 1
    while last + 1 <= inside[-1] and scores[last + 1] >= least:
        last += 1
    start, end = reading.spans[first][0], reading.spans[last][1]
    text = passage.text
    while start > 0 and text[start - 1].isalnum() and text[start].isalnum():
        start -= 1
    while end < len(text) and text[end].isalnum() and text[end - 1].isalnum():
        end += 1
    return passage.start + start, passage.start + end


class EmbeddingReranker:
    """The embedding model in the reader's place: how near each sentence comes to the question."""

    def __init__(self, embedder: Embedder) -> None:
        self.name = EMBEDDING
        self._embedder = embedder

    def read(self, question: str, passages: Sequence[Passage]) -> list[Judgement]:
        """Return a judgement for each passage, in their order: cosines, ten times as large."""
        texts = [text for passage in passages for text in _sentences(passage)]
        if not texts:
            return [Judgement(UNREAD, (), ()) for _ in passages]
        asked, *vectors = self._embedder.embed([question, *texts])
        nearness = iter([10 * float(asked @ vector) for vector in vectors])
        judged = [tuple(next(nearness) for _ in passage.sentences) for passage in passages]
        return [Judgement(max(near, default=UNREAD), near, words=(None,) * len(near)) for near in judged]


class CrossEncoderReranker:
    """Any sentence-transformers cross-encoder, by name or folder; a name may be fetched from the model hub."""

    def __init__(self, name: str) -> None:
        os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
        try:
            from sentence_transformers import CrossEncoder

            self._model = CrossEncoder(name, device="cpu")
        except (OSError, ValueError, ImportError) as error:
            raise UnknownModelError(
                f"no reranking model {name!r}: give the name of a sentence-transformers cross-encoder, a folder that "
                f"holds one, {DEFAULT_READER!r} or {EMBEDDING!r} ({' '.join(str(error).split())[:200]})"
            ) from error
        self.name = name

    def read(self, question: str, passages: Sequence[Passage]) -> list[Judgement]:
        """Return a judgement for each passage, in their order; its sentences are scored one by one."""
        texts = [text for passage in passages for text in (passage.searched_text, *_sentences(passage))]
        scores = iter(self._model.predict([(question, text) for text in texts], show_progress_bar=False).tolist())
        return [
            Judgement(
                float(next(scores)),
                tuple(float(next(scores)) for _ in passage.sentences),
                words=(None,) * len(passage.sentences),
            )
            for passage in passages
        ]


def _sentences(passage: Passage) -> list[str]:
    return [passage.text[start - passage.start : end - passage.start] for start, end in passage.sentences]

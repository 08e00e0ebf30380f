"""Read the best hits closely: does this passage answer the question, and which of its sentences does?

`open_reranker` is the one place where a reranking model is chosen. The default one was trained by this project's own
script, `evals.training`; its model card is `index/reader/README.md`.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.document import Passage, Span
from corpus.errors import UnknownModelError
from index.encoding import Reading, encode, padded
from index.graphs import Floats, NoRuntimeError, Run, open_graph, user_cache

DEFAULT_READER = "reader"
NO_READER = "none"
UNREAD = -20.0
"""The log-odds of a sentence that was cut off: nothing is known of it, and nothing promised."""
MARGIN = 2.0
"""Neighbours of the best token belong to the answering words down to this much less of log-odds."""
AT_ONCE = 8
"""So many passages of like length are read together; always the same number, as every new shape costs a compilation."""


@dataclass(frozen=True, slots=True)
class RerankingSettings:
    """Which model reads the hits, and what runs it: "reader" is ours, "none" reads nothing, else a cross-encoder."""

    model: str = DEFAULT_READER
    runtime: str = "auto"
    cache: Path | None = None
    """Where what is measured once per machine is kept; the user's cache folder when None."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the reader makes of a passage, all as log-odds: 0 is as likely as not."""

    passage: float
    """That the passage answers the question."""
    sentences: tuple[float, ...]
    """That this sentence does, for each of the passage's sentences."""
    words: tuple[Span | None, ...] = ()
    """For each sentence the words that answer if it does, `[start, end)` in the document's text."""


class Reranker(Protocol):
    """A model that reads a question together with a passage."""

    name: str

    def read(self, question: str, passages: Sequence[Passage]) -> list[Judgement]:
        """Return a judgement for each passage, in their order."""
        ...


def open_reranker(settings: RerankingSettings | None = None) -> Reranker | None:
    """Return the reranking model that the settings name, None for "none".

    Raises UnknownModelError when there is no such model.
    """
    settings = settings or RerankingSettings()
    if settings.model == NO_READER:
        return None
    if settings.model != DEFAULT_READER:
        return CrossEncoderReranker(settings.model)
    graph = resources.files("index") / "reader" / "reader.onnx"
    try:
        with resources.as_file(graph) as path:
            runtime, run = open_graph(path, settings.runtime, settings.cache or user_cache())
    except NoRuntimeError:
        return None
    except FileNotFoundError as error:
        raise UnknownModelError(f"the reader's weights are missing ({error}): install tradeqa anew") from error
    return ReaderReranker(runtime, run)


class ReaderReranker:
    """The reader that was trained here: one pass over a passage scores it and each of its sentences."""

    def __init__(self, runtime: str, run: Run) -> None:
        self.name = DEFAULT_READER
        self.runtime = runtime
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
        return [judged[at] for at in range(len(passages))]


def _judgement(passage: Passage, reading: Reading, tokens: Floats, null: float) -> Judgement:
    """Sum the chances of the tokens over each sentence and over the passage."""
    scores = tokens[reading.first : reading.first + len(reading.spans)].astype(np.float64) - null
    if not len(scores):
        return Judgement(UNREAD, (UNREAD,) * len(passage.sentences), (None,) * len(passage.sentences))
    starts = np.array([start for start, _ in reading.spans]) + passage.start
    sentences: list[float] = []
    words: list[Span | None] = []
    for first, last in passage.sentences:
        inside = np.flatnonzero((starts >= first) & (starts < last))
        sentences.append(_sum(scores[inside]) if len(inside) else UNREAD)
        words.append(_answering_words(passage, reading, scores, inside) if len(inside) else None)
    return Judgement(_sum(scores), tuple(sentences), tuple(words))


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
                f"holds one, {DEFAULT_READER!r} or {NO_READER!r} ({' '.join(str(error).split())[:200]})"
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
                (None,) * len(passage.sentences),
            )
            for passage in passages
        ]


def _sentences(passage: Passage) -> list[str]:
    return [passage.text[start - passage.start : end - passage.start] for start, end in passage.sentences]

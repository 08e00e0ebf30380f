"""From hits to the sentences that answer, and how sure one may be that any does.

Each sentence of the hits that were read is described by a few figures; two logistic models, fitted by `python -m
evals.calibration`, weigh them: one scores a sentence, the other the whole, as the chance that the question is answered.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Protocol

import numpy as np

from assistant.numbers import numbers_in
from assistant.parties import parties_in
from corpus.document import Passage, Span
from index.reranking import DEFAULT_READER, bounded
from index.search import Hit, Judgement
from index.words import query_terms, term_set


class Frequencies(Protocol):
    """How common words are in a library."""

    def frequencies(self, terms: Sequence[str]) -> dict[str, int]:
        """Return in how many passages each term stands."""
        ...

    def counts(self) -> tuple[int, int]:
        """Return the numbers of documents and passages."""
        ...


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence that may answer, `[start, end)` in its document's text; higher scores are better, in (0, 1)."""

    passage: Passage
    start: int
    end: int
    text: str
    score: float
    features: tuple[float, ...]
    words: Span | None = None
    """Those of its words that answer, `[start, end)` in the document's text, where the reader tells."""

    @property
    def says(self) -> bool:
        """Whether it says anything by itself, as "Sec. 6." or "fees," does not."""
        return len(_WORD.findall(self.text)) > 2 or bool(parties_in(self.text))


@dataclass(frozen=True, slots=True)
class Found:
    """The sentences of the hits, best first, then those that say nothing by themselves; and the chance of an answer."""

    sentences: tuple[Evidence, ...]
    confidence: float
    features: tuple[float, ...] = ()


NOTHING_FOUND = Found((), 0.0)

SENTENCE_FEATURES = (
    "sentence_read",
    "passage_read",
    "sentence_cosine",
    "coverage_with_context",
    "passage",
    "number_wanted",
    "date_wanted",
    "length",
)
ANSWER_FEATURES = ("best", "ahead", "sentence_read", "passage_read", "coverage_with_context", "passage_cosine")
"""The best sentence's log-odds and how far it is ahead of the fourth; of the others the most that any sentence, or hit,
has: where the documents say nothing, all is low, while the best sentence is always the best."""
AHEAD_OF = 3

Weights = Mapping[str, Mapping[str, float]]

_WORD = re.compile(r"\w+")
_DATE = re.compile(
    r"\b(?:1[89]|20)\d\d\b|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b"
    r"|\b\d+ (?:days?|weeks?|months?|years?)\b",
    re.IGNORECASE,
)
_WANTS_DATE = re.compile(
    r"\b(?:when|until|since|(?:what|which) (?:date|day|year|month)|how long|from what|deadline)\b", re.IGNORECASE
)
_WANTS_NUMBER = re.compile(
    r"\b(?:how (?:many|much|high|large|big|far|often|long)|rate|percent(?:age)?|what share|price|worth|amount"
    r"|number of|cost)\b",
    re.IGNORECASE,
)


def find_evidence(question: str, hits: Sequence[Hit], library: Frequencies, reranker: str = DEFAULT_READER) -> Found:
    """Return the sentences of the hits that were read, best first, with the chance that they hold an answer.

    `reranker` is the name of the model that read them: its weights are used, or the default one's where it has none.
    """
    query = _Query(question, library)
    weights = calibration(reranker)
    read = [(hit, hit.judgement) for hit in hits if hit.judgement]
    sentences = [
        _sentence(query, hit, judgement, at, weights)
        for hit, judgement in read
        for at in range(len(hit.passage.sentences))
    ]
    if not sentences:
        return NOTHING_FOUND
    sentences.sort(key=lambda sentence: (not sentence.says, -sentence.score))
    features = _answer_features(hits, sentences)
    return Found(tuple(sentences), _chance(features, weights["answer"]), features)


def coverages(question: str, passages: Sequence[Passage], library: Frequencies) -> list[float]:
    """Return of each passage the most that a sentence of it, with its context, covers of the question's words."""
    query = _Query(question, library)
    return [
        max((query.coverage(_terms(passage, start, end)) for start, end in passage.sentences), default=0.0)
        for passage in passages
    ]


def _terms(passage: Passage, start: int, end: int) -> frozenset[str]:
    return term_set(passage.text[start - passage.start : end - passage.start]) | term_set(passage.context)


def _sentence(query: _Query, hit: Hit, judgement: Judgement, at: int, weights: Weights) -> Evidence:
    passage = hit.passage
    start, end = passage.sentences[at]
    text = passage.text[start - passage.start : end - passage.start]
    features = (
        bounded(judgement.sentences[at]),
        bounded(judgement.passage),
        judgement.cosines[at] if judgement.cosines else 0.0,
        query.coverage(_terms(passage, start, end)),
        hit.score,
        float(query.wants_number and bool(numbers_in(text))),
        float(query.wants_date and bool(_DATE.search(text))),
        math.log(1 + len(text)),
    )
    return Evidence(passage, start, end, text, _chance(features, weights["sentence"]), features, judgement.words[at])


class _Query:
    """The question's words with their weights: the rarer in the library, the heavier."""

    def __init__(self, question: str, library: Frequencies) -> None:
        terms = query_terms(question)
        passages = max(library.counts()[1], 1)
        known = library.frequencies(terms)
        self.weights = {term: math.log(1 + passages / (1 + known.get(term, 0))) for term in terms}
        self.total = sum(self.weights.values()) or 1.0
        self.wants_date = bool(_WANTS_DATE.search(question))
        self.wants_number = bool(_WANTS_NUMBER.search(question))

    def coverage(self, terms: frozenset[str]) -> float:
        """Return the share of the question's weight that stands among the terms."""
        return sum(weight for term, weight in self.weights.items() if term in terms) / self.total


def _answer_features(hits: Sequence[Hit], sentences: Sequence[Evidence]) -> tuple[float, ...]:
    best = _log_odds(sentences[0].score)
    ahead = best - _log_odds(sentences[min(AHEAD_OF, len(sentences) - 1)].score)
    columns = dict(zip(SENTENCE_FEATURES, zip(*(one.features for one in sentences), strict=True), strict=True))
    most = (max(columns[name]) for name in ("sentence_read", "passage_read", "coverage_with_context"))
    return (best, ahead, *most, max(hit.why.get("cosine", 0.0) for hit in hits))


def _log_odds(chance: float) -> float:
    return math.log(max(chance, 1e-6) / max(1 - chance, 1e-6))


def _chance(features: Sequence[float], weights: Mapping[str, float]) -> float:
    """Return the logistic model's chance; the weights stand in the order of the features after the intercept."""
    intercept, *slopes = weights.values()
    return float(1 / (1 + np.exp(-(intercept + np.dot(features, slopes)))))


def calibration(reranker: str = DEFAULT_READER) -> dict[str, dict[str, float]]:
    """Return what was fitted: for `sentence` and `answer` an intercept and a slope per feature; the `threshold`."""
    return _calibrations().get(reranker, _calibrations()[DEFAULT_READER])


@cache
def _calibrations() -> dict[str, dict[str, dict[str, float]]]:
    text = (resources.files("assistant") / "calibration.json").read_text(encoding="utf-8")
    weights: dict[str, dict[str, dict[str, float]]] = json.loads(text)
    return weights


def forget_calibration() -> None:
    """Read the weights anew at the next use: they were fitted again."""
    _calibrations.cache_clear()

"""From hits to the sentences that answer, and how sure one may be that any does.

Each sentence of the best hits is described by a few figures; two logistic models, fitted by `python -m
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
from corpus.document import Passage, Span
from index.embedding import Embedder, Vectors
from index.search import Hit
from index.words import index_terms, query_terms

MOST_SENTENCES = 40
"""At most so many sentences are weighed: embedding them is what a quoted answer mostly waits for."""
SHORT = 40
"""A sentence of fewer characters is mostly a heading or a stub of a table."""


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
    vector: Vectors


@dataclass(frozen=True, slots=True)
class Found:
    """The sentences of the hits, best first, and the chance that the first of them answers."""

    sentences: tuple[Evidence, ...]
    confidence: float
    features: tuple[float, ...] = ()


NOTHING_FOUND = Found((), 0.0)

SENTENCE_FEATURES = ("cosine", "coverage_with_context", "passage", "number_wanted", "date_wanted", "short")
ANSWER_FEATURES = ("best", "cosine", "coverage_with_context", "passage_cosine")

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


def find_evidence(question: str, hits: Sequence[Hit], embedder: Embedder, library: Frequencies) -> Found:
    """Return the sentences of the hits, best first, with the chance that they hold an answer."""
    query = _Query(question, library)
    candidates = [_candidate(query, hit, span) for hit in hits for span in hit.passage.sentences]
    if not candidates:
        return NOTHING_FOUND
    candidates.sort(key=lambda candidate: -candidate.promise)
    candidates = candidates[:MOST_SENTENCES]
    asked, *vectors = embedder.embed([question, *(candidate.text for candidate in candidates)])
    sentences = [_weighed(candidate, asked, vector) for candidate, vector in zip(candidates, vectors, strict=True)]
    sentences.sort(key=lambda sentence: -sentence.score)
    features = _answer_features(hits, sentences[0])
    return Found(tuple(sentences), _chance(features, calibration()["answer"]), features)


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A sentence of a hit, with those of its features that cost little."""

    passage: Passage
    start: int
    end: int
    text: str
    features: tuple[float, ...]

    @property
    def promise(self) -> float:
        """How likely it seems to be worth embedding: its words with their context, and its passage's score."""
        with_context, passage, *_ = self.features
        return with_context + passage


def _candidate(query: _Query, hit: Hit, span: Span) -> _Candidate:
    start, end = span
    text = hit.passage.text[start - hit.passage.start : end - hit.passage.start]
    features = (
        query.coverage({*index_terms(text), *index_terms(hit.passage.context)}),
        hit.score,
        float(query.wants_number and bool(numbers_in(text))),
        float(query.wants_date and bool(_DATE.search(text))),
        float(len(text) < SHORT),
    )
    return _Candidate(hit.passage, start, end, text, features)


def _weighed(candidate: _Candidate, asked: Vectors, vector: Vectors) -> Evidence:
    features = (float(asked @ vector), *candidate.features)
    score = _chance(features, calibration()["sentence"])
    return Evidence(candidate.passage, candidate.start, candidate.end, candidate.text, score, features, vector)


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

    def coverage(self, terms: set[str]) -> float:
        """Return the share of the question's weight that stands among the terms."""
        return sum(weight for term, weight in self.weights.items() if term in terms) / self.total


def _answer_features(hits: Sequence[Hit], best: Evidence) -> tuple[float, ...]:
    cosine, with_context, *_ = best.features
    return (_log_odds(best.score), cosine, with_context, max(hit.why.get("cosine", 0.0) for hit in hits))


def _log_odds(chance: float) -> float:
    return math.log(max(chance, 1e-6) / max(1 - chance, 1e-6))


def _chance(features: Sequence[float], weights: Mapping[str, float]) -> float:
    """Return the logistic model's chance; the weights stand in the order of the features after the intercept."""
    intercept, *slopes = weights.values()
    return float(1 / (1 + np.exp(-(intercept + np.dot(features, slopes)))))


@cache
def calibration() -> dict[str, dict[str, float]]:
    """Return the fitted weights: for `sentence` and `answer` an intercept and a slope per feature; the `threshold`."""
    text = (resources.files("assistant") / "calibration.json").read_text(encoding="utf-8")
    weights: dict[str, dict[str, float]] = json.loads(text)
    return weights

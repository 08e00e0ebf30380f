"""A benchmark's questions and documents, read from the files of its set, whatever their form."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from corpus.document import Document, Span
from corpus.errors import TradeQAError


class MissingSetError(TradeQAError):
    """The folder of benchmarks lacks a set, or a file of it, or a field; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question with what its set knows of the right answer."""

    id: str
    text: str
    turns: tuple[str, ...] = ()
    """The questions before it in the same conversation, in order."""
    wanted: tuple[tuple[str, ...], ...] = ()
    """The documents to be found, each with the ids of the passages it may be found by."""
    gains: dict[str, int] = field(default_factory=dict)
    """How relevant each document is, where a set grades it; higher is more."""
    document: str = ""
    """The document that the question is put to, where a set gives one."""
    answers: tuple[Span, ...] = ()
    """Where the answer stands in that document."""
    answerable: bool = True


@dataclass(frozen=True, slots=True)
class Contents:
    """What the files of a set hold: documents and questions."""

    documents: tuple[Document, ...]
    questions: tuple[Question, ...]


def passage_set(folder: Path) -> Contents:
    """Return a set of passages with questions that are put to one passage each."""
    questions = [
        Question(
            record["id"],
            record["question"],
            wanted=(tuple(record["gold_docs"]),) if record["answerable"] else (),
            document=record["gold_docs"][0],
            answers=tuple(_spans(record["answers"])),
            answerable=record["answerable"],
        )
        for record in _records(folder, "questions")
    ]
    return Contents(_passages(folder), tuple(questions))


def _spans(answers: Sequence[Any]) -> Iterator[Span]:
    """Yield the spans of the answers that are marked in the text; free answers have none."""
    for answer in answers:
        if isinstance(answer, dict):
            yield answer["start"], answer["start"] + len(answer["text"])


def mtrag(folder: Path) -> Contents:
    """Return the tasks that have reference passages: the unanswerable and the conversational ones have none."""
    questions = []
    for record in _records(folder, "tasks"):
        *earlier, last = (turn["text"] for turn in record["turns"] if turn["speaker"] == "user")
        if record["gold_docs"]:
            questions.append(Question(record["id"], last, tuple(earlier), (tuple(record["gold_docs"]),)))
    return Contents(_passages(folder), tuple(questions))


def two_wiki(folder: Path) -> Contents:
    """Return the questions over two documents, 23 of them over four."""
    questions = [
        Question(record["id"], record["question"], wanted=tuple(map(tuple, record["gold_docs"])))
        for record in _records(folder, "questions")
    ]
    return Contents(_passages(folder), tuple(questions))


def cranfield(folder: Path) -> Contents:
    """Return the questions with their graded documents.

    The collection's codes run from 1, "a complete answer", to 4, "of minimum interest" (Cleverdon, Mills & Keen,
    "Factors determining the performance of indexing systems", 1966), so the gain is 5 minus the code.
    """
    questions = [
        Question(record["id"], record["question"], gains={one["doc_id"]: 5 - one["code"] for one in record["qrels"]})
        for record in _records(folder, "questions")
    ]
    return Contents(_passages(folder), tuple(questions))


def qed(folder: Path) -> Contents:
    """Return the questions each with its own passage; an answer counts wherever the passage repeats its words."""
    records = list(_records(folder, "questions"))
    documents = [_document(f"qed-{one['id']}", one["title"], one["passage"]) for one in records]
    questions = [
        Question(
            one["id"],
            one["question"],
            document=f"qed-{one['id']}",
            answers=tuple(span for words in one["answers"] for span in _everywhere(words, one["passage"])),
        )
        for one in records
    ]
    return Contents(tuple(documents), tuple(questions))


def _everywhere(words: str, text: str) -> Iterator[Span]:
    start = text.find(words)
    while words and start >= 0:
        yield start, start + len(words)
        start = text.find(words, start + 1)


def conflictqa(folder: Path) -> Contents:
    """Return the questions with the two documents that contradict each other."""
    records = list(_records(folder, "questions"))
    documents = [_document(f"{one['id']}-{side}", "", one[f"doc_{side}"]) for one in records for side in "ab"]
    questions = [
        Question(one["id"], one["question"], wanted=((f"{one['id']}-a",), (f"{one['id']}-b",))) for one in records
    ]
    return Contents(tuple(documents), tuple(questions))


def cast(folder: Path) -> Contents:
    """Return the turns of the conversations, each with the passage that the topic's writer answered it with."""
    documents, questions = [], []
    for topic in _records(folder, "topics"):
        asked: tuple[str, ...] = ()
        for turn in topic["turns"]:
            name = f"cast-{topic['id']}-{turn['n']}"
            documents.append(_document(name, "", turn["passage"]))
            questions.append(Question(name, turn["utterance"], asked, ((name,),)))
            asked = (*asked, turn["utterance"])
    return Contents(tuple(documents), tuple(questions))


def _document(name: str, title: str, text: str) -> Document:
    return Document(id=name, title=title, text=text, origin=f"benchmark:{name}")


def _passages(folder: Path) -> tuple[Document, ...]:
    return tuple(_document(one["id"], one["title"], one["text"]) for one in _records(folder, "passages"))


def _records(folder: Path, name: str) -> Iterator[dict[str, Any]]:
    path = folder / f"{name}.jsonl.gz"
    try:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            yield from map(json.loads, lines)
    except (OSError, EOFError, ValueError) as error:
        raise MissingSetError(
            f"{path} cannot be read ({error}): put the benchmark set {folder.name} there as "
            "evals/benchmarks/README.md describes it, or name the sets that you have"
        ) from error

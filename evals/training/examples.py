"""Questions with what is to be read for each: passages, and in each the words that answer, if any do.

The public sets are read from the folder that holds them; none that a figure is reported on is read, and of CLAP NQ only
the questions whose md5 of the id is even. A question or a passage that also stands in a set kept for measuring is left
out: some of the sets were drawn from the same pages.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from corpus.document import Span
from index.words import index_terms

KEPT_FOR_MEASURING = ("mtrag_human_subset", "2wiki_101", "xquad_en", "cranfield", "clapnq_dev")
SHORTEST = 8
"""Fewer words are nothing to be read."""
MOST_OF_POLICIES = 1_500
"""Questions on privacy policies are much alike, and many a policy answers them all."""
CLOSE = 3
"""So many passages of the same page are shown beside the one that answers."""
SHINGLE = 9
"""Texts that share a run of so many words were drawn from the same page."""


@dataclass(frozen=True, slots=True)
class Text:
    """What is read for a question: its context, its words, and where in them the answer stands; nowhere when empty."""

    context: str
    text: str
    gold: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Example:
    """A question, the text that answers it if one does, and texts that do not."""

    source: str
    id: str
    question: str
    answer: Text | None
    others: tuple[Text, ...]


def public_examples(folder: Path) -> list[Example]:
    """Return the examples of the public sets in `folder`, those that leak into a set kept for measuring left out."""
    kept = _kept_for_measuring(folder)
    policies = sorted(_extractive(folder, "policyqa_dev"), key=lambda example: example.id)[:MOST_OF_POLICIES]
    found = [*_extractive(folder, "squadshifts_new_wiki"), *policies, *_qed(folder)]
    clean = [example for example in found if not kept.holds(example)]
    return clean + list(_clapnq(folder))


def records(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the objects of a compressed file of JSON lines."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def without(text: Text) -> Text | None:
    """Return the text without the sentences that hold its answer, or None when nothing else is in it."""
    cut = sorted(text.gold)
    rest = text.text
    for start, end in reversed(cut):
        before = max((found.end() for found in re.finditer(r"[.!?;]\s+|\n+", text.text[:start])), default=0)
        after = re.search(r"[.!?;](?=\s|$)|\n", text.text[end - 1 :])
        rest = rest[:before] + (rest[end - 1 + after.end() :].lstrip() if after else "")
    said = any(text.text[start:end] in rest for start, end in cut)
    return Text(text.context, rest.strip()) if len(rest.split()) >= SHORTEST and not said else None


# -- the sets ---------------------------------------------------------------------------------------------------------


def _extractive(folder: Path, name: str) -> Iterator[Example]:
    """Yield the examples of a set in SQuAD's manner: an answer is a run of words in a passage.

    What does not answer are passages of the same page that share most words with the question.
    """
    texts = {record["id"]: record for record in records(folder / name / "passages.jsonl.gz")}
    pages: dict[str, list[tuple[frozenset[str], str]]] = {}
    for record in texts.values():
        pages.setdefault(record["title"], []).append((frozenset(index_terms(record["text"])), record["text"]))
    for record in records(folder / name / "questions.jsonl.gz"):
        passage = texts[record["gold_docs"][0]]
        spans = {(one["start"], one["start"] + len(one["text"])) for one in record["answers"]}
        right = Text(_title(passage["title"]), passage["text"], tuple(sorted(spans)))
        if all(passage["text"][start:end] for start, end in spans):
            said = {passage["text"][start:end].lower() for start, end in spans}
            others = _close(record["question"], said, pages[passage["title"]])
            yield Example(
                name, record["id"], record["question"], right, tuple(Text(right.context, one) for one in others)
            )


def _close(question: str, said: set[str], page: Sequence[tuple[frozenset[str], str]]) -> list[str]:
    """Return the texts of a page nearest to the question by words that hold none of its answers."""
    asked = set(index_terms(question))
    silent = [(terms, text) for terms, text in page if not any(words in text.lower() for words in said)]
    return [text for _, text in sorted(silent, key=lambda one: -len(asked & one[0]))[:CLOSE]]


def _qed(folder: Path) -> Iterator[Example]:
    for record in records(folder / "qed_dev" / "questions.jsonl.gz"):
        words = record["answers"][0] if record["answers"] else ""
        start = record["passage"].find(words) if words else -1
        if start >= 0:
            right = Text(record["title"], record["passage"], ((start, start + len(words)),))
            yield Example("qed_dev", record["id"], record["question"], right, ())


def _clapnq(folder: Path) -> Iterator[Example]:
    texts = {record["id"]: record for record in records(folder / "clapnq_dev" / "passages.jsonl.gz")}
    for record in records(folder / "clapnq_dev" / "questions.jsonl.gz"):
        if held_out(record["id"]):
            continue
        passage = texts[f"clapnq-{record['id']}"]
        sentences = {words for group in record.get("gold_sentences") or [] for words in group}
        starts = ((passage["text"].find(words), len(words)) for words in sentences)
        spans = tuple(sorted((start, start + size) for start, size in starts if start >= 0))
        text = Text(passage["title"], passage["text"], spans)
        if record["answerable"] == bool(spans):
            answer, others = (text, ()) if spans else (None, (text,))
            yield Example("clapnq_dev", record["id"], record["question"], answer, others)


def kept_for_calibration(question_id: str) -> bool:
    """Return whether a trade question is not trained on: one in eight, by the md5 of its id."""
    return _number(question_id) % 8 == 0


def held_out(question_id: str) -> bool:
    """Return whether a question of CLAP NQ is kept for measuring: when the md5 of its id is odd."""
    return _number(question_id) % 2 == 1


def _number(name: str) -> int:
    return int(hashlib.md5(name.encode(), usedforsecurity=False).hexdigest(), 16)


def _title(name: str) -> str:
    return name.replace("_", " ")


# -- what is kept for measuring ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Kept:
    questions: frozenset[str]
    shingles: frozenset[int]

    def holds(self, example: Example) -> bool:
        """Return whether an example's question or passage stands in a set kept for measuring."""
        texts = [text.text for text in (example.answer, *example.others) if text]
        return _same_words(example.question) in self.questions or any(
            len(self.shingles & set(_shingles(text))) >= 3 for text in texts
        )


def _kept_for_measuring(folder: Path) -> _Kept:
    questions: set[str] = set()
    shingles: set[int] = set()
    for name in KEPT_FOR_MEASURING:
        for file in sorted((folder / name).glob("*.jsonl.gz")):
            for record in records(file):
                if name == "clapnq_dev" and not held_out(record["id"].removeprefix("clapnq-")):
                    continue
                shingles.update(_shingles(record.get("text", "")))
                turns = [turn["text"] for turn in record.get("turns", []) if turn.get("speaker") == "user"]
                questions.update(map(_same_words, filter(None, [record.get("question"), *turns])))
    return _Kept(frozenset(questions), frozenset(shingles))


def _same_words(question: str) -> str:
    return " ".join(sorted(index_terms(question)))


def _shingles(text: str) -> Iterable[int]:
    words = re.findall(r"\w+", text.lower())
    return (hash(tuple(words[at : at + SHINGLE])) for at in range(len(words) - SHINGLE + 1))


@cache
def trade_questions(path: Path) -> tuple[dict[str, Any], ...]:
    """Return the questions written for training, one object a line."""
    return tuple(json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())

"""What our own search confuses with the answer: the hard passages that the reader learns from.

For each training question the library is searched as the assistant searches it. Passages of the same document and of
others come back; those that say the same as the gold words are left out, since many documents repeat each other.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from assistant.numbers import numbers_in
from corpus.document import Passage, Span
from evals.training.examples import Example, Text, trade_questions
from index.embedding import Embedder
from index.library import Library
from index.schema import PASSAGE_COLUMNS, passage_from
from index.search import LibraryRetriever
from index.words import index_terms

DEPTH = 40
"""So many hits are looked through for hard passages."""
OF_SAME_DOCUMENT, OF_OTHERS = 2, 4
SAYS_THE_SAME = 0.5
"""A passage that holds so much of the gold's words may well answer, too."""


def mined(questions: Path, library: Library, embedder: Embedder, cache: Path) -> list[Example]:
    """Return the trade questions with their hard passages; what was mined is kept in `cache`, a file of JSON lines."""
    asked = trade_questions(questions)
    known = {record["id"]: record for record in _lines(cache)} if cache.exists() else {}
    retriever = LibraryRetriever(library, embedder)
    with cache.open("a", encoding="utf-8") as file:
        for number, question in enumerate(asked, start=1):
            if question["id"] not in known:
                example = _mine(question, retriever)
                known[question["id"]] = json.loads(json.dumps(asdict(example)))
                file.write(json.dumps(known[question["id"]], ensure_ascii=False) + "\n")
            if number % 200 == 0:
                print(f"mined {number} of {len(asked)} questions", file=sys.stderr, flush=True)  # noqa: T201 - progress
    return [_example(known[question["id"]]) for question in asked]


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    yield from map(json.loads, path.read_text(encoding="utf-8").splitlines())


def _example(record: dict[str, Any]) -> Example:
    answer, *others = (_text(one) if one else None for one in (record["answer"], *record["others"]))
    return Example(record["source"], record["id"], record["question"], answer, tuple(filter(None, others)))


def _text(record: dict[str, Any]) -> Text:
    return Text(record["context"], record["text"], tuple((start, end) for start, end in record["gold"]))


def _mine(question: dict[str, Any], retriever: LibraryRetriever) -> Example:
    choose = random.Random(question["id"])  # noqa: S311 - a seed that is the same on every run
    places = question.get("gold") or [question["near"]]
    own = [passage for name in {place["document_id"] for place in places} for passage in _passages(retriever, name)]
    held = [passage for passage in own if any(_holds(passage, place) for place in places)]
    hits = [hit.passage for hit in retriever.search(question["question"], DEPTH)]
    rest = [passage for passage in hits if not any(_touches(passage, place) for place in places)]
    if question["answerable"]:
        said = " ".join(_words(passage, place) for passage in held for place in places)
        rest = [passage for passage in rest if not _says(passage.text, said)]
    inside = [passage for passage in rest if passage.document_id in {place["document_id"] for place in places}]
    # what its own document does not answer another one may
    outside = [passage for passage in rest if passage not in inside] if question["answerable"] else []
    near = [] if question["answerable"] else held[:1]
    # the first hits confuse most; further ones keep the choice broad
    chosen = [*near, *_some(inside, OF_SAME_DOCUMENT, choose), *_some(outside, OF_OTHERS, choose)]
    answer = _gold(held, places) if question["answerable"] else None
    return Example("trade", question["id"], question["question"], answer, tuple(map(_plain, chosen)))


def _some(passages: Sequence[Passage], count: int, choose: random.Random) -> list[Passage]:
    first = list(passages[: count // 2])
    return [
        *first,
        *choose.sample(list(passages[count // 2 :]), min(count - len(first), max(0, len(passages) - len(first)))),
    ]


def _passages(retriever: LibraryRetriever, document_id: str) -> list[Passage]:
    rows = retriever.library.rows(
        f"SELECT {PASSAGE_COLUMNS} FROM passages JOIN documents ON row = document "  # noqa: S608 - our own columns
        "WHERE documents.id = ? ORDER BY passages.start",
        (document_id,),
    )
    return [passage_from(row) for row in rows]


def _gold(passages: Sequence[Passage], places: Sequence[dict[str, Any]]) -> Text | None:
    """Return the first passage that holds gold words, with where they stand in it."""
    if not passages:
        return None
    passage = passages[0]
    touched = (_overlap(passage, place) for place in places if _touches(passage, place))
    return Text(passage.context, passage.text, tuple(sorted(touched)))


def _plain(passage: Passage) -> Text:
    return Text(passage.context, passage.text)


def _touches(passage: Passage, place: dict[str, Any]) -> bool:
    start, end = max(passage.start, place["start"]), min(passage.end, place["end"])
    return bool(passage.document_id == place["document_id"] and start < end)


def _holds(passage: Passage, place: dict[str, Any]) -> bool:
    """Return whether the greater part of the words stands in the passage."""
    if not _touches(passage, place):
        return False
    start, end = _overlap(passage, place)
    return bool(end - start > (place["end"] - place["start"]) / 2)


def _overlap(passage: Passage, place: dict[str, Any]) -> Span:
    return max(passage.start, place["start"]) - passage.start, min(passage.end, place["end"]) - passage.start


def _words(passage: Passage, place: dict[str, Any]) -> str:
    return passage.text[slice(*_overlap(passage, place))] if _touches(passage, place) else ""


def _says(text: str, gold: str) -> bool:
    """Return whether a text may say what the gold says: the same figures, or much of the same words."""
    terms, wanted = set(index_terms(text)), set(index_terms(gold))
    figures = set(numbers_in(gold))
    same_figures = bool(figures) and figures <= set(numbers_in(text))
    return same_figures or len(terms & wanted) > SAYS_THE_SAME * len(wanted)

"""How search slows down as a library grows, over copies of a library that are no near-duplicates of one another.

A copy of a passage has a share of its words swapped for words that stand anywhere in the library, so that rare words
stay rare and frequent ones frequent, and its vector turned at random: no embedding is needed, and search merges none.
What the copies say is nonsense; only times and memory are measured here.
"""

from __future__ import annotations

import resource
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from corpus.document import Document, Passage
from evals.speed.questions import time_questions
from index.embedding import Embedder, Vectors
from index.library import Entry, Library
from index.search import LibraryRetriever

SWAPPED = 0.2
"""The share of a passage's words that a copy has from elsewhere."""
TURNED = 0.5
"""The length of the random vector that is added to a unit vector: the cosine of a copy is about .89."""


def time_growth(
    source: Library, target: Path, sizes: Sequence[int], questions: Sequence[str], embedder: Embedder
) -> dict[str, Any]:
    """Return times of search without reranking in libraries of so many passages, made in `target` one after the other.

    `slower` is how many times p95 is that of the smallest library, `bound` the square root of how many times it is
    larger.
    """
    library = Library.open(target)
    copies = _copies(source)
    measured: list[dict[str, float]] = []
    for size in sorted(sizes):
        _fill(library, copies, size, embedder.name)
        measured.append(_measured(library, embedder, questions))
        first = measured[0]
        measured[-1]["slower"] = round(measured[-1]["p95_ms"] / first["p95_ms"], 2)
        measured[-1]["bound"] = round((measured[-1]["passages"] / first["passages"]) ** 0.5, 2)
    library.close()
    return {"sizes": measured}


def _measured(library: Library, embedder: Embedder, questions: Sequence[str]) -> dict[str, float]:
    retriever = LibraryRetriever(library, embedder)
    started = time.perf_counter()
    retriever.vectors.save()
    building = time.perf_counter() - started
    search: Callable[[str], object] = retriever.search
    figures = time_questions(search, questions)
    # Linux counts the process's peak in kB, so memory can only be read off a size that is larger than those before
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "passages": library.counts()[1],
        "index_seconds": round(building, 1),
        "peak_mb": round(peak),
        **figures,
    }


def _fill(library: Library, copies: Iterator[tuple[Entry, Vectors]], size: int, embedder: str) -> None:
    held = library.counts()[1]
    while held < size:
        entry, vectors = next(copies)
        library.put(replace(entry, embedder=embedder), vectors)
        held += len(entry.passages)


def _copies(source: Library) -> Iterator[tuple[Entry, Vectors]]:
    """Yield every document of a library, then copies of all of them, again and again, each turn anew at random."""
    random = np.random.default_rng(0)
    ids = [row["id"] for row in source.rows("SELECT id FROM documents ORDER BY row")]
    sample = source.rows("SELECT text FROM passages WHERE id % 7 = 1")
    words = np.array([word for row in sample for word in row["text"].split()])
    turn = 0
    while True:
        for document_id in ids:
            passages, vectors = _held(source, document_id)
            if passages:
                yield _copied(passages, words, random, turn), _turned(vectors, random, turn)
        turn += 1


def _held(source: Library, document_id: str) -> tuple[list[Passage], Vectors]:
    numbers = [
        row["id"]
        for row in source.rows(
            "SELECT passages.id FROM passages JOIN documents ON row = document WHERE documents.id = ? ORDER BY 1",
            [document_id],
        )
    ]
    stored = source.passages(numbers)
    vectors = np.frombuffer(b"".join(row[2] for row in source.words_and_vectors(numbers)), dtype=np.float16)
    return [stored[number] for number in numbers], vectors.reshape(len(numbers), -1).astype(np.float32)


def _copied(passages: Sequence[Passage], words: Any, random: np.random.Generator, turn: int) -> Entry:  # noqa: ANN401 - an array of words
    """Return a document of the passages, one after the other, under another id; the first turn keeps their words."""
    name = f"{turn}-{passages[0].document_id}"
    texts, spans, at = [], [], 0
    for passage in passages:
        text = _swapped(passage.text, words, random) if turn else passage.text
        texts.append(text)
        spans.append((at, at + len(text)))
        at += len(text) + 1
    copied = [
        replace(passage, document_id=name, start=start, end=end, text=text, sentences=((start, end),))
        for passage, text, (start, end) in zip(passages, texts, spans, strict=True)
    ]
    first = passages[0]
    document = Document(
        name, first.title, "\n".join(texts), f"/{name}", first.publisher, first.kind, published=first.published
    )
    return Entry(document, copied, name, "")


def _swapped(text: str, words: Any, random: np.random.Generator) -> str:  # noqa: ANN401 - an array of words
    own = np.array(text.split(), dtype=object)
    chosen = random.random(len(own)) < SWAPPED
    own[chosen] = random.choice(words, int(chosen.sum()))
    return " ".join(own)


def _turned(vectors: Vectors, random: np.random.Generator, turn: int) -> Vectors:
    if not turn:
        return vectors
    noise = random.standard_normal(vectors.shape, dtype=np.float32)
    moved = vectors + TURNED * noise / np.linalg.norm(noise, axis=1, keepdims=True)
    unit: Vectors = moved / np.linalg.norm(moved, axis=1, keepdims=True)
    return unit

"""The library of a benchmark set, and the vectors of everything that is asked of it, kept between runs."""

from __future__ import annotations

import hashlib
import sqlite3
import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from corpus.document import Document, Passage
from corpus.splitting import split
from evals.program import code_hash
from index.embedding import Embedder, Vectors
from index.filters import Filters
from index.intake import SPARE_TOKENS
from index.library import Entry, Library
from index.search import LibraryRetriever
from index.vectors import VectorIndex

STORED_BY = ("corpus", "index")
"""The rooms whose code decides what a library stores: another split or other words make another library."""
STORED_FROM = (".py", ".txt")
BATCH = 500
"""So many documents are embedded together; an interrupt loses at most these."""


class KeptVectors:
    """An embedder that keeps what it embeds in a file, so that no text is embedded twice, in this run or a later one.

    Vectors are kept as 32-bit floats, so that a repeat gives the very same figures.
    """

    def __init__(self, embedder: Embedder, file: Path) -> None:
        self._embedder = embedder
        self.name, self.runtime = embedder.name, embedder.runtime
        self.dimension, self.token_limit = embedder.dimension, embedder.token_limit
        file.parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.Lock()
        self._kept = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
        self._kept.execute("PRAGMA journal_mode = WAL")
        self._kept.execute("CREATE TABLE IF NOT EXISTS vectors (text BLOB PRIMARY KEY, vector BLOB)")

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return one unit row per text, shape (len(texts), dimension)."""
        # a search embeds its question in a thread of its own
        with self._lock:
            return self._embedded(texts)

    def _embedded(self, texts: Sequence[str]) -> Vectors:
        keys = [self._key(text) for text in texts]
        known = {key: vector for key in keys if (vector := self._read(key)) is not None}
        new = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        if new:
            known |= zip(new, self._embedder.embed(list(new.values())), strict=True)
            self._kept.execute("BEGIN")
            rows = ((key, known[key].astype(np.float32).tobytes()) for key in new)
            self._kept.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?)", rows)
            self._kept.execute("COMMIT")
        return np.array([known[key] for key in keys], dtype=np.float32).reshape(len(texts), self.dimension)

    def embed_questions(self, questions: Sequence[str]) -> Vectors:
        """Return one unit row per question; they are few, and not kept."""
        return self._embedder.embed_questions(questions)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return the number of tokens of each text."""
        return self._embedder.count_tokens(texts)

    def close(self) -> None:
        """Close the file."""
        self._kept.close()

    def _key(self, text: str) -> bytes:
        # the runtimes of one model differ in the last digits
        described = f"{self.name}\0{self.runtime}\0{text}"
        return hashlib.sha256(described.encode("utf-8", "surrogatepass")).digest()[:16]

    def _read(self, key: bytes) -> Vectors | None:
        row = self._kept.execute("SELECT vector FROM vectors WHERE text = ?", (key,)).fetchone()
        return np.frombuffer(row[0], dtype=np.float32) if row else None


class BenchmarkLibrary:
    """A library of a set's documents, with what the tasks ask of single documents."""

    def __init__(self, library: Library, embedder: Embedder) -> None:
        self.library = library
        self.embedder = embedder
        self._retriever = LibraryRetriever(library, embedder)
        self._passages: dict[str, tuple[Passage, ...]] = {}

    def passages(self, document_id: str) -> tuple[Passage, ...]:
        """Return the passages of a document, in order; none of a document that is not there."""
        if document_id not in self._passages:
            rows = self.library.rows(
                "SELECT passages.id FROM passages JOIN documents ON row = document WHERE documents.id = ?",
                [document_id],
            )
            found = self.library.passages([row["id"] for row in rows]).values()
            self._passages[document_id] = tuple(sorted(found, key=lambda passage: passage.start))
        return self._passages[document_id]

    def nearest(self, question: str, document_id: str, limit: int) -> list[Passage]:
        """Return the passages of a document that search puts first."""
        hits = self._retriever.search(question, limit, Filters(document_ids=(document_id,)))
        return [hit.passage for hit in hits]


def open_library(name: str, documents: Sequence[Document], embedder: Embedder, kept: Path) -> BenchmarkLibrary:
    """Return the library of a set's documents, made at the first use; an interrupted making is taken up again."""
    held = "\n".join(repr((one.id, one.title, one.text)) for one in documents)
    made_of = f"{embedder.name}\0{code_hash(STORED_BY, STORED_FROM)}\0{held}".encode("utf-8", "surrogatepass")
    folder = kept / "libraries" / f"{name}-{hashlib.sha256(made_of).hexdigest()[:16]}"
    library = Library.open(folder)
    if not (folder / "complete").exists():
        for at in range(0, len(documents), BATCH):
            _put(documents[at : at + BATCH], embedder, library)
        VectorIndex(library).save()
        (folder / "complete").touch()
    return BenchmarkLibrary(library, embedder)


def _put(documents: Sequence[Document], embedder: Embedder, library: Library) -> None:
    """Store documents as intake does, which takes none without a title or a text; benchmarks have such."""
    split_up = [split(one, embedder.count_tokens, embedder.token_limit - SPARE_TOKENS) for one in documents]
    vectors = embedder.embed([passage.searched_text for passages in split_up for passage in passages])
    at = 0
    for document, passages in zip(documents, split_up, strict=True):
        library.put(Entry(document, passages, "", embedder.name), vectors[at : at + len(passages)])
        at += len(passages)

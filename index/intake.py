"""Add files, folders, collections and URLs: read, recognise what is known, split, embed, put; a report per document."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Any, Literal

import numpy as np

from corpus.document import Document
from corpus.errors import TradeQAError
from corpus.readers import READER_VERSION, document_id, read
from corpus.splitting import split
from index.embedding import Embedder, Vectors
from index.fetching import fetch
from index.library import Entry, Library
from index.schema import text_hash
from index.vectors import VectorIndex

Outcome = Literal["added", "updated", "unchanged", "duplicate", "failed"]

BATCH_PASSAGES = 512
"""So many passages are embedded together, sorted by length; an interrupt loses at most these."""


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of one document."""

    source: str
    document_id: str | None
    outcome: Outcome
    passages: int = 0
    warnings: tuple[str, ...] = ()
    error: str | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the report in the form that other programs rely on."""
        return {
            "source": self.source,
            "document_id": self.document_id,
            "outcome": self.outcome,
            "passages": self.passages,
            "warnings": list(self.warnings),
            "error": self.error,
        }


@dataclass(slots=True)
class Report:
    """What became of everything that was to be added."""

    files: list[FileReport] = field(default_factory=list)

    def count(self, outcome: Outcome) -> int:
        """Return how many documents had this outcome."""
        return sum(file.outcome == outcome for file in self.files)

    def as_json(self) -> dict[str, Any]:
        """Return the report in the form that other programs rely on."""
        return {
            "added": self.count("added"),
            "updated": self.count("updated"),
            "unchanged": self.count("unchanged"),
            "duplicates": self.count("duplicate"),
            "failed": self.count("failed"),
            "files": [file.as_json() for file in self.files],
        }


SPARE_TOKENS = 16
"""A passage stays so far below what the model reads: tokens of a whole can be a few more than those of its pieces."""

Progress = Callable[[FileReport], None]


def add(
    library: Library, embedder: Embedder, sources: Sequence[str], progress: Progress = lambda report: None
) -> Report:
    """Add files, folders (with all below), collections and http(s) URLs; `progress` is told of each document.

    A source that fails never stops the others. An interrupt leaves whole documents, and the same call takes up where
    it stopped. Raises RebuildRequiredError when the library was made with another embedding model.
    """
    library.require_embedder(embedder.name)
    report = Report()

    def tell(file: FileReport) -> None:
        report.files.append(file)
        progress(file)

    waiting = _Waiting(library, embedder, tell)
    try:
        for source in sources:
            for raw, origin, declared in _contents(source, tell):
                for found in read(raw, origin, declared):
                    if isinstance(found, Document):
                        waiting.take(found, raw)
                    else:
                        tell(FileReport(origin, None, "failed", error=str(found)))
        waiting.flush()
    finally:
        if any(file.outcome in ("added", "updated", "duplicate") for file in report.files):
            VectorIndex(library).save()
    return report


STARTER = "starter"


def add_starter(library: Library, embedder: Embedder, progress: Progress = lambda report: None) -> Report:
    """Add the starter corpus: the briefs that were written for this project and are shipped with it."""
    return add(library, embedder, [f"{STARTER}:"], progress)


def _contents(source: str, tell: Progress) -> Iterator[tuple[bytes, str, str]]:
    """Yield bytes, origin and declared type of each file that a source names."""
    if source.startswith(("http://", "https://")):
        try:
            yield fetch(source)
        except TradeQAError as error:
            tell(FileReport(source, None, "failed", error=str(error)))
        return
    if source == f"{STARTER}:":
        for brief in sorted((resources.files("corpus") / STARTER).iterdir(), key=lambda file: file.name):
            yield brief.read_bytes(), f"{STARTER}:{brief.name.removesuffix('.md')}", "text/markdown"
        return
    path = Path(source).expanduser().resolve()
    for file in _files(path):
        try:
            yield file.read_bytes(), str(file), ""
        except OSError as error:
            reason = error.strerror or str(error)
            advice = "check the path and that you may read it"
            tell(FileReport(str(file), None, "failed", error=f"{file} cannot be opened ({reason}): {advice}"))


def _files(path: Path) -> Iterable[Path]:
    """Return the files that a path stands for; in a folder those whose names are not hidden."""
    if not path.is_dir():
        return [path]
    inside = (file for file in path.rglob("*") if file.is_file())
    return sorted(file for file in inside if not any(part.startswith(".") for part in file.relative_to(path).parts))


class _Waiting:
    """Documents that are read and split, until there are enough passages to embed together."""

    def __init__(self, library: Library, embedder: Embedder, tell: Progress) -> None:
        self._library = library
        self._embedder = embedder
        self._tell = tell
        self._entries: list[tuple[Entry, Outcome]] = []
        self._passages = 0

    def take(self, document: Document, raw: bytes) -> None:
        """Split a document unless the library has it as it is; embed and store when enough is gathered."""
        in_collection = document.id != document_id(document.origin)
        digest = content_hash(document, raw if not in_collection else b"")
        if any(_meet(entry.document, document) for entry, _ in self._entries):
            # its fellow has to be in the library before this one can be told a duplicate, an update or unchanged
            self.flush()
        known = self._library.content_hash(document.id)
        if known == digest:
            self._tell(FileReport(document.origin, document.id, "unchanged", warnings=document.warnings))
            return
        others = [other for other in self._library.same_text(text_hash(document.text)) if other != document.id]
        outcome: Outcome = "updated" if known else "duplicate" if others else "added"
        entry = _entry(document, digest, self._embedder, None if in_collection else raw)
        self._entries.append((entry, outcome))
        self._passages += len(entry.passages)
        if self._passages >= BATCH_PASSAGES:
            self.flush()

    def flush(self) -> None:
        """Embed what waits, outside any transaction, and store each document in one of its own."""
        vectors = embedded([entry for entry, _ in self._entries], self._library, self._embedder)
        for (entry, outcome), own in zip(self._entries, vectors, strict=True):
            self._library.put(entry, own)
            document = entry.document
            self._tell(FileReport(document.origin, document.id, outcome, len(own), document.warnings))
        self._entries, self._passages = [], 0


def embedded(entries: Sequence[Entry], library: Library, embedder: Embedder) -> list[Vectors]:
    """Return for each document the vectors of its passages, of shape (passages, dimension).

    What stands in the library already, word for word in the same document, is not embedded again: a long text of which
    a line changed takes no longer than the line.
    """
    known = [library.vectors_known(entry.document.id, embedder.name) for entry in entries]
    texts = [[passage.searched_text for passage in entry.passages] for entry in entries]
    new = [text for own, old in zip(texts, known, strict=True) for text in own if text not in old]
    fresh = dict(zip(new, embedder.embed(new), strict=True))
    return [
        np.array([old[text] if text in old else fresh[text] for text in own])
        for own, old in zip(texts, known, strict=True)
    ]


def _meet(one: Document, other: Document) -> bool:
    return one.id == other.id or one.text == other.text


def _entry(document: Document, digest: str, embedder: Embedder, original: bytes | None) -> Entry:
    passages = split(document, embedder.count_tokens, embedder.token_limit - SPARE_TOKENS)
    return Entry(document, passages, digest, embedder.name, original)


def content_hash(document: Document, raw: bytes) -> str:
    """Return the hash that tells whether a document needs reading anew: of its bytes, its fields and the reader."""
    fields = (document.id, document.title, document.text, document.publisher, document.kind, document.url)
    described = "\0".join((*fields, document.language, str(document.published), str(READER_VERSION)))
    return hashlib.sha256(raw + described.encode("utf-8", "surrogatepass")).hexdigest()


def rebuild(library: Library, embedder: Embedder, progress: Progress = lambda report: None) -> int:
    """Split and embed anew every document whose vectors come from another model; return how many there were."""
    stale = library.rows("SELECT id, content_hash FROM documents WHERE embedder != ? ORDER BY row", (embedder.name,))
    for row in stale:
        document = library.get(row["id"])
        entry = _entry(document, row["content_hash"], embedder, library.original(document.id))
        library.put(entry, embedder.embed([passage.searched_text for passage in entry.passages]))
        progress(FileReport(document.origin, document.id, "updated", len(entry.passages)))
    VectorIndex(library).save()
    return len(stale)

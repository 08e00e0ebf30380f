"""The library: one SQLite file in a folder is the one source of truth; everything else can be rebuilt from it."""

from __future__ import annotations

import logging
import sqlite3
import threading
import uuid
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Self

import numpy as np
from filelock import FileLock, Timeout

from corpus.document import Document, Passage
from corpus.errors import LibraryBusyError, LibraryUnreadableError, RebuildRequiredError, UnknownDocumentError
from index import schema
from index.embedding import Vectors
from index.words import TERMS_VERSION

FILE_NAME = "library.sqlite"
WRITE_WAIT_SECONDS = 30.0
SLOW_PASSAGES = 5_000
"""From so many passages on, a user is told that something about all of them takes a while."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A document as it is stored: cut into passages, with what tells whether it has to be read anew."""

    document: Document
    passages: Sequence[Passage]
    content_hash: str
    embedder: str
    """The name of the model that the passages' vectors come from."""
    original: bytes | None = None
    """The bytes of the file that the document was read from; None for a line of a collection."""


@dataclass(frozen=True, slots=True)
class Summary:
    """A document of the library, without its text."""

    id: str
    title: str
    publisher: str
    kind: str
    language: str
    url: str
    origin: str
    published: date | None
    added: str
    passages: int
    warnings: tuple[str, ...]


class Library:
    """Documents, passages, their words and vectors, in `folder`. Safe to share between threads.

    Each write is one transaction, so that a kill at any instant leaves whole documents; readers never wait for it.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._local = threading.local()
        self._lock = FileLock(folder / "write.lock", timeout=WRITE_WAIT_SECONDS)

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Return the library in `folder`, made there if the folder holds none.

        Raises LibraryUnreadableError when what stands there cannot be opened.
        """
        library = cls(folder)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            library._prepare()
        except (OSError, sqlite3.DatabaseError) as error:
            raise LibraryUnreadableError(
                f"{folder} holds no library that can be opened ({error}): name another folder with --library, or move "
                f"{FILE_NAME} away and add the documents again"
            ) from error
        return library

    def _prepare(self) -> None:
        version = self._connection.execute("PRAGMA user_version").fetchone()[0]
        if version == 0:
            with self._lock:
                if self._connection.execute("PRAGMA user_version").fetchone()[0] == 0:
                    self._create()
        elif version != schema.VERSION:
            raise LibraryUnreadableError(
                f"the library in {self.folder} has form {version}, this program reads form {schema.VERSION}: "
                "use the version of tradeqa that made it, or add its documents to a new library"
            )
        self._connection.execute("SELECT count(*) FROM documents WHERE row < 0")
        if self._fact("terms") != str(TERMS_VERSION):
            self._index_words_anew()

    def _index_words_anew(self) -> None:
        """Bring the words of an older library up to date, once, in one transaction; nothing is embedded."""
        with self._writing() as connection:
            if self._fact("terms") != str(TERMS_VERSION):
                if self.counts()[1] > SLOW_PASSAGES:
                    logging.getLogger(__name__).warning(
                        "the words of the library in %s are indexed anew, once, for this version of tradeqa",
                        self.folder,
                    )
                schema.index_words_anew(connection)

    def _create(self) -> None:
        self._connection.execute("PRAGMA journal_mode = WAL")
        values = f"('generation', '0'), ('identity', '{uuid.uuid4().hex}'), ('terms', '{TERMS_VERSION}')"
        facts = f"INSERT INTO facts VALUES {values};"  # noqa: S608 - ours
        self._connection.executescript(
            f"BEGIN; {schema.TABLES} {facts} PRAGMA user_version = {schema.VERSION}; COMMIT;"
        )

    @property
    def _connection(self) -> sqlite3.Connection:
        """Return this thread's connection."""
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = sqlite3.connect(self.folder / FILE_NAME, isolation_level=None, timeout=WRITE_WAIT_SECONDS)
            connection.row_factory = sqlite3.Row
            for setting in ("foreign_keys = ON", "synchronous = NORMAL", "secure_delete = ON"):
                connection.execute(f"PRAGMA {setting}")
            self._local.connection = connection
        return connection

    def close(self) -> None:
        """Close this thread's connection; the library opens again at the next use."""
        connection = getattr(self._local, "connection", None)
        if connection is not None:
            connection.close()
            self._local.connection = None

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction, with the generation raised: all of it, or nothing."""
        try:
            self._lock.acquire()
        except Timeout:
            raise LibraryBusyError(
                f"another process has been writing to {self.folder} for {WRITE_WAIT_SECONDS:.0f} s: "
                "try again when it is done"
            ) from None
        connection = self._connection
        try:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("UPDATE facts SET value = value + 1 WHERE name = 'generation'")
                connection.execute("COMMIT")
            except BaseException:
                connection.execute("ROLLBACK")
                raise
        finally:
            self._lock.release()

    # -- documents --------------------------------------------------------------------------------------------------

    def put(self, entry: Entry, vectors: Vectors) -> None:
        """Store a document whole, in the place of the one that had its id, if any.

        `vectors` has shape (len(entry.passages), dimension).
        """
        added = datetime.now(UTC).isoformat(timespec="seconds")
        row = schema.document_row(entry.document, entry.content_hash, entry.embedder, added)
        with self._writing() as connection:
            connection.execute("DELETE FROM documents WHERE id = ?", (entry.document.id,))
            number = _insert(connection, "documents", row)
            for passage, vector in zip(entry.passages, vectors, strict=True):
                _insert(connection, "passages", schema.passage_row(number, passage, vector))
            if entry.original is not None:
                connection.execute("INSERT INTO originals VALUES (?, ?)", (number, zlib.compress(entry.original, 1)))
            connection.execute("INSERT OR IGNORE INTO facts VALUES ('filled', '1')")

    def remove(self, document_id: str) -> None:
        """Remove a document: from here on none of its words is found. Raises UnknownDocumentError."""
        with self._writing() as connection:
            if connection.execute("DELETE FROM documents WHERE id = ?", (document_id,)).rowcount == 0:
                raise _unknown(document_id)

    def get(self, document_id: str) -> Document:
        """Return a document. Raises UnknownDocumentError."""
        row = self._connection.execute("SELECT * FROM documents WHERE id = ?", (document_id,)).fetchone()
        if row is None:
            raise _unknown(document_id)
        return schema.document_from(row)

    def original(self, document_id: str) -> bytes | None:
        """Return the bytes of the file that a document was read from; None for a line of a collection."""
        row = self._connection.execute(
            "SELECT bytes FROM originals JOIN documents ON row = document WHERE id = ?", (document_id,)
        ).fetchone()
        return zlib.decompress(row["bytes"]) if row else None

    def summaries(self, query: str = "") -> Iterator[Summary]:
        """Yield the documents, newest first, undated last.

        With `query`, only those whose title, id, publisher or origin contains it.
        """
        like = "%" + query.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        rows = self._connection.execute(
            "SELECT id, title, publisher, kind, language, url, origin, published, added, "
            "json_extract(details, '$.warnings') AS warnings, "
            "(SELECT count(*) FROM passages WHERE document = row) AS passages FROM documents "
            r"WHERE title LIKE ?1 ESCAPE '\' OR id LIKE ?1 ESCAPE '\' OR publisher LIKE ?1 ESCAPE '\' "
            r"OR origin LIKE ?1 ESCAPE '\' ORDER BY published IS NULL, published DESC, title",
            (like,),
        )
        for row in rows:
            fields = dict(row) | {
                "published": schema.date_from(row["published"]),
                "warnings": schema.strings_from(row["warnings"]),
            }
            yield Summary(**fields)

    def newest(self, until: date | None = None) -> date | None:
        """Return when the newest document was published, of those `until` a day; None when none has a date."""
        row = self._connection.execute(
            "SELECT max(published) AS day FROM documents WHERE ?1 IS NULL OR published <= ?1",
            (until.isoformat() if until else None,),
        ).fetchone()
        return schema.date_from(row["day"])

    def content_hash(self, document_id: str) -> str | None:
        """Return the hash that a document was stored with; None when there is no such document."""
        row = self._connection.execute("SELECT content_hash FROM documents WHERE id = ?", (document_id,)).fetchone()
        return str(row["content_hash"]) if row else None

    def same_text(self, text_hash: str) -> list[str]:
        """Return the ids of the documents that hold exactly this text, oldest first."""
        rows = self._connection.execute("SELECT id FROM documents WHERE text_hash = ? ORDER BY row", (text_hash,))
        return [row["id"] for row in rows]

    def ids_from(self, origin: str) -> list[str]:
        """Return the ids of the documents read from a file or URL, or from any file below a folder."""
        below = origin.rstrip("/") + "/"
        rows = self._connection.execute(
            "SELECT id FROM documents WHERE origin = ? OR substr(origin, 1, ?) = ? ORDER BY row",
            (origin, len(below), below),
        )
        return [row["id"] for row in rows]

    # -- what search needs ------------------------------------------------------------------------------------------

    def rows(self, sql: str, parameters: Sequence[object] = ()) -> list[sqlite3.Row]:
        """Return the rows of a query over the tables of `schema`."""
        return self._connection.execute(sql, tuple(parameters)).fetchall()

    def passages(self, ids: Sequence[int]) -> dict[int, Passage]:
        """Return those of the passages that are in the library now, by number."""
        marks = ",".join("?" * len(ids))
        rows = self.rows(
            f"SELECT {schema.PASSAGE_COLUMNS} FROM passages JOIN documents ON row = document "  # noqa: S608 - only marks
            f"WHERE passages.id IN ({marks})",
            ids,
        )
        return {row["id"]: schema.passage_from(row) for row in rows}

    def frequencies(self, terms: Sequence[str]) -> dict[str, int]:
        """Return in how many passages each of the terms stands, rarest first; only those that the library has."""
        marks = ",".join("?" * len(terms))
        rows = self.rows(f"SELECT term, doc FROM vocabulary WHERE term IN ({marks}) ORDER BY doc, term", terms)  # noqa: S608 - only marks
        return {row["term"]: row["doc"] for row in rows}

    def words_and_vectors(self, ids: Sequence[int]) -> Iterator[tuple[int, str, bytes]]:
        """Yield number, terms (joined by spaces) and vector (float16 bytes) of those passages that are there now."""
        marks = ",".join("?" * len(ids))
        yield from self._connection.execute(
            f"SELECT id, terms, vector FROM passages WHERE id IN ({marks}) ORDER BY id",  # noqa: S608 - only marks
            ids,
        )

    def postings(self, phrase: str) -> np.ndarray[Any, np.dtype[np.int64]]:
        """Return the numbers of the passages that hold a term, or some terms in a row; ascending.

        Joined by SQLite, a number costs a tenth of what a row of its own would.
        """
        (row,) = self.rows("SELECT group_concat(rowid) FROM words WHERE words MATCH ?", [f'"{phrase}"'])
        return np.fromstring(row[0] or "", dtype=np.int64, sep=",")

    def text(self, document_id: str) -> str:
        """Return a document's text alone. Raises UnknownDocumentError."""
        row = self._connection.execute("SELECT text FROM documents WHERE id = ?", (document_id,)).fetchone()
        if row is None:
            raise _unknown(document_id)
        return str(row["text"])

    def passage_ids(self) -> np.ndarray[Any, np.dtype[np.int64]]:
        """Return the numbers of all passages, ascending."""
        return np.array([row[0] for row in self.rows("SELECT id FROM passages ORDER BY id")], dtype=np.int64)

    def vectors(self, after: int) -> Iterator[tuple[int, bytes]]:
        """Yield number and vector (float16 bytes) of the passages numbered above `after`, ascending."""
        yield from self._connection.execute("SELECT id, vector FROM passages WHERE id > ? ORDER BY id", (after,))

    def vectors_known(self, document_id: str, embedder: str) -> dict[str, Vectors]:
        """Return the vectors, of shape (dimension,), that a model gave a document's passages, by the words searched."""
        rows = self.rows(
            f"SELECT {schema.PASSAGE_COLUMNS}, vector FROM passages JOIN documents ON row = document "  # noqa: S608 - ours
            "WHERE documents.id = ? AND embedder = ?",
            (document_id, embedder),
        )
        return {
            schema.passage_from(row).searched_text: np.frombuffer(row["vector"], np.float16).astype(np.float32)
            for row in rows
        }

    # -- what holds for the whole -----------------------------------------------------------------------------------

    @property
    def generation(self) -> int:
        """The number of writes so far: it tells a running chat that another process changed the library."""
        return int(self._fact("generation"))

    @property
    def identity(self) -> str:
        """What tells this library from any other."""
        return self._fact("identity")

    @property
    def was_ever_filled(self) -> bool:
        """Whether the library has ever held a document."""
        return self._fact("filled") == "1"

    def _fact(self, name: str) -> str:
        row = self._connection.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()
        return str(row["value"]) if row else ""

    def counts(self) -> tuple[int, int]:
        """Return the numbers of documents and passages."""
        row = self.rows("SELECT (SELECT count(*) FROM documents), (SELECT count(*) FROM passages)")[0]
        return int(row[0]), int(row[1])

    def embedders(self) -> list[str]:
        """Return the names of the models that the vectors come from; more than one while a rebuild is under way."""
        return [row[0] for row in self.rows("SELECT DISTINCT embedder FROM documents ORDER BY 1")]

    def require_embedder(self, name: str) -> None:
        """Raise RebuildRequiredError when any vector comes from another model than `name`."""
        others = [stored for stored in self.embedders() if stored != name]
        if others:
            raise RebuildRequiredError(
                f"the library in {self.folder} was made with the embedding model {others[0]}, and {name} is asked for: "
                "run `tradeqa rebuild`, or name the model that made it with TRADEQA_EMBEDDER"
            )

    def fingerprint(self) -> str:
        """Return a hash of what the library holds: ids, texts, dates and the model, whatever the order they came in."""
        rows = self.rows("SELECT id, text_hash, published, embedder FROM documents ORDER BY id")
        return schema.text_hash("\n".join("\t".join(map(str, row)) for row in rows))[:16]


def _unknown(document_id: str) -> UnknownDocumentError:
    return UnknownDocumentError(f"no document has the id {document_id!r}: `tradeqa list` shows the ids")


def _insert(connection: sqlite3.Connection, table: str, row: dict[str, Any]) -> int:
    names = ", ".join(row)
    marks = ", ".join(f":{name}" for name in row)
    return int(connection.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", row).lastrowid or 0)  # noqa: S608 - our own names

"""The tables of a library, and how documents and passages become rows and come back."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from dataclasses import asdict
from datetime import date
from typing import Any

import numpy as np

from corpus.document import Document, EventDate, Part, Passage
from index.embedding import Vectors
from index.words import TERMS_VERSION, index_terms

VERSION = 1

TABLES = """
CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE documents (
    row INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE, title TEXT NOT NULL, publisher TEXT NOT NULL, kind TEXT NOT NULL,
    language TEXT NOT NULL, url TEXT NOT NULL, origin TEXT NOT NULL,
    published TEXT, added TEXT NOT NULL,
    text TEXT NOT NULL, details TEXT NOT NULL, glyphs BLOB NOT NULL,
    content_hash TEXT NOT NULL, text_hash TEXT NOT NULL, embedder TEXT NOT NULL
);
CREATE INDEX documents_by_published ON documents (published);
CREATE INDEX documents_by_text ON documents (text_hash);
CREATE INDEX documents_by_embedder ON documents (embedder);
CREATE TABLE originals (
    document INTEGER PRIMARY KEY REFERENCES documents (row) ON DELETE CASCADE, bytes BLOB NOT NULL
);
CREATE TABLE passages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    document INTEGER NOT NULL REFERENCES documents (row) ON DELETE CASCADE,
    start INTEGER NOT NULL, end INTEGER NOT NULL, text TEXT NOT NULL, sentences TEXT NOT NULL,
    place TEXT NOT NULL, context TEXT NOT NULL, terms TEXT NOT NULL, vector BLOB NOT NULL
);
CREATE INDEX passages_by_document ON passages (document);
CREATE VIRTUAL TABLE words USING fts5 (
    terms, content='passages', content_rowid='id', tokenize="unicode61 remove_diacritics 0", columnsize=1
);
CREATE VIRTUAL TABLE vocabulary USING fts5vocab (words, row);
CREATE TRIGGER passages_added AFTER INSERT ON passages BEGIN
    INSERT INTO words (rowid, terms) VALUES (new.id, new.terms);
END;
CREATE TRIGGER passages_removed AFTER DELETE ON passages BEGIN
    INSERT INTO words (words, rowid, terms) VALUES ('delete', old.id, old.terms);
END;
"""

PASSAGE_COLUMNS = (
    "passages.id, passages.start, passages.end, passages.text, passages.sentences, passages.place, passages.context, "
    "documents.id AS document_id, documents.title, documents.publisher, documents.kind, documents.url, "
    "documents.published"
)


def text_hash(text: str) -> str:
    """Return the identity of a text: documents that share it are the same words under several ids."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def document_row(document: Document, content_hash: str, embedder: str, added: str) -> dict[str, Any]:
    """Return the columns of the table `documents`."""
    details = {
        "parts": [[part.kind, part.label, part.start, part.end, part.header] for part in document.parts],
        "event_dates": [asdict(event) | {"on": event.on.isoformat()} for event in document.event_dates],
        "sources": document.sources,
        "warnings": document.warnings,
    }
    return {
        "id": document.id,
        "title": document.title,
        "publisher": document.publisher,
        "kind": document.kind,
        "language": document.language,
        "url": document.url,
        "origin": document.origin,
        "published": document.published.isoformat() if document.published else None,
        "added": added,
        "text": document.text,
        "details": json.dumps(details, ensure_ascii=False),
        "glyphs": document.glyphs,
        "content_hash": content_hash,
        "text_hash": text_hash(document.text),
        "embedder": embedder,
    }


def document_from(row: sqlite3.Row) -> Document:
    """Return the document that a row of the table `documents` holds."""
    details = json.loads(row["details"])
    return Document(
        id=row["id"],
        title=row["title"],
        text=row["text"],
        origin=row["origin"],
        publisher=row["publisher"],
        kind=row["kind"],
        language=row["language"],
        url=row["url"],
        published=date_from(row["published"]),
        event_dates=tuple(
            EventDate(**(event | {"on": date.fromisoformat(event["on"])})) for event in details["event_dates"]
        ),
        sources=tuple(details["sources"]),
        parts=tuple(Part(*part) for part in details["parts"]),
        warnings=tuple(details["warnings"]),
        glyphs=row["glyphs"],
    )


def terms_of(context: str, text: str) -> str:
    """Return the terms of a passage as the word index holds them, joined by spaces."""
    return " ".join(index_terms(f"{context}\n{text}" if context else text))


def index_words_anew(connection: sqlite3.Connection) -> None:
    """Derive the terms of all passages from their texts, as an earlier version spelled some of them otherwise.

    Vectors stay as they are: only the word index changes. To be called within a transaction.
    """
    connection.create_function("terms_of", 2, terms_of, deterministic=True)
    connection.execute("UPDATE passages SET terms = terms_of(context, text)")
    connection.execute("INSERT INTO words (words) VALUES ('rebuild')")
    connection.execute("INSERT OR REPLACE INTO facts VALUES ('terms', ?)", (str(TERMS_VERSION),))


def passage_row(document: int, passage: Passage, vector: Vectors) -> dict[str, Any]:
    """Return the columns of the table `passages`; `vector` has shape (dimension,)."""
    return {
        "document": document,
        "start": passage.start,
        "end": passage.end,
        "text": passage.text,
        "sentences": json.dumps(passage.sentences),
        "place": passage.place,
        "context": passage.context,
        "terms": terms_of(passage.context, passage.text),
        "vector": np.asarray(vector, dtype=np.float16).tobytes(),
    }


def passage_from(row: sqlite3.Row) -> Passage:
    """Return the passage that a row with PASSAGE_COLUMNS holds."""
    return Passage(
        document_id=row["document_id"],
        start=row["start"],
        end=row["end"],
        text=row["text"],
        sentences=tuple((start, end) for start, end in json.loads(row["sentences"])),
        place=row["place"],
        context=row["context"],
        title=row["title"],
        publisher=row["publisher"],
        kind=row["kind"],
        url=row["url"],
        published=date_from(row["published"]),
    )


def date_from(text: str | None) -> date | None:
    """Return the date that a column holds."""
    return date.fromisoformat(text) if text else None


def strings_from(text: str | None) -> tuple[str, ...]:
    """Return the strings that a JSON column holds."""
    return tuple(json.loads(text)) if text else ()

"""Collections: JSON lines with one document each, whose text is stored exactly as given."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from typing import Any

from corpus.dates import parse_date, published_warnings
from corpus.document import Document
from corpus.errors import UnreadableFileError
from corpus.readers import headings, markdown
from corpus.readers.building import ordered
from corpus.readers.language import language_of, two_letters

_REQUIRED = ("id", "title", "date", "text")


def is_collection(first_line: str) -> bool:
    """Tell whether a line is a document of a collection."""
    try:
        entry = json.loads(first_line)
    except (ValueError, RecursionError):
        return False
    return isinstance(entry, dict) and "text" in entry and ("id" in entry or "title" in entry)


def read(lines: Iterable[bytes], origin: str) -> Iterator[Document | UnreadableFileError]:
    """Yield a document per line, and for a line that gives none an error that names the line and the field."""
    seen: dict[str, tuple[int, bytes]] = {}
    number = 0
    try:
        for number, line in enumerate(lines, 1):
            if line.strip(b" \t\r\n\xef\xbb\xbf"):
                yield _document(line, number, origin, seen)
    except UnreadableFileError as error:
        yield UnreadableFileError(f"after line {number}: {error}")


def _document(
    line: bytes, number: int, origin: str, seen: dict[str, tuple[int, bytes]]
) -> Document | UnreadableFileError:
    try:
        document = _from_entry(_entry(line), origin)
        _check_id(document, number, seen)
    except UnreadableFileError as error:
        return UnreadableFileError(f"line {number}: {error}")
    return document


def _check_id(document: Document, number: int, seen: dict[str, tuple[int, bytes]]) -> None:
    """Raise where an id already stands on an earlier line with another text."""
    digest = hashlib.sha256(document.text.encode()).digest()
    earlier, known = seen.setdefault(document.id, (number, digest))
    if known != digest:
        name = document.id[:80]
        raise UnreadableFileError(f"id {name!r} already stands on line {earlier} with another text: give it its own id")


def _entry(line: bytes) -> dict[str, Any]:
    try:
        entry = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise UnreadableFileError("is not UTF-8: save the collection as UTF-8") from error
    except (ValueError, RecursionError) as error:
        raise UnreadableFileError(f"is not valid JSON ({error}): write one JSON object a line") from error
    if not isinstance(entry, dict):
        raise UnreadableFileError(f"is a JSON {type(entry).__name__}, no object: write one JSON object a line")
    return entry


def _from_entry(entry: dict[str, Any], origin: str) -> Document:
    identity, title, day, text = (_required(entry, name) for name in _REQUIRED)
    published = parse_date(day)
    doubts = (f"date {day[:40]!r} was not understood: write it as 2025-11-04",) if day.strip() and not published else ()
    return Document(
        id=identity,
        title=" ".join(title.split()),
        text=text,
        origin=origin,
        publisher=_optional(entry, "source"),
        kind=_optional(entry, "kind") or "document",
        language=two_letters(_optional(entry, "language")) or language_of(text),
        url=_optional(entry, "url"),
        published=published,
        parts=ordered((*headings.parts(text, headings.find(text)), *markdown.rows(text))),
        warnings=(*doubts, *published_warnings(published)),
    )


def _required(entry: dict[str, Any], name: str) -> str:
    value = entry.get(name)
    if name not in entry:
        raise UnreadableFileError(f"field {name!r} is missing: add it{' (it may be empty)' if name == 'date' else ''}")
    if name == "date" and value is None:
        return ""
    if not isinstance(value, str):
        raise UnreadableFileError(f"field {name!r} is a JSON {type(value).__name__}, no string: put it in quotes")
    if name != "date" and not value.strip():
        raise UnreadableFileError(f"field {name!r} is empty: fill it or leave the line out")
    if not _is_storable(value):
        raise UnreadableFileError(f"field {name!r} holds half a character (a lone surrogate): write it out as UTF-8")
    return value


def _optional(entry: dict[str, Any], name: str) -> str:
    value = entry.get(name)
    return " ".join(value.split()) if isinstance(value, str) and _is_storable(value) else ""


def _is_storable(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True

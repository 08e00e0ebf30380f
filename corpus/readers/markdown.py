"""Markdown: YAML front matter as fields, the body as text, its headings and the rows of its tables as parts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from corpus.dates import parse_date
from corpus.document import Document, Part
from corpus.readers import headings, text
from corpus.readers.building import ordered
from corpus.readers.encoding import clean, decode
from corpus.readers.finishing import finished, stated
from corpus.readers.language import two_letters

_FRONT = re.compile(r"---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_RULE = re.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*")
_LONGEST_FRONT = 100_000


def has_front_matter(source: str) -> bool:
    """Tell whether a text starts with a block of fields between two lines of dashes."""
    found = _FRONT.match(source[:_LONGEST_FRONT])
    return bool(found and re.search(r"(?m)^[A-Za-z_]+:", found.group(1)))


def read(raw: bytes, origin: str, charset: str = "") -> Document:
    """Return the document of a Markdown file; raises UnreadableFileError for bytes that are no text."""
    source = clean(decode(raw, charset)).removeprefix("\n")
    front = _FRONT.match(source[:_LONGEST_FRONT]) if has_front_matter(source) else None
    if front is None:
        return _from_body(source, origin)
    fields = _fields(front.group(1))
    if isinstance(fields, str):
        return text.from_text(source, origin, (f"front matter is not valid YAML ({fields}): read as text",))
    return _with_fields(_from_body(source[front.end() :].lstrip("\n"), origin, fields), fields)


def _from_body(body: str, origin: str, fields: Mapping[str, Any] | None = None) -> Document:
    fields = fields or {}
    parts = ordered((*headings.parts(body, headings.find(body)), *rows(body)))
    return finished(
        origin,
        body,
        _words(fields, "title"),
        published=_date(fields.get("published")),
        parts=parts,
        warnings=_doubts(fields),
    )


def _with_fields(document: Document, fields: Mapping[str, Any]) -> Document:
    named = stated(
        document,
        publisher=_words(fields, "publisher"),
        kind=_words(fields, "kind"),
        language=two_letters(_words(fields, "language")),
        url=_words(fields, "url"),
    )
    return replace(named, sources=_sources(fields.get("sources")))


def _fields(block: str) -> Mapping[str, Any] | str:
    """Return the fields of a front matter, or why it has none."""
    import yaml

    try:
        # Anchors make a small file expand without end, and no field needs one.
        if any(isinstance(token, yaml.AliasToken) for token in yaml.scan(block, Loader=yaml.SafeLoader)):
            return "it uses aliases"
        fields = yaml.safe_load(block)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        return str(getattr(error, "problem", None) or error).split("\n")[0]
    return fields if isinstance(fields, dict) else "it holds no fields"


def _words(fields: Mapping[str, Any], name: str) -> str:
    value = fields.get(name)
    return " ".join(clean(str(value)).split()) if isinstance(value, str | int | float | date) else ""


def _date(value: object) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else parse_date(str(value or ""))


def _doubts(fields: Mapping[str, Any]) -> tuple[str, ...]:
    value = fields.get("published")
    return (
        (f"published date {str(value)[:40]!r} was not understood: write it as 2025-11-04",)
        if value and not _date(value)
        else ()
    )


def _sources(value: object) -> tuple[str, ...]:
    entries = value if isinstance(value, list) else []
    return tuple(line for entry in entries if (line := _source(entry)))


def _source(entry: object) -> str:
    """Return a source as a line: "title — publisher, 2025-11-04, https://…"."""
    if not isinstance(entry, dict):
        return " ".join(str(entry or "").split())
    day = _date(entry.get("date"))
    published = day.isoformat() if day else _words(entry, "date")
    origin = ", ".join(filter(None, (_words(entry, "publisher"), published, _words(entry, "url"))))
    return " — ".join(filter(None, (_words(entry, "title"), origin)))


def rows(body: str) -> Iterator[Part]:
    """Yield a part per body row of a pipe table, with the words of the row above its rule as header."""
    header, previous, start = "", "", 0
    for line in body.split("\n"):
        if "|" not in line:
            header = ""
        elif "-" in line and "|" in previous and _RULE.fullmatch(line):
            header = " | ".join(_cells(previous))
        elif header and (cells := [cell for cell in _cells(line) if cell]):
            yield Part("row", headings.label_of(cells[0]), start, start + len(line.rstrip()), header)
        previous = line
        start += len(line) + 1


def _cells(line: str) -> list[str]:
    return [headings.label_of(cell) for cell in re.split(r"(?<!\\)\|", line.strip().strip("|"))]

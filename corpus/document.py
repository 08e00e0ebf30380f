"""What a document is: its text, the labelled parts of it, and the passages that can be cited."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

PartKind = Literal["page", "heading", "article", "row"]
Span = tuple[int, int]
"""`[start, end)` in characters of a document's text."""


@dataclass(frozen=True, slots=True)
class Part:
    """A labelled span `[start, end)` of a document's text, in characters.

    A heading or an article spans from its first character up to the next one of the same or a higher rank; a page
    spans the page; a row spans one row of a table, and `header` holds the words of its table's header, which are
    searched with the row and never quoted.
    """

    kind: PartKind
    label: str
    start: int
    end: int
    header: str = ""


@dataclass(frozen=True, slots=True)
class EventDate:
    """A date stated inside a text, `[start, end)` being the words that state it."""

    event: str
    on: date
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Document:
    """One source text. Every offset anywhere counts characters of `text`, which is never rewritten."""

    id: str
    title: str
    text: str
    origin: str
    """The canonical path or URL that the document was read from."""
    publisher: str = ""
    kind: str = "document"
    language: str = ""
    """ISO 639-1 code, or empty where the source does not tell and the text is too short to tell by."""
    url: str = ""
    published: date | None = None
    event_dates: tuple[EventDate, ...] = ()
    sources: tuple[str, ...] = ()
    """What the document itself says that it rests on, one line a source."""
    parts: tuple[Part, ...] = ()
    warnings: tuple[str, ...] = ()
    glyphs: bytes = b""
    """For a PDF, per character of `text` the index of its glyph on its page (int32, little-endian; -1: inserted)."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A citable piece of a document: `document.text[start:end] == text`, with what is needed to cite it."""

    document_id: str
    start: int
    end: int
    text: str
    sentences: tuple[Span, ...]
    """Where each sentence (or table row) of the passage stands in the document's text, in order."""
    place: str
    """Where in the document, as a person would say it: "page 3", "Article 7.12", "Soybeans"."""
    context: str
    """Title, date, part and table header: searched and embedded with the text, never quoted."""
    title: str
    publisher: str
    kind: str
    url: str
    published: date | None

    @property
    def searched_text(self) -> str:
        """Return what is embedded and indexed: the context, then the words."""
        return f"{self.context}\n{self.text}" if self.context else self.text

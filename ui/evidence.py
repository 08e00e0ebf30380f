"""The source panel: the exact words of a quote, marked in the text around them."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from assistant.conversation import Nearest, Quote
from corpus.document import Document
from corpus.errors import UnknownDocumentError
from index.library import Library
from ui.markup import attribute, escaped, isolated
from ui.wording import long_date

PARAGRAPHS = 3
"""So many paragraphs before and after the words are shown."""
CHARACTERS = 1500
"""At most so many characters on either side."""

REMOVED = "This document has been removed from the library since the answer was given."
REPLACED = "This document has been replaced since the answer was given: ask again for what it says now."

_BACK = '<button type="button" class="back">Back to the answer</button>'
_ADDRESS = re.compile(r"https?://\S+")
_PARAGRAPH_END = re.compile(r"\n\s*\n")
_HEADING = re.compile(r"^#{1,6}[ \t]+(.+)$", re.MULTILINE)

NOTHING_CHOSEN = (
    '<section class="source empty"><h2 class="kicker">The source</h2>'
    "<p>Choose a quote, and its exact words appear here, marked where they stand in the document.</p></section>"
)


def source_panel(library: Library, quote: Quote) -> str:
    """Return the panel for a quote, as the library has its document now."""
    heading = f"Quote {quote.number}"
    try:
        document = library.get(quote.document_id)
    except UnknownDocumentError:
        return _note(heading, REMOVED)
    if document.text[quote.start : quote.end] != quote.text:
        return _note(heading, REPLACED)
    return _panel(heading, document, quote.place, quote.start, quote.end)


def nearest_panel(library: Library, near: Nearest) -> str:
    """Return the panel for a passage that was offered where nothing answers."""
    heading = "Near passage"
    try:
        document = library.get(near.document_id)
    except UnknownDocumentError:
        return _note(heading, REMOVED)
    start = document.text.find(near.text)
    return _note(heading, REPLACED) if start < 0 else _panel(heading, document, "", start, start + len(near.text))


def _note(heading: str, note: str) -> str:
    return f'<section class="source" tabindex="-1"><h2 class="kicker">{heading}</h2><p>{note}</p>{_BACK}</section>'


def _panel(heading: str, document: Document, place: str, start: int, end: int) -> str:
    return (
        '<section class="source" tabindex="-1" aria-label="The source">'
        f'<p class="kicker">{heading} · {isolated(document.kind)}</p>'
        f"<h2>{isolated(document.title)}</h2>"
        f'<p class="byline">{_byline(document, place)}</p>{link(document.url)}'
        f'<div class="around">{surroundings(document.text, start, end)}</div>'
        f"{_sources(document)}{_warnings(document)}{_BACK}</section>"
    )


def _byline(document: Document, place: str) -> str:
    parts = (document.publisher, long_date(document.published), place)
    return " · ".join(isolated(part) for part in parts if part)


def link(url: str) -> str:
    """Return a link to the original; nothing for anything that is not a web address."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return ""
    return (
        f'<a class="original" href="{attribute(url)}" target="_blank" rel="noopener noreferrer">'
        f"Read the original at {isolated(parts.hostname)}</a>"
    )


def surroundings(text: str, start: int, end: int) -> str:
    """Return the marked words `[start, end)` in a few paragraphs of the text around them."""
    first, last = _begin(text, start), _stop(text, end)
    before, after = _plain(text[first:start]), _plain(text[end:last])
    ahead, behind = "… " if first > 0 else "", " …" if last < len(text) else ""
    # the words stand in one element, exactly as they are, line ends and all
    return f"{ahead}{before}<mark>{escaped(text[start:end])}</mark>{after}{behind}"


def _plain(text: str) -> str:
    headed = _HEADING.sub(r'<strong class="heading">\1</strong>', escaped(text))
    return _PARAGRAPH_END.sub('<span class="gap"></span>', headed)


def _begin(text: str, start: int) -> int:
    floor = max(0, start - CHARACTERS)
    gaps = [gap.end() for gap in _PARAGRAPH_END.finditer(text, floor, start)]
    if floor == 0 and len(gaps) <= PARAGRAPHS:
        return 0
    return gaps[-min(len(gaps), PARAGRAPHS + 1)] if gaps else _space(text, floor)


def _stop(text: str, end: int) -> int:
    ceiling = min(len(text), end + CHARACTERS)
    gaps = [gap.start() for gap in _PARAGRAPH_END.finditer(text, end, ceiling)]
    if len(gaps) > PARAGRAPHS:
        return gaps[PARAGRAPHS]
    if ceiling == len(text):
        return ceiling
    return gaps[-1] if gaps else max(text.rfind(" ", end, ceiling), end)


def _space(text: str, floor: int) -> int:
    found = re.compile(r"\s").search(text, floor)
    return found.end() if found else floor


def _sources(document: Document) -> str:
    if not document.sources:
        return ""
    rows = "".join(f"<li>{_source(source)}</li>" for source in document.sources)
    return f'<details class="rests"><summary>What this document rests on</summary><ul>{rows}</ul></details>'


def _source(source: str) -> str:
    """Return a line on a source; an address in it becomes a link."""
    found = _ADDRESS.search(source)
    words = source.replace(found.group(), "").strip(" ,—") if found else source
    return f"{isolated(words)} {link(found.group()) if found else ''}"


def _warnings(document: Document) -> str:
    return "".join(f'<p class="warning">{isolated(warning)}</p>' for warning in document.warnings)

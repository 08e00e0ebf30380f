"""The source panel: a quote in its document, on its page, with all that is needed to cite it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from urllib.parse import urlsplit

from assistant.conversation import Nearest, Quote
from corpus.document import Document
from corpus.errors import UnknownDocumentError
from index.library import Library
from ui.markup import attribute, isolated
from ui.page_pictures import page_pictures
from ui.surroundings import in_document
from ui.wording import age, citation, long_date, sort_of

REMOVED = "This document has been removed from the library since the answer was given."
REPLACED = "This document has been replaced since the answer was given: ask again for what it says now."

_BACK = '<button type="button" class="back">Back to the answer</button>'
_ADDRESS = re.compile(r"https?://\S+")

NOTHING_CHOSEN = (
    '<section class="source empty"><h2 class="kicker">The source</h2>'
    "<p>Choose a quote, and its exact words appear here, marked where they stand in the document.</p></section>"
)


def source_panel(library: Library, quotes: Sequence[Quote], number: int, turn: int) -> str:
    """Return the panel for one of an answer's quotes, as the library has its document now."""
    quote = next((one for one in quotes if one.number == number), None)
    if quote is None:
        return NOTHING_CHOSEN
    heading = f"Quote {quote.number}"
    try:
        document = library.get(quote.document_id)
    except UnknownDocumentError:
        return _note(heading, REMOVED)
    if document.text[quote.start : quote.end] != quote.text:
        return _note(heading, REPLACED)
    others = [one for one in quotes if one.document_id == quote.document_id and one.number != number]
    spans = [(one.start, one.end) for one in others]
    chosen = (quote.start, quote.end)
    shown = page_pictures(library, document, chosen, spans) + in_document(document, chosen, spans)
    copied = _copy(citation(quote, date.today()))
    return _panel(heading, document, quote.place, f"{_also(others, turn)}{copied}{shown}")


def nearest_panel(library: Library, near: Nearest) -> str:
    """Return the panel for a passage that was offered where nothing answers."""
    heading = "Near passage"
    try:
        document = library.get(near.document_id)
    except UnknownDocumentError:
        return _note(heading, REMOVED)
    start = document.text.find(near.text)
    if start < 0:
        return _note(heading, REPLACED)
    chosen = (start, start + len(near.text))
    return _panel(heading, document, "", page_pictures(library, document, chosen) + in_document(document, chosen))


def _note(heading: str, note: str) -> str:
    return f'<section class="source" tabindex="-1"><h2 class="kicker">{heading}</h2><p>{note}</p>{_BACK}</section>'


def _panel(heading: str, document: Document, place: str, shown: str) -> str:
    return (
        '<section class="source" tabindex="-1" aria-label="The source">'
        f'<p class="kicker">{_labelled(heading, document.kind)}</p>'
        f"<h2>{isolated(document.title)}</h2>"
        f'<p class="byline">{_byline(document, place)}</p>{_events(document)}{link(document.url)}'
        f"{shown}{_sources(document)}{_warnings(document)}{_BACK}</section>"
    )


def _labelled(heading: str, kind: str) -> str:
    """Return the heading with the kind of document, where that is stated."""
    sort = sort_of(kind)
    return " · ".join(isolated(part) for part in ((heading, kind, sort) if sort else (heading,)))


def _byline(document: Document, place: str) -> str:
    published = long_date(document.published)
    if document.published:
        published = f"published {published}, {age(document.published, date.today())}"
    return " · ".join(isolated(part) for part in (document.publisher, published, place) if part)


def _events(document: Document) -> str:
    told = sorted({(one.on, one.event) for one in document.event_dates})[:6]
    if not told:
        return ""
    rows = "".join(f"<dt>{isolated(event)}</dt><dd>{long_date(on)}</dd>" for on, event in told)
    return f'<dl class="events">{rows}</dl>'


def _also(others: Sequence[Quote], turn: int) -> str:
    if not others:
        return ""
    buttons = " ".join(
        f'<button type="button" class="mark" data-turn="{turn}" data-quote="{one.number}" '
        f'aria-label="Show quote {one.number}">{one.number}</button>'
        for one in others
    )
    return f'<p class="also">Also quoted from this document: {buttons}</p>'


def _copy(words: str) -> str:
    return f'<button type="button" class="copy" data-copied="{attribute(words)}">Copy as citation</button>'


def link(url: str) -> str:
    """Return a link to the original; nothing for anything that is not a web address."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return ""
    return (
        f'<a class="original" href="{attribute(url)}" target="_blank" rel="noopener noreferrer">'
        f"Read the original at {isolated(parts.hostname)}</a>"
    )


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

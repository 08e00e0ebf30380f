"""Pages of a PDF as pictures, with the quoted words marked on them."""

from __future__ import annotations

import base64
import logging
from collections.abc import Sequence

from corpus.document import Document, Span
from corpus.errors import TradeQAError
from corpus.readers.pdf_places import Box, places
from corpus.readers.pdf_places import picture as page_picture
from index.library import Library
from ui.markup import attribute

PIXELS = 1000
"""So wide is a picture: enough to read it when it is enlarged."""
MOST_PAGES = 3

_log = logging.getLogger(__name__)


def page_pictures(library: Library, document: Document, chosen: Span, others: Sequence[Span] = ()) -> str:
    """Return the pages that the chosen words stand on; nothing for a document that is no PDF.

    Other quoted words on the same pages are marked more lightly. The picture travels inside the page: there is no
    address from which somebody else could fetch it.
    """
    original = library.original(document.id) if document.glyphs else None
    if original is None:
        return ""
    try:
        marked = places(original, document, *chosen)[:MOST_PAGES]
        lighter = [one for span in others for one in places(original, document, *span)]
        return "".join(
            _figure(
                page_picture(original, one.page, PIXELS),
                one.page,
                document.title,
                one.boxes,
                [box for other in lighter if other.page == one.page for box in other.boxes],
            )
            for one in marked
        )
    except TradeQAError as error:
        _log.warning("%s: its page cannot be shown: %s", document.id, error)
        return ""


def _figure(png: bytes, page: int, title: str, boxes: Sequence[Box], lighter: Sequence[Box]) -> str:
    source = f"data:image/png;base64,{base64.b64encode(png).decode()}"
    alternative = attribute(f"Page {page} of {title}, the quoted words marked; they stand below as text")
    rectangles = "".join(_rectangle(box, "other") for box in lighter) + "".join(_rectangle(box) for box in boxes)
    return (
        f'<figure class="page-picture"><div class="paper"><img src="{source}" alt="{alternative}">{rectangles}</div>'
        f'<figcaption>Page {page} <button type="button" class="enlarge">Show it larger</button></figcaption></figure>'
    )


def _rectangle(box: Box, kind: str = "") -> str:
    style = f"left:{box.left:.4%};top:{box.top:.4%};width:{box.right - box.left:.4%};height:{box.bottom - box.top:.4%}"
    return f'<span class="rectangle {kind}" style="{style}"></span>'

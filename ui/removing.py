"""Documents that are taken out of the library by the browser, and put back as long as its page stays open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.document import Document
from corpus.splitting import split
from index.intake import SPARE_TOKENS
from index.library import Entry
from ui.markup import attribute, isolated
from ui.service import Service
from ui.uploads import drop_unused, uploads_folder

MOST_KEPT = 20
"""So many removed documents can be put back: they stay in memory until the page is closed."""


@dataclass(frozen=True, slots=True)
class Removed:
    """A document that was taken out, with all that is needed to put it back."""

    document: Document
    content_hash: str
    original: bytes | None
    uploaded: bytes | None
    """The uploaded file that it was read from, if that went with it."""


def remove(service: Service, document_id: str) -> Removed:
    """Take a document out, its uploaded file too when nothing else rests on it. Raises UnknownDocumentError."""
    library = service.library
    document = library.get(document_id)
    digest, original = library.content_hash(document_id) or "", library.original(document_id)
    library.remove(document_id)
    file = Path(document.origin)
    uploaded = None
    if file.parent == uploads_folder(library).resolve() and file.is_file() and not library.ids_from(str(file)):
        uploaded = file.read_bytes()
        drop_unused(library, [file])
    return Removed(document, digest, original, uploaded)


def put_back(service: Service, removed: Removed) -> None:
    """Put a document back as it was."""
    embedder = service.assistant().embedder
    passages = split(removed.document, embedder.count_tokens, embedder.token_limit - SPARE_TOKENS)
    entry = Entry(removed.document, passages, removed.content_hash, embedder.name, removed.original)
    vectors = embedder.embed([passage.searched_text for passage in passages])
    if removed.uploaded is not None:
        file = Path(removed.document.origin)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(removed.uploaded)
    service.library.put(entry, vectors)


def removed_list(removed: Sequence[Removed]) -> str:
    """Return what was removed since the page was opened, each with the way back."""
    if not removed:
        return ""
    rows = "".join(
        f"<li>Removed {isolated(one.document.title)}: no search finds its words any more. "
        f'<button type="button" class="undo" data-id="{attribute(one.document.id)}">Put it back</button></li>'
        for one in reversed(removed)
    )
    note = '<p class="notice">Until this page is closed, it can be put back.</p>'
    return f'<div role="status"><ul class="removed">{rows}</ul></div>{note}'

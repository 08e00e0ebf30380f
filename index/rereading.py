"""Read kept files anew: a better reader gives another text, other parts or other warnings for the same bytes."""

from __future__ import annotations

from corpus.document import Document
from corpus.readers import read
from corpus.splitting import split
from index.embedding import Embedder
from index.intake import SPARE_TOKENS, FileReport, Progress, Report, content_hash, embedded
from index.library import Entry, Library
from index.vectors import VectorIndex


def read_anew(library: Library, embedder: Embedder, progress: Progress = lambda report: None) -> Report:
    """Read every kept file that was read otherwise than this program reads it, and tell of each that changed.

    Lines of a collection stay as they are: their text was given. Raises RebuildRequiredError when the library was made
    with another embedding model.
    """
    library.require_embedder(embedder.name)
    report = Report()
    for row in library.rows("SELECT id FROM documents JOIN originals ON document = row ORDER BY row"):
        told = _anew(library, embedder, row["id"])
        if told:
            report.files.append(told)
            progress(told)
    if report.count("updated"):
        VectorIndex(library).save()
    return report


def _anew(library: Library, embedder: Embedder, document_id: str) -> FileReport | None:
    kept = library.get(document_id)
    original = library.original(document_id) or b""
    for found in read(original, kept.origin):
        if not isinstance(found, Document):
            return FileReport(kept.origin, document_id, "failed", error=f"{found}; its earlier text stays")
        digest = content_hash(found, original)
        if found.id == document_id and digest != library.content_hash(document_id):
            passages = split(found, embedder.count_tokens, embedder.token_limit - SPARE_TOKENS)
            entry = Entry(found, passages, digest, embedder.name, original)
            library.put(entry, *embedded([entry], library, embedder))
            return FileReport(found.origin, document_id, "updated", len(passages), found.warnings)
    return None

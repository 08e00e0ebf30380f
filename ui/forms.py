"""The JSON that other programs rely on, as the contract has it; an answer and a report know their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from corpus.document import Document
    from index.library import Library, Summary
    from index.search import Hit


def summary_json(summary: Summary) -> dict[str, Any]:
    """Return a line of `tradeqa list --json`."""
    return {
        "id": summary.id,
        "title": summary.title,
        "publisher": summary.publisher,
        "kind": summary.kind,
        "language": summary.language,
        "url": summary.url,
        "origin": summary.origin,
        "published": summary.published,
        "added": summary.added,
        "passages": summary.passages,
        "warnings": summary.warnings,
    }


def document_json(document: Document) -> dict[str, Any]:
    """Return `tradeqa show --json`."""
    return {
        "id": document.id,
        "title": document.title,
        "publisher": document.publisher,
        "kind": document.kind,
        "language": document.language,
        "url": document.url,
        "origin": document.origin,
        "published": document.published,
        "event_dates": [
            {"event": event.event, "on": event.on, "start": event.start, "end": event.end}
            for event in document.event_dates
        ],
        "sources": document.sources,
        "warnings": document.warnings,
        "parts": [
            {"kind": part.kind, "label": part.label, "start": part.start, "end": part.end, "header": part.header}
            for part in document.parts
        ],
        "text": document.text,
    }


def hit_json(rank: int, hit: Hit) -> dict[str, Any]:
    """Return a line of `tradeqa search --json`."""
    passage = hit.passage
    return {
        "rank": rank,
        "score": round(hit.score, 6),
        "document_id": passage.document_id,
        "title": passage.title,
        "published": passage.published,
        "place": passage.place,
        "start": passage.start,
        "end": passage.end,
        "text": passage.text,
        "publisher": passage.publisher,
        "kind": passage.kind,
        "url": passage.url,
        "duplicates": [{"document_id": other.document_id, "title": other.title} for other in hit.duplicates],
        "why": {name: round(value, 6) for name, value in hit.why.items()} | {"matched": list(hit.matched)},
    }


def status_json(library: Library) -> dict[str, Any]:
    """Return what a library holds and which models it is used with, without loading one."""
    from index.embedding import model_identity
    from ui.settings import ENGINE, embedding_settings, reranking_settings, version

    documents, passages = library.counts()
    settings = embedding_settings()
    return {
        "documents": documents,
        "passages": passages,
        "folder": str(library.folder),
        "engine": ENGINE,
        "embedder": model_identity(settings.model),
        "reranker": reranking_settings().model,
        "runtime": settings.runtime,
        "stored_embedders": library.embedders(),
        "generation": library.generation,
        "fingerprint": library.fingerprint(),
        "version": version(),
    }

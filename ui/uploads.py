"""The page on documents: files that a browser sends, what became of them, what the library holds, removal."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

from corpus.errors import TradeQAError
from index.intake import FileReport
from index.library import Library, Summary
from ui.markup import attribute, escaped, isolated
from ui.service import Service
from ui.wording import count, file_label, long_date

FILE_TYPES = [
    *(".pdf", ".docx", ".odt", ".html", ".htm", ".xhtml", ".md", ".markdown", ".txt"),
    *(".jsonl", ".ndjson", ".gz"),
]
LISTED = 200
"""So many documents are listed at a time: a collection may hold many thousands."""
SECONDS_BETWEEN_TABLES = 0.4

OUTCOME_WORDS = {
    "added": "added",
    "updated": "updated: it takes the place of the earlier text of this name",
    "unchanged": "unchanged: the library has it already",
    "duplicate": "added; another document has the same text",
    "failed": "failed",
}


def add_uploads(service: Service, uploaded: Sequence[str]) -> Iterator[str]:
    """Add uploaded files, and yield what became of them so far as a table.

    A document's id comes from its path, and an upload's own path differs each time: the file is moved to its name in
    the library's folder first, so that the same name again is an update of the same document.
    """
    kept: dict[str, Path] = {}
    reports: list[FileReport] = []
    for file in map(Path, uploaded):
        if file.name in kept:
            reason = f"two files are called {file.name}: rename one, so that neither takes the other's place"
            reports.append(FileReport(file.name, None, "failed", error=reason))
        else:
            kept[file.name] = _keep(service.library, file)
    yield report_table(reports, working=True)
    shown = time.monotonic()
    for report in service.add([str(path) for path in kept.values()]):
        reports.append(report)
        if time.monotonic() - shown > SECONDS_BETWEEN_TABLES:
            yield report_table(reports, working=True)
            shown = time.monotonic()
    _drop_unused(service.library, kept.values())
    yield report_table(reports)


def uploads_folder(library: Library) -> Path:
    """Return where uploaded files are kept."""
    return library.folder / "uploads"


def _keep(library: Library, file: Path) -> Path:
    folder = uploads_folder(library).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    arriving = folder / f".{file.name}.arriving"
    shutil.move(file, arriving)
    os.replace(arriving, folder / file.name)
    return folder / file.name


def _drop_unused(library: Library, files: Iterable[Path]) -> None:
    """Delete kept files that no document rests on: unreadable ones, and those whose documents are all removed."""
    for file in files:
        if not library.ids_from(str(file)):
            file.unlink(missing_ok=True)


def remove(library: Library, document_id: str) -> str:
    """Remove a document, its uploaded file too when nothing else rests on it; return what was done, in words."""
    try:
        document = library.get(document_id)
        library.remove(document_id)
    except TradeQAError as error:
        return f'<p class="problem" role="alert">{escaped(str(error))}</p>'
    origin = Path(document.origin)
    if origin.parent == uploads_folder(library).resolve():
        _drop_unused(library, [origin])
    done = f"Removed {isolated(document.title)}: no search finds its words any more."
    return f'<p class="notice" role="status">{done}</p>'


def report_table(reports: Sequence[FileReport], working: bool = False) -> str:
    """Return what became of each document, a row each."""
    state = f"Adding … {count(len(reports), 'document')} so far" if working else _totals(reports)
    # what needs a look comes first
    first = sorted(reports, key=lambda report: (report.outcome != "failed", not report.warnings))
    rows = "".join(_report_row(report) for report in first[:LISTED])
    rest = f'<p class="notice">… and {len(first) - LISTED:,} more</p>' if len(first) > LISTED else ""
    head = "<thead><tr><th>File</th><th>Outcome</th><th>Passages</th><th>Notes</th></tr></thead>"
    table = f'<table class="report">{head}<tbody>{rows}</tbody></table>' if rows else ""
    return f'<p class="notice" role="status">{state}</p>{table}{rest}'


def _totals(reports: Sequence[FileReport]) -> str:
    failed = sum(report.outcome == "failed" for report in reports)
    done = len(reports) - failed
    if not reports:
        return "Nothing was found to add."
    return f"Done: {count(done, 'document')} in the library" + (f", {failed} failed." if failed else ".")


def _report_row(report: FileReport) -> str:
    notes = "; ".join((*report.warnings, *([report.error] if report.error else [])))
    return (
        f'<tr class="{report.outcome}"><td data-label="File">{isolated(file_label(report.source))}</td>'
        f'<td data-label="Outcome">{OUTCOME_WORDS[report.outcome]}</td>'
        f'<td data-label="Passages">{report.passages or "—"}</td>'
        f'<td data-label="Notes">{isolated(notes) if notes else "—"}</td></tr>'
    )


def document_list(library: Library, query: str | None = "") -> str:
    """Return the documents as a list, newest first, each with a button that removes it."""
    query = (query or "").strip()
    found = library.summaries(query)
    rows = "".join(_document_row(summary) for summary in islice(found, LISTED))
    if not rows:
        text = "No document has that in its title, id, publisher or path." if query else "The library is empty."
        return f'<p class="notice">{text}</p>'
    more = sum(1 for _ in found)
    rest = f'<p class="notice">… and {more:,} more: search to narrow the list.</p>' if more else ""
    return f'<ul class="documents">{rows}</ul>{rest}'


def _document_row(summary: Summary) -> str:
    where = " · ".join(
        isolated(part)
        for part in (summary.publisher, long_date(summary.published), count(summary.passages, "passage"))
        if part
    )
    name = attribute(f"Remove {summary.title}")
    return (
        f'<li data-id="{attribute(summary.id)}"><span class="title">{isolated(summary.title)}</span>'
        f'<span class="where">{where}</span><span class="actions">'
        f'<button type="button" class="remove" aria-label="{name}">Remove</button>'
        '<span class="sure"><button type="button" class="confirm">Remove for good</button>'
        '<button type="button" class="keep">Keep</button></span></span></li>'
    )

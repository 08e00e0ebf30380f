"""Documents that come in by the browser, as files, pasted text or addresses: looked at first, then added."""

from __future__ import annotations

import json
import os
import re
import shutil
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.document import Document
from corpus.errors import TradeQAError
from corpus.readers import read
from index.fetching import fetch
from index.intake import FileReport, content_hash
from index.library import Library
from index.schema import text_hash
from ui.markup import attribute, escaped, isolated
from ui.service import Service
from ui.wording import count, file_label, long_date

FILE_TYPES = [
    *(".pdf", ".docx", ".odt", ".html", ".htm", ".xhtml", ".md", ".markdown", ".txt"),
    *(".jsonl", ".ndjson", ".gz"),
]
SHOWN = 200
SECONDS_BETWEEN_TABLES = 0.4
PREVIEWED = 20
"""So many documents of what is to be added are shown before it is added."""
OPENING = 280

OUTCOME_WORDS = {
    "added": "added",
    "updated": "updated: it takes the place of the earlier text of this name",
    "unchanged": "unchanged: the library has it already",
    "duplicate": "added; another document has the same text",
    "failed": "failed",
}


class NothingToAddError(TradeQAError):
    """Nothing was chosen, pasted or typed."""


@dataclass(frozen=True, slots=True)
class Offered:
    """What was chosen, pasted and typed on the page."""

    files: tuple[str, ...] = ()
    title: str = ""
    text: str = ""
    address: str = ""

    def require_some(self) -> None:
        """Raise NothingToAddError when there is nothing."""
        if not (self.files or self.text.strip() or self.address.strip()):
            raise NothingToAddError("Choose files, paste a text or type an address first.")
        if self.address.strip() and not self.address.strip().startswith(("http://", "https://")):
            raise NothingToAddError("An address begins with https:// or http://.")


def uploads_folder(library: Library) -> Path:
    """Return where uploaded files are kept."""
    return library.folder / "uploads"


def preview(library: Library, offered: Offered) -> str:
    """Return what would become of each document, its first words and its warnings; nothing is stored."""
    offered.require_some()
    found = list(_read(library, offered))
    rows = "".join(_preview_row(library, origin, raw, one) for origin, raw, one in found[:PREVIEWED])
    more = f'<p class="notice">… and {len(found) - PREVIEWED:,} more</p>' if len(found) > PREVIEWED else ""
    return f'<p class="notice" role="status">Nothing is added yet.</p><ul class="documents preview">{rows}</ul>{more}'


def _read(library: Library, offered: Offered) -> Iterator[tuple[str, bytes, Document | TradeQAError]]:
    """Yield each document that would come of it, under the name that it will be kept by."""
    folder = uploads_folder(library).resolve()
    for file in map(Path, offered.files):
        raw = file.read_bytes()
        yield from ((file.name, raw, one) for one in read(raw, str(folder / file.name)))
    if offered.text.strip():
        raw, name = _pasted(offered)
        yield from ((name, raw, one) for one in read(raw, str(folder / name)))
    if offered.address.strip():
        try:
            raw, origin, declared = fetch(offered.address.strip())
        except TradeQAError as error:
            yield offered.address, b"", error
            return
        yield from ((origin, raw, one) for one in read(raw, origin, declared))


def _pasted(offered: Offered) -> tuple[bytes, str]:
    """Return a pasted text as a file, named by its title or else by its first words."""
    title = " ".join((offered.title or offered.text.strip().splitlines()[0]).split())[:80]
    words = re.findall(r"\w+", title.lower())[:10] or ["pasted"]
    heading = f"{title}\n\n" if offered.title.strip() else ""
    return f"{heading}{offered.text}".encode("utf-8", "replace"), f"{'-'.join(words)}.txt"


def _preview_row(library: Library, origin: str, raw: bytes, one: Document | TradeQAError) -> str:
    if not isinstance(one, Document):
        return f'<li><span class="title">{isolated(origin)}</span><span class="warning">{escaped(str(one))}</span></li>'
    parts = (one.publisher, one.kind, long_date(one.published), f"{len(one.text):,} characters", origin)
    where = " · ".join(isolated(part) for part in parts if part)
    warnings = "".join(f'<span class="warning">{isolated(warning)}</span>' for warning in one.warnings)
    return (
        f'<li><span class="title">{isolated(one.title)}</span><span class="where">{where}{warnings}</span>'
        f'<span class="text">{isolated(one.text[:OPENING])} …</span>'
        f'<span class="where">{escaped(_fate(library, one, raw))}</span></li>'
    )


def _fate(library: Library, document: Document, raw: bytes) -> str:
    known = library.content_hash(document.id)
    if known:
        same = known in (content_hash(document, raw), content_hash(document, b""))
        return "the library has it already, unchanged" if same else "would take the place of the earlier text"
    others = library.same_text(text_hash(document.text))
    return f"would be added; the same text is there as {others[0]}" if others else "would be added"


def add(service: Service, offered: Offered) -> Iterator[tuple[str, str]]:
    """Add it, and yield what became of each document so far as a table, and at last the report as a file.

    A document's id comes from its path, and an upload's own path differs each time: the file is moved to its name in
    the library's folder first, so that the same name again is an update of the same document.
    """
    offered.require_some()
    kept: dict[str, Path] = {}
    reports: list[FileReport] = []
    for file in map(Path, offered.files):
        if file.name in kept:
            reason = f"two files are called {file.name}: rename one, so that neither takes the other's place"
            reports.append(FileReport(file.name, None, "failed", error=reason))
        else:
            kept[file.name] = _keep(service.library, file)
    if offered.text.strip():
        raw, name = _pasted(offered)
        kept[name] = _folder(service.library) / name
        kept[name].write_bytes(raw)
    sources = [*map(str, kept.values()), *([offered.address.strip()] if offered.address.strip() else [])]
    yield report_table(reports, waiting=sources), ""
    shown = time.monotonic()
    for report in service.add(sources):
        reports.append(report)
        if time.monotonic() - shown > SECONDS_BETWEEN_TABLES:
            yield report_table(reports, waiting=_waiting(sources, reports)), ""
            shown = time.monotonic()
    drop_unused(service.library, kept.values())
    yield report_table(reports), _report_file(reports)


def _waiting(sources: Sequence[str], reports: Sequence[FileReport]) -> list[str]:
    told = {report.source for report in reports}
    return [source for source in sources if source not in told]


def _report_file(reports: Sequence[FileReport]) -> str:
    text = json.dumps([report.as_json() for report in reports], ensure_ascii=False, indent=2)
    return json.dumps({"name": "tradeqa-report.json", "type": "application/json", "text": text})


def _folder(library: Library) -> Path:
    folder = uploads_folder(library).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _keep(library: Library, file: Path) -> Path:
    folder = _folder(library)
    arriving = folder / f".{file.name}.arriving"
    shutil.move(file, arriving)
    os.replace(arriving, folder / file.name)
    return folder / file.name


def drop_unused(library: Library, files: Iterable[Path]) -> None:
    """Delete kept files that no document rests on: unreadable ones, and those whose documents are all removed."""
    for file in files:
        if not library.ids_from(str(file)):
            file.unlink(missing_ok=True)


def report_table(reports: Sequence[FileReport], waiting: Sequence[str] | None = None) -> str:
    """Return what became of each document, a row each; `waiting` are those under way, None when all is done."""
    state = _totals(reports) if waiting is None else f"Adding … {count(len(reports), 'document')} so far"
    # what needs a look comes first
    first = sorted(reports, key=lambda report: (report.outcome != "failed", not report.warnings))
    rows = "".join(_report_row(report) for report in first[:SHOWN])
    rows += "".join(_waiting_row(source) for source in (waiting or ())[: max(0, SHOWN - len(first))])
    rest = f'<p class="notice">… and {len(first) - SHOWN:,} more</p>' if len(first) > SHOWN else ""
    head = "<thead><tr><th>File</th><th>Outcome</th><th>Passages</th><th>Notes</th></tr></thead>"
    table = f'<table class="report">{head}<tbody>{rows}</tbody></table>' if rows else ""
    keep = '<button type="button" class="save-report">Save this report</button>' if waiting is None and reports else ""
    return f'<p class="notice" role="status">{state}</p>{table}{rest}{keep}'


def _totals(reports: Sequence[FileReport]) -> str:
    failed = sum(report.outcome == "failed" for report in reports)
    done = len(reports) - failed
    if not reports:
        return "Nothing was found to add."
    return f"Done: {count(done, 'document')} in the library" + (f", {failed} failed." if failed else ".")


def _report_row(report: FileReport) -> str:
    notes = "; ".join((*report.warnings, *([report.error] if report.error else [])))
    return _cells(
        file_label(report.source),
        OUTCOME_WORDS[report.outcome],
        str(report.passages or "—"),
        notes or "—",
        report.outcome,
    )


def _waiting_row(source: str) -> str:
    return _cells(file_label(source), "being read …", "—", "—", "waiting")


def _cells(file: str, outcome: str, passages: str, notes: str, kind: str) -> str:
    named = zip(("File", "Outcome", "Passages", "Notes"), (file, outcome, passages, notes), strict=True)
    cells = "".join(f'<td data-label="{name}">{isolated(value)}</td>' for name, value in named)
    return f'<tr class="{attribute(kind)}">{cells}</tr>'

"""What the commands print: data to stdout, progress and warnings to stderr."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

import typer

from ui.wording import count, dated, file_label, one_line, phrased_by, source_line, status_line, visible

if TYPE_CHECKING:
    from assistant.conversation import Answer
    from corpus.document import Document
    from index.intake import FileReport, Report
    from index.library import Summary
    from index.search import Hit

SECONDS_BETWEEN_LINES = 5.0


def say(text: str) -> None:
    """Print a line for the person at the terminal."""
    typer.echo(one_line(text), err=True)


def put(text: str) -> None:
    """Print data."""
    typer.echo(text)


def put_json(value: Mapping[str, Any]) -> None:
    """Print one JSON object on a line."""
    put(json.dumps(value, ensure_ascii=False, default=_plain))


def _plain(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no JSON form")


class Progress:
    """Tells how far a long work is: one line that changes on a terminal, a line every few seconds elsewhere."""

    def __init__(self, verb: str) -> None:
        self._verb = verb
        self._line = sys.stderr.isatty()
        self._spoke = time.monotonic()
        self.done = 0
        self.stored = 0

    def file(self, report: FileReport) -> None:
        """Take note of one document; failures and warnings are told at once."""
        self.done += 1
        self.stored += report.outcome in ("added", "updated", "duplicate")
        if report.error:
            self._tell(f"{file_label(report.source)}: failed: {report.error}")
        elif report.outcome != "unchanged":
            for warning in report.warnings:
                self._tell(f"{file_label(report.source)}: {warning}")
        self._show(f"{self._verb}: {count(self.done, 'document')} — {file_label(report.source)}")

    def part(self, done: int, total: int) -> None:
        """Take note that so many of a known number are done."""
        self.done = done
        self._show(f"{self._verb}: {done} of {total}")

    def end(self) -> None:
        """Take the changing line away."""
        if self._line:
            typer.echo("\r\x1b[K", nl=False, err=True)

    def _tell(self, text: str) -> None:
        self.end()
        say(text)

    def _show(self, text: str) -> None:
        now = time.monotonic()
        if self._line and now - self._spoke > 0.1:
            typer.echo(f"\r\x1b[K{one_line(text)[:100]}", nl=False, err=True)
            self._spoke = now
        elif not self._line and now - self._spoke > SECONDS_BETWEEN_LINES:
            say(text)
            self._spoke = now


def report_text(report: Report) -> str:
    """Return what became of the files, in a sentence."""
    counts = report.as_json()
    parts = [
        f"{counts[name]:,} {word}"
        for name, word in (
            ("added", "added"),
            ("updated", "updated"),
            ("unchanged", "unchanged"),
            ("duplicates", "with a text known under another id"),
            ("failed", "failed"),
        )
        if counts[name]
    ]
    passages = sum(file.passages for file in report.files)
    return f"{', '.join(parts)} · {count(passages, 'new passage')}"


def summary_text(summary: Summary) -> str:
    """Return a line of `tradeqa list`."""
    publisher = f" — {summary.publisher}" if summary.publisher else ""
    return f"{one_line(summary.id)}  {dated(summary.published)}  {one_line(summary.title + publisher)}"


def document_text(document: Document) -> str:
    """Return `tradeqa show`: the title, what is known about the document, its text."""
    known = (
        ("publisher", document.publisher),
        ("kind", document.kind),
        ("published", dated(document.published)),
        ("language", document.language),
        ("url", document.url),
        ("read from", document.origin),
        *(("rests on", source) for source in document.sources),
        *(("note", warning) for warning in document.warnings),
    )
    lines = [one_line(document.title), *(one_line(f"{name}: {value}") for name, value in known if value)]
    return "\n".join([*lines, "", visible(document.text)])


def hit_text(rank: int, hit: Hit) -> str:
    """Return a hit of `tradeqa search`."""
    others = f"\n    the same words in: {', '.join(one_line(other.title) for other in hit.duplicates)}"
    return f"{rank:2}. {source_line(hit.passage)}\n    {one_line(hit.passage.text)}{others if hit.duplicates else ''}\n"


def answer_text(answer: Answer) -> str:
    """Return `tradeqa ask`: the answer with its marks, the quotes it rests on, what kind of answer it is."""
    lines = [visible(answer.text)]
    lines += [""] * bool(answer.quotes)
    for quote in answer.quotes:
        link = f" ({quote.url})" if quote.url else ""
        lines.append(f"[{quote.number}] “{one_line(quote.text)}” — {source_line(quote)}{one_line(link)}")
    if answer.nearest and answer.status == "not_found":
        lines += ["", "The nearest passages:"]
        lines += [f"- {one_line(near.title)}: {one_line(near.text)}" for near in answer.nearest]
    writer = f" · phrased by {one_line(phrased_by(answer))}" if phrased_by(answer) else ""
    lines += ["", status_line(answer) + writer, *(one_line(notice) for notice in answer.notices)]
    return "\n".join(lines)


def aggregates_text(aggregates: Mapping[str, Any]) -> str:
    """Return a run's figures, a line each: its name, its value, its 95 % interval and on how many cases it rests."""
    lines = [
        f"{name:32} {figure['value']:>8.3f}   {figure['low']:.3f} … {figure['high']:.3f}   n = {figure['n']:.0f}"
        for name, figure in aggregates.items()
    ]
    return "\n".join([f"{'measure':32} {'value':>8}   95 % interval   cases", *lines])


def status_text(status: Mapping[str, Any]) -> str:
    """Return `tradeqa status`."""
    return "\n".join(f"{name.replace('_', ' ')}: {one_line(_said(value))}" for name, value in status.items())


def _said(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "none"
    return "none" if value is None else f"{value:,}" if isinstance(value, int) else str(value)

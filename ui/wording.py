"""How sources, dates and counts read: the wording that the terminal and the browser share."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from assistant.conversation import QUOTED_INSTEAD

if TYPE_CHECKING:
    from assistant.conversation import Answer, Quote

_CONTROLS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufff9-\ufffb\ud800-\udfff]"
)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x85]")


_SECONDARY = re.compile(
    r"\bbriefs?\b|news|report|article|press|speech|remark|blog|comment|research|analysis", re.IGNORECASE
)


def sort_of(kind: str) -> str:
    """Return whether a kind of document is the official text of a measure or tells about one; empty if not stated."""
    if _SECONDARY.search(kind):
        return "a report"
    return "official text" if kind and kind != "document" else ""


class Citable(Protocol):
    """Anything that says where words come from: a quote, a passage."""

    # ruff: noqa: D102 - the fields of Quote and Passage
    @property
    def title(self) -> str: ...
    @property
    def publisher(self) -> str: ...
    @property
    def published(self) -> date | None: ...
    @property
    def place(self) -> str: ...


def visible(text: str) -> str:
    """Return the text with its control characters made visible.

    A document's escape sequences would steer a terminal, and its bidirectional controls turn round what is read.
    """
    return _CONTROLS.sub(_named, _LINE_ENDS.sub("\n", text))


def _named(found: re.Match[str]) -> str:
    code = ord(found.group())
    return chr(0x2400 + code) if code < 0x20 else f"⟨U+{code:04X}⟩"


def one_line(text: str) -> str:
    """Return the text on one line, its control characters made visible."""
    return visible(" ".join(text.split()))


def count(number: int, noun: str) -> str:
    """Return a number with its noun, such as "1 quote" or "1,200 passages"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def dated(published: date | None) -> str:
    """Return the day in ISO form, or "undated"."""
    return published.isoformat() if published else "undated"


def day_from(text: str) -> date:
    """Return the day that YYYY-MM-DD names; ValueError says what form is expected."""
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise ValueError(f"{text!r} is no date: write it as YYYY-MM-DD, for example 2025-11-01")


def long_date(published: date | None) -> str:
    """Return the day as a reader says it, such as "1 November 2025", or "undated"."""
    return f"{published.day} {published:%B %Y}" if published else "undated"


def age(then: date, now: date) -> str:
    """Return how long ago a day was, such as "3 months ago"; a day to come is said to be."""
    days = (now - then).days
    if days < 0:
        return f"{count(-days, 'day')} from now"
    if days < 2:
        return ("today", "yesterday")[days]
    for noun, length in (("year", 365.25), ("month", 30.44), ("week", 7)):
        if days >= 2 * length:
            return f"{count(int(days / length), noun)} ago"
    return f"{count(days, 'day')} ago"


def citation(quote: Quote, today: date) -> str:
    """Return a quote as it is cited in a text."""
    published = long_date(quote.published) if quote.published else "no date"
    parts = [one_line(part) for part in (quote.publisher, quote.title, published, quote.place) if part]
    address = f" {one_line(quote.url)} (read {long_date(today)})." if quote.url else ""
    return f"“{one_line(quote.text)}” {', '.join(parts)}.{address}"


def source_line(source: Citable) -> str:
    """Return title, publisher, date and place on one line."""
    parts = (source.title, source.publisher, dated(source.published), source.place)
    return one_line(", ".join(part for part in parts if part))


def phrased_by(answer: Answer) -> str:
    """Return the chat model that phrased an answer; empty where none did."""
    instead = any(notice.endswith(QUOTED_INSTEAD) for notice in answer.notices)
    return answer.writer if answer.writer and answer.statements and not instead else ""


def status_line(answer: Answer) -> str:
    """Return in plain words what kind of answer this is."""
    words = {
        "answered": "Answered",
        "partial": "Answered in part",
        "conflicting": "The sources disagree",
        "not_found": "The library does not say",
        "needs_clarification": "The question could mean several things",
    }[answer.status]
    if answer.status == "not_found":
        return f"{words} — {count(len(answer.nearest), 'nearest passage')} offered" if answer.nearest else words
    newest = max((quote.published for quote in answer.quotes if quote.published), default=None)
    details = [f"as of {long_date(answer.as_of)}"] if answer.as_of else []
    if newest:
        details.append(f"newest source {long_date(newest)}")
    if answer.quotes:
        details.append(count(len(answer.quotes), "quote"))
    for standing, told in (("conflicting", "conflicting"), ("superseded", "superseded")):
        if number := sum(statement.standing == standing for statement in answer.statements):
            details.append(f"{number} {told}")
    if answer.quotes and all(sort_of(quote.kind) == "a report" for quote in answer.quotes):
        details.append("reports only, no official text")
    return " · ".join([words, *details])


def file_label(source: str) -> str:
    """Return the short name of a file, URL or starter brief."""
    return source if "://" in source or source.startswith("starter:") else Path(source).name

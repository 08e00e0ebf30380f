"""What changed in the library since a user's last visit: documents added, replaced and removed."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from index.library import Library
from index.schema import date_from
from ui.markup import isolated
from ui.settings import user_folder
from ui.wording import count, long_date

SAME_VISIT = timedelta(minutes=30)
"""A page that is opened again so soon belongs to the same visit."""
LISTED = 20
"""So many documents are named of each sort of change."""

Known = dict[str, tuple[str, str, str | None]]
"""By document id: its title, the hash of its text, the day it was published."""


@dataclass(frozen=True, slots=True)
class Change:
    """What became of a document, by the title and the day that it has, or had."""

    what: str
    title: str
    published: str | None


@dataclass(frozen=True, slots=True)
class Visit:
    """When a user was here last, what the library held when that visit began, and what is to be told in it."""

    last: str
    generation: int
    known: Known
    since: str = ""
    changes: tuple[Change, ...] = field(default=())


def opened(library: Library, user: str | None, now: datetime | None = None) -> str:
    """Take note that a user opens the chat, and return what changed since the visit before; empty if nothing did."""
    file, now = _file(library, user), now or datetime.now(UTC)
    last = _read(file)
    if last is None:
        visit = Visit(now.isoformat(), library.generation, _known(library))
    elif now - datetime.fromisoformat(last.last) < SAME_VISIT:
        visit = replace(last, last=now.isoformat())
    elif last.generation == library.generation:
        visit = replace(last, last=now.isoformat(), changes=())
    else:
        known = _known(library)
        told = tuple(changed(last.known, known))
        visit = Visit(now.isoformat(), library.generation, known, since=last.last, changes=told)
    _write(file, visit)
    return news(visit)


def dismissed(library: Library, user: str | None) -> None:
    """Do not tell a user again what was told in this visit."""
    file = _file(library, user)
    if visit := _read(file):
        _write(file, replace(visit, changes=()))


def changed(before: Known, after: Known) -> list[Change]:
    """Return what became of the documents between two moments: added, replaced, then removed ones."""
    added = [Change("added", *_told(after[name])) for name in after if name not in before]
    other = [Change("replaced", *_told(after[name])) for name in after if before.get(name, after[name]) != after[name]]
    removed = [Change("removed", *_told(before[name])) for name in before if name not in after]
    return [*added, *other, *removed]


def _told(one: Sequence[str | None]) -> tuple[str, str | None]:
    return str(one[0]), one[2]


def news(visit: Visit) -> str:
    """Return what is told in a visit, folded under a line that counts it."""
    if not visit.changes:
        return ""
    by_sort = {what: [one for one in visit.changes if one.what == what] for what in ("added", "replaced", "removed")}
    counts = ", ".join(f"{len(some):,} {what}" for what, some in by_sort.items() if some)
    day = long_date(datetime.fromisoformat(visit.since).astimezone().date())
    lists = "".join(_list(what, some) for what, some in by_sort.items() if some)
    return (
        f'<aside class="news" aria-label="What changed"><details><summary>Since your last visit on {day}: '
        f"{count(len(visit.changes), 'document')} changed ({counts})</summary>{lists}</details>"
        '<button type="button" class="dismiss">Dismiss</button></aside>'
    )


def _list(what: str, some: Sequence[Change]) -> str:
    rows = "".join(
        f'<li>{isolated(one.title)} <span class="where">{long_date(date_from(one.published))}</span></li>'
        for one in some[:LISTED]
    )
    more = f"<li>… and {len(some) - LISTED:,} more</li>" if len(some) > LISTED else ""
    return f'<h3 class="kicker">{what}</h3><ul>{rows}{more}</ul>'


def _known(library: Library) -> Known:
    rows = library.rows("SELECT id, title, text_hash, published FROM documents ORDER BY published DESC, title")
    return {row["id"]: (row["title"], row["text_hash"], row["published"]) for row in rows}


def _file(library: Library, user: str | None) -> Path:
    return user_folder(library, "visits", user) / "visit.json"


def _read(file: Path) -> Visit | None:
    """Return the visit that a file holds; one that cannot be read counts as none."""
    try:
        given: Mapping[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        known = {name: (str(one[0]), str(one[1]), one[2]) for name, one in given["known"].items()}
        return Visit(**{**given, "known": known, "changes": tuple(Change(**one) for one in given["changes"])})
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return None


def _write(file: Path, visit: Visit) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    unfinished = file.with_name(file.name + ".unfinished")
    unfinished.write_text(json.dumps(asdict(visit)), encoding="utf-8")
    os.replace(unfinished, file)

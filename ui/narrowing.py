"""What a question is kept to: the choices with their counts, the filters they make, a chip for each that is on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from functools import lru_cache

from assistant.parties import parties_in
from corpus.errors import TradeQAError
from index.filters import Filters
from index.library import Library
from ui.markup import attribute, escaped, isolated
from ui.wording import day_from, long_date

MOST_DOCUMENTS = 20_000
"""In a larger library there is no choice by party: it works by naming documents to SQLite, which takes only so many."""
NO_DOCUMENT = "\0"
"""An id that no document has: a party that no title names any more finds nothing, not everything."""


class UnusableInputError(TradeQAError):
    """What was typed beside the question cannot be used."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the boxes beside the question, in their order on the page."""

    as_of: str = ""
    after: str = ""
    before: str = ""
    publishers: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    parties: tuple[str, ...] = ()

    @classmethod
    def of(cls, values: Sequence[str | Sequence[str] | None]) -> Typed:
        """Return what the boxes hold, in their order."""
        days = [str(value or "").strip() for value in values[:3]]
        return cls(days[0], days[1], days[2], *(tuple(value or ()) for value in values[3:]))

    def without(self, name: str, value: str) -> Typed:
        """Return what is left when one chip is taken off; without a name nothing is left."""
        kept = {field.name: getattr(self, field.name) for field in fields(self)}
        if name not in kept:
            return Typed()
        chosen = kept[name]
        kept[name] = "" if isinstance(chosen, str) else tuple(one for one in chosen if one != value)
        return Typed(**kept)


Choices = Sequence[tuple[str, str]]
"""What is shown, with its count, and what is meant."""


def choices(library: Library) -> tuple[Choices, Choices, Choices]:
    """Return the publishers, kinds and parties of the library's documents, the most frequent first."""
    rows = library.rows("SELECT publisher, kind, count(*) AS documents FROM documents GROUP BY publisher, kind")
    publishers: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    for row in rows:
        publishers[row["publisher"]] += row["documents"]
        kinds[row["kind"]] += row["documents"]
    parties = Counter({party: len(ids) for party, ids in _by_party(library).items()})
    return _counted(publishers), _counted(kinds), _counted(parties)


def frequent_parties(library: Library) -> list[str]:
    """Return the parties that the documents' titles name, the most frequent first."""
    return [party for _, party in choices(library)[2]]


def _counted(counts: Counter[str]) -> Choices:
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0].lower()))
    return [(f"{name} ({number:,})", name) for name, number in ordered if name]


def _by_party(library: Library) -> Mapping[str, list[str]]:
    """Return the ids of the documents whose titles name each party."""
    return _by_party_at(library, library.generation)


@lru_cache(maxsize=2)
def _by_party_at(library: Library, generation: int) -> Mapping[str, list[str]]:
    """Return the same; looked up anew when a write has raised the library's generation."""
    if library.counts()[0] > MOST_DOCUMENTS:
        return {}
    found: dict[str, list[str]] = {}
    for row in library.rows("SELECT id, title FROM documents"):
        for party in parties_in(row["title"]):
            found.setdefault(party, []).append(row["id"])
    return found


def filters_from(library: Library, typed: Typed) -> Filters:
    """Return the restrictions that were typed. Raises UnusableInputError."""
    after, before = _day(typed.after), _day(typed.before)
    if after and before and after > before:
        raise UnusableInputError(f"Published from {after} is later than published until {before}: nothing lies between")
    ids: tuple[str, ...] = ()
    if typed.parties:
        by_party = _by_party(library)
        ids = tuple(dict.fromkeys(name for party in typed.parties for name in by_party.get(party, ())))
    return Filters(
        as_of=_day(typed.as_of),
        after=after,
        before=before,
        publishers=typed.publishers,
        kinds=typed.kinds,
        document_ids=ids or ((NO_DOCUMENT,) if typed.parties else ()),
    )


def _day(text: str) -> date | None:
    try:
        return day_from(text) if text else None
    except ValueError as error:
        raise UnusableInputError(f"{error}; then ask again") from error


_LABELS = {
    "as_of": "as of",
    "after": "published from",
    "before": "published until",
    "publishers": "publisher",
    "kinds": "kind",
    "parties": "title names",
}


def chips(typed: Typed) -> str:
    """Return a chip for each restriction that is on; a click takes it off."""
    on = [
        (field.name, value)
        for field in fields(typed)
        for value in (_one(getattr(typed, field.name)))
        if value and (field.name not in ("as_of", "after", "before") or _is_day(value))
    ]
    if not on:
        return ""
    rest = '<li><button type="button" class="chip all" data-name="">Clear all</button></li>' if len(on) > 1 else ""
    rows = "".join(f"<li>{_chip(name, value)}</li>" for name, value in on)
    return f'<ul class="chips" aria-label="Only what is">{rows}{rest}</ul>'


def _one(value: str | tuple[str, ...]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else value


def _is_day(text: str) -> bool:
    try:
        return bool(day_from(text))
    except ValueError:
        return False


def _chip(name: str, value: str) -> str:
    shown = long_date(day_from(value)) if name in ("as_of", "after", "before") else value
    label = attribute(f"Take off: {_LABELS[name]} {shown}")
    return (
        f'<button type="button" class="chip" data-name="{name}" data-value="{attribute(value)}" aria-label="{label}">'
        f'{escaped(_LABELS[name])} <b>{isolated(shown)}</b> <span aria-hidden="true">×</span></button>'
    )

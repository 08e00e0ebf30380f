"""What a search is restricted to, and how that is said to SQLite: filters go into the search, never after it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Filters:
    """Restrictions that must all hold; an empty one restricts nothing.

    `as_of` and `before` are inclusive ends and `after` is an inclusive beginning of `published`; with `as_of`, undated
    documents stay, with `after` and `before` they go.
    """

    as_of: date | None = None
    after: date | None = None
    before: date | None = None
    kinds: tuple[str, ...] = ()
    publishers: tuple[str, ...] = ()
    document_ids: tuple[str, ...] = ()

    def passages(self) -> tuple[str, list[str]]:
        """Return an SQL query for the numbers of the passages that may be found, empty for all, and its parameters."""
        conditions: list[str] = []
        parameters: list[str] = []
        bounds = (
            ("(published IS NULL OR published <= ?)", self.as_of),
            ("published >= ?", self.after),
            ("published <= ?", self.before),
        )
        for condition, bound in bounds:
            if bound:
                conditions.append(condition)
                parameters.append(bound.isoformat())
        choices = (("kind", self.kinds), ("publisher", self.publishers), ("documents.id", self.document_ids))
        for column, values in choices:
            if values:
                conditions.append(f"{column} COLLATE NOCASE IN ({','.join('?' * len(values))})")
                parameters += values
        joined = "SELECT passages.id FROM passages JOIN documents ON row = document WHERE "
        return (joined + " AND ".join(conditions) if conditions else ""), parameters

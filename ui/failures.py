"""What went wrong, when, and what whoever runs the server can do about it."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Self

from corpus.errors import TradeQAError

_REMEDIES: tuple[tuple[type[Exception], str], ...] = (
    # an error of ours says in its own words what to do
    (TradeQAError, ""),
    (MemoryError, "Answer fewer questions at once (`--at-once`), or give the computer more memory."),
    (sqlite3.Error, "See whether the disk is full and the library's folder can be read: `tradeqa status` opens it."),
    (OSError, "See whether the disk is full and the library's folder can be read."),
)
_UNFORESEEN = "The terminal that runs tradeqa says where. If asking again does not help, start tradeqa anew."


@dataclass(frozen=True, slots=True)
class Failure:
    """An error that kept a question from being answered."""

    when: datetime
    said: str
    remedy: str
    """What to do; empty where `said` tells it."""

    @classmethod
    def of(cls, error: Exception) -> Self:
        """Return what an error means to whoever runs the server."""
        remedy = next((told for kind, told in _REMEDIES if isinstance(error, kind)), _UNFORESEEN)
        said = str(error) if isinstance(error, TradeQAError) else f"{type(error).__name__}: {error}"
        return cls(datetime.now(UTC), said, remedy)

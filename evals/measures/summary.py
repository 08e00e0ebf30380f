"""What a summary is: a figure of many cases together, where no case has one of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from evals.records import CaseResult


@dataclass(frozen=True, slots=True)
class Summary:
    """A figure of many cases; `of` returns None when none of them counts."""

    name: str
    of: Callable[[Sequence[CaseResult]], float | None]
    lower_is_better: bool = True

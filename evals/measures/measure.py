"""What a measure is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from evals.observation import Observation


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure of one case; `of` returns None when the case is not its business, and the case then doesn't count."""

    name: str
    of: Callable[[Observation], float | None]
    yes_no: bool = False
    """Whether the figure is only ever 0 or 1, so that its mean is a proportion."""
    lower_is_better: bool = False

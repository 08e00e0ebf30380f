"""The sorts of cases that a run is looked at by: what kind of question, over what kind of document."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from evals.cases import Case
from evals.gold import Gold

DIMENSIONS = ("type", "document kind", "turns", "question length", "document age")

_LENGTHS = ((8, "up to 8 words"), (16, "9 to 16 words"))
_AGES = ((182, "under 6 months"), (730, "6 months to 2 years"), (1826, "2 to 5 years"))
_ORDER = ("", *(name for _, name in (*_LENGTHS, *_AGES)), "over 16 words", "over 5 years", "undated", "several")


def ordered(values: Iterable[str]) -> list[str]:
    """Return the slices of one dimension in the order in which they are read."""
    return sorted(values, key=lambda value: (_ORDER.index(value) if value in _ORDER else 0, value))


def slices_of(case: Case, gold: Sequence[Gold], newest: date | None) -> dict[str, str]:
    """Return the slice that a case belongs to, by dimension; without gold it has no kind and no age.

    `newest` is the date of the library's newest document: age is counted back from it, or from the case's as-of date,
    so that a slice does not change with the day of the run.
    """
    found = {
        "type": case.type,
        "turns": str(len(case.turns) + 1) if len(case.turns) < 3 else "4 or more",
        "question length": _named(len(case.question.split()), _LENGTHS, "over 16 words"),
    }
    if gold:
        found["document kind"] = gold[0].kind if len({one.kind for one in gold}) == 1 else "several"
        found["document age"] = _age(gold, case.as_of or newest)
    return {dimension: found[dimension] for dimension in DIMENSIONS if dimension in found}


def _age(gold: Sequence[Gold], counted_from: date | None) -> str:
    dates = [one.published for one in gold if one.published]
    if not dates or not counted_from:
        return "undated"
    return _named((counted_from - max(dates)).days, _AGES, "over 5 years")


def _named(amount: int, bounds: Sequence[tuple[int, str]], beyond: str) -> str:
    return next((name for bound, name in bounds if amount <= bound), beyond)

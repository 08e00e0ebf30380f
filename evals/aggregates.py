"""The figures over many cases, each with its n and its 95 % interval, whole and by slice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from evals.intervals import Estimate, figure, mean, proportion
from evals.measures import MEASURES, SUMMARIES
from evals.measures.measure import Measure
from evals.records import CaseResult
from evals.slices import DIMENSIONS, ordered

Aggregates = dict[str, dict[str, Any]]


def aggregate(results: Sequence[CaseResult]) -> Aggregates:
    """Return every measure that any of the cases counts for."""
    estimates = {measure.name: _estimate(measure, results) for measure in MEASURES}
    return {name: _rounded(estimate) for name, estimate in estimates.items() if estimate}


def summarise(results: Sequence[CaseResult]) -> Aggregates:
    """Return the figures that only many cases have together."""
    estimates = {
        summary.name: figure(len(results), lambda at, of=summary.of: of([results[one] for one in at]))  # type: ignore[misc]  # the lambda binds its loop variable by default
        for summary in SUMMARIES
    }
    return {name: _rounded(estimate) for name, estimate in estimates.items() if estimate}


def by_slice(results: Sequence[CaseResult]) -> dict[str, dict[str, Aggregates]]:
    """Return the aggregates of each slice, by dimension and value."""
    groups: dict[str, dict[str, list[CaseResult]]] = {dimension: defaultdict(list) for dimension in DIMENSIONS}
    for result in results:
        for dimension, value in result.slices.items():
            groups[dimension][value].append(result)
    return {
        dimension: {value: aggregate(values[value]) for value in ordered(values)}
        for dimension, values in groups.items()
    }


def _estimate(measure: Measure, results: Sequence[CaseResult]) -> Estimate | None:
    figures = [result.measures.get(measure.name) for result in results]
    values = [figure for figure in figures if figure is not None]
    if not values:
        return None
    return proportion(values) if measure.yes_no else mean(values)


def _rounded(estimate: Estimate) -> dict[str, Any]:
    return {name: round(value, 4) for name, value in asdict(estimate).items()}

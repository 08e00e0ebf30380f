"""The measures: one figure a file, its docstring the definition."""

from __future__ import annotations

from evals.measures import (
    evidence_quoted,
    evidence_recall,
    must_contain,
    quote_fidelity,
    recall,
    status_accuracy,
)
from evals.measures.measure import Measure
from evals.observation import Observation

__all__ = ["MEASURES", "Measure", "measure_all"]

MEASURES: tuple[Measure, ...] = (
    *must_contain.MEASURES,
    *status_accuracy.MEASURES,
    *evidence_quoted.MEASURES,
    *quote_fidelity.MEASURES,
    *evidence_recall.MEASURES,
    *recall.MEASURES,
)


def measure_all(observation: Observation) -> dict[str, float | None]:
    """Return every measure of one case, in the order of MEASURES."""
    return {measure.name: measure.of(observation) for measure in MEASURES}

"""Status accuracy: whether the answer's status is the one that the case names.

The share of cases with exactly the right one of answered, partial, conflicting, not_found, needs_clarification: plain
accuracy over five classes. Pitfall: most cases are `answered`, so an assistant that always answers scores their share;
read it beside refusal recall and conflict accuracy.
"""

from __future__ import annotations

from evals.measures.measure import Measure
from evals.observation import Observation


def status_accuracy(observation: Observation) -> float:
    """Return 1 when the status is right, else 0."""
    return float(observation.answer.status == observation.case.status)


MEASURES = (Measure("status_accuracy", status_accuracy, yes_no=True),)

"""Conflict accuracy: whether sources that disagree are shown as disagreeing, both sides quoted.

Over the cases that are `conflicting` or were answered so: 1 when the case is, the answer says so, and every gold
document is quoted, else 0. A conflict seen where there is none thus counts against it (after the conflict detection
task of Wan, Wallace & Klein's ConflictingQA, 2024, and of Chen, Zhang & Choi, 2022). Pitfall: few cases conflict, so
the interval is wide, and the cases counted change with the answers.
"""

from __future__ import annotations

from evals.measures.measure import Measure
from evals.observation import Observation


def conflict_accuracy(observation: Observation) -> float | None:
    """Return 1 when a conflict is told and both its sides are quoted, else 0."""
    expected, told = (one.status == "conflicting" for one in (observation.case, observation.answer))
    if not expected and not told:
        return None
    quoted = {quote.document_id for quote in observation.answer.quotes}
    sides = ({place.document_id for place in gold.places} for gold in observation.gold)
    return float(expected and told and all(quoted & side for side in sides))


MEASURES = (Measure("conflict_accuracy", conflict_accuracy, yes_no=True),)

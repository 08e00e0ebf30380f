"""As-of accuracy: whether an answer as of a date quotes nothing published later.

1 when every dated quote was published on or before the case's `as_of`, else 0; cases without a date and answers
without quotes don't count. Anything below 1 is a defect of the filter. Pitfalls: undated documents pass, as the
contract has it; that the answer is the right one for the date is `facts` in the slice of type as_of.
"""

from __future__ import annotations

from evals.measures.measure import Measure
from evals.observation import Observation


def as_of_accuracy(observation: Observation) -> float | None:
    """Return 1 when nothing later than the date is quoted, else 0."""
    as_of, quotes = observation.case.as_of, observation.answer.quotes
    if as_of is None or not quotes:
        return None
    return float(all(quote.published is None or quote.published <= as_of for quote in quotes))


MEASURES = (Measure("as_of_accuracy", as_of_accuracy, yes_no=True),)

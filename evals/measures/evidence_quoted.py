"""Evidence quoted: the share of the gold that the answer quotes.

Gold is quoted when a quote holds it whole or is held by it (contract). It is recall over the answer instead of the
hits: its distance to evidence recall@8 is what choosing sentences loses. Refused answers to answerable cases count 0;
cases without gold don't count. Pitfall: another place that says the same is not known to the case, and counts as
missed.
"""

from __future__ import annotations

from evals.measures.measure import Measure
from evals.observation import Observation


def evidence_quoted(observation: Observation) -> float | None:
    """Return the share of the gold found by a quote."""
    if not observation.gold:
        return None
    found = {gold.place for quote in observation.answer.quotes for gold in observation.finds(quote)}
    return len(found) / len({gold.place for gold in observation.gold})


MEASURES = (Measure("evidence_quoted", evidence_quoted),)

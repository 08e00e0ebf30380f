"""Citation recall: the share of the statements that their quotes, taken together, bear out.

ALCE (Gao, Yen, Yu & Chen, "Enabling Large Language Models to Generate Text with Citations", EMNLP 2023, §3): a
statement scores 1 when it has citations and their concatenation supports it; the mean over the statements of an
answer. `_words` and `_gold` name what decides support (support.py). Answers without statements don't count, nor, by
gold, cases without gold. Pitfall: an answer that quotes is borne out by its own words; `_gold` tells whether they
were the ones asked for.
"""

from __future__ import annotations

from functools import partial

from evals.measures.measure import Measure
from evals.measures.support import Support, by_gold, by_words
from evals.observation import Observation


def citation_recall(observation: Observation, supports: Support) -> float | None:
    """Return the share of the statements that their quotes support."""
    statements = observation.answer.statements
    if not statements or (supports is by_gold and not observation.gold):
        return None
    borne = [supports(observation, one, observation.quotes_of(one.quotes)) for one in statements]
    return sum(borne) / len(borne)


MEASURES = (
    Measure("citation_recall_words", partial(citation_recall, supports=by_words)),
    Measure("citation_recall_gold", partial(citation_recall, supports=by_gold)),
)

"""Citation precision: the share of the citations that bear out their statement.

ALCE (Gao et al. 2023, §3): a citation counts when all citations of its statement together support it, and it is not
irrelevant; it is irrelevant when alone it does not support the statement and the others do without it. The mean over
all citations of an answer. `_words` and `_gold` name what decides support (support.py). Answers without citations
don't count, nor, by gold, cases without gold. Pitfall: by gold, a further quote that helps the reader counts as
imprecise.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from assistant.conversation import Quote, Statement
from evals.measures.measure import Measure
from evals.measures.support import Support, by_gold, by_words
from evals.observation import Observation


def citation_precision(observation: Observation, supports: Support) -> float | None:
    """Return the share of the citations that count."""
    if supports is by_gold and not observation.gold:
        return None
    counts: list[bool] = []
    for statement in observation.answer.statements:
        quotes = observation.quotes_of(statement.quotes)
        borne = supports(observation, statement, quotes)
        counts += [borne and _relevant(observation, statement, quotes, at, supports) for at in range(len(quotes))]
    return sum(counts) / len(counts) if counts else None


def _relevant(
    observation: Observation, statement: Statement, quotes: Sequence[Quote], at: int, supports: Support
) -> bool:
    others = [*quotes[:at], *quotes[at + 1 :]]
    return supports(observation, statement, [quotes[at]]) or not supports(observation, statement, others)


MEASURES = (
    Measure("citation_precision_words", partial(citation_precision, supports=by_words)),
    Measure("citation_precision_gold", partial(citation_precision, supports=by_gold)),
)

"""Numeric fidelity: whether every number, date and code that the answer states is in the quotes it rests on.

1 when, for each statement, all numerals of its text stand in the text of its quotes in any spelling (six and 6,
10 percent and 10%, 1 November 2025 and November 1, 2025), else 0; answers that state no numeral don't count. After
numeral-aware faithfulness checks of summaries (Zhao et al., "Reducing Quantity Hallucinations in Abstractive
Summarization", Findings of EMNLP 2020). Pitfalls: units are not read, so 10 days passes for 10 percent; a number
rightly computed from two others counts as wrong.
"""

from __future__ import annotations

from evals.measures.measure import Measure
from evals.numerals import demanded, offered
from evals.observation import Observation


def numeric_fidelity(observation: Observation) -> float | None:
    """Return 1 when every numeral of every statement is in its quotes, else 0."""
    verdicts: list[bool] = []
    for statement in observation.answer.statements:
        if wanted := demanded(statement.text):
            words = " ".join(quote.text for quote in observation.quotes_of(statement.quotes))
            verdicts.append(wanted <= offered(words))
    return float(all(verdicts)) if verdicts else None


MEASURES = (Measure("numeric_fidelity", numeric_fidelity, yes_no=True),)

"""Quote fidelity: whether every quote is, character for character, what stands at its place in its document.

1 when `document.text[start:end] == quote.text` holds for every quote of the answer and every number that a statement
cites has its quote, else 0; answers without quotes and without citations don't count. Anything below 1 is a defect,
whatever the interval: the first invariant of the project. Pitfall: a true quote may still not support its statement;
that is citation precision.
"""

from __future__ import annotations

from assistant.conversation import Quote
from corpus.errors import UnknownDocumentError
from evals.measures.measure import Measure
from evals.observation import Observation


def quote_fidelity(observation: Observation) -> float | None:
    """Return 1 when every quote is verbatim, else 0."""
    answer = observation.answer
    cited = {number for statement in answer.statements for number in statement.quotes}
    if not answer.quotes and not cited:
        return None
    numbered = cited <= {quote.number for quote in answer.quotes}
    return float(numbered and all(_verbatim(observation, quote) for quote in answer.quotes))


def _verbatim(observation: Observation, quote: Quote) -> bool:
    try:
        text = observation.text_of(quote.document_id)
    except UnknownDocumentError:
        return False
    return 0 <= quote.start < quote.end and text[quote.start : quote.end] == quote.text


MEASURES = (Measure("quote_fidelity", quote_fidelity, yes_no=True),)

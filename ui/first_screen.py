"""What stands in the chat before the first question: examples that the library can answer, or that it is empty."""

from __future__ import annotations

from itertools import islice

from index.library import Library
from ui.markup import attribute, escaped
from ui.wording import count, long_date

EXAMPLES = {
    "2025-11-01-soybean-and-farm-purchases-promised-by-china": "How many tons of soybeans will China buy?",
    "2026-01-14-chips-section-301-zero-rate-and-section-232-duty": "What tariff do semiconductors from China face?",
    "2026-07-20-canada-section-338-duties": "What is the section 338 duty on Canadian goods?",
    "2026-08-13-section-232-polysilicon-and-drone-tariffs": "How much is the duty on polysilicon?",
    "2025-10-26-cambodia-reciprocal-trade-agreement": "What did Cambodia sign in October 2025?",
}
"""Briefs of the starter corpus, each with a question that it answers."""


def examples(library: Library) -> list[str]:
    """Return the example questions whose documents the library holds."""
    return [question for name, question in EXAMPLES.items() if library.content_hash(f"starter-{name}")]


def first_screen(library: Library) -> str:
    """Return the page before the first question."""
    return _invitation(library) if library.counts()[0] else _EMPTY


_EMPTY = (
    '<div class="first"><h2>The library is empty.</h2>'
    "<p>There is nothing to answer from yet. Add your own documents under <b>Documents</b> above or with "
    "<code>tradeqa add PATH</code>, or begin with the starter corpus: short briefs on recent trade measures, "
    "each naming its sources.</p>"
    '<button type="button" class="starter">Load the starter corpus</button></div>'
)


def _invitation(library: Library) -> str:
    questions = "".join(
        f'<li><button type="button" class="example" data-question="{attribute(question)}">{escaped(question)}</button>'
        for question in examples(library)
    )
    listed = f'<p class="kicker">For example</p><ul class="examples">{questions}</ul>' if questions else ""
    return (
        '<div class="first"><p class="lead">Ask in plain words. Choose a quote to read it in its document. '
        f"When the library does not say, you are told so.</p>{listed}</div>"
    )


def holdings(library: Library) -> str:
    """Return in a line what the library holds."""
    documents, passages = library.counts()
    newest = next((one.published for one in islice(library.summaries(), 1)), None)
    upto = f" · newest {long_date(newest)}" if newest else ""
    return f'<p class="holdings">{count(documents, "document")} · {count(passages, "passage")}{upto}</p>'

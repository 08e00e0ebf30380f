"""What a question takes for given and the documents do not: a rate or a sum that none of what was read holds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from assistant.conversation import Quote
from assistant.numbers import numbers_in
from assistant.values import values_in

_TAKEN_FOR_GIVEN = ("percent", "money")


def unsupported(question: str, quotes: Sequence[Quote], read: Iterable[str]) -> tuple[str, ...]:
    """Return a notice for each figure of the question that no text has, where the first quote has others of its kind.

    `read` are the texts of the passages that were read.
    """
    given = [one for one in values_in(question) if one.kind in _TAKEN_FOR_GIVEN]
    if not given or not quotes:
        return ()
    known = frozenset[str]().union(*map(numbers_in, (*read, *(quote.text for quote in quotes))))
    first = quotes[0].text
    notices = []
    for figure in given:
        words = question[figure.start : figure.end]
        others = [first[one.start : one.end] for one in values_in(first) if one.kind == figure.kind]
        if others and not numbers_in(words) & known:
            notices.append(f"The question says {words}; nothing that was read does: quote 1 says {', '.join(others)}.")
    return tuple(notices)

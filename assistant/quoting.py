"""From evidence to an answer without a model: the sentences that answer, word for word."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.checking import plain
from assistant.chronology import Shown
from assistant.conversation import Nearest, Quote, Statement
from assistant.evidence import Evidence
from assistant.sources import is_official
from assistant.values import values_in
from corpus.document import Span
from corpus.events import event_dates
from index.search import Hit


def quotes_of(sentences: Sequence[Evidence]) -> list[Quote]:
    """Return the sentences as numbered quotes."""
    return [
        Quote(
            number=number,
            document_id=sentence.passage.document_id,
            start=sentence.start,
            end=sentence.end,
            text=sentence.text,
            title=sentence.passage.title,
            publisher=sentence.passage.publisher,
            kind=sentence.passage.kind,
            published=sentence.passage.published,
            url=sentence.passage.url,
            place=sentence.passage.place,
            event_dates=event_dates(sentence.text, sentence.start),
            official=is_official(sentence.passage),
        )
        for number, sentence in enumerate(sentences, start=1)
    ]


def statements_of(quotes: Sequence[Quote], shown: Sequence[Shown] = ()) -> list[Statement]:
    """Return one statement per quote, in the quote's own words, with its standing where `shown` tells it."""
    if not shown:
        return [Statement(plain(quote.text), (quote.number,)) for quote in quotes]
    return [_statement(quote, one) for quote, one in zip(quotes, shown, strict=True)]


def _statement(quote: Quote, shown: Shown) -> Statement:
    text = plain(quote.text)
    by = None if shown.superseded_by is None else shown.superseded_by + 1
    return Statement(text, (quote.number,), shown.standing, by, emphasis(text, quote, shown.evidence.words), shown.side)


def emphasis(text: str, quote: Quote, words: Span | None) -> Span | None:
    """Return where the answering words stand in a quote's words as they are read; None where that is not plain."""
    if words is None or not quote.start <= words[0] < words[1] <= quote.end:
        return None
    wanted = plain(quote.text[words[0] - quote.start : words[1] - quote.start])
    # the quote's own words before them tell which of several it is
    at = text.find(wanted, max(len(plain(quote.text[: words[0] - quote.start])) - 1, 0)) if wanted else -1
    return _whole_values(text, (at, at + len(wanted))) if at >= 0 else None


def _whole_values(text: str, words: Span) -> Span:
    """Return a stretch of a text, widened where it begins or ends within a value: "12 million", not "million"."""
    start, end = words
    for value in values_in(text):
        if value.start < words[1] and words[0] < value.end:
            start = min(start, value.start)
            # a count is told together with what is counted, which may answer nothing
            end = end if value.kind == "count" else max(end, value.end)
    return start, end


def nearest_of(hits: Sequence[Hit], most: int = 3) -> tuple[Nearest, ...]:
    """Return the passages to offer where nothing answers, one a document."""
    firsts = {hit.passage.document_id: hit.passage for hit in reversed(hits)}
    ordered = [hit.passage for hit in hits if firsts[hit.passage.document_id] is hit.passage]
    return tuple(Nearest(passage.document_id, passage.title, passage.text) for passage in ordered[:most])

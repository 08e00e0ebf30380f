"""A document cut into passages: parts, then sentences, then sentences packed to what the model can read.

Every passage is `document.text[start:end]`, ends where a sentence ends, and knows where each of its sentences stands.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from corpus.document import Document, Part, Passage, Span

CountTokens = Callable[[Sequence[str]], list[int]]

PASSAGE_TOKENS = 240
CONTEXT_TOKENS = 64
"""At most so many tokens of a passage go to its context, however long the title or the table's header."""

CLAUSE_WORDS = 60
"""A sentence too long for a passage is cut into pieces of at most so many words, if its punctuation allows."""
FEWEST_WORDS = 6
"""A piece of fewer words, "as follows:", says nothing by itself."""

LONG_LINE = 200
"""Hard-wrapped text has no line of this length; where one stands, a line break ends a paragraph."""

_BLANK_LINES = re.compile(r"\n[^\S\n]*\n\s*")
_LINE_BREAK = re.compile(r"\n\s*")
# a line break before a list marker, a table row or a heading ends a sentence even in hard-wrapped text
_NEW_ITEM = re.compile(r"\n\s*(?=(?:[-*•–—]\s|\(?[a-zA-Z0-9]{1,3}[.)]\s|\||#{1,6}\s|§))")
_TABLE_LINE = re.compile(r"^(?=\s*\|)|\s\|\s", re.MULTILINE)
# the comma before a year belongs to its date
_CLAUSE = re.compile(r"(?<=[;:])\s+|(?<=,)\s+(?!(?:19|20)\d\d\b)|\n\s*")
_LEFT_OPEN = frozenset(",)'\"\u2019\u201d-")
_WHITE_SPACE = re.compile(r"\s")
_WORD = re.compile(r"\S+")
_MARKER = re.compile(r"(?:[-*•>]\s+|#{1,6}\s+)+")


def split(document: Document, count_tokens: CountTokens, limit: int = PASSAGE_TOKENS) -> list[Passage]:
    """Return the document's passages, in order, none of more than `limit` tokens with its context.

    `count_tokens` gives the number of the embedding model's tokens of each text, without its special tokens.
    """
    sections = [section for section in _sections(document) if document.text[section.start : section.end].strip()]
    contexts = [_context(document, section) for section in sections]
    budgets = [limit - min(size, CONTEXT_TOKENS) for size in count_tokens(contexts)] if sections else []
    contexts = _shortened(contexts, count_tokens)
    wrapped = not _has_long_lines(document.text)
    found = [list(_units(document.text, section, wrapped)) for section in sections]
    sizes = iter(count_tokens([document.text[start:end] for units in found for start, end in units]))
    passages: list[Passage] = []
    for section, context, budget, units in zip(sections, contexts, budgets, found, strict=True):
        measured = [(unit, next(sizes)) for unit in units]
        fitting = list(_fitted(document.text, measured, budget, count_tokens))
        groups = _packed(document.text, fitting, budget, count_tokens)
        passages += [_passage(document, section, context, group) for group in groups]
    return passages


@dataclass(frozen=True, slots=True)
class _Section:
    """A run of text under the same heading; the rows of one table under one header are a section of their own."""

    start: int
    end: int
    headings: tuple[Part, ...]
    header: str
    rows: tuple[Span, ...]
    """The rows of a table, which together cover the section; empty for running text."""


def _sections(document: Document) -> Iterator[_Section]:
    """Cut the text wherever a heading, an article or a table under another header begins or ends.

    A heading's own line opens its section, and is left to the context where words follow it.
    """
    tables = _tables(document.parts)
    titled = [part for part in document.parts if part.kind in ("heading", "article")]
    cuts = {0, len(document.text), *(part.start for part in titled)}
    for table in tables:
        cuts |= {table.start, table.end}
    enclosing = _Enclosing(titled)
    for start, end in pairwise(sorted(cuts)):
        headings = enclosing.at(start)
        while tables and tables[0].end <= start:
            tables.pop(0)
        if tables and tables[0].start <= start:
            inside = [row for row in tables[0].rows if start < row < end]
            yield _Section(start, end, headings, tables[0].header, tuple(pairwise([start, *inside, end])))
        else:
            opens = bool(headings) and headings[-1].start == start
            first = _after_heading(document.text, headings[-1], end) if opens else start
            yield _Section(first, end, headings, "", ())


@dataclass(frozen=True, slots=True)
class _Table:
    """Neighbouring rows under the same header: its span, and where each row begins."""

    start: int
    end: int
    header: str
    rows: tuple[int, ...]


def _tables(parts: Sequence[Part]) -> list[_Table]:
    """Return the tables in order, without those rows that overlap an earlier one."""
    tables: list[_Table] = []
    rows = (part for part in parts if part.kind == "row" and part.start < part.end)
    for row in sorted(rows, key=lambda part: part.start):
        last = tables[-1] if tables else None
        if last and last.header == row.header and 0 <= row.start - last.end <= 2:
            tables[-1] = _Table(last.start, row.end, last.header, (*last.rows, row.start))
        elif not last or row.start >= last.end:
            tables.append(_Table(row.start, row.end, row.header, (row.start,)))
    return tables


class _Enclosing:
    """Finds the headings and articles that enclose a place, asked for in ascending order."""

    def __init__(self, parts: Iterable[Part]) -> None:
        self._waiting = sorted(parts, key=lambda part: (part.start, -part.end), reverse=True)
        self._open: list[Part] = []

    def at(self, place: int) -> tuple[Part, ...]:
        while self._waiting and self._waiting[-1].start <= place:
            self._open.append(self._waiting.pop())
        self._open = [part for part in self._open if part.end > place]
        return tuple(self._open)


def _after_heading(text: str, heading: Part, end: int) -> int:
    """Return where the words after a heading's line begin.

    A heading over further headings alone has none, and its line is left to their contexts; one over nothing stays.
    """
    line_end = text.find("\n", heading.start, end)
    line_end = end if line_end < 0 else line_end + 1
    return line_end if text[line_end:end].strip() or heading.end > end else heading.start


def _context(document: Document, section: _Section) -> str:
    published = f" ({document.published.isoformat()})" if document.published else ""
    labels = [part.label for part in section.headings][-2:]
    return " — ".join(filter(None, [document.title + published, *labels, section.header]))


def _shortened(contexts: list[str], count_tokens: CountTokens) -> list[str]:
    """Cut each context to CONTEXT_TOKENS tokens, by whole words."""
    return [
        context if size <= CONTEXT_TOKENS else _longest_fitting(context, CONTEXT_TOKENS, count_tokens)
        for context, size in zip(contexts, count_tokens(contexts), strict=True)
    ]


def _longest_fitting(text: str, limit: int, count_tokens: CountTokens) -> str:
    words = text.split()
    fitting, too_many = 0, len(words)
    while too_many - fitting > 1:
        middle = (fitting + too_many) // 2
        if count_tokens([" ".join(words[:middle])])[0] <= limit:
            fitting = middle
        else:
            too_many = middle
    return " ".join(words[:fitting])


def _has_long_lines(text: str) -> bool:
    return any(len(line) > LONG_LINE for line in text.splitlines())


def _units(text: str, section: _Section, wrapped: bool) -> Iterator[Span]:
    """Yield the sentences and table rows of a section, stripped of white space and list markers."""
    if section.rows:
        yield from filter(None, (_stripped(text, *row) for row in section.rows))
        return
    breaks = _BLANK_LINES if wrapped else _LINE_BREAK
    lines = _between(text, (section.start, section.end), breaks)
    for paragraph in _joined(lines, lambda before, after: _runs_on(text, before[1], after[0])):
        for item in _between(text, paragraph, _NEW_ITEM):
            if _TABLE_LINE.search(text, *item):
                pieces = list(_between(text, item, _LINE_BREAK))
            else:
                pieces = sentences(text, *item)
            yield from filter(None, (_stripped(text, *piece) for piece in pieces))


def sentences(text: str, start: int, end: int) -> list[Span]:
    """Return the sentences of a paragraph, `text[start:end]`, as spans that together cover it."""
    if end - start < 30:
        return [(start, end)]
    from nupunkt import sent_spans

    # where lines break says nothing here: what is left of them in a paragraph was judged before
    return [(start + first, start + last) for first, last in sent_spans(_WHITE_SPACE.sub(" ", text[start:end]))]


def _runs_on(text: str, end: int, start: int) -> bool:
    """Tell whether a sentence goes on after a break: nothing ends it before, and what follows begins in lower case."""
    last = text[max(end - LONG_LINE, 0) : end].rstrip()[-1:]
    return (last.isalnum() or last in _LEFT_OPEN) and text[start : start + 1].islower()


def _between(text: str, span: Span, breaks: re.Pattern[str]) -> Iterator[Span]:
    start, end = span
    for found in breaks.finditer(text, start, end):
        yield start, found.start()
        start = found.end()
    yield start, end


def _joined(spans: Iterable[Span], go_together: Callable[[Span, Span], bool]) -> Iterator[Span]:
    """Yield the spans, each joined to what has been joined before it where the two go together."""
    whole: Span | None = None
    for span in spans:
        if whole and go_together(whole, span):
            whole = whole[0], span[1]
            continue
        if whole:
            yield whole
        whole = span
    if whole:
        yield whole


def _stripped(text: str, start: int, end: int) -> Span | None:
    words = text[start:end]
    start += len(words) - len(words.lstrip())
    end = start + len(words.strip())
    marker = _MARKER.match(text, start, end)
    if marker and marker.end() < end:
        start = marker.end()
    return (start, end) if any(letter.isalnum() for letter in text[start:end]) else None


def _fitted(
    text: str, measured: list[tuple[Span, int]], budget: int, count_tokens: CountTokens
) -> Iterator[tuple[Span, int]]:
    """Yield the units with their sizes, those above the budget cut at clauses, and at words where no clause helps."""
    for unit, size in measured:
        if size <= budget:
            yield unit, size
            continue
        clauses = list(_clauses(text, unit))
        clause_sizes = count_tokens([text[start:end] for start, end in clauses])
        for clause, clause_size in zip(clauses, clause_sizes, strict=True):
            if clause_size <= budget:
                yield clause, clause_size
            else:
                yield from _cut_at_words(text, clause, budget, count_tokens)


def _clauses(text: str, sentence: Span) -> Iterator[Span]:
    """Yield the clauses of a sentence: those that a comma ends together, while they have at most CLAUSE_WORDS words."""

    def go_together(before: Span, after: Span) -> bool:
        first, second = text[slice(*before)], text[slice(*after)]
        words = len(first.split())
        goes_on = words < FEWEST_WORDS or not first.endswith((";", ":"))
        return goes_on and words + len(second.split()) <= CLAUSE_WORDS

    yield from _joined(_between(text, sentence, _CLAUSE), go_together)


def _cut_at_words(text: str, span: Span, budget: int, count_tokens: CountTokens) -> Iterator[tuple[Span, int]]:
    """Yield runs of words, each with the sum of its words' sizes, none above the budget."""
    words = [found.span() for found in _WORD.finditer(text, *span)]
    run, total = words[0], 0
    for (start, end), size in zip(words, count_tokens([text[start:end] for start, end in words]), strict=True):
        if total and total + size > budget:
            yield run, total
            total = 0
        if size <= budget:
            run, total = (run[0] if total else start, end), total + size
            continue
        # one "word" that alone is too long, as in base64 or a run of dots: a token is at least one character
        for at in range(start, end, budget):
            yield (at, min(at + budget, end)), min(budget, end - at)
    if total:
        yield run, total


def _packed(
    text: str, measured: list[tuple[Span, int]], budget: int, count_tokens: CountTokens
) -> Iterator[list[Span]]:
    """Group neighbouring units while they fit, with whatever stands between them (markers, rules of a table)."""
    between = [text[before[1] : after[0]] for (before, _), (after, _) in pairwise(measured)]
    gaps = iter(count_tokens(between))
    group: list[Span] = []
    total = 0
    for unit, size in measured:
        gap = next(gaps) if group else 0
        if group and total + gap + size > budget:
            yield group
            group, gap, total = [], 0, 0
        group.append(unit)
        total += gap + size
    if group:
        yield group


def _passage(document: Document, section: _Section, context: str, units: list[Span]) -> Passage:
    start, end = units[0][0], units[-1][1]
    return Passage(
        document_id=document.id,
        start=start,
        end=end,
        text=document.text[start:end],
        sentences=tuple(units),
        place=_place(document, section, start, end),
        context=context,
        title=document.title,
        publisher=document.publisher,
        kind=document.kind,
        url=document.url,
        published=document.published,
    )


def _place(document: Document, section: _Section, start: int, end: int) -> str:
    pages = [part for part in document.parts if part.kind == "page" and part.start < end and part.end > start]
    labels = [pages[0].label] if pages else []
    if len(pages) > 1:
        labels = [f"{pages[0].label} to {pages[-1].label}"]
    return ", ".join(labels + [part.label for part in section.headings[-1:]])

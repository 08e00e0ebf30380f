"""A tree of HTML's or trafilatura's elements as paragraphs, headings and tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corpus.readers.building import TextBuilder, row_text

if TYPE_CHECKING:
    from lxml.etree import _Element

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_ROWS = {"tr", "row"}
_CELLS = {"td", "th", "cell"}
_BREAKS = {"br", "lb"}
_INLINE = {
    "a",
    "abbr",
    "b",
    "bdi",
    "bdo",
    "big",
    "cite",
    "code",
    "data",
    "del",
    "dfn",
    "em",
    "font",
    "hi",
    "i",
    "ins",
    "kbd",
    "label",
}
_INLINE |= {
    "mark",
    "q",
    "ref",
    "s",
    "samp",
    "small",
    "span",
    "strike",
    "strong",
    "sub",
    "sup",
    "time",
    "tt",
    "u",
    "var",
    "wbr",
    "p:o",
}


def add_blocks(builder: TextBuilder, root: _Element) -> None:
    """Add the blocks of a tree in reading order."""
    loose = _Loose(builder)
    _walk(builder, root, loose)
    loose.flush()


class _Loose:
    """Words of inline elements and tails that stand outside any paragraph, until a block ends them."""

    def __init__(self, builder: TextBuilder) -> None:
        self._builder = builder
        self._words: list[str] = []

    def add(self, words: str | None) -> None:
        """Keep more words; line ends of the source are spaces, as in a browser."""
        if words:
            self._words.append(_flat(words))

    def line_break(self) -> None:
        """Keep a line end that shows."""
        self._words.append("\n")

    def flush(self) -> None:
        """Add what was kept as a paragraph."""
        self._builder.paragraph(_tidy("".join(self._words)))
        self._words.clear()


def _walk(builder: TextBuilder, element: _Element, loose: _Loose) -> None:
    """Add an element's words and its children's; as deep as lxml lets a page be, which is 255."""
    loose.add(element.text)
    for child in element:
        tag = _tag(child)
        if tag in _BREAKS:
            loose.line_break()
            loose.add(child.text)
        elif tag in _INLINE or ":" in tag:
            _walk(builder, child, loose)
        elif tag:
            loose.flush()
            _block(builder, child, tag, loose)
            loose.flush()
        loose.add(child.tail)


def _block(builder: TextBuilder, element: _Element, tag: str, loose: _Loose) -> None:
    if tag in _HEADINGS or tag == "head":
        builder.heading(" ".join(_words(element).split()), _HEADINGS.get(tag) or _rank(element))
    elif tag == "table" and _is_data(element):
        builder.table([[_words(cell) for cell in row if _tag(cell) in _CELLS] for row in element.iter(*_ROWS)])
    elif tag in _ROWS and not _has_blocks(element):
        builder.paragraph(row_text(_words(cell) for cell in element if _tag(cell) in _CELLS))
    elif tag == "pre":
        builder.paragraph("".join(element.itertext()))
    else:
        _walk(builder, element, loose)


def _is_data(table: _Element) -> bool:
    """Tell a table of data from one that only lays a page out: none inside, rows of several cells."""
    rows = list(table.iter(*_ROWS))
    several = any(sum(_tag(cell) in _CELLS for cell in row) > 1 for row in rows)
    nested = any(inner is not table for inner in table.iter("table"))
    longest = max((len(_words(cell)) for row in rows for cell in row if _tag(cell) in _CELLS), default=0)
    return several and not nested and longest < 5000


def _has_blocks(row: _Element) -> bool:
    return any(_tag(inner) in {"table", *_HEADINGS} for inner in row.iter())


def _words(element: _Element) -> str:
    pieces: list[str] = []
    for inner in element.iter():
        tag = _tag(inner)
        if tag in _BREAKS or tag in {"p", "div", "li", "item"}:
            pieces.append(" ")
        pieces.append(_flat(inner.text or "") if tag else "")
        if inner is not element:
            pieces.append(_flat(inner.tail or ""))
    return _tidy("".join(pieces))


def _rank(head: _Element) -> int:
    digits = (head.get("rend") or "h2")[1:]
    return int(digits) if digits in {"1", "2", "3", "4", "5", "6"} else 2


def _tag(element: _Element) -> str:
    return element.tag.lower() if isinstance(element.tag, str) else ""


def _flat(words: str) -> str:
    return " ".join(f"x{words}x".split())[1:-1]


def _tidy(words: str) -> str:
    return "\n".join(" ".join(line.split()) for line in words.split("\n"))

"""Headings of a text, and the parts that they begin."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from corpus.document import Part

_NUMBER = r"(?:\d+[A-Za-z]?(?:[.\-\u2013]\d+[A-Za-z]?)*|[IVXLC]+|[A-Z](?=[.:)\s]|$))"
_ARTICLE = re.compile(
    rf"(?:Article|ARTICLE|Art\.|Section|SECTION|Sec\.|SEC\.|§|Artículo|ARTÍCULO)\s*{_NUMBER}(?![\w(,])"
)
_TITLE = re.compile(r"[\s.:)\-\u2013\u2014*]*(?:$|[A-Z\"\u201c\u2018(\[*_ÁÉÍÓÚÀÈÎ])")
_RUN_IN = re.compile(r"[\s.:*_]*(?P<title>[A-Z][^.\n]{1,90}?)[*_]*[.]")
_DIVISION = re.compile(
    r"(?i)(?:annex|appendix|chapter|part|schedule|section|title|subchapter|attachment)\b|table of contents|notes?$"
)
_MARKDOWN = re.compile(r"(#{1,6})[ \t]+(\S.*?)[ \t]*#*$")
_BARE = re.compile(
    r"(?i)(?:article|section|sec\.|§|annex|appendix|chapter|part|title|schedule)\s*[\dIVXLCA-Z][\w.\-\u2013]*\.?"
)
_MARKS = re.compile(r"[*_`]+|\[\^?\d+\]|(?<=\])\([^)]*\)|[\[\]]")
_CLOSED = re.compile(r"[.;:!?)\]\u201d\"*|]\s*$")
_LONGEST = 120
# Below Markdown's six ranks: "ANNEX I", other lines in capitals, "Section 2", "Article 7".
DIVISION_LEVEL, CAPITALS_LEVEL, SECTION_LEVEL, ARTICLE_LEVEL = 7, 8, 9, 10


@dataclass(frozen=True, slots=True)
class Heading:
    """Where a heading's line starts and ends, its rank (1 is the highest) and its words."""

    start: int
    end: int
    level: int
    label: str


def label_of(line: str) -> str:
    """Return the words of a heading without Markdown marks, on one line, short enough to cite."""
    words = " ".join(_MARKS.sub("", line).split()).replace("§ §", "§")
    return words[: _LONGEST - 1] + "…" if len(words) > _LONGEST else words


def is_article(label: str) -> bool:
    """Tell whether a heading names an article or a section by its number."""
    return _ARTICLE.match(label) is not None


def find(text: str, markdown: bool = True, capitals: bool = True) -> list[Heading]:
    """Return the headings that are obvious: Markdown's, numbered articles and sections, short lines in capitals.

    Without `capitals` only lines in capitals that start with a word such as ANNEX count: figures are full of others.
    """
    headings: list[Heading] = []
    previous = ""
    for start, line in _lines(text):
        heading = _heading(start, line, previous, markdown)
        if heading and heading.level == CAPITALS_LEVEL and not capitals:
            heading = None
        if heading and not (headings and _repeats(text, headings[-1], heading)):
            headings.append(heading)
        if line.strip():
            previous = line
    return headings


def parts(text: str, headings: Iterable[Heading]) -> tuple[Part, ...]:
    """Return a part per heading, each ending where the next of the same or a higher rank begins."""
    ordered = _without_titles(text, sorted({one.start: one for one in headings}.values(), key=lambda one: one.start))
    ends = _ends(ordered, len(text))
    return tuple(
        Part("article" if is_article(heading.label) else "heading", _full_label(text, heading), heading.start, end)
        for heading, end in zip(ordered, ends, strict=True)
    )


def _without_titles(text: str, ordered: list[Heading]) -> list[Heading]:
    """Leave out a heading that is only the title of the bare "Article 7" right before it, which takes it as its own."""
    kept: list[Heading] = []
    for heading in ordered:
        last = kept[-1] if kept else None
        is_title = last and _BARE.fullmatch(last.label) and not text[last.end : heading.start].strip()
        if not is_title or _BARE.match(heading.label):
            kept.append(heading)
    return kept


def _ends(headings: list[Heading], length: int) -> list[int]:
    ends = [length] * len(headings)
    open_ones: list[int] = []
    for place, heading in enumerate(headings):
        while open_ones and headings[open_ones[-1]].level >= heading.level:
            ends[open_ones.pop()] = heading.start
        open_ones.append(place)
    return ends


def _lines(text: str) -> Iterator[tuple[int, str]]:
    start = 0
    for line in text.split("\n"):
        yield start, line
        start += len(line) + 1


def _heading(start: int, line: str, previous: str, markdown: bool) -> Heading | None:
    stripped = line.strip()
    if not stripped:
        return None
    start, end = start + line.index(stripped[0]), start + len(line.rstrip())
    if markdown and (marked := _MARKDOWN.match(stripped)):
        return Heading(start, end, len(marked.group(1)), label_of(marked.group(2)))
    if label := _article_label(stripped, previous):
        return Heading(start, end, SECTION_LEVEL if label[:3].lower() == "sec" else ARTICLE_LEVEL, label)
    if _is_capitals(stripped):
        return Heading(start, end, DIVISION_LEVEL if _DIVISION.match(stripped) else CAPITALS_LEVEL, label_of(stripped))
    return None


def _article_label(line: str, previous: str) -> str:
    """Return "Article 2.3: Agriculture" for a line that starts an article; nothing for one that mentions an article."""
    words = line[:300].lstrip("*_ ")
    found = _ARTICLE.match(words)
    if not found or not _TITLE.match(words, found.end()) or (previous and not _ends_something(previous)):
        return ""
    if len(words) <= _LONGEST and not words.rstrip("*_ ").endswith((",", ";")):
        run_in = _RUN_IN.match(words, found.end())
        return label_of(words[: run_in.end()] if run_in and run_in.end() < len(words) - 3 else words)
    title = _RUN_IN.match(words, found.end())
    return label_of(words[: title.end("title")] if title else words[: found.end()])


def _ends_something(previous: str) -> bool:
    return bool(_CLOSED.search(previous)) or len(previous.strip()) < 60 or previous.lstrip().startswith("#")


def _is_capitals(line: str) -> bool:
    letters = [char for char in line if char.isalpha()]
    return (
        8 <= len(line) <= 90
        and len(letters) >= max(6, len(line) * 0.6)
        and all(char.isupper() for char in letters)
        and not line.endswith((",", ".", ";"))
        and "|" not in line
    )


def _repeats(text: str, last: Heading, heading: Heading) -> bool:
    """Tell whether a heading repeats or continues the one before it, as in "§ 141.1 Liability", "#### § 141.1"."""
    if text[last.end : heading.start].strip():
        return False
    continues = heading.level == CAPITALS_LEVEL and last.level in (CAPITALS_LEVEL, DIVISION_LEVEL)
    return continues or last.label.startswith(heading.label)


def _full_label(text: str, heading: Heading) -> str:
    """Add to a bare "Article 7" or "CHAPTER 72" the title on the line after it."""
    if not _BARE.fullmatch(heading.label):
        return heading.label
    after = text[heading.end : heading.end + 300].lstrip("\n ").split("\n", 1)[0]
    title = label_of(after.lstrip("# "))
    is_title = 0 < len(title) <= 90 and title[0].isupper() and not re.search(r"[.:;]\s|[.;:,]$", title)
    return f"{heading.label} {title}" if is_title and not is_article(title) else heading.label


def outside(found: Iterable[Heading], spans: Iterable[Part]) -> list[Heading]:
    """Return the headings that do not stand within any of some spans; both are in the order of the text."""
    kept: list[Heading] = []
    remaining = list(reversed(list(spans)))
    for heading in found:
        while remaining and remaining[-1].end <= heading.start:
            remaining.pop()
        if not remaining or heading.start < remaining[-1].start:
            kept.append(heading)
    return kept

"""A quote made shorter: a model says which of its words to keep, and they are shown as the quote has them.

What a model writes is never shown itself. It is read as a choice among the words of one quote, in their order, and the
quote is given with "…" where words are left out. So no word, sign or figure of the model's own can be shown, and what
two sources say never becomes one claim. Kept in any case are the words a sentence opens with (who says so; or that a
document only asks to have something said), words that turn the meaning, and the unit of a figure; where two figures
could be taken for each other, nothing before them is left out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.numbers import numbers_in
from corpus.events import dates_in
from index.words import index_terms

OPENING = 3
"""The first word is kept, and so many at the head of a sentence that are no numbers or dates."""
OMISSION = "…"


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


_GRAMMAR = _listed("a an the and of in on at as for with be been being it its this that these those which who there")
"""Words that say nothing by themselves: whether a model keeps them or not, they are shown as the quote has them."""
_SAME = {"are": "is", "were": "was", "have": "has", "does": "do", "%": "percent"}
_TURNING = _listed(
    "not no never none nor neither without cannot unless except until if may might could would should only least most "
    "than about nearly almost"
)
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"”’)]*\s+(?=[A-Z“\"])")
_WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:['’]t\b)?|[^\W_]+|%")
_POSSESSIVE = re.compile(r"['’]s?$")


@dataclass(frozen=True, slots=True)
class _Word:
    start: int
    end: int
    term: str
    """Its stem, its number in one spelling, or its date."""
    is_number: bool
    is_name: bool
    turns: bool


def abridged(quote: str, said: str) -> str | None:
    """Return the quote, or a sentence of it, cut down to the words that are said; None where something else is said."""
    wanted = [word.term for word in _words(said)]
    found = (_cut(ground, wanted) for ground in dict.fromkeys((*_SENTENCE_END.split(quote), quote)))
    return next(filter(None, found), None) if wanted else None


def _cut(text: str, wanted: Sequence[str]) -> str | None:
    words = _words(text)
    kept = _kept(words, wanted)
    return _shown(text, words, kept) if kept and _keeps_the_sense(words, kept) else None


def _kept(words: Sequence[_Word], wanted: Sequence[str]) -> list[int]:
    """Return where the words wanted stand among those of a quote, in order; nothing if they do not."""
    places = iter(range(len(words)))
    kept = [next((at for at in places if words[at].term == term), None) for term in wanted]
    return [at for at in kept if at is not None] if None not in kept else []


def _keeps_the_sense(words: Sequence[_Word], kept: Sequence[int]) -> bool:
    must = {0, *[at for at, word in enumerate(words) if not word.is_number][:OPENING]}
    must |= {at for at, word in enumerate(words) if word.turns}
    must |= {at + 1 for at in kept if _unit(words, at)}
    units = [_unit(words, at) for at, word in enumerate(words) if word.is_number]
    figures = [at for at in kept if words[at].is_number]
    if any(units.count(_unit(words, at)) > 1 for at in figures):
        must |= set(range(figures[-1]))
    return must <= set(kept)


def _unit(words: Sequence[_Word], at: int) -> str:
    """Return the word after a number that says of what it is, "million" or "percent"; empty where there is none."""
    after = words[at + 1] if words[at].is_number and at + 1 < len(words) else None
    return "" if after is None or after.is_number or after.is_name else after.term


def _shown(text: str, words: Sequence[_Word], kept: Sequence[int]) -> str:
    """Return the text with the words kept and what stands between neighbours; grammar leads up to the word after it."""
    pieces, before = [], -1
    for at in kept:
        between = text[words[at - 1].end if at else 0 : words[at].start]
        pieces.append(between if at == before + 1 else f" {OMISSION} {between.lstrip(' ,;:.)-–—')}")
        pieces.append(text[words[at].start : words[at].end])
        before = at
    pieces.append(text[words[before].end :] if before + 1 == len(words) else f" {OMISSION}")
    return "".join(pieces).lstrip()


@lru_cache(maxsize=256)
def _words(text: str) -> tuple[_Word, ...]:
    """Return the words of a text that say something; a date is one word."""
    dates = dates_in(text)
    days = [_Word(start, end, on.isoformat(), True, False, False) for on, (start, end) in dates]
    others = [
        word
        for at, found in enumerate(_WORD.finditer(text))
        if not any(start <= found.start() < end for _, (start, end) in dates)
        for word in _word(found, at)
    ]
    return tuple(sorted((*days, *others), key=lambda word: word.start))


def _word(found: re.Match[str], at: int) -> Iterator[_Word]:
    written = _POSSESSIVE.sub("", found.group())
    folded = unicodedata.normalize("NFKD", written)
    lower = folded.lower()
    # "US", "IT" and "May" are no grammar, unless they only open the sentence
    if lower in _GRAMMAR and (folded == lower or (at == 0 and folded.istitle())):
        return
    numbers = numbers_in(folded) if folded.isalpha() or folded[0].isdigit() else frozenset[str]()
    number = next(iter(numbers)) if len(numbers) == 1 else ""
    term = number or _SAME.get(lower) or next(iter(index_terms(lower)), lower)
    turns = lower in _TURNING or bool(re.search(r"['’]t$", lower))
    yield _Word(*found.span(), term, bool(number), folded[0].isupper() and not number, turns)

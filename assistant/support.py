"""Whether a quote bears out a sentence that a model worded: it may shorten the quote, and say nothing else.

A sentence is held against one quote alone, so that the words of two sources never make a claim that neither makes. It
is borne out when each of its words stands there, it opens as the quote does (who says so is kept, and what a document
tells its reader to say is not said for it), no word that turns the meaning is lost, names keep their order, and each
figure keeps its unit; where two figures could be taken for each other, nothing before them is left out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.numbers import numbers_in
from corpus.events import dates_in
from index.words import index_terms

OPENING = 3
"""So many words at the head of a quoted sentence are kept, in their order."""


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


_GRAMMAR = _listed("a an the and of in on at as for with be been being it its this that these those which who there")
"""Words that a sentence may add: they say nothing by themselves."""
_SAME = {"are": "is", "were": "was", "have": "has", "does": "do"}
_TURNING = _listed(
    "not no never none nor neither without cannot unless except until if may might could would should only least most "
    "than about nearly almost"
)
"""Words that a sentence may not leave out."""
_PLAIN_MARKS = frozenset(".,;:!?'\"()-–—‘’“”…%")
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"”’)]*\s+(?=[A-Z“\"])")
_WORD = re.compile(r"\d+(?:\.\d+)+|[^\W_]+")
_FIGURE = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?%?")


@dataclass(frozen=True, slots=True)
class _Word:
    term: str
    """Its stem, or its number in one spelling."""
    is_number: bool
    is_name: bool
    is_grammar: bool

    @property
    def is_unit(self) -> bool:
        """Whether the word, after a number, says of what: "million", "percent"."""
        return not (self.is_number or self.is_name or self.is_grammar)


def bears_out(quote: str, said: str) -> bool:
    """Tell whether a quote, or one sentence of it, says what is said."""
    return any(_says(ground, said) for ground in dict.fromkeys((quote, *_SENTENCE_END.split(quote))))


def _says(ground: str, said: str) -> bool:
    words, held = _words(said), _words(ground)
    content = [word.term for word in words if not word.is_grammar]
    offered = [word.term for word in held if not word.is_grammar]
    return (
        bool(content)
        and set(content) <= {word.term for word in held}
        and _in_order(offered[:OPENING], content)
        and _turns(held) <= _turns(words)
        and _in_order(_names(words, held), [word.term for word in held if word.is_name])
        and _legible(said, ground)
        and numbers_in(said) <= numbers_in(ground)
        and _figures_kept(words, held)
    )


def _words(text: str) -> list[_Word]:
    """Return the words of a text: a date is one number, "%" is a word, marks on letters are left out."""
    folded = "".join(one for one in unicodedata.normalize("NFKD", text) if not unicodedata.combining(one))
    for on, (start, end) in reversed(list(dates_in(folded))):
        folded = f"{folded[:start]} {on:%Y%m%d} {folded[end:]}"
    folded = re.sub(r"n['’]t\b", " not", re.sub(r"['’]s\b", "", folded)).replace("%", " percent ")
    folded = re.sub(r"(?<=\d),(?=\d{3}\b)", "", folded)
    return [_word(found.group(), at) for at, found in enumerate(_WORD.finditer(folded))]


def _word(written: str, at: int) -> _Word:
    lower = written.lower()
    numbers = numbers_in(written) if written.isalpha() or _FIGURE.fullmatch(written) else frozenset()
    # "US", "IT" and "May" are no grammar, unless they only open the sentence
    is_grammar = lower in _GRAMMAR and (written == lower or (at == 0 and written.istitle()))
    term = next(iter(numbers), "") or _SAME.get(lower, "") or next(iter(index_terms(lower)), lower)
    return _Word(term, bool(numbers), written[0].isupper() and not is_grammar and not numbers, is_grammar)


def _turns(words: Iterable[_Word]) -> set[str]:
    return {word.term for word in words} & _TURNING_TERMS


_TURNING_TERMS = frozenset(_word(word, 1).term for word in _TURNING)


def _names(words: Sequence[_Word], held: Sequence[_Word]) -> list[str]:
    known = {word.term for word in held if word.is_name}
    return [word.term for word in words if word.is_name and word.term in known]


def _in_order(wanted: Sequence[str], among: Sequence[str]) -> bool:
    rest = iter(among)
    return all(one in rest for one in wanted)


def _legible(said: str, ground: str) -> bool:
    """Tell whether a sentence reads as it is checked: no hidden characters, no signs and no odd figures of its own."""
    signs = {one for one in said if not one.isalnum() and not one.isspace()} - _PLAIN_MARKS
    ours, theirs = ({token.strip("".join(_PLAIN_MARKS - {"%"})) for token in text.split()} for text in (said, ground))
    odd = {token for token in ours if re.search(r"\d", token) and not _FIGURE.fullmatch(token)}
    return said.isprintable() and signs <= set(ground) and odd <= theirs


def _figures_kept(words: Sequence[_Word], held: Sequence[_Word]) -> bool:
    """Tell whether each number has the unit it has in the quote, and stays where another could be taken for it."""
    given, stated = _figures(words), _figures(held)
    units = [unit for _, unit in stated]
    if not given <= stated:
        return False
    content, offered = ([word.term for word in each if not word.is_grammar] for each in (words, held))
    mistakable = any(units.count(unit) > 1 for _, unit in given)
    return not mistakable or offered[: len(content)] == content


def _figures(words: Sequence[_Word]) -> set[tuple[str, str]]:
    """Return the numbers, each with the word after it that says of what; empty where none does."""
    following = [*words[1:], None]
    return {
        (word.term, after.term if after and after.is_unit else "")
        for word, after in zip(words, following, strict=True)
        if word.is_number
    }

"""What in a sentence is worth asking for: the words that would answer, and their other spellings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_MONTH = "January|February|March|April|May|June|July|August|September|October|November|December"
_DAY_FIRST = re.compile(rf"\b(\d{{1,2}}) ({_MONTH}) (\d{{4}})\b")
_MONTH_FIRST = re.compile(rf"\b({_MONTH}) (\d{{1,2}}), (\d{{4}})\b")
_RATE = re.compile(r"(?<![\d.,])(\d+(?:\.\d+)?) ?(?:percent|per cent|%)(?!\w)")
_AMOUNT = re.compile(r"[$€£]\d+(?:[.,]\d+)*(?: (?:million|billion|trillion))?")
_NAME = r"(?:the )?[A-Z][\w’'-]+(?: (?:of |and |the )*[A-Z][\w’'-]+){0,5}"
_PARTIES = re.compile(rf"\bbetween ({_NAME}) and ({_NAME})")
_MEANS = re.compile(
    r"^(?:\W*\(?\w{1,3}[.)]\s)?(?:the term )?[“\"‘'*]*(?P<term>[A-Za-z][\w ,/’'-]{1,60}?)[”\"’'*]* "
    r"(?:means|is defined as|has the meaning of)(?P<meaning> [^;.]{12,300})"
)


@dataclass(frozen=True, slots=True)
class Asked:
    """An answer found in a sentence: its characters there, the facts it states, each in its spellings, and a question.

    In the question `{sentence}` stands for the sentence with the answer left out.
    """

    type: str
    start: int
    end: int
    facts: tuple[tuple[str, ...], ...]
    question: str


def asked(sentence: str) -> Iterator[Asked]:
    """Yield what a sentence could be asked for, at most one of each type."""
    for look in (_definition, _date, _rate, _amount, _parties):
        found = look(sentence)
        if found:
            yield found


def _definition(sentence: str) -> Asked | None:
    match = _MEANS.match(sentence)
    if not match:
        return None
    opening = " ".join(re.split(r"[,:(]", match["meaning"])[0].split()[:8])
    return _of(match, "meaning", "definition", ((opening,),), f"What does “{match['term'].strip()}” mean?")


def _date(sentence: str) -> Asked | None:
    if match := _DAY_FIRST.search(sentence):
        day, month, year = match.groups()
    elif match := _MONTH_FIRST.search(sentence):
        month, day, year = match.groups()
    else:
        return None
    spellings = (
        match.group(),
        *(one for one in (f"{day} {month} {year}", f"{month} {day}, {year}") if one != match[0]),
    )
    return _of(match, 0, "date", (spellings,), "When: {sentence}")


def _rate(sentence: str) -> Asked | None:
    match = _RATE.search(sentence)
    if not match:
        return None
    spellings = (f"{match[1]} percent", f"{match[1]}%", f"{match[1]} per cent")
    return _of(match, 0, "amount", (spellings,), "At what rate: {sentence}")


def _amount(sentence: str) -> Asked | None:
    match = _AMOUNT.search(sentence)
    return _of(match, 0, "amount", ((match.group(),),), "How much: {sentence}") if match else None


def _parties(sentence: str) -> Asked | None:
    match = _PARTIES.search(sentence)
    if not match:
        return None
    names = tuple((name.removeprefix("the "),) for name in match.groups())
    return _of(match, 0, "party", names, "Between whom: {sentence}")


def _of(match: re.Match[str], group: int | str, kind: str, facts: tuple[tuple[str, ...], ...], question: str) -> Asked:
    return Asked(kind, match.start(group), match.end(group), facts, question)

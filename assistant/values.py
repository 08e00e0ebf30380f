"""Values that statements can agree or differ on: percentages, sums of money, dates, spans of time, counts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from assistant.numbers import numbers_in
from corpus.events import dates_in

Kind = Literal["percent", "money", "date", "span", "count"]

_NUMBER = r"\d+(?:,\d{3})*(?:\.\d+)?"
_WORD = (
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen"
    r"|eighteen|nineteen|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:[- ][a-z]+)?)"
)
_PERCENT = re.compile(rf"({_NUMBER}|\b{_WORD})[ -]?(?:%|percent(?:age points?)?\b|per cent\b)", re.IGNORECASE)
_MONEY = re.compile(
    rf"(?:[$€£¥]\s?({_NUMBER})[ -]?(thousand|million|billion|trillion)?"
    rf"|({_NUMBER}|\b{_WORD}) ?(thousand|million|billion|trillion)? (?:US )?(?:dollars|euros?|pounds|yen|yuan))",
    re.IGNORECASE,
)
_SPAN = re.compile(rf"({_NUMBER}|\b{_WORD})[ -](day|week|month|year)s?\b", re.IGNORECASE)
_COUNT = re.compile(
    rf"(?<![\w.$€£,-])({_NUMBER}|\b{_WORD})(?: (million|billion))? (?!percent|per |%|and\b)([a-z]{{3,}})"
)
_YEAR = re.compile(r"(?:19|20)\d\d$")
_SCALE = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}


@dataclass(frozen=True, slots=True)
class Value:
    """A value with what is needed to compare it, and where it stands in its text."""

    kind: Kind
    amount: str
    start: int
    end: int


def values_in(text: str) -> list[Value]:
    """Return the values that a text states, in order; each stretch of text counts once, as the most special kind."""
    found = [Value("date", on.isoformat(), *where) for on, where in dates_in(text)]
    found += [Value("percent", _canonical(one[1]), *one.span()) for one in _PERCENT.finditer(text)]
    found += [Value("money", _scaled(one[1] or one[3], one[2] or one[4]), *one.span()) for one in _MONEY.finditer(text)]
    found += [Value("span", f"{_canonical(one[1])} {one[2].lower()}", *one.span()) for one in _SPAN.finditer(text)]
    found += [
        Value("count", f"{_scaled(one[1], one[2])} {one[3]}", *one.span())
        for one in _COUNT.finditer(text)
        if not _YEAR.match(one[1])
    ]
    kept: list[Value] = []
    for value in found:
        if not any(value.start < other.end and other.start < value.end for other in kept):
            kept.append(value)
    return sorted(kept, key=lambda value: value.start)


def _canonical(number: str) -> str:
    return "1" if number.lower() == "one" else next(iter(numbers_in(number)), number.lower())


def _scaled(number: str, scale: str | None) -> str:
    plain = _canonical(number)
    try:
        return f"{float(plain) * _SCALE.get((scale or '').lower(), 1):g}"
    except ValueError:
        return plain

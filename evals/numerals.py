"""The numbers, dates and codes of a text, whatever their spelling: six and 6, 1 November 2025 and 2025-11-01.

Written apart from the assistant's own check, so that a fault there is not repeated here.
"""

from __future__ import annotations

import re
from decimal import Decimal

from evals.wording import fold


def _listed(words: str) -> list[str]:
    return words.split()


_MONTHS = _listed("january february march april may june july august september october november december")
_MONTH = "(" + "|".join(f"{name[:3]}(?:{name[3:]})?" if name != "may" else "may" for name in _MONTHS) + r"|sept)\b\.?"
_DAY = r"(\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?:,? ?(\d{4})\b)?"
_DATES = (
    (re.compile(r"\b(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)\b"), ("year", "month", "day")),
    (re.compile(rf"\b{_DAY} (?:day of |of )?{_MONTH}{_YEAR}"), ("day", "month", "year")),
    (re.compile(rf"\b{_MONTH} {_DAY}\b(?![.,]?\d){_YEAR}"), ("month", "day", "year")),
    (re.compile(rf"\b{_MONTH},? (?:of )?(\d{{4}})\b"), ("month", "year")),
)

_UNITS = _listed(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
_TENS = _listed("twenty thirty forty fifty sixty seventy eighty ninety")
_SMALL = {word: value for value, word in enumerate(_UNITS)} | {word: 20 + 10 * at for at, word in enumerate(_TENS)}
_SMALL |= {"dozen": 12}
_ORDINALS = _listed(
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth "
    "sixteenth seventeenth eighteenth nineteenth twentieth"
)
_SCALES = {
    **dict.fromkeys(("thousand", "k"), 10**3),
    **dict.fromkeys(("million", "mn", "m"), 10**6),
    **dict.fromkeys(("billion", "bn"), 10**9),
    **dict.fromkeys(("trillion", "tn"), 10**12),
    "hundred": 100,
    "lakh": 10**5,
    "crore": 10**7,
}

_CODE = re.compile(
    r"\b(?:\d{4}\.\d{2}(?:\.\d+)*|\d+(?:\.\d+){2,})\b|\b(?!(?:usd|us|eur|gbp|rs|no)\d)[a-z]+-?\d[a-z\d]*\b"
)
_NUMBER = re.compile(
    r"(?<![\w.])(?:usd|us|eur|gbp|rs|no)?[$€£¥]?(\d+(?:\.\d+)?)(?:(?:st|nd|rd|th)\b|-?(k|m|mn|bn|tn)\b"
    r"|[ -](hundred|thousand|million|billion|trillion|mn|bn|tn|lakh|crore)\b)?"
)
_WORD = re.compile(r"[a-z]+")
_BRACKETED = re.compile(r"\[(\d+)\]")
_BELOW_100 = rf"(?:(?:{'|'.join(_TENS)})(?:[ -](?:{'|'.join(_UNITS[1:10])}))?|dozen|{'|'.join(reversed(_UNITS))})"
_BELOW_1000 = rf"{_BELOW_100}(?:[ -]hundred(?: (?:and )?{_BELOW_100})?)?"
_SPELLED = re.compile(rf"\b{_BELOW_1000}(?:[ -](?:thousand|million|billion|trillion)(?:,? (?:and )?{_BELOW_1000})?)*\b")


def demanded(text: str) -> frozenset[str]:
    """Return what a text states in numbers, in one spelling, and what any ground for it therefore has to hold.

    The word "one" is left out: it is seldom a number.
    """
    return frozenset(_numerals(text, bare=False) - {"word 1"})


def offered(text: str) -> frozenset[str]:
    """Return what a text can be the ground of: its numbers, also without their scale, and its ordinals in words."""
    # what looks like a citation marker in a ground is the document's own
    text = _BRACKETED.sub(r"(\1)", text)
    found = _numerals(text, bare=True)
    ordinals = {str(value) for value, word in enumerate(_ORDINALS, 1) if re.search(rf"\b{word}\b", text.lower())}
    return frozenset(found | ordinals | ({"1"} if "word 1" in found else set()))


def _numerals(text: str, bare: bool) -> set[str]:
    rest = fold(text)
    found: set[str] = set()
    for pattern, names in _DATES:
        for match in pattern.finditer(rest):
            found |= _date(dict(zip(names, match.groups(), strict=True)))
        rest = pattern.sub(" ; ", rest)
    found |= {match.group().replace("-", "") for match in _CODE.finditer(rest)}
    for match in _NUMBER.finditer(_CODE.sub(" ; ", rest)):
        number, scale = Decimal(match[1]), _SCALES.get(match[2] or match[3] or "", 1)
        found |= {_plain(number * scale)} | ({_plain(number)} if bare else set())
    return found | _in_words(rest)


def _date(parts: dict[str, str | None]) -> set[str]:
    """Return the pieces of a date, so that a day without its year rests on the day with it."""
    name = parts["month"] or ""
    month = int(name) if name.isdigit() else 1 + next(at for at, full in enumerate(_MONTHS) if full[:3] == name[:3])
    found = {f"month {month}"}
    if day := parts.get("day"):
        found.add(f"day {month}-{int(day)}")
    if year := parts.get("year"):
        found.add(year)
    return found


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"


def _in_words(text: str) -> set[str]:
    """Return the numbers written as words: "one hundred and twenty" is one number, "six and seven" are two."""
    values = [_value(found.group()) for found in _SPELLED.finditer(text)]
    return {"word 1" if value == 1 else str(value) for value in values}


def _value(spelled: str) -> int:
    total = current = 0
    for word in _WORD.findall(spelled):
        if word in _SMALL:
            current += _SMALL[word]
        elif word == "hundred":
            current *= 100
        elif word != "and":
            total, current = total + current * _SCALES[word], 0
    return total + current

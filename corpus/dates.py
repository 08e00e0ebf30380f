"""Published dates: parsed where a source states one, and never guessed."""

from __future__ import annotations

import re
from datetime import date, timedelta

_MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july"),
    *("august", "september", "october", "november", "december"),
)
_NAME = r"([A-Za-z]{3,9})\.?"
_DAY = r"(\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(\d{4})"
_TIME = r"(?:[T ]\d{1,2}:\d{2}.*)?"

# Orders of year, month, day that leave no doubt: "04/11/2025" is not among them.
_FORMS = tuple(
    (re.compile(pattern, re.IGNORECASE), order)
    for pattern, order in (
        (rf"{_YEAR}-(\d{{1,2}})-(\d{{1,2}}){_TIME}", (0, 1, 2)),
        (rf"{_YEAR}/(\d{{1,2}})/(\d{{1,2}}){_TIME}", (0, 1, 2)),
        (r"(\d{4})(\d{2})(\d{2})", (0, 1, 2)),
        (rf"{_NAME}\s+{_DAY}\s*,?\s+{_YEAR}", (2, 0, 1)),
        (rf"{_DAY}(?:\s+of)?\s+{_NAME}\s*,?\s+{_YEAR}", (2, 1, 0)),
    )
)
_STATED = (
    rf"\d{{4}}-\d{{2}}-\d{{2}}|\d{{4}}/\d{{2}}/\d{{2}}|[A-Za-z]{{3,9}}\.?\s+{_DAY}\s*,?\s+\d{{4}}"
    rf"|{_DAY}(?:\s+of)?\s+[A-Za-z]{{3,9}}\.?,?\s+\d{{4}}"
)
_WEEKDAY = re.compile(r"^(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s+", re.IGNORECASE)
_LABEL = (
    r"(?:date\s+)?(?:published|issued|released)|publication\s+date|date\s+of\s+publication|(?:last\s+)?updated"
    r"|version\s[\w.]{1,8},?\s+dated"
)
_LABELLED = re.compile(
    rf"^[^\S\n]*\(?(?:{_LABEL})(?:\s+on)?[^\S\n]*:?[^\S\n]*({_STATED})[^\S\n]*[.)]?[^\S\n]*$",
    re.IGNORECASE | re.MULTILINE,
)
_EARLIEST = date(1800, 1, 1)
_AHEAD = timedelta(days=2 * 366)


def parse_date(text: str) -> date | None:
    """Return the day that `text` states in full, or None where it states none, part of one, or an ambiguous one."""
    stated = _WEEKDAY.sub("", " ".join(text.split()))[:60]
    for form, order in _FORMS:
        if found := form.fullmatch(stated):
            year, month, day = (found.groups()[place] for place in order)
            return _day(year, month, day)
    return None


def labelled_date(text: str) -> date | None:
    """Return the date of a line such as "Published: 4 November 2025" among the first lines of `text`."""
    found = _LABELLED.search(text[:2000])
    return parse_date(found.group(1)) if found else None


def lone_date(text: str, lines: int = 6) -> date | None:
    """Return the first date that stands alone on one of the first `lines` lines, as rulings and letters have it."""
    first = [line for line in text[:2000].splitlines() if line.strip()][:lines]
    return next((stated for line in first if (stated := parse_date(line))), None)


def published_warnings(published: date | None, today: date | None = None) -> tuple[str, ...]:
    """Return a warning where a published date lies before 1800 or more than two years ahead."""
    if published is None or _EARLIEST <= published <= (today or date.today()) + _AHEAD:
        return ()
    return (f"published date {published.isoformat()} looks wrong",)


def _day(year: str, month: str, day: str) -> date | None:
    number = int(month) if month.isdigit() else month_number(month)
    try:
        return date(int(year), number, int(day))
    except ValueError:
        return None


def month_number(name: str) -> int:
    """Return the number of a month by its name or abbreviation, 0 (which no date has) for any other word."""
    short = "sep" if name.lower() == "sept" else name.lower()
    return next((n for n, month in enumerate(_MONTHS, 1) if short in (month, month[:3])), 0)

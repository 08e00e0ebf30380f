"""The point in time that a question is asked from: "as of 1 May 2025", "in March 2025, what did … pay?".

A date is mostly part of what is asked about ("the order of 4 March 2025", "2025 imports", "a deadline in 2027"), and
then restricts nothing. Two things do: words that say outright that the date is the point of view, and a month or a day
at either end of a question about how things stood then.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from corpus.dates import month_number, parse_date
from corpus.events import dates_in
from index.search import Hit
from index.words import index_terms

_MONTH = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december"
    r"|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\.?"
)
_SEASONS = {"spring": 5, "summer": 8, "autumn": 11, "fall": 11}
"""The last month of each; winter belongs to two years, and is left alone."""
_DAY = (
    rf"\d{{4}}-\d{{2}}-\d{{2}}|\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {_MONTH},? \d{{4}}"
    rf"|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}"
)
_PART = r"(?:(?:the )?(?:very )?(?:end|start|beginning|middle) of |early[ -]|mid[ -]|late[ -])"
_MONTH_YEAR = rf"{_PART}?{_MONTH},? \d{{4}}"
_SEASON_YEAR = r"(?:spring|summer|autumn|fall)(?: of)? \d{4}"
_END_OF_YEAR = r"(?:the )?end of \d{4}"
_EXACT = rf"{_DAY}|{_MONTH_YEAR}|{_SEASON_YEAR}"
_AT = r"(?:on the day |on |in |at |during |by |back in |as (?:early|late) as )"

_OUTRIGHT = re.compile(
    rf"\b(?:as (?:of|at)|(?:as|how|where) (?:things|matters|it|they|the (?:law|rules?|rates?)) stood"
    rf"|going by (?:what was|the rules) (?:known|in force)|(?:had|if) (?:i|we|you) (?:asked|been asked))"
    rf"(?: {_AT.strip()})? ?(?:in |on )?(?P<date>{_EXACT}|{_END_OF_YEAR}|\d{{4}}(?!\d))",
    re.IGNORECASE,
)
_LABEL = re.compile(rf"^(?P<date>{_EXACT}) ?[:–—]", re.IGNORECASE)
_LEADING = re.compile(rf"^(?P<at>{_AT}|before |prior to )(?P<date>{_EXACT}),? (?=(?P<rest>\w+))", re.IGNORECASE)
_TRAILING = re.compile(
    rf"(?P<word>[\w’'%)]+),? (?P<at>{_AT}|before |prior to )(?P<date>{_EXACT}) ?[?.!]*$", re.IGNORECASE
)
_ASKING = re.compile(
    r"(?:what|which|who|whom|whose|how|where|is|are|was|were|do|does|did|has|have|had|can|could|must|may|should)$",
    re.IGNORECASE,
)
_STATE = re.compile(
    r"\b(?:rates?|tariffs?|dut(?:y|ies)|levy|levies|surcharges?|fees?|pay|paid|face[ds]?|appl(?:y|ies|ied|icable)"
    r"|in (?:force|effect|place)|stood|stand|exempt\w*|charged|collected|allowed|permitted|banned|barred"
    r"|restrict\w+|subject to|suspended|paused|exist(?:s|ed)?|still|valid|current\w*)\b",
    re.IGNORECASE,
)
_HAPPENING = re.compile(
    r"\b(?:announc\w+|sign(?:s|ed)?|publish\w*|promis\w+|pledg\w+|agree[ds]?|decid\w+|issu\w+|adopt\w+|made public"
    r"|launch\w*|begins?|began|starts?|started|(?:take|takes|took|taking) effect|enter\w*|rais\w+|rises?|rose"
    r"|increas\w+|cut|lower\w+|doubl\w+|impos\w+|introduc\w+|chang\w+|happen\w*|expir\w+|ends?|ended|lapse[ds]?|will|due|must"
    r"|set|came|comes?|gets?|got|took|lost|loses?|put|going|float\w+|hand\w*|after|per the|according to|in \S+ telling"
    r"|told|sa(?:y|ys|id)|promot\w+|deadline|no later|which (?:day|date)|when|import(?:s|ed)|export(?:s|ed)|bought|sold"
    r"|buy|arriv\w+)\b",
    re.IGNORECASE,
)
"""What happens on a date, or is due then, is asked about by it: later documents may tell it best."""
_NAMED_BY_DATE = re.compile(
    r"^(?:orders?|proclamations?|agreements?|notices?|statements?|deals?|frameworks?|truce|meetings?|summit|packages?"
    r"|letters?|rules?|decisions?|papers?|sheets?|talks|releases?|lists?|documents?|reports?|memorandum|\w+ed"
    r"|call|row|up|down|out|off|made|set|begun|held|given|written|dated|from|since|until|after)$",
    re.IGNORECASE,
)
"""Words that a date belongs to when it follows them: "the order signed in March 2025"."""
_NOW = re.compile(
    r"\b(?:still|now|current\w*|today|these days|at the moment|latest|newest|is (?:that|it|this) right"
    r"|any ?more|any longer|used to|does (?:that|it|this) hold|to date|i (?:have|had|only) )\b",
    re.IGNORECASE,
)
_EVENT = re.compile(
    r"^(?:before|until|prior to|ahead of) (?:the )?(?P<event>(?:[\w’'-]+ ){0,4}"
    r"(?:meeting|summit|talks|visit|truce|deal|agreement|order|proclamation|ruling|election|statement))\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class AsOf:
    """The last day whose documents count, and the question's words that say so."""

    on: date
    words: str


def asks_now(question: str) -> bool:
    """Tell whether a question is after the present state: what holds still, what the rate is now."""
    return bool(_NOW.search(question))


def as_of_in(question: str) -> AsOf | None:
    """Return the point in time that a question is asked from, None where it names none."""
    asked = " ".join(question.split())
    if found := _OUTRIGHT.search(asked) or _LABEL.search(asked):
        return _as_of(found)
    found = _LEADING.search(asked)
    if found and not _ASKING.match(found["rest"]):
        found = None
    found = found or _TRAILING.search(asked)
    word = (found.groupdict().get("word") or "") if found else ""
    if not found or (_NAMED_BY_DATE.match(word) and not _STATE.fullmatch(word)):
        return None
    rest = asked[: found.start("at")] + asked[found.end() :]
    return _as_of(found) if _STATE.search(rest) and not _HAPPENING.search(rest) else None


def event_before(question: str) -> str:
    """Return the event that a question is asked from the time before of, empty where it names none.

    "Before the Busan meeting, …" gives "Busan meeting"; an event must have a name, so that the library can date it.
    """
    found = _EVENT.search(" ".join(question.split()))
    return found["event"] if found and re.search(r"[A-Z]", found["event"]) else ""


def day_of(event: str, hits: Sequence[Hit]) -> date | None:
    """Return the day on which an event took place, where sentences that name it state one day and no other."""
    wanted = set(index_terms(event))
    days = {
        day
        for hit in hits
        for start, end in hit.passage.sentences
        if wanted <= set(index_terms(sentence := hit.passage.text[start - hit.passage.start : end - hit.passage.start]))
        for day, _ in dates_in(sentence)
    }
    return days.pop() if len(days) == 1 else None


def day_in_words(day: date) -> str:
    """Return a date as it is read aloud: "1 May 2025"."""
    return f"{day.day} {day:%B %Y}"


def _as_of(found: re.Match[str]) -> AsOf | None:
    day = last_day(found["date"])
    if day is None:
        return None
    before = "at" in found.groupdict() and found["at"].lower().strip() in ("before", "prior to")
    words = found.group().strip(" ,:–—?.!") if "word" not in found.groupdict() else f"{found['at']}{found['date']}"
    return AsOf((_first_day(found["date"], day) if before else day + timedelta(days=1)) - timedelta(days=1), words)


def last_day(stated: str) -> date | None:
    """Return the last day of a stated day, part of a month, month, season or year; None for an impossible date."""
    if day := parse_date(stated):
        return day
    if re.search(rf"\d {_MONTH}|{_MONTH} \d{{1,2}}\b", stated, re.IGNORECASE):
        return None  # a day that its month does not have
    words = stated.lower().replace("-", " ").replace(",", "").replace(".", "").split()
    year = int(words[-1]) if words and re.fullmatch(r"[0-9]{4}", words[-1]) else 0
    if not 1800 <= year <= 2200:
        return None
    month = next((number for word in words if (number := _SEASONS.get(word) or month_number(word))), 12)
    part = words[0] if words[0] != "the" else words[1]
    if len(words) > 2 and part in ("early", "start", "beginning"):
        return date(year, month, 10)
    if len(words) > 2 and part in ("mid", "middle"):
        return date(year, month, 20)
    return date(year, month, monthrange(year, month)[1])


def _first_day(stated: str, last: date) -> date:
    return last if parse_date(stated) else last.replace(day=1)

"""Event dates: when something was announced, signed, suspended, comes into force or ends, as a sentence states it.

Each date of a sentence is told by the cue nearest before it ("effective …", "until …"), or, where none stands there, by
the verb after it ("On 4 March 2025 the President signed …"). A date without a cue is no event date.
"""

from __future__ import annotations

import re
from datetime import date

from corpus.dates import parse_date
from corpus.document import EventDate, Span

_MONTH = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december"
    r"|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)"
)
_DATE = re.compile(
    rf"\b(?:\d{{4}}-\d{{2}}-\d{{2}}|{_MONTH}\.?\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?(?:\s+of)?\s+{_MONTH}\.?,?\s+\d{{4}})\b",
    re.IGNORECASE,
)
_UNTIL = r"until|through|(?:up )?to and including"
_CUES = tuple(
    (event, re.compile(rf"\b(?:{words})\b", re.IGNORECASE))
    for event, words in (
        (
            "suspended",
            rf"(?:suspen\w+|paus\w+|postpon\w+|defer\w*|delay\w*)[^.;]{{0,80}}?\b(?:{_UNTIL}|from|on|beginning)",
        ),
        (
            "ends",
            rf"{_UNTIL}|expir\w+(?: on)?|lapses?(?: on)?|terminat\w+(?: on| effective| as of)?|end(?:s|ed|ing)(?: on)?"
            r"|no longer [^.;]{0,60}?\b(?:after|from|as of|on)|before",
        ),
        (
            "in force",
            r"effective(?: as of| on| from)?|(?:in|into) (?:force|effect)(?: on| from| as of)?|tak(?:e|es|ing) effect"
            r"(?: on| from)?|took effect(?: on| from)?|on or after|beginning(?: on)?|starting(?: on| from)?|from"
            r"|commenc\w+(?: on)?|appl(?:y|ies|ied)(?: on| from| as of)",
        ),
        (
            "signed",
            r"signed(?: \w+){0,4}? on|signed|dated|done at|(?:executive order|proclamation|memorandum|order)"
            r"(?: (?:no\. ?)?[\d-]+)? of",
        ),
        (
            "announced",
            r"announc\w+(?: \w+){0,4}? on|announc\w+|publish\w+(?: on)?|issued(?: on)?|released(?: on)?"
            r"|proclaimed(?: on)?|reached(?: \w+){0,4}? on",
        ),
    )
)
_AFTER = (
    ("signed", re.compile(r"\bsign(?:s|ed)\b", re.IGNORECASE)),
    ("announced", re.compile(r"\b(?:announc(?:es|ed)|published|released|issued|proclaimed|unveiled)\b", re.IGNORECASE)),
    ("in force", re.compile(r"\b(?:takes? effect|took effect|(?:enter|came|come)\w* into (?:force|effect))", re.I)),
    ("suspended", re.compile(r"\b(?:suspended|paused|postponed)\b", re.IGNORECASE)),
    ("ends", re.compile(r"\b(?:expires?|expired|lapses?|ends?|ended)\b", re.IGNORECASE)),
)
_NEAR = 120
"""A cue stands at most so many characters before its date; one after it within half of that."""


def dates_in(text: str) -> list[tuple[date, Span]]:
    """Return the days that a text states in full, in order, with where."""
    return [(on, found.span()) for found in _DATE.finditer(text) if (on := parse_date(found.group()))]


def event_dates(text: str, start: int = 0) -> tuple[EventDate, ...]:
    """Return the dates that a sentence states with what happens then, in order.

    `start` is where the sentence stands in its document: the offsets returned count from the document's beginning, and
    cover the cue and the date, or the date and the verb.
    """
    stated = dates_in(text)
    events = []
    floor = 0
    for at, (on, found) in enumerate(stated):
        ceiling = stated[at + 1][1][0] if at + 1 < len(stated) else len(text)
        if event := _before(text, floor, found, on, start) or _after(text, ceiling, found, on, start):
            events.append(event)
        floor = found[1]
    return tuple(events)


def _before(text: str, floor: int, found: Span, on: date, start: int) -> EventDate | None:
    """Return the event of the cue that ends nearest before a date, the longest of those."""
    floor = max(floor, found[0] - _NEAR)
    clause = text[floor : found[0]]
    floor += clause.rfind("; ") + 1
    cues = [(cue.end(), -cue.start(), event) for event, words in _CUES for cue in words.finditer(text, floor, found[0])]
    if not cues:
        return None
    _, begin, event = max(cues, key=lambda cue: cue[:2])
    return EventDate(event, on, start - begin, start + found[1])


def _after(text: str, ceiling: int, found: Span, on: date, start: int) -> EventDate | None:
    ceiling = min(ceiling, found[1] + _NEAR // 2)
    cues = [
        (cue.start(), cue.end(), event) for event, words in _AFTER if (cue := words.search(text, found[1], ceiling))
    ]
    if not cues:
        return None
    _, end, event = min(cues)
    return EventDate(event, on, start + found[0], start + end)

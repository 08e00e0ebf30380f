"""How two sentences stand to each other: whether the later changes the earlier, or both disagree.

A change must be worded as one ("is amended", "shall no longer be in effect", "suspended until"), in a later document,
about the same parties and in like words, with another value or an end; otherwise nothing is said.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from assistant.claims import (
    Claim,
    alike,
    apart,
    differing,
    is_general,
    narrates,
    plans,
    same_parties,
    same_scope,
    same_series,
)
from assistant.evidence import Evidence
from assistant.numbers import numbers_in
from assistant.sources import is_attributed, is_official

ALIKE_CHANGED = 0.15
ALIKE_ENDED = 0.3
ALIKE_DISAGREEING = 0.3
ALIKE_TOLD = 0.2
ALIKE_SERIES = 0.5
"""So alike must the words of two sentences be, from 0 to 1."""
SAME_EVENT = timedelta(days=14)
"""An official text and a report so close to each other tell of the same event."""
SAME_AGE = timedelta(days=10 * 365)
"""A text that much older is of another age, not of the measure that changed."""
SAME_TIME = timedelta(days=450)
"""Sources further apart that give other values are no conflict: things change."""


_STANDS_ALONE = re.compile(r"agreement|treaty|guidance|statute|regulation", re.IGNORECASE)
_REPLACES = re.compile(r"\b(?:supersed|replac)\w+", re.IGNORECASE)


def supersedes(later: Evidence, earlier: Evidence, now: bool = False) -> bool:
    """Tell whether a sentence changes, suspends, replaces or ends what an earlier one states.

    `now` says that the question is after the present state: then a later value needs no words of change. Nor does the
    next one of a series (the fee for 2025, the fee for 2026).
    """
    new, old = Claim(later), Claim(earlier)
    if not _follows(new, old) or not _same_subject(new, old):
        return False
    if _in_their_own_right(later, earlier) and not _REPLACES.search(later.text):
        return False
    # a report may retell an official text, not end it; and what both say of one event is no change
    report = bool(is_official(earlier.passage)) and is_official(later.passage) is False
    retold = is_official(earlier.passage) != is_official(later.passage) and apart(new, old) <= SAME_EVENT
    if new.ends and not old.ends and not report and not retold and alike(new, old, titles=False) >= ALIKE_ENDED:
        return True
    # what is to rise has not yet changed what is paid
    planned = plans(later) and not plans(earlier)
    if (
        retold
        or planned
        or not differing(new, old, since=old.published or date.min)
        or (report and not new.words_change)
    ):
        return False
    worded = new.changes and alike(new, old, titles=False) >= ALIKE_CHANGED
    same = bool(new.parties) and same_parties(new, old, strictly=True) and new.words_change
    repeated = same_series(new, old) and (same or alike(new, old, titles=False) >= ALIKE_SERIES)
    return worded or repeated or (now and bool(new.parties & old.parties))


def _in_their_own_right(one: Evidence, other: Evidence) -> bool:
    """Tell whether either is of an agreement or a code, which others like it leave as it is."""
    return any(_STANDS_ALONE.search(each.passage.kind) for each in (one, other))


def _follows(new: Claim, old: Claim) -> bool:
    dated = new.published and old.published and old.published < new.published < old.published + SAME_AGE
    # whoever writes a file can date it; what nobody stands for changes nothing
    return (
        bool(dated)
        and is_attributed(new.evidence.passage)
        and not narrates(new.evidence)
        and not is_general(new.evidence)
    )


def _same_subject(new: Claim, old: Claim) -> bool:
    return same_parties(new, old) and new.says and old.says and alike(new, old) >= ALIKE_CHANGED


def conflicts(one: Evidence, other: Evidence, told: bool = False) -> bool:
    """Tell whether two sentences give different values of the same thing, and neither says that it changed.

    `told` says that the question speaks of a disagreement: then likeness is enough, and one document may report both.
    """
    a, b = Claim(one), Claim(other)
    if told and one != other:
        return same_parties(a, b) and alike(a, b, titles=False) >= ALIKE_TOLD and differing(a, b)
    # the same figures are no conflict, though each side's answering words may pick another of them
    two = one.passage.document_id != other.passage.document_id and numbers_in(one.text) != numbers_in(other.text)
    if not (two and a.published and b.published) or a.rounds or b.rounds:
        return False
    if any(narrates(each) or is_general(each) for each in (one, other)):
        return False
    if apart(a, b) > SAME_TIME or not same_parties(a, b, strictly=True):
        return False
    similar = alike(a, b, titles=False) >= ALIKE_DISAGREEING and same_scope(a, b)
    planned = plans(one) != plans(other)
    if planned or supersedes(one, other) or supersedes(other, one):
        return False
    return similar and differing(a, b)

"""Statements over time: what changed stands above what it changed, and sources that disagree stand side by side."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from assistant.as_of import asks_now
from assistant.claims import Claim, alike, narrates
from assistant.comparing import ALIKE_DISAGREEING, conflicts, supersedes
from assistant.conversation import Standing
from assistant.evidence import SENTENCE_FEATURES, Evidence
from assistant.values import values_in
from index.words import query_terms, term_set

CHANGE_WORDS = "amended modified suspended terminated revoked extended"
"""What is searched for, beside the question, among later documents."""
MOST_SHOWN = 4
CANDIDATE = 0.05
"""A sentence may supersede the best one, or be superseded by it, when its score is at least this share of its."""
RIVAL = 0.4
"""A sentence may conflict with the best one when its score is at least this share of its."""
COVERING = 0.6
"""It must hold at least this share of what the best one holds of the question's words, its title included."""
SHARED = 0.7
"""Of two sentences that conflict, the one with fewer of the question's words has at least this share of the other's."""
_COVERED = SENTENCE_FEATURES.index("coverage_with_context")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_ORDERS = re.compile(r"\b(?:shall|hereby|is amended|effective)\b", re.IGNORECASE)
_DISAGREES = re.compile(
    r"\b(?:disagree\w*|contradict\w*|conflict(?:s|ing)\b|(?:two|three) (?:different )?(?:end )?(?:dates|figures|numbers"
    r"|versions|accounts)|(?:sources?|papers|documents|texts|versions|accounts|reports|orders?|sheet)\b[^?.]{0,60}?\bdiffer)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Shown:
    """A sentence as it is shown: how it stands to the others, and the place among them of what supersedes it."""

    evidence: Evidence
    standing: Standing | None = None
    superseded_by: int | None = None
    side: str = ""


def in_time(
    question: str,
    chosen: Sequence[Evidence],
    pool: Sequence[Evidence],
    as_of: date | None = None,
    own: str | None = None,
) -> list[Shown]:
    """Return the chosen sentences with those of the pool that supersede or contradict the best of them.

    A sentence that supersedes stands before what it supersedes; the rest keep their order. Pool and choice are best
    first. `own` are the words of a follow-up without those of the questions before it: "and tin?" is not about zinc.
    """
    if not chosen:
        return []
    best, now = chosen[0], asks_now(question)
    told = bool(_DISAGREES.search(question))
    if ordered := next((one for one in pool if narrates(best) and _orders_anew(one, best)), None):
        return _reordered(ordered, chosen)
    able = [one for one in pool if _near(one, best, CANDIDATE)]
    # who names a year asks what held then; as of a day, nothing later is in the pool
    timely = able if now or as_of or not _YEAR.search(question) else []
    later = _latest([one for one in timely if supersedes(one, best, now)])
    if later and not told:
        return _superseding(later, [best, *chosen[1:]], now)
    rivals = [one for one in able if told or _near(one, best, RIVAL)]
    # what the best one gives a value of, only sentences that contradict it itself can dispute
    disputed = [best, *(one for one in chosen[1:2] if told or not _kinds(one) & _kinds(best))]
    pairs = ((a, b) for a in disputed for b in rivals if told or _of_one_subject(a, b, own or question))
    if pair := next((pair for pair in pairs if conflicts(*pair, told)), None):
        sides = sorted(pair, key=_newest_first)
        rest = [one for one in chosen if one not in sides]
        return [*(Shown(one, "conflicting") for one in sides), *map(Shown, rest)][:MOST_SHOWN]
    if told and any(_DISAGREES.search(one.text) for one in chosen):
        # a sentence that tells of the disagreement holds both sides itself
        return [Shown(one, "conflicting" if _DISAGREES.search(one.text) else None) for one in chosen]
    earlier = [one for one in timely if supersedes(best, one, now)]
    return _superseding(best, [earlier[0], *chosen[1:]], now) if earlier else [Shown(one) for one in chosen]


def _near(one: Evidence, best: Evidence, share: float) -> bool:
    """Tell whether a sentence answers the question well enough to bear on the best one."""
    return one.score >= share * best.score and covers_like(best, one.features[_COVERED])


def _kinds(sentence: Evidence) -> set[str]:
    """Return the kinds of the values that a sentence gives."""
    return {value.kind for value in Claim(sentence).values}


def _of_one_subject(one: Evidence, other: Evidence, question: str) -> bool:
    """Tell whether two sentences hold about as many of the question's words: softwood pays 10 percent, furniture 25."""
    asked = set(query_terms(question))
    fewer, more = sorted(len(asked & term_set(each.text)) for each in (one, other))
    return fewer >= SHARED * more


def covers_like(best: Evidence, coverage: float) -> bool:
    """Tell whether a sentence of such a coverage of the question's words may bear on the best one."""
    return coverage >= COVERING * best.features[_COVERED]


def _orders_anew(sentence: Evidence, narrated: Evidence) -> bool:
    """Tell whether a sentence orders what another one of its document retells, at another date."""
    if sentence.passage.document_id != narrated.passage.document_id or narrates(sentence):
        return False
    if not _ORDERS.search(sentence.text):
        return False
    ours, theirs = ({(one.kind, one.amount) for one in values_in(each.text)} for each in (sentence, narrated))
    days, others = ({one for one in ours if (one[0] == "date") == dated} for dated in (True, False))
    return bool(days and others & theirs) and not days & theirs and any(kind == "date" for kind, _ in theirs)


def _reordered(ordered: Evidence, chosen: Sequence[Evidence]) -> list[Shown]:
    """Return what is ordered now, then what it takes the place of: the retelling, and older sentences like it."""
    narrated, new = Claim(chosen[0]), Claim(ordered)
    shown = [Shown(ordered, "current"), Shown(chosen[0], "superseded", 0)]
    for one in (one for one in chosen[1:] if one != ordered):
        claim = Claim(one)
        older = claim.published and new.published and claim.published < new.published
        # a rate stands as it was, if what is ordered anew is the day
        old = older and alike(claim, narrated, titles=False) >= ALIKE_DISAGREEING and _days(one) - _days(ordered)
        shown.append(Shown(one, "superseded", 0) if old else Shown(one))
    by_age = sorted((one for one in shown[1:] if one.standing), key=lambda one: _newest_first(one.evidence))
    return [shown[0], *by_age, *(one for one in shown[1:] if not one.standing)][:MOST_SHOWN]


def _days(sentence: Evidence) -> set[str]:
    """Return the days that a sentence names."""
    return {one.amount for one in values_in(sentence.text) if one.kind == "date"}


def _superseding(newest: Evidence, others: Sequence[Evidence], now: bool) -> list[Shown]:
    others = [one for one in dict.fromkeys(others) if one != newest][: MOST_SHOWN - 1]
    old = sorted((one for one in others if supersedes(newest, one, now)), key=_newest_first)
    rest = [one for one in others if one not in old]
    return [Shown(newest, "current"), *(Shown(one, "superseded", 0) for one in old), *map(Shown, rest)]


def _latest(candidates: Sequence[Evidence]) -> Evidence | None:
    """Return the best sentence of the latest document."""
    return min(candidates, key=lambda one: (_newest_first(one), -one.score), default=None)


def _newest_first(one: Evidence) -> int:
    return -(one.passage.published or date.min).toordinal()

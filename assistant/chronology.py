"""Statements over time: a later one that changes an earlier one supersedes it; two that merely disagree conflict.

A change must be worded as one ("is amended", "shall no longer be in effect", "suspended until"), in a later document,
about the same parties and in like words, with another value or an end; otherwise nothing is said. (The ways in which
trade documents word changes were read from orders, notices and agreements; general clauses that change nothing by
themselves, "inconsistent provisions are superseded", are left out.)
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from assistant.conversation import Standing
from assistant.evidence import SENTENCE_FEATURES, Evidence
from assistant.parties import parties_in
from assistant.sources import is_official
from assistant.values import Value, values_in
from index.words import STOPWORDS, index_terms

CHANGE_WORDS = "amended modified suspended terminated revoked extended"
"""What is searched for, beside the question, among later documents."""
MOST_SHOWN = 4
CANDIDATE = 2.5
"""A sentence may supersede another when its log-odds, as read, are at most so much below the best one's."""
READ = -0.75
"""Sentences read as less likely answers tell nothing of each other."""
RIVAL = 1.5
"""A sentence may conflict with the best one when they are at most so much below its."""
COVERING = 0.6
"""It must hold at least this share of what the best one holds of the question's words, its title included."""
ALIKE_CHANGED = 0.15
ALIKE_ENDED = 0.3
ALIKE_DISAGREEING = 0.3
ALIKE_TOLD = 0.2
"""So alike must the words of two sentences be, from 0 to 1."""
SERIES = 0.6
"""Titles that share so many of their words are those of a series."""
SAME_EVENT = timedelta(days=14)
"""An official text and a report so close to each other tell of the same event."""
SAME_AGE = timedelta(days=10 * 365)
"""A text that much older is of another age, not of the measure that changed."""
SAME_TIME = timedelta(days=450)
"""Sources further apart that give other values are no conflict: things change."""

_READ, _COVERED = (SENTENCE_FEATURES.index(name) for name in ("sentence_read", "coverage_with_context"))
_ENDS = re.compile(
    r"\bno longer\b|\bterminat(?:e[sd]?|ing)\b|\brevok(?:e[sd]?|ing)\b|\brescind\w*|\brepeal\w*|\bwithdr[ae]wn?\b"
    r"|\bcancel\w*|\bceas(?:e[sd]?|ing)\b|\bineffective\b|\bsuspend(?:s|ed|ing)?\b|\bpaus(?:e[sd]?|ing)\b"
    r"|\bpostpone\w*",
    re.IGNORECASE,
)
_PLANS = re.compile(
    r"\b(?:will|shall|would|(?:is|are|was|were) (?:to|due to|set to|scheduled to)) (?:\w+ )?"
    r"(?:rise|fall|increase|decrease|go up|climb|drop|step up)\b",
    re.IGNORECASE,
)
_ALTERS = re.compile(
    r"\bin lieu (?:of|thereof)\b|\binstead\b|\bhereby amended\b|\b(?:is|are|be|was|were) (?:further )?(?:amended"
    r"|revised|modified|replaced|adjusted|extended|delayed|increased|raised|reduced|lowered|cut|doubled)\b|\bsupersed\w+"
    r"|\bfrom [^.;]{1,40}? to [^.;]{1,40}?(?:%|percent)|\b(?:amend|revis|modify|modif|extend|delay|rais|increas|reduc"
    r"|lower|adjust)ing\b|\breplac(?:e[sd]?|ing|ement)\b|\b(?:now|new(?:ly)?|current(?:ly)?|corrected|correction)\b"
    r"|\bextend\w*|\bextension\b|\braised\b|\bdoubl\w+|\breduc\w+|\blower\w*|\bincreas\w+",
    re.IGNORECASE,
)
_TITLE_CHANGES = re.compile(
    r"\b(?:amend\w*|modif\w*|extend\w*|extension|further|ending|end|terminat\w*|suspen\w*|revo\w+|rescission|correct\w*"
    r"|chang\w+|adjusting|strengthening|new|postpone\w*|delay\w*|update\w*|increas\w+|finaliz\w+|implement\w*)\b",
    re.IGNORECASE,
)
_BOILERPLATE = re.compile(
    r"inconsistent with (?:this|the)|to the extent of such inconsistency|unless expressly|remains? in effect"
    r"|shall be construed to|authority to|authorizes|should (?:circumstances|any)|\bmay (?:modify|amend|terminate|be)\b"
    r"|in its entirety or in part|shall monitor",
    re.IGNORECASE,
)
_NARRATES = re.compile(
    r"^\W*(?:\(?\w{1,2}\)\s*)?(?:\d+\.\s*)?(?:[^,.;]{0,40}, )?"
    r"(?:I (?:also |further |then |previously |subsequently )?\w+ed\b"
    r"|In (?:Executive Order|Proclamation|that|section)\b[^.;]{0,160}?\bI \w+"
    r"|On [A-Z]\w+ \d{1,2}, \d{4},[^.;]{0,80}?\bI \w+)",
)
_NOW = re.compile(
    r"\b(?:still|now|current\w*|curent|today|these days|at the moment|latest|newest|is (?:that|it|this) right"
    r"|any ?more|any longer|used to|does (?:that|it|this) hold|to date|i (?:have|had|only) )\b",
    re.IGNORECASE,
)
_GONE = re.compile(r"\b(?:from|deleting|striking|instead of|rather than|in lieu of)[ “\"'($]*$", re.IGNORECASE)
_ORDERS = re.compile(r"\b(?:shall|hereby|is amended|effective)\b", re.IGNORECASE)
_DISAGREES = re.compile(
    r"\b(?:disagree\w*|contradict\w*|conflict(?:s|ing)\b|(?:two|three) (?:different )?(?:end )?(?:dates|figures|numbers"
    r"|versions|accounts)|(?:sources?|papers|documents|texts|versions|accounts|reports|orders?|sheet)\b[^?.]{0,60}?\bdiffer)\b",
    re.IGNORECASE,
)
_WEAKER = re.compile(
    r"\b(?:(?:more|less|fewer|greater|higher) than|over|nearly|almost|about|approx\w+|up to|at least)(?: an?)?[ $€]*$",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


@dataclass(frozen=True, slots=True)
class Shown:
    """A sentence as it is shown: how it stands to the others, and the place among them of what supersedes it."""

    evidence: Evidence
    standing: Standing | None = None
    superseded_by: int | None = None
    side: str = ""


@dataclass(frozen=True)
class Claim:
    """A sentence with what it is about and the values that it gives."""

    evidence: Evidence

    @cached_property
    def parties(self) -> frozenset[str]:
        """The parties that the sentence names, or else its title."""
        return frozenset(parties_in(self.evidence.text) or parties_in(self.evidence.passage.title))

    @cached_property
    def values(self) -> tuple[Value, ...]:
        """The values among the answering words; those of the sentence where these hold none."""
        words, start, text = self.evidence.words, self.evidence.start, self.evidence.text
        # "reduced from 34 percent to 10 percent" gives 10 percent
        found = [one for one in values_in(text) if not _GONE.search(text[: one.start])]
        if words:
            inside = [one for one in found if start + one.start < words[1] and words[0] < start + one.end]
            found = inside or found
        return tuple(found)

    @cached_property
    def terms(self) -> frozenset[str]:
        """The sentence's words, without numbers."""
        return _terms(self.evidence.text)

    @cached_property
    def title(self) -> frozenset[str]:
        """The words of the title, without numbers."""
        return _terms(self.evidence.passage.title)

    @cached_property
    def rounds(self) -> bool:
        """Whether a value is given as "more than" or "about" that."""
        return any(_WEAKER.search(self.evidence.text[: value.start]) for value in self.values)

    @property
    def published(self) -> date | None:
        """When the sentence was published."""
        return self.evidence.passage.published

    @cached_property
    def ends(self) -> bool:
        """Whether the sentence says that something is over, or rests."""
        return bool(_ENDS.search(self.evidence.text))

    @property
    def says(self) -> bool:
        """Whether the sentence has a subject at all: "July 30, 2025." has none."""
        return len(self.terms) > 2 or bool(parties_in(self.evidence.text))

    @property
    def words_change(self) -> bool:
        """Whether the sentence itself says that something is now otherwise."""
        return self.ends or bool(_ALTERS.search(self.evidence.text))

    @cached_property
    def changes(self) -> bool:
        """Whether the sentence, or the title above it, says that something is now otherwise."""
        return self.words_change or bool(_TITLE_CHANGES.search(self.evidence.passage.title))


def narrates(sentence: Evidence) -> bool:
    """Tell whether a sentence of an order retells what was ordered before: what is ordered now stands elsewhere."""
    return bool(_NARRATES.search(" ".join(sentence.text.split())))


def supersedes(later: Evidence, earlier: Evidence, now: bool = False) -> bool:
    """Tell whether a sentence changes, suspends, replaces or ends what an earlier one states.

    `now` says that the question is after the present state: then a later value needs no words of change. Nor does the
    next one of a series (the fee for 2025, the fee for 2026).
    """
    new, old = Claim(later), Claim(earlier)
    if not _follows(new, old) or not _same_subject(new, old):
        return False
    # a report may retell an official text, not end it; and what both say of one event is no change
    report = bool(is_official(earlier.passage)) and is_official(later.passage) is False
    if is_official(earlier.passage) != is_official(later.passage) and _apart(new, old) <= SAME_EVENT:
        return False
    if new.ends and not old.ends and not report and _alike(new, old, titles=False) >= ALIKE_ENDED:
        return True
    # what is to rise has not yet changed what is paid
    planned = _PLANS.search(later.text) and not _PLANS.search(earlier.text)
    if planned or not _differing(new, old, since=old.published or date.min) or (report and not new.words_change):
        return False
    worded = new.changes and _alike(new, old, titles=False) >= ALIKE_CHANGED
    return worded or _same_series(new, old) or (now and bool(new.parties & old.parties))


def _apart(one: Claim, other: Claim) -> timedelta:
    return abs((one.published or date.min) - (other.published or date.max))


def _follows(new: Claim, old: Claim) -> bool:
    dated = new.published and old.published and old.published < new.published < old.published + SAME_AGE
    return bool(dated) and not narrates(new.evidence) and not _BOILERPLATE.search(new.evidence.text)


def _same_subject(new: Claim, old: Claim) -> bool:
    return _same_parties(new, old) and new.says and old.says and _alike(new, old) >= ALIKE_CHANGED


def conflicts(one: Evidence, other: Evidence, told: bool = False) -> bool:
    """Tell whether two sentences give different values of the same thing, and neither says that it changed.

    `told` says that the question speaks of a disagreement: then likeness is enough, and one document may report both.
    """
    a, b = Claim(one), Claim(other)
    if told and one != other:
        return _same_parties(a, b) and _alike(a, b, titles=False) >= ALIKE_TOLD and _differing(a, b)
    apart = one.passage.document_id != other.passage.document_id
    if not (apart and a.published and b.published) or a.rounds or b.rounds:
        return False
    if any(narrates(each) or _BOILERPLATE.search(each.text) for each in (one, other)):
        return False
    if _apart(a, b) > SAME_TIME or not _same_parties(a, b, strictly=True):
        return False
    alike = _alike(a, b, titles=False) >= ALIKE_DISAGREEING and _same_scope(a, b)
    planned = bool(_PLANS.search(one.text)) != bool(_PLANS.search(other.text))
    if planned or supersedes(one, other) or supersedes(other, one):
        return False
    return alike and _differing(a, b)


def in_time(question: str, chosen: Sequence[Evidence], pool: Sequence[Evidence]) -> list[Shown]:
    """Return the chosen sentences with those of the pool that supersede or contradict the best of them.

    A sentence that supersedes stands before what it supersedes; the rest keep their order. Pool and choice are best
    first.
    """
    if not chosen:
        return []
    best, now = chosen[0], bool(_NOW.search(question))
    told = bool(_DISAGREES.search(question))
    if ordered := next((one for one in pool if narrates(best) and _orders_anew(one, best)), None):
        return _reordered(ordered, chosen)
    able = [one for one in pool if _near(one, best, CANDIDATE)]
    later = _latest([one for one in able if supersedes(one, best, now)])
    if later and not told:
        return _superseding(later, [best, *chosen[1:]], now)
    rivals = [one for one in able if told or _near(one, best, RIVAL)]
    if pair := next(((a, b) for a in chosen[:2] for b in rivals if conflicts(a, b, told)), None):
        sides = sorted(pair, key=_newest_first)
        rest = [one for one in chosen if one not in sides]
        return [*(Shown(one, "conflicting") for one in sides), *map(Shown, rest)][:MOST_SHOWN]
    if told and any(_DISAGREES.search(one.text) for one in chosen):
        # a sentence that tells of the disagreement holds both sides itself
        return [Shown(one, "conflicting" if _DISAGREES.search(one.text) else None) for one in chosen]
    earlier = [one for one in able if supersedes(best, one, now)]
    return _superseding(best, [earlier[0], *chosen[1:]], now) if earlier else [Shown(one) for one in chosen]


def _near(one: Evidence, best: Evidence, within: float) -> bool:
    """Tell whether a sentence answers the question about as well as the best one does."""
    covered, covers = (each.features[_COVERED] for each in (one, best))
    read = one.features[_READ]
    return (
        min(read, best.features[_READ]) >= READ
        and read >= best.features[_READ] - within
        and covered >= COVERING * covers
    )


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
        old = older and _alike(claim, narrated, titles=False) >= ALIKE_DISAGREEING
        shown.append(Shown(one, "superseded", 0) if old else Shown(one))
    by_age = sorted((one for one in shown[1:] if one.standing), key=lambda one: _newest_first(one.evidence))
    return [shown[0], *by_age, *(one for one in shown[1:] if not one.standing)][:MOST_SHOWN]


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


def _same_parties(one: Claim, other: Claim, strictly: bool = False) -> bool:
    if strictly:
        return one.parties == other.parties
    return not one.parties or not other.parties or bool(one.parties & other.parties)


def _alike(one: Claim, other: Claim, titles: bool = True) -> float:
    """Return the cosine of two sentences' sets of words, with or without their titles."""
    ours, theirs = (claim.terms | claim.title if titles else claim.terms for claim in (one, other))
    return len(ours & theirs) / math.sqrt(max(len(ours) * len(theirs), 1))


def _same_series(one: Claim, other: Claim) -> bool:
    """Tell whether two official texts are of a series: the same kind under the same title but for the year."""
    same_kind = one.evidence.passage.kind == other.evidence.passage.kind
    official = bool(is_official(one.evidence.passage))
    return official and same_kind and len(one.title & other.title) >= SERIES * len(one.title | other.title)


def _terms(text: str) -> frozenset[str]:
    return frozenset(term for term in index_terms(text) if term.isalpha() and term not in STOPWORDS)


def _differing(one: Claim, other: Claim, since: date = date.min) -> bool:
    """Tell whether both give a value of the same kind, and none in common.

    Days up to `since` don't count: what has happened is not changed by a later text.
    """
    for kind in {value.kind for value in one.values} & {value.kind for value in other.values}:
        ours, theirs = (
            {
                value.amount
                for value in claim.values
                if value.kind == kind and not (kind == "date" and value.amount <= since.isoformat())
            }
            for claim in (one, other)
        )
        if ours and theirs and not ours & theirs:
            return True
    return False


def _same_scope(one: Claim, other: Claim) -> bool:
    """Tell whether two sentences may speak of the same period: neither names years that the other doesn't."""
    ours, theirs = (set(_YEAR.findall(claim.evidence.text)) for claim in (one, other))
    return not ours or not theirs or bool(ours & theirs)

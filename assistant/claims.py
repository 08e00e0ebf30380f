"""What a sentence claims: the parties it is about, the values it gives, and whether it says that something changed.

The ways in which trade documents word changes were read from orders, notices and agreements; general clauses that
change nothing by themselves, "inconsistent provisions are superseded", are told apart.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from assistant.evidence import Evidence
from assistant.parties import parties_in
from assistant.sources import is_official
from assistant.values import Value, values_in
from index.words import STOPWORDS, term_set

SERIES = 0.6
"""Titles that share so many of their words are those of a series."""

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
_GONE = re.compile(r"\b(?:from|deleting|striking|instead of|rather than|in lieu of)[ “\"'($]*$", re.IGNORECASE)
_WEAKER = re.compile(
    r"\b(?:(?:more|less|fewer|greater|higher) than|over|nearly|almost|about|approx\w+|up to|at least)(?: an?)?[ $€]*$",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


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


def plans(sentence: Evidence) -> bool:
    """Tell whether a sentence says what is to be, not what is."""
    return bool(_PLANS.search(sentence.text))


def is_general(sentence: Evidence) -> bool:
    """Tell whether a sentence is a general clause, which changes nothing by itself."""
    return bool(_BOILERPLATE.search(sentence.text))


def apart(one: Claim, other: Claim) -> timedelta:
    """Return how much time lies between two sentences; very much where one is undated."""
    return abs((one.published or date.min) - (other.published or date.max))


def same_parties(one: Claim, other: Claim, strictly: bool = False) -> bool:
    """Tell whether two sentences may be about the same parties; `strictly`, whether they name the same ones."""
    if strictly:
        return one.parties == other.parties
    return not one.parties or not other.parties or bool(one.parties & other.parties)


def alike(one: Claim, other: Claim, titles: bool = True) -> float:
    """Return the cosine of two sentences' sets of words, with or without their titles."""
    ours, theirs = (claim.terms | claim.title if titles else claim.terms for claim in (one, other))
    return len(ours & theirs) / math.sqrt(max(len(ours) * len(theirs), 1))


def same_series(one: Claim, other: Claim) -> bool:
    """Tell whether two official texts are of a series: the same kind under the same title but for the year."""
    same_kind = one.evidence.passage.kind == other.evidence.passage.kind
    official = bool(is_official(one.evidence.passage))
    return official and same_kind and len(one.title & other.title) >= SERIES * len(one.title | other.title)


def _terms(text: str) -> frozenset[str]:
    return frozenset(term for term in term_set(text) if term.isalpha() and term not in STOPWORDS)


def differing(one: Claim, other: Claim, since: date = date.min) -> bool:
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


def same_scope(one: Claim, other: Claim) -> bool:
    """Tell whether two sentences may speak of the same period: neither names years that the other doesn't."""
    ours, theirs = (set(_YEAR.findall(claim.evidence.text)) for claim in (one, other))
    return not ours or not theirs or bool(ours & theirs)

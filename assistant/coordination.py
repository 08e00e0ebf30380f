"""A question that asks of several things at once, taken apart: parties, clauses, the same of two things.

Each side is worded so that it can be searched and read by itself: "What is the fee for 2023 and for 2026?" is asked as
"What is the fee for 2023" and as "What is the fee for 2026?".
"""

from __future__ import annotations

import re

from assistant.parties import named_once, parties_in, without
from index.words import query_terms

_COMPARES = re.compile(
    r"\b(?:versus|vs|compar\w+|than|differ\w*|each|both|respectively|or|either|same)\b", re.IGNORECASE
)
_MOST_PARTIES = 4
"""A question that names more parties than this is searched as one."""
_ASKS = r"(?:what|when|how|which|who|whom|whose|where|why|does|do|did|is|are|was|were|can|will|must)"
_CLAUSE = re.compile(
    rf"\?\s+(?:and\s+)?|[,;]\s+and\s+(?=(?:by |from |on |in |under )?{_ASKS}\b)"
    rf"|[,;]\s+(?=how (?:many|much|long|far|high)\b)"
    rf"|\s+and\s+(?=(?:(?:by|from|on|in|under) )?(?:what|when|how|which|who|where|why)\b)",
    re.IGNORECASE,
)
_CLAUSE_TERMS = 3
_ASKING = re.compile(
    rf"\b(?:what|when|how|which|who|whom|whose|where|why)\b|^\W*{_ASKS}\b|\bcompare\b|[¿]", re.IGNORECASE
)
"""What makes a clause a question, not what leads up to one or says what one has read already."""
_ALIKE = re.compile(
    r"(?:,\s+)?\b(?P<at>for|in|of|on|under|from|to|against|with|by|into)\s+(?P<one>[^?:;]+?),?\s+"
    r"(?:and|or|vs\.?|versus|than|compared (?:with|to))\s+(?P=at)\s+(?P<other>[^?:;]+)",
    re.IGNORECASE,
)
"""The same preposition before both: "for beef and for lamb"."""
_AGAINST = re.compile(r"\s+(?:vs\.?|versus|compared (?:with|to))\s+", re.IGNORECASE)
_FRAME = re.compile(r"^(?P<head>[^:]{3,80}:\s+)?(?P<body>.+?)(?P<tail>:\s+[^:]{3,40})?$", re.DOTALL)


def sides_of(asked: str) -> dict[str, str]:
    """Return the question once for each thing that it asks of, by what is asked of: a party, or words of the question.

    Empty for a question of one thing.
    """
    for taken_apart in (_by_party, _by_clause, _alike, _against):
        if len(sides := taken_apart(asked)) > 1:
            return sides
    return {}


def asks(words: str) -> bool:
    """Tell whether words ask something, rather than name it or lead up to a question."""
    return bool(_ASKING.search(words))


def _by_party(asked: str) -> dict[str, str]:
    # whom both sides have to do with is no side: "the UK–India agreement or the UK–Japan one"
    once, parties = named_once(asked), parties_in(asked)
    parties = once if len(once) > 1 else parties
    if 2 <= len(parties) <= _MOST_PARTIES and _COMPARES.search(asked):
        return {party: without(asked, set(parties) - {party}) for party in parties}
    return {}


def _by_clause(asked: str) -> dict[str, str]:
    clauses = [clause.strip(" ?") for clause in _CLAUSE.split(asked)]
    return {clause: clause for clause in clauses if asks(clause) and len(query_terms(clause)) >= _CLAUSE_TERMS}


def _alike(asked: str) -> dict[str, str]:
    found = _ALIKE.search(asked)
    things = [found["one"].strip(), found["other"].strip(" ?")] if found else []
    if not found or any(asks(thing) for thing in things):
        return {}
    before, after = asked[: found.start()].strip(), asked[found.end() :]
    return {thing: f"{before} {found['at']} {thing}{after}".strip() for thing in things}


def _against(asked: str) -> dict[str, str]:
    """Take "Biden's increase vs Trump's order: rates?" apart; what frames both belongs to each."""
    frame = _FRAME.match(asked)
    things = [thing.strip(" ,") for thing in _AGAINST.split(frame["body"].strip(" ?"))] if frame else []
    if not frame or len(things) != 2 or not all(query_terms(thing) for thing in things):
        return {}
    return {thing: f"{frame['head'] or ''}{thing}{frame['tail'] or ''}" for thing in things}

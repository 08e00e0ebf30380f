"""The parties that a question names: countries and customs territories, from `parties.txt`."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache, lru_cache
from importlib import resources


@cache
def _names() -> tuple[re.Pattern[str], dict[str, str]]:
    """Return a pattern of all names, longest first, and the party that each stands for."""
    lines = (resources.files("assistant") / "parties.txt").read_text(encoding="utf-8").splitlines()
    groups = [[name.strip() for name in line.split(",")] for line in lines if line and not line.startswith("#")]
    parties = {name.lower(): names[0] for names in groups for name in names}
    joined = "|".join(sorted(map(re.escape, parties), key=len, reverse=True))
    return re.compile(rf"\b(?:{joined})(?:['’]s)?\b", re.IGNORECASE), parties


@lru_cache(maxsize=20_000)
def parties_in(text: str) -> tuple[str, ...]:
    """Return the parties that a text names, each once, in order; those of the latest texts are remembered."""
    pattern, parties = _names()
    return tuple(dict.fromkeys(parties[_bare(found)] for found in pattern.findall(text)))


def named_once(text: str) -> tuple[str, ...]:
    """Return the parties that a text names a single time, in order."""
    pattern, parties = _names()
    counts = Counter(parties[_bare(found)] for found in pattern.findall(text))
    return tuple(party for party, count in counts.items() if count == 1)


def without(text: str, unwanted: set[str]) -> str:
    """Return the text without the names of some parties."""
    pattern, parties = _names()
    kept = pattern.sub(lambda found: "" if parties[_bare(found.group())] in unwanted else found.group(), text)
    return " ".join(kept.split())


def replaced(text: str, old: str, new: str) -> str:
    """Return the text with one party's names replaced by another party."""
    pattern, parties = _names()
    return pattern.sub(lambda found: new if parties[_bare(found.group())] == old else found.group(), text)


def _bare(name: str) -> str:
    return re.sub(r"['’]s$", "", name.lower())

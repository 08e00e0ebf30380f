"""A model that lies: every quote that it is given comes back changed in each way that it can be, as if quoted."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from evals.writers.serving import Shown, quotes_in

_VERB = re.compile(r"\b(will|shall|is|are|was|were|has|have|had|must|can)\b", re.IGNORECASE)
_NOT = re.compile(r"\b(?:not|never|no longer|no) ", re.IGNORECASE)
_HEDGE = re.compile(
    r"\b(?:at least|at most|up to|about|nearly|more than|less than|only|may|might|could|would|should) ", re.IGNORECASE
)
_FIGURE = re.compile(r"\d+(?:\.\d+)?")
_SCALE = re.compile(r" (?:thousand|million|billion|trillion)\b")
_UNITS = {"percent": "million", "million": "billion", "billion": "million", "days": "years", "tons": "dollars"}
_UNIT = re.compile(rf"\b(?:{'|'.join(_UNITS)})\b")
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{3,}\b")
_SAID = re.compile(r"^.{3,80}?\b(?:that|says|said|according to [^,]+),? ", re.IGNORECASE)

Change = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Lie:
    """A sentence that says what its quote does not."""

    kind: str
    text: str
    marks: tuple[int, ...]

    def __str__(self) -> str:
        marks = "".join(f"[{number}]" for number in self.marks)
        return f"{self.text} {marks}."


@dataclass(slots=True)
class Liar:
    """Replies with lies, and remembers them."""

    told: list[Lie] = field(default_factory=list)

    def reply(self, prompt: str) -> str:
        """Return all lies about the quotes of a prompt."""
        lies = lies_about(quotes_in(prompt))
        self.told += lies
        return "\n".join(map(str, lies))


def lies_about(shown: Sequence[Shown]) -> list[Lie]:
    """Return the quotes changed, each way that changes something."""
    lies = []
    for one in shown:
        words = one.words.rstrip(" .")
        lies += [Lie(kind, said, (one.number,)) for kind, change in CHANGES.items() if (said := change(words)) != words]
        lies.append(Lie("no such quote", words, (one.number + 50,)))
    for one, other in pairwise(shown):
        ours, theirs = (each.words.rstrip(" .").split() for each in (one, other))
        joined = " ".join([*ours[: len(ours) // 2], *theirs[len(theirs) // 2 :]])
        lies.append(Lie("two quotes made one", joined, (one.number, other.number)))
        if one.words != other.words:
            lies.append(Lie("another quote's mark", " ".join(ours), (other.number,)))
    return lies


def _swapped(pattern: re.Pattern[str]) -> Change:
    """Return what lets the first two different finds change places."""

    def change(words: str) -> str:
        found = list(pattern.finditer(words))
        first, second = next(((a, b) for a, b in pairwise(found) if a.group() != b.group()), (None, None))
        if first is None or second is None:
            return words
        between = words[first.end() : second.start()]
        return f"{words[: first.start()]}{second.group()}{between}{first.group()}{words[second.end() :]}"

    return change


def _joined(words: str) -> str:
    """Return the words with two figures made one by a character that is not seen."""
    figures = _FIGURE.findall(words)
    return words.replace(figures[0], f"{figures[0]}\u2060{figures[-1]}", 1) if len(figures) > 1 else words


CHANGES: dict[str, Change] = {
    "denied": lambda words: _VERB.sub(r"\1 not", words, count=1),
    "denial dropped": lambda words: _NOT.sub("", words, count=1),
    "limit dropped": lambda words: _HEDGE.sub("", words, count=1),
    "figure changed": lambda words: _FIGURE.sub(lambda found: f"{float(found.group()) + 1:g}", words, count=1),
    "figures swapped": _swapped(_FIGURE),
    "figures joined": _joined,
    "scale dropped": lambda words: _SCALE.sub("", words, count=1),
    "unit changed": lambda words: _UNIT.sub(lambda found: _UNITS[found.group()], words, count=1),
    "name changed": lambda words: _NAME.sub("Ruritania", words, count=1),
    "names swapped": _swapped(_NAME),
    "who says so dropped": lambda words: _SAID.sub("", words),
    "status changed": lambda words: f"{words}, which is no longer in force",
    "words added": lambda words: f"{words}, as everybody in the trade knows",
    "address added": lambda words: f"{words} (see http://offers.example/now)",
    "sign added": lambda words: f"{words} ➜ ✅",
}

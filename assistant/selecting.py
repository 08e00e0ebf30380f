"""Which sentences are quoted: those that most likely answer, each with the neighbours that bear on it too."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.chronology import Shown
from assistant.evidence import Evidence
from assistant.numbers import numbers_in
from index.words import term_set

MOST_QUOTES = 3
MOST_WORDS = 120
"""An answer is read at a glance: further sentences are quoted while all together have no more words."""
NEAR_BEST = 0.05
"""A further sentence is quoted when its score is at least this share of the best one's."""
SAME_WORDS = 0.75
"""Two sentences that share so much of their words, and all their numbers, say the same; the second is left out."""
LONGEST_WITH_ANTECEDENT = 700
"""A sentence is shown with the one before it when both together have no more characters."""
GAP = 3
"""So many characters may lie between neighbouring sentences."""
_LEANS = re.compile(
    r"\W*(?:(?:it|they|these|those|such|both|he|she)\b|(?:this|that) (?:order|proclamation|duty|rate|tariff|measure"
    r"|suspension|amount|date|period|rule|agreement|increase|action|surcharge|fee|is|was|will|applies|means|includes)\b)",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Run:
    """Neighbouring sentences of a passage that are quoted together: the best of them, and where the run stands."""

    best: Evidence
    start: int
    end: int

    def borders(self, sentence: Evidence) -> bool:
        """Tell whether a sentence stands next to the run, in the same passage."""
        apart = max(sentence.start - self.end, self.start - sentence.end)
        return sentence.passage is self.best.passage and 0 <= apart <= GAP

    def take(self, sentence: Evidence) -> None:
        """Let a neighbour join."""
        self.start, self.end = min(self.start, sentence.start), max(self.end, sentence.end)


def select(sentences: Sequence[Evidence]) -> list[Run]:
    """Return the runs of sentences worth quoting, of at most MOST_WORDS together; sentences and runs are best first."""
    runs: list[Run] = []
    taken: list[Evidence] = []
    room = MOST_WORDS
    for sentence in sentences:
        words = len(sentence.text.split())
        if sentence.score < NEAR_BEST * sentences[0].score or (taken and words > room):
            continue
        if any(says_the_same(sentence, other) for other in taken):
            continue
        neighbour = next((run for run in runs if run.borders(sentence)), None)
        if neighbour:
            neighbour.take(sentence)
        elif len(runs) < MOST_QUOTES and sentence.says:
            runs.append(Run(sentence, sentence.start, sentence.end))
        else:
            continue
        taken.append(sentence)
        room -= words
    return runs


def says_the_same(one: Evidence, other: Evidence) -> bool:
    """Tell whether two sentences share most of their words and all their numbers."""
    ours, theirs = term_set(one.text), term_set(other.text)
    alike = len(ours & theirs) >= SAME_WORDS * len(ours | theirs)
    return alike and numbers_in(one.text) == numbers_in(other.text)


def in_context(shown: Shown, runs: Sequence[Run]) -> Shown:
    """Return a sentence with its run, if it has one, and with what its first words refer to."""
    run = next((run for run in runs if run.best == shown.evidence), None)
    evidence = _widened(shown.evidence, run.start, run.end) if run else shown.evidence
    return replace(shown, evidence=with_antecedent(evidence))


def with_antecedent(sentence: Evidence) -> Evidence:
    """Return a sentence together with the one before it where that says what it means.

    So it is where it opens with "it" or "such …", and where it is the first of a list that was led up to.
    """
    spans = sentence.passage.sentences
    before = next((span for span in spans if span[0] < sentence.start <= span[1] + GAP), None)
    if before is None or sentence.end - before[0] > LONGEST_WITH_ANTECEDENT:
        return sentence
    whole = _widened(sentence, before[0], sentence.end)
    leads = whole.text[: before[1] - before[0]].rstrip().endswith(":")
    return whole if leads or _LEANS.match(sentence.text) else sentence


def _widened(sentence: Evidence, start: int, end: int) -> Evidence:
    passage = sentence.passage
    return replace(sentence, start=start, end=end, text=passage.text[start - passage.start : end - passage.start])

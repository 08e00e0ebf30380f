"""A question of several sides: for each, the sentence that answers it, or that there is none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.chronology import MOST_SHOWN, Shown
from assistant.coordination import asks
from assistant.evidence import Evidence, Frequencies, find_evidence
from assistant.parties import parties_in
from assistant.question import Question
from assistant.selecting import says_the_same
from index.reranking import Reranker, rerank
from index.search import Hit
from index.words import index_terms, query_terms

PASSAGES = 8
"""So many passages are read for each side: as many as the reader takes at once."""
NEAR_BEST = 0.5
"""The sentence on a side's party must score at least this share of the best one's."""

LONGEST_NAME = 8
"""A side of more words is told by its quote alone."""


@dataclass(frozen=True, slots=True)
class Side:
    """What is asked of one side, and the sentence that answers it, if any does."""

    label: str
    evidence: Evidence | None

    @property
    def party(self) -> str:
        """The party that this side is about; empty where it is another thing, or a clause of the question."""
        return self.label if parties_in(self.label) == (self.label,) else ""

    @property
    def name(self) -> str:
        """What this side is called: a party, or another thing in the question's words; empty where it is a clause."""
        return self.label if self.party or not (asks(self.label) or len(self.label.split()) > LONGEST_NAME) else ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What sides are answered with."""

    reranker: Reranker
    library: Frequencies
    threshold: float
    """Below this chance a side has no answer."""


def answer_sides(question: Question, hits: Sequence[Hit], reading: Reading) -> tuple[Side, ...]:
    """Return each side of the question with its best sentence, None where the chance of an answer is too small."""
    sides = []
    for label, asked in zip(question.labels, question.sides, strict=True):
        side = Side(label, None)
        others = {other for other in question.labels if other != label} if side.party else set()
        sides.append(replace(side, evidence=_best(asked, others, hits, reading)))
    return tuple(sides)


def side_by_side(sides: Sequence[Side], further: Sequence[Evidence]) -> list[Shown]:
    """Return one sentence a side, labelled where the side has a name, then what else answers the whole."""
    labels: dict[Evidence, list[str]] = {}
    for side in sides:
        if side.evidence:
            labels.setdefault(side.evidence, []).append(side.name)
    labelled = [Shown(evidence, side=", ".join(filter(None, names))) for evidence, names in labels.items()]
    others = (Shown(one) for one in further if not any(says_the_same(one, side) for side in labels))
    return [*labelled, *others][: max(MOST_SHOWN, len(labelled))]


def _best(asked: str, others: set[str], hits: Sequence[Hit], reading: Reading) -> Evidence | None:
    near = sorted(hits, key=lambda hit: -_share(asked, hit))[:PASSAGES]
    found = find_evidence(asked, rerank(asked, near, reading.reranker), reading.library, reading.reranker.name)
    if found.confidence < reading.threshold:
        return None
    # a sentence on another side's party alone is no answer for this one
    least = NEAR_BEST * found.sentences[0].score
    fitting = (one for one in found.sentences if one.score >= least and not _is_on(others, asked, one))
    return next(fitting, None)


def _is_on(others: set[str], asked: str, sentence: Evidence) -> bool:
    named = set(parties_in(sentence.text))
    return bool(named & others) and not named & set(parties_in(asked))


def _share(asked: str, hit: Hit) -> float:
    """Return the share of a side's terms that a passage holds, its title and heading included."""
    terms = query_terms(asked)
    held = set(index_terms(hit.passage.searched_text))
    return sum(term in held for term in terms) / max(len(terms), 1)

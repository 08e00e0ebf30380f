"""What is asked: a question made standalone, without a model, by what the conversation has been about.

The rules are those that conversational search found to carry most of the gain (see TREC CAsT's manual rewrites): a
question that leans on earlier turns is searched together with the questions since the last change of topic.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from assistant.as_of import AsOf, as_of_in, asks_now, event_before
from assistant.clarifying import subject_terms
from assistant.conversation import Conversation
from assistant.coordination import sides_of
from assistant.parties import parties_in, replaced
from index.words import query_terms

_LEANING = re.compile(
    r"\b(it|its|they|them|their|theirs|he|him|his|she|her|this|that|these|those|there|then|both|same|such|former|"
    r"latter|ones?|other|others|another|else|everybody|everyone|instead|too|either|afterwards?|here|rest)\b",
    re.IGNORECASE,
)
_OPENING = re.compile(
    r"^\s*(?:ok(?:ay)?[,.!]?\s+)?(?:and|but|or|so|then|what about|how about|also|why|since when)\b", re.IGNORECASE
)
_COURTESY = re.compile(
    r"^\s*(?:(?:ok(?:ay)?|thanks|thank you|right|good|fine|great|now)\b[\s,.!;:–—-]*)+", re.IGNORECASE
)
_SWITCH = re.compile(
    r"^\s*(?:let['’]?s (?:switch|move on|turn|go) (?:on )?to|moving on(?: to)?|switching to|turning to|on to"
    r"|(?:new|different|another|other|something) (?:subject|topic|matter|thing|question|else|different)"
    r"|change of (?:topic|subject))\b[\s,.:;–—-]*",
    re.IGNORECASE,
)
_STANDALONE_TERMS = 5
"""A question with so many terms of its own, and no word that leans on another turn, starts afresh."""
_CONTEXT_TERMS = 3
"""In the search, what a follow-up refers to counts as much as so many terms of its own that name a subject: the more it
says itself, the less it takes from the turns before it."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question as asked, and as it is searched."""

    text: str
    standalone: str
    """The question with what it refers to: its own words alone when it leans on nothing."""
    follows_up: bool
    wordings: Mapping[str, float] = field(default_factory=dict)
    """How it is worded for the search, each wording with its share; together 1."""
    continues: bool = False
    """Whether it belongs to the conversation before it: even one that stands alone may come back to something there."""
    sides: tuple[str, ...] = ()
    """What is compared or asked together, each searched by itself beside the whole."""
    labels: tuple[str, ...] = ()
    """What each side is about, in the question's words: a party, or the clause itself."""
    as_of: AsOf | None = None
    """The point in time that is asked from."""
    before: str = ""
    """A named event that is asked from the time before of; the library may date it."""

    @property
    def now(self) -> bool:
        """Whether the present state is asked after."""
        return asks_now(self.standalone)


def understand(text: str, conversation: Conversation) -> Question:
    """Return the question with what it refers to in the conversation so far."""
    asked, switches = _opened(text)
    as_of, before = as_of_in(asked), event_before(asked)
    continues = bool(conversation.turns) and not switches
    if not continues or not leans(asked):
        sides = sides_of(asked)
        return Question(text, asked, False, {asked: 1.0}, continues, tuple(sides.values()), tuple(sides), as_of, before)
    questions = _topic([turn.question for turn in conversation.turns])
    topic = " ".join(questions)
    as_of = as_of or next(filter(None, map(as_of_in, reversed(questions))), None)
    standalone = f"{asked} ({_with_new_party(topic, asked)})"
    terms = len(subject_terms(asked))
    own = terms / (terms + _CONTEXT_TERMS)
    wordings = {asked: own, standalone: 1 - own}
    return Question(text, standalone, True, wordings, continues, as_of=as_of, before=before)


def leans(asked: str) -> bool:
    """Tell whether a question can only be understood with an earlier one."""
    return bool(_OPENING.match(asked) or _LEANING.search(asked)) or len(query_terms(asked)) < _STANDALONE_TERMS


def _opened(text: str) -> tuple[str, bool]:
    """Return the question without the words that only lead up to it, and whether they announce another topic."""
    whole = " ".join(text.split())
    asked = _COURTESY.sub("", whole)
    rest = _SWITCH.sub("", asked)
    return (rest or whole, rest != asked)


def _topic(questions: list[str]) -> list[str]:
    """Return the questions since the last one that starts a topic, that one included, oldest first."""
    topic: list[str] = []
    for question in reversed(questions):
        asked, switches = _opened(question)
        topic.insert(0, asked)
        if switches or not leans(asked):
            break
    return topic


def _with_new_party(topic: str, asked: str) -> str:
    """Return the topic with its party changed to the one that a follow-up asks about: "and Vietnam?"."""
    new, old = parties_in(asked), parties_in(topic)
    return replaced(topic, old[0], new[0]) if len(new) == len(old) == 1 else topic

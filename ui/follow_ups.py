"""Questions that could be asked next: each was tried unseen, and the documents just quoted answer it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from assistant.answering import Assistant
from assistant.conversation import Answer, Conversation
from assistant.parties import parties_in, replaced, without
from index.filters import Filters
from index.words import index_terms, query_terms
from ui.markup import attribute, escaped

SHOWN = 3
TRIED = 6
"""At most so many questions are asked for the few that are shown."""

_MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_DAY = rf"\b(?:\d{{1,2}} {_MONTH}|{_MONTH} \d{{1,2}})\b"
_TEMPLATES = (
    # a question about what was asked about, and what words that answer it must hold
    ("When does {it} take effect?", rf"(?is)(?:effect|in(?:to)? force|appl(?:y|ies|ied)\b|on or after).*{_DAY}"),
    ("What is exempt from {it}?", r"(?i)\bexempt|\bexclu|\bexcept|\bdo(?:es)? not apply|\bnot be subject"),
    ("How high is {it}?", r"(?i)\d\s?(?:%|percent\b|per cent\b)"),
    ("Until when does {it} apply?", rf"(?is)(?:until|expir|suspend|through|\bend(?:s|ed)?\b).*{_DAY}"),
    ("What is {it} based on?", r"(?i)\bsection \d{3}\b|\bIEEPA\b|\bAct\b"),
)
_MEASURE = (
    r"(?:tariffs?|dut(?:y|ies)|rates?|lev(?:y|ies)|quotas?|surcharges?|bans?|fees?|tax(?:es)?|agreement|deal|exemption)"
)
_NAMED = re.compile(
    rf"^(?:what|how (?:much|high)|when|which)\b.*?\b(?P<it>(?:the|a|an) (?:[\w.-]+ ){{0,4}}?{_MEASURE}\b[^?,;]*)\??$",
    re.IGNORECASE,
)
_FACED = re.compile(
    rf"^(?:what|which|how high an?|how much) (?P<measure>(?:[\w.-]+ ){{0,3}}?{_MEASURE}) "
    r"(?:(?:applies|apply|is charged|will apply) (?:to|on)|do|does) (?P<goods>[^?,;]+?)(?: face| pay| carry)?\??$",
    re.IGNORECASE,
)
_LONGEST_NAME = 9
_OTHER_PARTIES = 3
_HOME = "United States"
"""Named in most titles, and seldom the one that a measure is aimed at."""
_WITH_ARTICLE = ("United ", "European ", "Philippines", "Netherlands", "Bahamas", "Gambia", "Maldives")


def follow_ups(
    assistant: Assistant,
    conversation: Conversation,
    filters: Filters,
    parties: Sequence[str] = (),
    idle: Callable[[], bool] = lambda: True,
) -> list[str]:
    """Return questions that the documents quoted last answer, with words that have not led an answer yet.

    `parties` are those that the library's documents are about: the last question is tried with them too. Tried one
    after the other while the server is `idle`: nobody waits for an answer because of them.
    """
    if not conversation.turns or not conversation.turns[-1].answer.quotes:
        return []
    last = conversation.turns[-1].answer
    asked = {turn.question.lower() for turn in conversation.turns}
    shown = {(quote.document_id, quote.start) for turn in conversation.turns for quote in turn.answer.quotes[:1]}
    found: list[str] = []
    text = assistant.library.text(last.quotes[0].document_id)
    candidates = (one for one in _candidates(last, text, parties) if one.question.lower() not in asked)
    for _, candidate in zip(range(TRIED), candidates, strict=False):
        if len(found) == SHOWN or not idle():
            break
        answer = _tried(assistant.stream(candidate.question, conversation, filters), idle)
        if answer and candidate.is_answered(answer, shown):
            found.append(candidate.question)
            shown.add((answer.quotes[0].document_id, answer.quotes[0].start))
    return found


def _tried(steps: Iterator[object], idle: Callable[[], bool]) -> Answer | None:
    """Return the answer that the steps lead to; None when somebody asks meanwhile, who shall not wait for them."""
    for step in steps:
        if isinstance(step, Answer):
            return step
        if not idle():
            break
    return None


@dataclass(frozen=True, slots=True)
class _Candidate:
    question: str
    needed: re.Pattern[str]
    """What the words that answer it hold."""
    documents: tuple[str, ...] = ()
    """Where those words must stand, if that matters."""
    terms: frozenset[str] = frozenset()
    """Of these words of the question, half must be among them."""

    def is_answered(self, answer: Answer, shown: set[tuple[str, int]]) -> bool:
        """Tell whether an answer is one, begins with words that began no other, and holds what it must."""
        if answer.status not in ("answered", "partial", "conflicting") or not answer.quotes:
            return False
        first = answer.quotes[0]
        is_there = not self.documents or first.document_id in self.documents
        is_new = (first.document_id, first.start) not in shown
        shared = self.terms.intersection(index_terms(first.text))
        return is_there and is_new and bool(self.needed.search(first.text)) and 2 * len(shared) >= len(self.terms)


def _candidates(last: Answer, text: str, parties: Sequence[str]) -> Iterator[_Candidate]:
    question = last.question
    if it := _subject(question):
        documents = tuple(quote.document_id for quote in last.quotes)
        for template, words in _TEMPLATES:
            needed = re.compile(words)
            # what the answer tells already need not be asked
            if needed.search(text) and not any(needed.search(quote.text) for quote in last.quotes):
                yield _Candidate(template.format(it=it), needed, documents)
    said = parties_in(question)
    if len(said) == 1:
        terms = frozenset(query_terms(without(question, {said[0]})))
        for party in [one for one in parties if one not in (*said, _HOME)][:_OTHER_PARTIES]:
            named = f"the {party}" if party.startswith(_WITH_ARTICLE) else party
            needed = re.compile(re.escape(party), re.IGNORECASE)
            yield _Candidate(replaced(question, said[0], named), needed, terms=terms)


def _subject(question: str) -> str:
    """Return what a question is about, such as "the duty on copper"; empty where that cannot be told by its form."""
    if found := _FACED.match(question):
        it = f"the {found['measure']} on {found['goods']}"
    elif found := _NAMED.match(question):
        it = found["it"]
    else:
        return ""
    is_plural = re.search(rf"{_MEASURE}", it, re.IGNORECASE)
    if len(it.split()) > _LONGEST_NAME or (is_plural and is_plural.group().lower().endswith("s")):
        return ""
    return it[0].lower() + it[1:]


def follow_up_list(questions: list[str], turns: int) -> str:
    """Return the questions as buttons, marked with how many turns there were: under any other turn they are stale."""
    if not questions:
        return ""
    rows = "".join(
        f'<li><button type="button" class="follow-up" data-question="{attribute(one)}">{escaped(one)}</button></li>'
        for one in questions
    )
    return (
        f'<div class="follow-ups" data-turns="{turns}"><h2 class="kicker">The library also answers</h2>'
        f"<ul>{rows}</ul></div>"
    )

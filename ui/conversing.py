"""What happens when a question is asked in the browser: the answer streams into the transcript."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from assistant.answering import Step
from assistant.conversation import Answer, Conversation, Statement
from corpus.errors import TradeQAError
from index.filters import Filters
from ui.evidence import NOTHING_CHOSEN, nearest_panel, source_panel
from ui.rendering import problem, transcript, working
from ui.service import Service
from ui.wording import day_from

LONGEST_QUESTION = 2000
NOTHING_TO_ASK = "The library is empty: add documents first, or begin a new conversation and load the starter corpus."
UNFORESEEN = "Something went wrong here; the terminal that runs tradeqa says what. Ask again, or start tradeqa anew."

_log = logging.getLogger(__name__)


class UnusableInputError(TradeQAError):
    """What was typed beside the question cannot be used."""


@dataclass(frozen=True, slots=True)
class View:
    """What a browser shows of a conversation."""

    conversation: Conversation
    transcript: str
    panel: str
    question: str = ""
    """What stands in the box to type in: a question that failed is given back."""
    done: bool = True


def opening() -> View:
    """Return a new conversation."""
    return View(Conversation(), transcript(()), NOTHING_CHOSEN)


def kept(service: Service, conversation_id: str) -> View:
    """Return a conversation that was kept."""
    conversation = service.memory.load(conversation_id)
    return View(conversation, transcript(conversation.turns), NOTHING_CHOSEN)


def ask(service: Service, question: str, conversation: Conversation, filters: Filters) -> Iterator[View]:
    """Ask, and yield the view at each step; at last the conversation with its new turn."""
    question = " ".join(question.split())[:LONGEST_QUESTION]
    if not question:
        yield View(conversation, transcript(conversation.turns), NOTHING_CHOSEN)
        return
    if not service.library.counts()[0]:
        yield _failed(conversation, question, NOTHING_TO_ASK)
        return
    try:
        yield from _answered(service, question, conversation, filters)
    except TradeQAError as error:
        yield _failed(conversation, question, str(error))
    except Exception:
        _log.exception("a question could not be answered")
        yield _failed(conversation, question, UNFORESEEN)


def _failed(conversation: Conversation, question: str, message: str) -> View:
    return View(conversation, transcript(conversation.turns, problem(question, message)), NOTHING_CHOSEN, question)


def _answered(service: Service, question: str, conversation: Conversation, filters: Filters) -> Iterator[View]:
    steps: list[Step] = []
    statements: list[Statement] = []

    def view() -> View:
        last = working(question, steps, statements)
        return View(conversation, transcript(conversation.turns, last), NOTHING_CHOSEN, done=False)

    if not service.ready:
        steps.append(Step("load", "once, after each start"))
        yield view()
    for item in service.assistant().stream(question, conversation, filters):
        if isinstance(item, Answer):
            yield _finished(service, conversation.with_turn(item))
            return
        if isinstance(item, Step):
            steps.append(item)
        else:
            statements.append(item)
        yield view()


def _finished(service: Service, conversation: Conversation) -> View:
    if service.keeps_conversations:
        # every page starts from the same empty conversation: its own number comes with its first answer
        conversation = Conversation(conversation.id or service.memory.new().id, conversation.turns)
        service.memory.save(conversation)
    quotes = conversation.turns[-1].answer.quotes
    panel = source_panel(service.library, quotes[0]) if quotes else NOTHING_CHOSEN
    return View(conversation, transcript(conversation.turns), panel)


def cited(service: Service, conversation: Conversation, turn: int, number: int) -> str:
    """Return the source panel for a quote of a turn."""
    if not 0 <= turn < len(conversation.turns):
        return NOTHING_CHOSEN
    quotes = conversation.turns[turn].answer.quotes
    return next((source_panel(service.library, quote) for quote in quotes if quote.number == number), NOTHING_CHOSEN)


def offered(service: Service, conversation: Conversation, turn: int, number: int) -> str:
    """Return the source panel for one of the near passages of a turn."""
    if not 0 <= turn < len(conversation.turns):
        return NOTHING_CHOSEN
    nearest = conversation.turns[turn].answer.nearest
    return nearest_panel(service.library, nearest[number]) if 0 <= number < len(nearest) else NOTHING_CHOSEN


def typed_filters(
    as_of: str | None, after: str | None, before: str | None, publishers: list[str] | None, kinds: list[str] | None
) -> Filters:
    """Return the restrictions that were typed. Raises UnusableInputError."""
    return Filters(
        as_of=_typed_day(as_of),
        after=_typed_day(after),
        before=_typed_day(before),
        publishers=tuple(publishers or ()),
        kinds=tuple(kinds or ()),
    )


def _typed_day(text: str | None) -> date | None:
    text = (text or "").strip()
    try:
        return day_from(text) if text else None
    except ValueError as error:
        raise UnusableInputError(f"{error}; then ask again") from error

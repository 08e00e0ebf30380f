"""What happens when a question is asked in the browser: the answer streams into the transcript."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.answering import Step
from assistant.conversation import Answer, Conversation, Statement
from corpus.errors import TradeQAError
from index.filters import Filters
from ui.evidence import NOTHING_CHOSEN, nearest_panel, source_panel
from ui.rendering import problem, transcript, working
from ui.service import Service
from ui.settings import QUOTES_ONLY, WriterChoice
from ui.wording import count

LONGEST_QUESTION = 2000
NOTHING_TO_ASK = "The library is empty: add documents first, or begin a new conversation and load the starter corpus."
UNFORESEEN = "Something went wrong here; the terminal that runs tradeqa says what. Ask again, or start tradeqa anew."

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class View:
    """What a browser shows of a conversation."""

    conversation: Conversation
    transcript: str
    panel: str
    question: str | None = None
    """What is put into the box to type in, such as a question that failed; None leaves what stands there."""
    asking: str = ""
    """The question that is being worked on."""


@dataclass(frozen=True, slots=True)
class Terms:
    """On what terms a question is asked."""

    filters: Filters
    writer: WriterChoice = QUOTES_ONLY
    user: str | None = None


def opening() -> View:
    """Return a new conversation."""
    return View(Conversation(), transcript(()), NOTHING_CHOSEN, "")


def kept(service: Service, conversation_id: str, user: str | None) -> View:
    """Return a conversation that was kept."""
    conversation = service.memory(user).load(conversation_id)
    return View(conversation, transcript(conversation.turns), NOTHING_CHOSEN, "")


def stopped(conversation: Conversation, question: str) -> View:
    """Return the conversation without the question that was being worked on, which is given back to be edited."""
    return View(conversation, transcript(conversation.turns), NOTHING_CHOSEN, question or None)


def refused(conversation: Conversation, question: str, message: str) -> View:
    """Return the conversation with a question that could not be answered, and why."""
    return View(conversation, transcript(conversation.turns, problem(question, message)), NOTHING_CHOSEN, question)


def ask(
    service: Service,
    question: str,
    conversation: Conversation,
    terms: Terms,
) -> Iterator[View]:
    """Ask, and yield the view at each step; at last the conversation with its new turn."""
    question = " ".join(question.split())[:LONGEST_QUESTION]
    if not question:
        yield View(conversation, transcript(conversation.turns), NOTHING_CHOSEN, "")
        return
    if not service.library.counts()[0]:
        yield refused(conversation, question, NOTHING_TO_ASK)
        return
    try:
        with service.activity.turn() as turn:
            for ahead in turn.wait():
                yield _at_work(conversation, question, [Step("wait", f"{count(ahead, 'question')} before yours")])
            for item in _answered(service, question, conversation, terms):
                yield item if isinstance(item, View) else _finished(service, conversation.with_turn(item), terms.user)
    except TradeQAError as error:
        service.activity.report(error)
        yield refused(conversation, question, str(error))
    except Exception as error:
        _log.exception("a question could not be answered")
        service.activity.report(error)
        yield refused(conversation, question, UNFORESEEN)


def _at_work(
    conversation: Conversation, question: str, steps: Sequence[Step], statements: Sequence[Statement] = ()
) -> View:
    last = working(question, steps, statements)
    # the box is emptied once, at the first step: what is typed there meanwhile stays
    box = "" if len(steps) == 1 and not statements else None
    return View(conversation, transcript(conversation.turns, last), NOTHING_CHOSEN, box, asking=question)


def _answered(service: Service, question: str, conversation: Conversation, terms: Terms) -> Iterator[View | Answer]:
    steps: list[Step] = []
    statements: list[Statement] = []
    if not service.ready:
        steps.append(Step("load", "once, after each start"))
        yield _at_work(conversation, question, steps, statements)
    for item in service.assistant(terms.writer).stream(question, conversation, terms.filters):
        if isinstance(item, Answer):
            yield item
            return
        if isinstance(item, Step):
            steps.append(item)
        else:
            statements.append(item)
        yield _at_work(conversation, question, steps, statements)


def _finished(service: Service, conversation: Conversation, user: str | None) -> View:
    if service.keeps_conversations:
        # every page starts from the same empty conversation: its own number comes with its first answer
        memory = service.memory(user)
        conversation = Conversation(conversation.id or memory.new().id, conversation.turns)
        memory.save(conversation)
    return View(conversation, transcript(conversation.turns), NOTHING_CHOSEN)


def first_source(service: Service, conversation: Conversation) -> str:
    """Return the source panel for the first quote of the newest turn; looked up once its answer is on the screen."""
    return cited(service, conversation, len(conversation.turns) - 1, 1)


def cited(service: Service, conversation: Conversation, turn: int, number: int) -> str:
    """Return the source panel for a quote of a turn."""
    if not 0 <= turn < len(conversation.turns):
        return NOTHING_CHOSEN
    return source_panel(service.library, conversation.turns[turn].answer.quotes, number, turn)


def offered(service: Service, conversation: Conversation, turn: int, number: int) -> str:
    """Return the source panel for one of the near passages of a turn."""
    if not 0 <= turn < len(conversation.turns):
        return NOTHING_CHOSEN
    nearest = conversation.turns[turn].answer.nearest
    return nearest_panel(service.library, nearest[number]) if 0 <= number < len(nearest) else NOTHING_CHOSEN

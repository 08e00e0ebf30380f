"""What a person finds wrong with an answer, kept as a draft of a case for the evals."""

from __future__ import annotations

from time import time_ns

import gradio as gr

from assistant.conversation import Conversation
from corpus.errors import TradeQAError
from evals.drafting import from_complaint
from ui.ask_page import AskPage
from ui.events import QUICK
from ui.markup import escaped
from ui.service import Service, user_of

LONGEST = 1000
KEPT = "Thank you: kept as a draft case. Under Evals it can be edited, accepted or dropped."
NO_WORDS = "Say in a few words what was wrong."
NOT_KEPT = "It could not be kept: the folder of the library cannot be written."


def complain(service: Service, conversation: Conversation, turn: int, given: tuple[str, str], user: str | None) -> str:
    """Keep what was wrong with the answer of a turn, and the right words if given, and return what is said then."""
    wrong, right = (" ".join(words.split())[:LONGEST] for words in given)
    if not wrong or not 0 <= turn < len(conversation.turns):
        return _noted(turn, NO_WORDS, "problem")
    try:
        service.drafts(user).put(from_complaint(conversation.turns[: turn + 1], wrong, right))
    except TradeQAError as error:
        return _noted(turn, str(error), "problem")
    except OSError:
        return _noted(turn, NOT_KEPT, "problem")
    return _noted(turn, KEPT, "notice")


def _noted(turn: int, words: str, sort: str) -> str:
    """Return what became of a complaint; the page shows it at its turn, each time, so that no two are the same."""
    return f'<p class="{sort}" role="status" data-turn="{turn}" data-at="{time_ns()}">{escaped(words)}</p>'


def wire(service: Service, page: AskPage) -> None:
    """Join the form under each answer to what it does."""

    def note(conversation: Conversation, event: gr.EventData, request: gr.Request) -> str:
        given = (str(event.wrong), str(event.right))
        return complain(service, conversation, int(event.turn), given, user_of(request))

    page.transcript.complain(note, page.conversation, page.noted, **QUICK)

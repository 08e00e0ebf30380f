"""A case of a run asked anew on the page for asking: its turns, its question, beside them its gold evidence."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import gradio as gr

from assistant.conversation import Conversation
from corpus.errors import UnknownDocumentError
from evals.reasons import reasons
from evals.records import CaseResult
from index.filters import Filters
from index.library import Library
from ui.ask_page import ASK, AskPage, values
from ui.conversing import Terms, View, ask
from ui.events import STOPPABLE
from ui.markup import escaped, isolated
from ui.service import Service
from ui.wording import long_date

Find = Callable[[str, str], CaseResult | None]
"""Finds the case of a run, by the names of both."""

GONE = "The library has no such document now: it was removed, or the run was of another library."
CHANGED = "The document has changed since the run: these words no longer stand at that place."


def replay(service: Service, case: Mapping[str, Any]) -> Iterator[View]:
    """Ask the turns of a case and its question in a new conversation; it is kept once somebody asks on in it."""
    asking = replace(service, keeps_conversations=False)
    terms = Terms(Filters(as_of=date.fromisoformat(case["as_of"]) if case.get("as_of") else None))
    conversation = Conversation()
    for question in (*case.get("turns", ()), case["question"]):
        view = None
        for view in ask(asking, question, conversation, terms):
            yield view
        if view is None or view.conversation is conversation:
            return
        conversation = view.conversation


def wire(service: Service, page: AskPage, chosen: Any, find: Find, tabs: gr.Tabs) -> Any:  # noqa: ANN401 - Gradio names no type for an event
    """Ask a case when one is chosen, and return the event."""

    def show(event: gr.EventData, request: gr.Request) -> Iterator[tuple[Any, ...]]:
        result = find(str(event.run), str(event.id))
        if result is None:
            return
        case = result.case
        beside: tuple[Any, ...] = (
            case.get("as_of") or "",
            "",
            "",
            [],
            [],
            [],
            gold_evidence(service.library, result),
            "",
        )
        with service.activity.only_one(str(request.session_hash)) as is_first:
            for at, view in enumerate(replay(service, case) if is_first else ()):
                first = (gr.update(selected=ASK), *beside) if at == 0 else (gr.skip(),) * (len(beside) + 1)
                yield *values(view), *first

    return chosen(show, None, [*page.shown, tabs, *page.narrowed, page.gold, page.follow_ups], **STOPPABLE)


def gold_evidence(library: Library, result: CaseResult) -> str:
    """Return what a right answer to a case rests on and says, and why the run's answer was none."""
    case = result.case
    words = "".join(_gold(library, one) for one in case.get("gold", ()))
    none = "" if words else "<p>The library does not say: a right answer declines.</p>"
    why = "".join(f"<li>{escaped(reason)}</li>" for reason in reasons(result))
    return (
        f'<section class="gold" aria-label="Gold evidence"><p class="kicker">Gold evidence · case {isolated(result.id)}'
        f"</p>{words}{none}{_expected(case)}"
        f'<details><summary>Why it failed in the run</summary><ul class="why">{why}</ul></details></section>'
    )


def _gold(library: Library, one: Mapping[str, Any]) -> str:
    published = date.fromisoformat(one["published"]) if one.get("published") else None
    try:
        stands = library.text(one["document_id"])[one["start"] : one["end"]] == one["text"]
        note = "" if stands else CHANGED
    except UnknownDocumentError:
        note = GONE
    told = f'<p class="warning">{note}</p>' if note else ""
    return (
        f"<blockquote>{escaped(one['text'])}</blockquote>"
        f'<p class="where">{isolated(one.get("title") or one["document_id"])} · {long_date(published)}</p>{told}'
    )


def _expected(case: Mapping[str, Any]) -> str:
    facts = [" or ".join(wordings) for wordings in case.get("must_contain", ())]
    forbidden = list(case.get("must_not_contain", ()))
    known = (
        ("Right status", str(case.get("status", ""))),
        ("Must say", "; ".join(facts)),
        ("Must not say", "; ".join(forbidden)),
        ("As of", long_date(date.fromisoformat(case["as_of"])) if case.get("as_of") else ""),
        ("In full words", str(case.get("standalone_question", ""))),
    )
    rows = "".join(f"<dt>{name}</dt><dd>{isolated(value)}</dd>" for name, value in known if value)
    return f'<dl class="events">{rows}</dl>'

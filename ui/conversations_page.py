"""The page of kept conversations: found again, opened, renamed, taken away as a file, deleted for good."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

import gradio as gr

from assistant.memory import ConversationSummary, Memory
from corpus.errors import TradeQAError
from ui.events import QUICK
from ui.exporting import Form, exported
from ui.markup import asset, attribute, escaped, isolated
from ui.service import Service, user_of
from ui.wording import count, long_date

LISTED = 200


@dataclass(frozen=True, slots=True)
class ConversationsPage:
    """The components of the page."""

    query: gr.Textbox
    said: gr.HTML
    listed: gr.HTML
    file: gr.Textbox
    """Holds the file that is handed to the browser."""


def build() -> ConversationsPage:
    """Lay out the page."""
    with gr.Column(elem_id="conversations-page"):
        gr.HTML('<h2 class="section">Kept conversations</h2>', apply_default_css=False)
        query = gr.Textbox(
            placeholder="Words of a question, an answer or a title",
            label="Find a conversation",
            show_label=False,
            elem_classes="find",
        )
        said = gr.HTML("", apply_default_css=False)
        listed = gr.HTML("", js_on_load=asset("conversations.js"), apply_default_css=False, elem_id="conversations")
        file = gr.Textbox(visible="hidden")
    return ConversationsPage(query, said, listed, file)


def wire(service: Service, tab: gr.Tab, page: ConversationsPage) -> Any:  # noqa: ANN401 - Gradio names no type for it
    """Join the components to what they do; returns the event that opens a conversation."""

    def show(words: str | None, request: gr.Request) -> str:
        return conversation_list(service.memory(user_of(request)).list(words or ""), bool(words))

    def change(words: str | None, event: gr.EventData, request: gr.Request) -> tuple[str, str]:
        memory = service.memory(user_of(request))
        done = _changed(memory, str(event.what), str(event.id), str(event.title))
        return done, conversation_list(memory.list(words or ""), bool(words))

    def export(event: gr.EventData, request: gr.Request) -> str:
        return _exported(service, service.memory(user_of(request)), str(event.id), cast("Form", str(event.form)))

    page.query.change(show, page.query, page.listed, trigger_mode="always_last", **QUICK)
    tab.select(show, page.query, page.listed, **QUICK)
    page.listed.change_one(change, page.query, [page.said, page.listed], **QUICK)
    page.listed.export(export, None, page.file, **QUICK).then(fn=None, inputs=page.file, js=asset("download.js"))
    return page.listed.open


def _changed(memory: Memory, what: str, conversation_id: str, title: str) -> str:
    if what == "delete":
        memory.delete(conversation_id)
        return '<p class="notice" role="status">Deleted for good: nothing of it is left in the file.</p>'
    memory.rename(conversation_id, title)
    return '<p class="notice" role="status">Renamed.</p>'


def _exported(service: Service, memory: Memory, conversation_id: str, form: Form) -> str:
    try:
        conversation = memory.load(conversation_id)
    except TradeQAError:
        return ""
    title = next(one.title for one in memory.list() if one.id == conversation_id)
    return json.dumps(exported(conversation, title, service.library.fingerprint(), date.today(), form))


def conversation_list(conversations: Sequence[ConversationSummary], searched: bool) -> str:
    """Return the conversations as a list, each with what can be done with it."""
    if not conversations:
        words = "No conversation has these words." if searched else "Nothing is kept yet: ask something first."
        return f'<p class="notice">{words}</p>'
    rows = "".join(map(_row, conversations[:LISTED]))
    more = len(conversations) - LISTED
    rest = f'<p class="notice">… and {more:,} more: search to narrow the list.</p>' if more > 0 else ""
    return f'<ul class="documents conversations">{rows}</ul>{rest}'


def _row(one: ConversationSummary) -> str:
    when = long_date(datetime.fromisoformat(one.updated).date())
    name = attribute(one.title)
    exports = "".join(
        f'<button type="button" class="export" data-form="{form}" aria-label="Save as {words}: {name}">{words}</button>'
        for form, words in (("html", "Page to print"), ("md", "Markdown"), ("json", "JSON"))
    )
    return (
        f'<li data-id="{attribute(one.id)}"><button type="button" class="open title">{isolated(one.title)}</button>'
        f'<span class="where">{escaped(when)} · {count(one.turns, "question")} · save as {exports}</span>'
        f'<span class="actions"><button type="button" class="rename" aria-label="Rename {name}">Rename</button> '
        f'<button type="button" class="remove" aria-label="Delete {name}">Delete</button>'
        '<span class="sure"><button type="button" class="confirm">Delete for good</button>'
        '<button type="button" class="keep">Keep</button></span></span></li>'
    )

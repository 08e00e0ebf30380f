"""The chat for a browser: the page for asking, beside it the sources. `ui.library_page` has the page on documents."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import gradio as gr

from assistant.conversation import Conversation
from corpus.errors import TradeQAError
from ui import library_page
from ui.conversing import UnusableInputError, View, ask, cited, kept, offered, opening, typed_filters
from ui.evidence import NOTHING_CHOSEN
from ui.first_screen import first_screen, holdings
from ui.library_page import QUICK, STREAMED
from ui.markup import asset, isolated
from ui.rendering import problem, transcript
from ui.service import Service

AT_ONCE = 4
"""So many questions are answered at the same time; the others wait in the queue."""
WAITING = 64


@dataclass(frozen=True, slots=True)
class _AskPage:
    """The components of the page for asking."""

    conversation: gr.State
    first: gr.HTML
    """What stands there until something is asked; the style sheet hides it from the first turn on, so that a page that
    loads late never takes the place of an answer."""
    transcript: gr.HTML
    panel: gr.HTML
    question: gr.Textbox
    button: gr.Button
    new: gr.Button
    earlier: gr.Dropdown
    as_of: gr.Textbox
    after: gr.Textbox
    before: gr.Textbox
    publishers: gr.Dropdown
    kinds: gr.Dropdown

    @property
    def shown(self) -> list[Any]:
        """What an answer changes, in the order of `_values`."""
        return [self.conversation, self.transcript, self.panel, self.question, self.button]

    @property
    def given(self) -> set[Any]:
        """What a question takes in."""
        return {self.conversation, self.question, self.as_of, self.after, self.before, self.publishers, self.kinds}


def build(service: Service) -> gr.Blocks:
    """Return the whole chat."""
    blocks = gr.Blocks(title="tradeqa", analytics_enabled=False, delete_cache=(3600, 3600), fill_width=True)
    with blocks:
        held = _masthead(service)
        with gr.Tabs(elem_id="pages"):
            with gr.Tab("Ask"):
                page = _ask_page(service)
            with gr.Tab("Documents") as documents:
                changed = library_page.build(service, documents)
        gr.HTML(asset("colophon.html"), apply_default_css=False)
        changed.append(_wire(service, page))
        for event in changed:
            event.then(lambda: holdings(service.library), outputs=held, **QUICK)
        _on_load(service, blocks, page, held)
    blocks.queue(default_concurrency_limit=AT_ONCE, max_size=WAITING)
    return blocks


def _masthead(service: Service) -> gr.HTML:
    with gr.Row(elem_id="masthead", equal_height=False):
        gr.HTML(asset("masthead.html"), apply_default_css=False)
        held = gr.HTML(holdings(service.library), apply_default_css=False, elem_id="holdings")
    if service.writer.model:
        gr.HTML(
            f'<p class="writer-note">Answers are phrased by {isolated(service.writer.model)}: '
            "your question and the quotes found for it are sent to that model.</p>",
            apply_default_css=False,
        )
    return held


def _ask_page(service: Service) -> _AskPage:
    view = opening()
    with gr.Row(elem_id="desk", equal_height=False):
        with gr.Column(scale=3, min_width=300, elem_id="talk"):
            first = gr.HTML(
                first_screen(service.library), js_on_load=asset("first.js"), apply_default_css=False, elem_id="first"
            )
            shown = gr.HTML(view.transcript, js_on_load=asset("transcript.js"), apply_default_css=False)
            with gr.Row(elem_id="composer"):
                question = gr.Textbox(
                    placeholder="Ask a question",
                    label="Your question",
                    show_label=False,
                    lines=1,
                    max_lines=6,
                    max_length=2000,
                    autofocus=True,
                    scale=1,
                    elem_id="question",
                )
                button = gr.Button("Ask", variant="primary", scale=0, min_width=80, elem_id="ask")
            filters, new, earlier = _options(service)
        with gr.Column(scale=2, min_width=300, elem_id="evidence"):
            panel = gr.HTML(NOTHING_CHOSEN, js_on_load=asset("panel.js"), apply_default_css=False)
    return _AskPage(gr.State(view.conversation), first, shown, panel, question, button, new, earlier, *filters)


def _options(service: Service) -> tuple[list[Any], gr.Button, gr.Dropdown]:
    with gr.Row(elem_id="tools"):
        new = gr.Button("New conversation", size="sm", scale=0, min_width=150)
    with gr.Accordion("Dates, publishers, earlier conversations", open=False, elem_id="options"):
        with gr.Row():
            days = [
                gr.Textbox(label=label, placeholder="YYYY-MM-DD", max_length=10, min_width=140)
                for label in ("As of", "Published from", "Published until")
            ]
        with gr.Row():
            publishers = gr.Dropdown([], label="Only these publishers", multiselect=True, min_width=200)
            kinds = gr.Dropdown([], label="Only these kinds", multiselect=True, min_width=200)
        earlier = gr.Dropdown(
            [], label="Go back to an earlier conversation", visible=service.keeps_conversations, value=None
        )
    return [*days, publishers, kinds], new, earlier


def _wire(service: Service, page: _AskPage) -> Any:  # noqa: ANN401 - Gradio names no type for an event to go on from
    """Join the components to what they do, and return the event after which the library may hold something else."""

    def asked(given: dict[Any, Any]) -> Iterator[tuple[Any, ...]]:
        yield from _asked(service, page, given)

    def quoted(conversation: Conversation, event: gr.EventData) -> str:
        return cited(service, conversation, int(event.turn), int(event.quote))

    def neared(conversation: Conversation, event: gr.EventData) -> str:
        return offered(service, conversation, int(event.turn), int(event.near))

    def started() -> Iterator[str]:
        yield from _starter(service)

    gr.on([page.question.submit, page.button.click], asked, page.given, page.shown, **STREAMED).then(
        fn=None, js=asset("to_question.js")
    )
    for event, show in ((page.transcript.cite, quoted), (page.transcript.near, neared)):
        event(show, page.conversation, page.panel, **QUICK).then(fn=None, js=asset("to_panel.js"))
    page.first.example(_chosen, None, page.question, **QUICK).then(asked, page.given, page.shown, **STREAMED)
    page.new.click(lambda: _values(opening()), None, page.shown, **QUICK)
    page.earlier.input(lambda chosen: _earlier(service, chosen), page.earlier, page.shown, **QUICK)
    return page.first.starter(started, None, page.first, concurrency_limit=1, **STREAMED)


def _chosen(event: gr.EventData) -> str:
    return str(event.question)


def _asked(service: Service, page: _AskPage, given: dict[Any, Any]) -> Iterator[tuple[Any, ...]]:
    conversation, question = given[page.conversation], given[page.question] or ""
    try:
        filters = typed_filters(
            given[page.as_of], given[page.after], given[page.before], given[page.publishers], given[page.kinds]
        )
    except UnusableInputError as error:
        shown = transcript(conversation.turns, problem(question, str(error)))
        yield _values(View(conversation, shown, NOTHING_CHOSEN, question))
        return
    for view in ask(service, question, conversation, filters):
        yield _values(view)


def _values(view: View) -> tuple[Any, ...]:
    button = gr.update(value="Ask", interactive=True) if view.done else gr.update(value="…", interactive=False)
    return view.conversation, view.transcript, view.panel, view.question, button


def _earlier(service: Service, chosen: str | None) -> tuple[Any, ...]:
    try:
        return _values(kept(service, chosen) if chosen else opening())
    except TradeQAError as error:
        view = opening()
        return _values(View(view.conversation, transcript((), problem("", str(error))), view.panel))


def _starter(service: Service) -> Iterator[str]:
    added = 0
    try:
        for _ in service.add_starter():
            added += 1
            yield f'<div class="first"><h2>Loading the starter corpus …</h2><p>{added} briefs</p></div>'
    except TradeQAError as error:
        yield problem("", str(error))
        return
    yield first_screen(service.library)


def _on_load(service: Service, blocks: gr.Blocks, page: _AskPage, held: gr.HTML) -> None:
    """Show the library as it is when a browser opens the page, not as it was when the server started."""

    def loaded() -> tuple[Any, ...]:
        found = service.library.rows("SELECT DISTINCT publisher, kind FROM documents")
        publishers = sorted({row["publisher"] for row in found if row["publisher"]})
        kinds = sorted({row["kind"] for row in found})
        conversations = service.memory.list()[:50] if service.keeps_conversations else []
        return (
            first_screen(service.library),
            holdings(service.library),
            gr.update(choices=publishers),
            gr.update(choices=kinds),
            gr.update(choices=[(one.title[:80], one.id) for one in conversations], value=None),
        )

    blocks.load(loaded, None, [page.first, held, page.publishers, page.kinds, page.earlier], **QUICK)

"""The page for asking: the conversation, the box to ask in, what the question is kept to; beside it the sources."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import gradio as gr

from assistant.conversation import Conversation
from corpus.errors import TradeQAError
from ui import writer_control
from ui.conversing import Terms, View, ask, cited, first_source, kept, offered, opening, refused, stopped
from ui.events import QUICK, STOPPABLE, STREAMED
from ui.evidence import NOTHING_CHOSEN
from ui.first_screen import first_screen
from ui.follow_ups import follow_up_list, follow_ups
from ui.markup import asset
from ui.narrowing import Typed, UnusableInputError, chips, choices, filters_from, frequent_parties
from ui.rendering import problem
from ui.service import Service, user_of

Outputs = tuple[Any, ...]
ASK = "ask"
"""The id of the page's tab."""


@dataclass(frozen=True, slots=True)
class AskPage:
    """The components of the page for asking."""

    conversation: gr.State
    asking: gr.State
    """The question that is being worked on."""
    first: gr.HTML
    """What stands there until something is asked; the style sheet hides it from the first turn on, so that a page that
    loads late never takes the place of an answer."""
    transcript: gr.HTML
    follow_ups: gr.HTML
    noted: gr.HTML
    """What became of a complaint."""
    gold: gr.HTML
    """The gold evidence of a case that was asked from the page on evals."""
    panel: gr.HTML
    question: gr.Textbox
    button: gr.Button
    stop: gr.Button
    new: gr.Button
    chips: gr.HTML
    narrowed: tuple[Any, ...]
    """The boxes for what a question is kept to, in the order of `Typed`."""
    writer: gr.State
    """Who phrases the answer."""

    @property
    def shown(self) -> list[Any]:
        """What an answer changes, in the order of `values`."""
        return [self.conversation, self.asking, self.transcript, self.panel, self.question, self.button, self.stop]

    @property
    def given(self) -> set[Any]:
        """What a question takes in."""
        return {self.conversation, self.question, self.writer, *self.narrowed}


def values(view: View) -> Outputs:
    """Return what a view makes of the components `shown`."""
    box = gr.skip() if view.question is None else view.question
    is_working = bool(view.asking)
    button, stop = gr.update(visible=not is_working), gr.update(visible=is_working)
    return view.conversation, view.asking, view.transcript, view.panel, box, button, stop


def build(service: Service) -> AskPage:
    """Lay out the page."""
    view = opening()
    with gr.Row(elem_id="desk", equal_height=False):
        complaints = [] if service.keeps_conversations else ["no-complaints"]
        with gr.Column(scale=3, min_width=300, elem_id="talk", elem_classes=complaints):
            first = gr.HTML(
                first_screen(service.library), js_on_load=asset("first.js"), apply_default_css=False, elem_id="first"
            )
            clicked = asset("transcript.js") + asset("complaint.js")
            shown = gr.HTML(view.transcript, js_on_load=clicked, apply_default_css=False)
            noted = gr.HTML("", js_on_load=asset("noted.js"), apply_default_css=False, elem_id="noted")
            further = gr.HTML("", js_on_load=asset("follow_ups.js"), apply_default_css=False, elem_id="further")
            question, button, stop = _composer()
            on = gr.HTML("", js_on_load=asset("chips.js"), apply_default_css=False, elem_id="chips")
            with gr.Row(elem_id="tools"):
                new = gr.Button("New conversation", size="sm", scale=0, min_width=150)
            narrowed = _narrowing()
            writer = writer_control.build(service)
        with gr.Column(scale=2, min_width=300, elem_id="evidence"):
            gold = gr.HTML("", apply_default_css=False, elem_id="gold")
            panel = gr.HTML(NOTHING_CHOSEN, js_on_load=asset("panel.js"), apply_default_css=False)
    conversation, asking = gr.State(view.conversation), gr.State("")
    return AskPage(
        conversation,
        asking,
        first,
        shown,
        further,
        noted,
        gold,
        panel,
        question,
        button,
        stop,
        new,
        on,
        narrowed,
        writer,
    )


def _composer() -> tuple[gr.Textbox, gr.Button, gr.Button]:
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
        stop = gr.Button("Stop", variant="secondary", scale=0, min_width=80, elem_id="stop", visible=False)
    return question, button, stop


def _narrowing() -> tuple[Any, ...]:
    with gr.Accordion("Only some documents: dates, publishers, kinds, parties", open=False, elem_id="options"):
        with gr.Row():
            days = [
                gr.Textbox(label=label, placeholder="YYYY-MM-DD", max_length=10, min_width=140)
                for label in ("As of", "Published from", "Published until")
            ]
        with gr.Row():
            lists = [
                gr.Dropdown([], label=label, multiselect=True, min_width=200)
                for label in ("Publishers", "Kinds", "Parties named in the title")
            ]
    return (*days, *lists)


def open_from(service: Service, page: AskPage, opened: Any, tabs: gr.Tabs) -> None:  # noqa: ANN401 - as in `wire`
    """Show a kept conversation when the page of conversations says which."""

    def show(event: gr.EventData, request: gr.Request) -> Outputs:
        try:
            view = kept(service, str(event.id), user_of(request))
        except TradeQAError as error:
            view = refused(Conversation(), "", str(error))
        return (*values(view), gr.update(selected=ASK), "")

    opened(show, None, [*page.shown, tabs, page.gold], **QUICK).then(
        lambda conversation: first_source(service, conversation), page.conversation, page.panel, **QUICK
    )


def wire(service: Service, page: AskPage, replayed: Any) -> Any:  # noqa: ANN401 - Gradio names no type for an event to go on from
    """Join the components to what they do, and return the event after which the library may hold something else.

    `replayed` is the event that asks a case of the evals: it can be stopped too.
    """

    def asked(given: dict[Any, Any], request: gr.Request) -> Iterator[Outputs]:
        yield from _asked(service, page, given, given[page.question] or "", given[page.conversation], request)

    def chosen(given: dict[Any, Any], event: gr.EventData, request: gr.Request) -> Iterator[Outputs]:
        yield from _asked(service, page, given, str(event.question), given[page.conversation], request)

    def again(given: dict[Any, Any], event: gr.EventData, request: gr.Request) -> Iterator[Outputs]:
        earlier: Conversation = given[page.conversation]
        shorter = replace(earlier, turns=earlier.turns[:-1])
        yield from _asked(service, page, given, str(event.question), shorter, request)

    def stop(conversation: Conversation, question: str, request: gr.Request) -> Outputs:
        service.activity.stopped(str(request.session_hash))
        return values(stopped(conversation, question))

    def quoted(conversation: Conversation, event: gr.EventData) -> str:
        return cited(service, conversation, int(event.turn), int(event.quote))

    def neared(conversation: Conversation, event: gr.EventData) -> str:
        return offered(service, conversation, int(event.turn), int(event.near))

    def started() -> Iterator[str]:
        yield from _starter(service)

    asking = [
        gr.on([page.question.submit, page.button.click], asked, page.given, page.shown, **STOPPABLE),
        page.first.example(chosen, page.given, page.shown, **STOPPABLE),
        page.follow_ups.example(chosen, page.given, page.shown, **STOPPABLE),
        page.transcript.again(again, page.given, page.shown, **STOPPABLE),
    ]
    for event in asking:
        shown = event.then(lambda kept: first_source(service, kept), page.conversation, page.panel, **QUICK)
        _follow(service, page, shown.then(fn=None, js=asset("to_question.js")))
    back = [page.conversation, page.asking]
    page.stop.click(stop, back, page.shown, cancels=[*asking, replayed], **QUICK)
    for event, show in ((page.transcript.cite, quoted), (page.panel.cite, quoted), (page.transcript.near, neared)):
        event(show, page.conversation, page.panel, **QUICK).then(fn=None, js=asset("to_panel.js"))
    page.new.click(lambda: (*values(opening()), ""), None, [*page.shown, page.gold], **QUICK)
    _wire_narrowing(page)
    return page.first.starter(started, None, page.first, concurrency_limit=1, **STREAMED)


def _follow(service: Service, page: AskPage, answered: Any) -> None:  # noqa: ANN401 - as above
    """After an answer is shown, look for questions that could be asked next."""

    def follow(conversation: Conversation, *narrowed: Any) -> str:  # noqa: ANN401 - Gradio hands over what it has
        try:
            filters = filters_from(service.library, Typed.of(narrowed))
            parties = frequent_parties(service.library)
            found = follow_ups(service.assistant(), conversation, filters, parties, lambda: service.activity.idle)
        except TradeQAError:
            return ""
        return follow_up_list(found, len(conversation.turns))

    answered.then(follow, [page.conversation, *page.narrowed], page.follow_ups, **QUICK)


def _wire_narrowing(page: AskPage) -> None:
    narrowed = list(page.narrowed)

    def less(  # noqa: PLR0913, PLR0917 - a parameter for each box, as Gradio hands them over
        as_of: str,
        after: str,
        before: str,
        publishers: list[str],
        kinds: list[str],
        parties: list[str],
        event: gr.EventData,
    ) -> Outputs:
        typed = Typed.of([as_of, after, before, publishers, kinds, parties])
        left = typed.without(str(event.name), str(event.value))
        return (left.as_of, left.after, left.before, *map(list, (left.publishers, left.kinds, left.parties)))

    gr.on(
        [box.change for box in narrowed],
        lambda *given: chips(Typed.of(given)),
        narrowed,
        page.chips,
        trigger_mode="always_last",
        **QUICK,
    )
    page.chips.off(less, narrowed, narrowed, **QUICK)


def _asked(  # noqa: PLR0913, PLR0917 - what the event knows, handed on
    service: Service,
    page: AskPage,
    given: dict[Any, Any],
    question: str,
    conversation: Conversation,
    request: gr.Request,
) -> Iterator[Outputs]:
    """Ask as the next turn of `conversation`, which is the one on the page, or that without its last turn."""
    earlier = given[page.conversation]
    try:
        filters = filters_from(service.library, Typed.of([given[box] for box in page.narrowed]))
    except UnusableInputError as error:
        yield values(refused(earlier, question, str(error)))
        return
    with service.activity.only_one(str(request.session_hash)) as is_first:
        steps = ask(service, question, conversation, Terms(filters, given[page.writer], user_of(request)))
        for view in steps if is_first else ():
            # a turn is given up only for the one that takes its place: not when that is stopped, or fails
            yield values(replace(view, conversation=earlier) if view.conversation is conversation else view)


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


def on_load(service: Service, blocks: gr.Blocks, page: AskPage) -> None:
    """Show the library as it is when a browser opens the page, not as it was when the server started."""

    def loaded() -> Outputs:
        return first_screen(service.library), *(gr.update(choices=list(one)) for one in choices(service.library))

    blocks.load(loaded, None, [page.first, *page.narrowed[3:]], **QUICK)

"""The chat for a browser: its pages, each in a module of its own, put together."""

from __future__ import annotations

from contextlib import suppress
from functools import partial

import gradio as gr

from ui import (
    ask_page,
    complaining,
    conversations_page,
    endpoints,
    evals_page,
    library_page,
    replaying,
    server_page,
    visits,
)
from ui.events import QUICK
from ui.first_screen import holdings
from ui.markup import asset
from ui.service import Service, user_of


def build(service: Service) -> gr.Blocks:
    """Return the whole chat."""
    blocks = gr.Blocks(title="tradeqa", analytics_enabled=False, delete_cache=(3600, 3600), fill_width=True)
    with blocks:
        held = _masthead(service)
        if service.keeps_conversations:
            _news(service, blocks)
        with gr.Tabs(elem_id="pages") as tabs:
            with gr.Tab("Ask", id=ask_page.ASK):
                page = ask_page.build(service)
            with gr.Tab("Documents") as documents:
                changed = library_page.build(service, documents)
            if service.keeps_conversations:
                with gr.Tab("Conversations") as conversations:
                    kept = conversations_page.build()
                opened = conversations_page.wire(service, conversations, kept)
                ask_page.open_from(service, page, opened, tabs)
            with gr.Tab("Evals") as evals:
                measured = evals_page.build(service)
            if service.keeps_conversations:
                server_page.build(service, blocks, tabs)
        gr.HTML(asset("colophon.html"), apply_default_css=False)
        chosen = evals_page.wire(service, evals, measured)
        replayed = replaying.wire(service, page, chosen, partial(evals_page.case_of, service.library), tabs)
        changed.append(ask_page.wire(service, page, replayed))
        if service.keeps_conversations:
            complaining.wire(service, page)
        for event in changed:
            event.then(lambda: holdings(service.library), outputs=held, **QUICK)
        blocks.load(lambda: holdings(service.library), None, held, **QUICK)
        ask_page.on_load(service, blocks, page)
        endpoints.offer(service)
    # questions wait for each other in `ui.activity`, which can say how many are before one's own
    places = service.activity.places
    blocks.queue(default_concurrency_limit=places, max_size=2 * places)
    return blocks


def _news(service: Service, blocks: gr.Blocks) -> None:
    """Tell on top of the page what changed since the user's last visit."""

    def opened(request: gr.Request) -> str:
        try:
            return visits.opened(service.library, user_of(request))
        except OSError:
            # where nothing can be written no visit is remembered
            return ""

    def dismissed(request: gr.Request) -> str:
        with suppress(OSError):
            visits.dismissed(service.library, user_of(request))
        return ""

    told = gr.HTML("", js_on_load=asset("news.js"), apply_default_css=False, elem_id="news")
    blocks.load(opened, None, told, **QUICK)
    told.dismiss(dismissed, None, told, **QUICK)


def _masthead(service: Service) -> gr.HTML:
    with gr.Row(elem_id="masthead", equal_height=False):
        gr.HTML(asset("masthead.html"), apply_default_css=False)
        held = gr.HTML(holdings(service.library), apply_default_css=False, elem_id="holdings")
    return held

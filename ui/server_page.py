"""The administrator's page: how busy the server is, what went wrong and what to do, whom and what it serves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import gradio as gr

from evals.speed.memory import resident_mb
from ui.activity import Activity
from ui.events import QUICK
from ui.failures import Failure
from ui.markup import escaped, isolated
from ui.service import Service, user_of
from ui.settings import version
from ui.wording import count

NAME = "Server"
SECONDS = 3.0
"""The figures are looked up anew so often while the page is open."""
LISTED = 20


def build(service: Service, blocks: gr.Blocks, tabs: gr.Tabs) -> None:
    """Lay out the page and join it to what it does; nobody but an administrator gets to see it."""
    # with a login it is not known yet who comes
    with gr.Tab(NAME, visible=service.alone) as tab, gr.Column(elem_id="server-page"):
        load = gr.HTML("", apply_default_css=False)
        facts = gr.HTML("", apply_default_css=False)
        clock = gr.Timer(SECONDS, active=False)

    def busy(request: gr.Request) -> Any:  # noqa: ANN401 - what Gradio takes for a component's value
        return busy_now(service.activity) if service.is_admin(user_of(request)) else gr.skip()

    def opened(request: gr.Request, event: gr.SelectData) -> tuple[Any, ...]:
        is_shown = event.value == NAME and service.is_admin(user_of(request))
        if not is_shown:
            return gr.Timer(active=False), gr.skip(), gr.skip()
        return gr.Timer(active=True), busy_now(service.activity), served(service)

    def entered(request: gr.Request) -> gr.Tab:
        return gr.Tab(visible=service.is_admin(user_of(request)))

    tabs.select(opened, None, [clock, load, facts], **QUICK)
    clock.tick(busy, None, load, **QUICK)
    if not service.alone:
        blocks.load(entered, None, tab, **QUICK)


def busy_now(activity: Activity) -> str:
    """Return how busy the server is, and what went wrong last."""
    load = activity.load()
    memory = resident_mb()
    figures = [
        ("Being answered", f"{load.running} of {activity.at_once}"),
        ("Waiting", f"{load.waiting} of {activity.most_waiting}"),
        ("Asked in the last hour", f"{load.asked:,}"),
        ("Half of them within", _seconds(load.p50)),
        ("95 % of them within", _seconds(load.p95)),
        ("Memory", f"{memory:,.0f} MB" if memory else "not known"),
    ]
    tiles = "".join(f"<div><dt>{name}</dt><dd>{escaped(value)}</dd></div>" for name, value in figures)
    return (
        f'<h2 class="section">Now</h2><dl class="load">{tiles}</dl>'
        f'<p class="notice">Times run from the question to the answer, waiting included. Running since '
        f"{_moment(activity.started)}.</p>"
        f'<h2 class="section">Recent errors</h2>{_failures(activity.failures(LISTED), load.failed)}'
    )


def _seconds(milliseconds: float | None) -> str:
    return "–" if milliseconds is None else f"{milliseconds / 1000:,.1f} s"


def _moment(when: datetime) -> str:
    there = when.astimezone()
    return f'<time datetime="{there.isoformat(timespec="seconds")}">{there:%Y-%m-%d %H:%M:%S}</time>'


def _failures(failures: Sequence[Failure], in_the_last_hour: int) -> str:
    if not failures:
        return '<p class="notice">None since the start.</p>'
    rows = "".join(map(_failure, failures))
    return f'<p class="notice">{count(in_the_last_hour, "error")} in the last hour.</p><ul class="failures">{rows}</ul>'


def _failure(one: Failure) -> str:
    remedy = f'<span class="remedy">{escaped(one.remedy)}</span>' if one.remedy else ""
    return f'<li>{_moment(one.when)} <span class="said">{isolated(one.said)}</span>{remedy}</li>'


def served(service: Service) -> str:
    """Return whom and what the server serves."""
    documents, passages = service.library.counts()
    accounts = service.accounts
    users = "no login" if accounts is None else _users([user.role for user in accounts.users.values()])
    facts = [
        ("Users", users),
        ("Library", f"{count(documents, 'document')}, {count(passages, 'passage')}"),
        ("Fingerprint", service.library.fingerprint()),
        ("Documents", "can only be read here" if service.read_only else "can be added and removed here"),
        ("Chat model", f"{service.writer.model} may be chosen" if service.writer.model else "none is set up"),
        ("Version", f"tradeqa {version()}"),
    ]
    rows = "".join(f"<dt>{name}</dt><dd>{isolated(value)}</dd>" for name, value in facts)
    return f'<h2 class="section">What is served</h2><dl class="facts">{rows}</dl>'


def _users(roles: Sequence[str]) -> str:
    return f"{count(len(roles), 'user')}, {count(roles.count('admin'), 'administrator')} among them"

"""The page on evals: how good the answers are, run by run, and the drafts of cases that wait for a person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import gradio as gr

from corpus.errors import TradeQAError
from evals.drafts import Drafts
from evals.history import changes, latest_runs, run_before
from evals.records import CaseResult
from index.library import Library
from ui.complaining import NOT_KEPT
from ui.drafts_list import accepted, draft_list, edited
from ui.events import QUICK
from ui.markup import asset, escaped
from ui.measured import NONE, run_list, run_page
from ui.service import Service, user_of
from ui.settings import runs_folder


@dataclass(frozen=True, slots=True)
class EvalsPage:
    """The components of the page."""

    runs: gr.HTML
    said: gr.HTML
    drafts: gr.HTML


def build(service: Service) -> EvalsPage:
    """Lay out the page."""
    shown = service.keeps_conversations
    with gr.Column(elem_id="evals-page"):
        # a run has many failed cases: below them nobody would find a draft
        gr.HTML('<h2 class="section">Drafts of cases</h2>', apply_default_css=False, visible=shown)
        said = gr.HTML("", apply_default_css=False, elem_id="said-of-draft")
        drafts = gr.HTML("", js_on_load=asset("drafts.js"), apply_default_css=False, elem_id="drafts", visible=shown)
        gr.HTML('<h2 class="section">Runs</h2>', apply_default_css=False)
        runs = gr.HTML("", js_on_load=asset("evals.js"), apply_default_css=False, elem_id="runs")
    return EvalsPage(runs, said, drafts)


def wire(service: Service, tab: gr.Tab, page: EvalsPage) -> Any:  # noqa: ANN401 - Gradio names no type for an event
    """Join the components to what they do; returns the event that a failed case is chosen with."""

    def show(request: gr.Request) -> tuple[str, str, str]:
        listed = draft_list(service.drafts(user_of(request)).waiting()) if service.keeps_conversations else ""
        return runs_shown(service.library), "", listed

    def act(event: gr.EventData, request: gr.Request) -> tuple[str, str]:
        user = user_of(request)
        drafts = service.drafts(user)
        said = acted(service.library, drafts, event, service.is_admin(user))
        return said, draft_list(drafts.waiting())

    def choose(event: gr.EventData) -> str:
        return runs_shown(service.library, str(event.run))

    tab.select(show, None, [page.runs, page.said, page.drafts], **QUICK)
    page.runs.choose(choose, None, page.runs, **QUICK)
    # what is not offered is not there either: nobody can call it
    if service.keeps_conversations:
        page.drafts.act(act, None, [page.said, page.drafts], **QUICK)
    return page.runs.replay


def runs_shown(library: Library, name: str = "") -> str:
    """Return the runs that are kept, and the one of this name, or else the newest, in full."""
    runs = latest_runs(runs_folder(library))
    if not runs:
        return NONE
    chosen = next((one for one in runs if one.name == name), runs[0])
    before = run_before(chosen, runs)
    return run_list(runs, chosen) + run_page(chosen, before, changes(before, chosen) if before else None)


def case_of(library: Library, name: str, case_id: str) -> CaseResult | None:
    """Return the case of a run, if it is there still and holds its question."""
    runs = latest_runs(runs_folder(library))
    cases = (case for kept in runs if kept.name == name for case in kept.run.cases)
    return next((case for case in cases if case.id == case_id and case.case.get("question")), None)


def acted(library: Library, drafts: Drafts, event: gr.EventData, is_admin: bool) -> str:
    """Do with a draft what was chosen, and return what is said of it."""
    draft_id = str(event.id)
    try:
        if event.what == "accept":
            return accepted(drafts, draft_id, library, is_admin)
        if event.what == "edit":
            drafts.put(edited(drafts.get(draft_id), dict(event.given), library))
            return '<p class="notice" role="status">Saved; it is a draft still.</p>'
        drafts.drop(draft_id)
    except TradeQAError as error:
        return f'<p class="problem" role="alert">{escaped(str(error))}</p>'
    except OSError:
        return f'<p class="problem" role="alert">{NOT_KEPT}</p>'
    return '<p class="notice" role="status">Dropped.</p>'

"""The page on documents: add them, see what became of each, see what the library holds, remove and put back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import gradio as gr

from corpus.errors import TradeQAError
from ui import removing, uploads
from ui.catalogue import SORTS, Wanted, document_list, facets, plots
from ui.events import QUICK, STREAMED
from ui.markup import asset, escaped
from ui.service import Service

_ADD = (
    '<h2 class="section">Add documents</h2><p class="notice">PDF, DOCX, ODT, HTML, Markdown, plain text, or a .jsonl '
    "collection. They stay on this computer. The same file name again replaces the earlier text. "
    "An address is fetched only when you look at it or add it.</p>"
)
_READ_ONLY = '<p class="notice">This library is served to be read: documents are added and removed elsewhere.</p>'
Outputs = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class _Adding:
    """The components that add."""

    files: gr.File
    title: gr.Textbox
    text: gr.Textbox
    address: gr.Textbox
    look: gr.Button
    button: gr.Button
    report: gr.HTML
    file: gr.Textbox
    """Holds the report as a file that is handed to the browser."""

    @property
    def given(self) -> list[Any]:
        """What is to be added."""
        return [self.files, self.title, self.text, self.address]

    @property
    def changed(self) -> list[Any]:
        """What adding changes."""
        return [self.report, *self.given, self.button, self.file]


@dataclass(frozen=True, slots=True)
class _Holdings:
    """The components that show what the library holds."""

    wanted: tuple[Any, ...]
    """The boxes for what is listed, in the order of `Wanted`."""
    charts: gr.HTML
    anew: gr.Button
    said: gr.HTML
    listed: gr.HTML
    removed: gr.State


def build(service: Service, tab: gr.Tab) -> list[Any]:
    """Lay out the page, and return the events after which the library may hold something else."""
    with gr.Column(elem_id="library-page"):
        adding = None
        if service.read_only:
            gr.HTML(_READ_ONLY, apply_default_css=False)
        else:
            adding = _adding(service)
        held = _holdings(service)
    shown = [*held.wanted[2:], held.charts, held.listed]

    def show(*wanted: Any) -> Outputs:  # noqa: ANN401 - Gradio hands over what it has
        return _shown(service, wanted)

    def narrowed(*wanted: Any) -> str:  # noqa: ANN401 - as above
        return _listed(service, wanted)

    boxes = list(held.wanted)
    gr.on([box.change for box in boxes], narrowed, boxes, held.listed, trigger_mode="always_last", **QUICK)
    tab.select(show, boxes, shown, **QUICK)
    # what is not offered is not there either: nobody can call it
    if adding is None:
        return []
    changes = [_wire_adding(service, adding), *_wire_removing(service, held)]
    return [change.then(show, boxes, shown, **QUICK) for change in changes]


def _adding(service: Service) -> _Adding:
    gr.HTML(_ADD, apply_default_css=False)
    files = gr.File(
        file_count="multiple",
        file_types=uploads.FILE_TYPES,
        type="filepath",
        label="Files to add",
        show_label=False,
        height=140,
        elem_id="files",
    )
    with gr.Accordion("Paste a text, or name an address", open=False, elem_id="paste"):
        address = gr.Textbox(
            label="Address of a page or a PDF", placeholder="https://", max_length=2000, visible=service.fetches
        )
        title = gr.Textbox(label="Title of a pasted text", max_length=200)
        text = gr.Textbox(label="Text", lines=6, max_lines=14)
    with gr.Row(elem_id="adding"):
        button = gr.Button("Add to the library", variant="primary", size="md", elem_id="add", scale=0, min_width=190)
        look = gr.Button("Look at it first", size="md", elem_id="look", scale=0, min_width=150)
    report = gr.HTML("", js_on_load=asset("report.js"), apply_default_css=False, elem_id="report")
    return _Adding(files, title, text, address, look, button, report, gr.Textbox(visible="hidden"))


def _holdings(service: Service) -> _Holdings:
    gr.HTML('<h2 class="section">In the library</h2>', apply_default_css=False)
    with gr.Row(elem_id="narrow"):
        query = gr.Textbox(
            placeholder="Title, publisher or path",
            label="Find a document",
            show_label=False,
            elem_classes="find",
            scale=3,
            min_width=220,
        )
        sort = gr.Dropdown(list(SORTS), value="Newest first", label="Order", show_label=False, scale=1, min_width=170)
    with gr.Row(elem_id="facets"):
        narrow = [
            gr.Dropdown([(every, "")], value="", label=label, show_label=False, min_width=150)
            for label, every in (("Publisher", "All publishers"), ("Kind", "All kinds"), ("Year", "All years"))
        ]
    with gr.Accordion("Over time and by publisher", open=False, elem_id="charts"):
        charts = gr.HTML("", apply_default_css=False)
    anew = gr.Button(
        "Read kept files anew", size="sm", scale=0, min_width=180, elem_id="anew", visible=not service.read_only
    )
    said = gr.HTML("", js_on_load=asset("removed.js"), apply_default_css=False, elem_id="said")
    listed = gr.HTML("", js_on_load=asset("documents.js"), apply_default_css=False, elem_id="listed")
    return _Holdings((query, sort, *narrow), charts, anew, said, listed, gr.State([]))


def _wanted(given: Sequence[Any]) -> Wanted:
    query, sort, publisher, kind, year = (str(value or "") for value in given)
    return Wanted(query, sort, publisher, kind, year)


def _listed(service: Service, given: Sequence[Any]) -> str:
    found = _wanted(given).of(service.library)
    return document_list(found, not service.library.counts()[0], service.read_only)


def _shown(service: Service, given: Sequence[Any]) -> Outputs:
    """Return the choices with their counts now, the charts and the list."""
    choices = facets(service.library)
    kept = [
        value if value in {meant for _, meant in one} else "" for value, one in zip(given[2:], choices, strict=True)
    ]
    updates = (gr.update(choices=one, value=value) for one, value in zip(choices, kept, strict=True))
    charts = plots(list(service.library.summaries()))
    return *updates, charts, _listed(service, [*given[:2], *kept])


def _wire_adding(service: Service, page: _Adding) -> Any:  # noqa: ANN401 - Gradio names no type for an event
    def offered(files: list[str] | None, title: str | None, text: str | None, address: str | None) -> uploads.Offered:
        # a box that nobody has touched holds None
        fetched = address if service.fetches else None
        return uploads.Offered(tuple(files or ()), title or "", text or "", fetched or "")

    def look(*given: Any) -> str:  # noqa: ANN401 - Gradio hands over what it has
        try:
            return uploads.preview(service.library, offered(*given))
        except (TradeQAError, OSError) as error:
            return _problem(error)

    def add(*given: Any) -> Iterator[Outputs]:  # noqa: ANN401 - as above
        yield from _added(service, offered(*given))

    page.look.click(look, page.given, page.report, **QUICK)
    page.report.save(fn=None, inputs=page.file, js=asset("download.js"))
    return page.button.click(add, page.given, page.changed, concurrency_limit=1, **STREAMED)


def _added(service: Service, offered: uploads.Offered) -> Iterator[Outputs]:
    """Yield the report, the emptied boxes, the button, and the report as a file."""
    ready = gr.update(value="Add to the library", interactive=True)
    waiting = gr.update(value="Adding …", interactive=False)
    file = ""
    try:
        for table, file in uploads.add(service, offered):
            yield table, *[gr.skip()] * 4, waiting, file
    except uploads.NothingToAddError as error:
        yield _problem(error), *[gr.skip()] * 4, ready, ""
        return
    except (TradeQAError, OSError) as error:
        yield _problem(error), None, "", "", "", ready, ""
        return
    yield gr.skip(), None, "", "", "", ready, file


def _problem(error: Exception) -> str:
    return f'<p class="problem" role="alert">{escaped(str(error))}</p>'


def _wire_removing(service: Service, page: _Holdings) -> list[Any]:
    def remove(removed: list[removing.Removed], event: gr.EventData) -> Outputs:
        try:
            removed = [*removed, removing.remove(service, str(event.id))][-removing.MOST_KEPT :]
        except TradeQAError as error:
            return removed, _problem(error)
        return removed, removing.removed_list(removed)

    def undo(removed: list[removing.Removed], event: gr.EventData) -> Outputs:
        for one in [one for one in removed if one.document.id == str(event.id)][-1:]:
            removing.put_back(service, one)
        removed = [one for one in removed if one.document.id != str(event.id)]
        return removed, removing.removed_list(removed)

    def anew() -> Iterator[str]:
        yield '<p class="notice" role="status">Reading the kept files anew …</p>'
        try:
            reports = list(service.read_anew())
        except TradeQAError as error:
            yield _problem(error)
            return
        if reports:
            yield uploads.report_table(reports)
        else:
            yield '<p class="notice" role="status">Nothing reads otherwise than when it was added.</p>'

    changed = [page.removed, page.said]
    return [
        page.listed.remove(remove, page.removed, changed, **QUICK),
        page.said.undo(undo, page.removed, changed, **QUICK),
        page.anew.click(anew, None, page.said, concurrency_limit=1, **STREAMED),
    ]

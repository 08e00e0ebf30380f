"""The page on documents: add files, see what became of them, see what the library holds, remove."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import gradio as gr

from corpus.errors import TradeQAError
from ui import uploads
from ui.markup import asset, escaped
from ui.service import Service

_ADD = (
    '<h2 class="section">Add documents</h2><p class="notice">PDF, DOCX, ODT, HTML, Markdown, plain text, or a .jsonl '
    "collection. They stay on this computer. The same file name again replaces the earlier text.</p>"
)
STREAMED: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden", "trigger_mode": "once"}
"""No handler is offered to other programs: these have the command line and its JSON."""
QUICK: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden", "queue": False}
"""What yields nothing on the way stays out of the queue: its end would close the stream of answers under a question
that is asked at that moment, and the answer would never be shown."""


@dataclass(frozen=True, slots=True)
class _LibraryPage:
    """The components of the page."""

    files: gr.File
    button: gr.Button
    report: gr.HTML
    query: gr.Textbox
    said: gr.HTML
    listed: gr.HTML


def build(service: Service, tab: gr.Tab) -> list[Any]:
    """Lay out the page, and return the events after which the library may hold something else."""
    with gr.Column(elem_id="library-page"):
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
        button = gr.Button("Add to the library", variant="primary", size="md", elem_id="add")
        report = gr.HTML("", apply_default_css=False, elem_id="report")
        gr.HTML('<h2 class="section">In the library</h2>', apply_default_css=False)
        query = gr.Textbox(
            placeholder="Title, publisher or path", label="Find a document", show_label=False, elem_classes="find"
        )
        said = gr.HTML("", apply_default_css=False, elem_id="said")
        listed = gr.HTML("", js_on_load=asset("documents.js"), apply_default_css=False, elem_id="listed")
    return _wire(service, tab, _LibraryPage(files, button, report, query, said, listed))


def _wire(service: Service, tab: gr.Tab, page: _LibraryPage) -> list[Any]:
    def add(sent: list[str] | None) -> Iterator[tuple[Any, ...]]:
        yield from _added(service, sent or [])

    def remove(event: gr.EventData, words: str | None) -> tuple[str, str]:
        done = uploads.remove(service.library, str(event.id))
        return done, uploads.document_list(service.library, words)

    def show(words: str | None) -> str:
        return uploads.document_list(service.library, words)

    changes = [page.report, page.files, page.button]
    added = page.button.click(add, page.files, changes, concurrency_limit=1, **STREAMED)
    listed_anew = added.then(show, page.query, page.listed, **QUICK)
    removed = page.listed.remove(remove, page.query, [page.said, page.listed], **QUICK)
    page.query.change(show, page.query, page.listed, trigger_mode="always_last", **QUICK)
    tab.select(show, page.query, page.listed, **QUICK)
    return [listed_anew, removed]


def _added(service: Service, sent: list[str]) -> Iterator[tuple[Any, ...]]:
    """Yield the report, the files still to be added, and the button."""
    ready = gr.update(value="Add to the library", interactive=True)
    if not sent:
        yield '<p class="notice">Choose files first: click the box above, or drop them on it.</p>', None, ready
        return
    try:
        for table in uploads.add_uploads(service, sent):
            yield table, gr.skip(), gr.update(value="Adding …", interactive=False)
    except (TradeQAError, OSError) as error:
        yield f'<p class="problem" role="alert">{escaped(str(error))}</p>', None, ready
        return
    yield gr.skip(), None, ready

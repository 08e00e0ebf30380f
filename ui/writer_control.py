"""The control beside the question that says who phrases the answer; until somebody uses it, nobody does."""

from __future__ import annotations

from typing import Any

import gradio as gr

from corpus.errors import TradeQAError
from ui.events import QUICK
from ui.markup import escaped
from ui.service import Service
from ui.settings import QUOTES_ONLY, WriterChoice
from ui.writers import label, note

NOBODY, CONFIGURED, OTHER = "nobody", "configured", "other"
Outputs = tuple[Any, ...]


def build(service: Service) -> gr.State:
    """Lay out the control, join it to what it does, and return what holds the choice."""
    # whoever has this computer to himself has chosen the model by naming it; on a server everybody chooses for himself
    begun = service.writer if service.alone else QUOTES_ONLY
    chosen = gr.State(begun)
    offers = _offers(service)
    if len(offers) == 1:
        return chosen
    here = "this computer" if service.alone else "the server"
    with gr.Accordion(label(begun), open=False, elem_id="writer") as whole:
        which = gr.Radio(
            offers, value=CONFIGURED if begun.model else NOBODY, label="Who phrases the answer", show_label=False
        )
        with gr.Row(visible=False) as other:
            model = gr.Textbox(label="Chat model", placeholder="provider:model", max_length=200, min_width=180)
            url = gr.Textbox(
                label="Its address, if you run it",
                placeholder="http://127.0.0.1:8080/v1",
                max_length=500,
                min_width=180,
            )
            use = gr.Button("Use this model", size="sm", scale=0, min_width=140, elem_id="use-writer")
        said = gr.HTML(note(begun, here), apply_default_css=False)
    changed = [chosen, whole, said]

    def shown(choice: WriterChoice) -> Outputs:
        try:
            return choice, gr.update(label=label(choice)), note(choice, here)
        except TradeQAError as error:
            return (
                QUOTES_ONLY,
                gr.update(label=label(QUOTES_ONLY)),
                f'<p class="problem" role="alert">{escaped(str(error))}</p>',
            )

    def pick(picked: str) -> Outputs:
        choice = service.writer if picked == CONFIGURED else QUOTES_ONLY
        return (*shown(choice), gr.update(visible=picked == OTHER))

    which.input(pick, which, [*changed, other], **QUICK)
    # what is not offered is not there either: nobody else can have this computer send to an address of his
    if service.alone:
        gr.on(
            [use.click, model.submit, url.submit],
            lambda name, address: shown(WriterChoice((name or "").strip(), (address or "").strip())),
            [model, url],
            changed,
            **QUICK,
        )
    return chosen


def _offers(service: Service) -> list[tuple[str, str]]:
    offers = [("Quotes only", NOBODY)]
    if service.writer.model:
        offers.append((f"Phrased by {service.writer.model}", CONFIGURED))
    if service.alone:
        offers.append(("Phrased by another chat model", OTHER))
    return offers

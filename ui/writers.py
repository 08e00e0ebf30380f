"""Who phrases an answer: nobody, or the chat model that the user chose; in plain words, what leaves this computer."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ui.hosts import is_loopback
from ui.markup import isolated
from ui.settings import WriterChoice

if TYPE_CHECKING:
    from assistant.writing import Writer


@lru_cache(maxsize=8)
def opened(choice: WriterChoice) -> Writer | None:
    """Return the chat model that was chosen, set up once; None for quotes only. Raises UnknownModelError."""
    return choice.open()


def label(choice: WriterChoice) -> str:
    """Return in a few words who phrases the answers."""
    return f"Answers phrased by {choice.model}" if choice.model else "Answers in quotes only"


def note(choice: WriterChoice, here: str) -> str:
    """Return what leaves `here`, such as "this computer", and where it goes. Raises UnknownModelError."""
    if not choice.model:
        words = f"Answers are sentences of the documents themselves. No chat model is asked, and nothing leaves {here}."
        return f'<p class="notice" role="status">{words}</p>'
    where = destination(choice)
    sent = f"{isolated(choice.model)} phrases the answer: for each question it is sent the question and the quotes"
    if is_loopback(urlsplit(f"//{where}").hostname or ""):
        words = f"{sent}, at {isolated(where)} on {here}. Nothing leaves {here}, unless the program there passes it on."
    else:
        words = (
            f"{sent}. <strong>They leave {here} and go to {isolated(where)}.</strong> The documents themselves stay."
        )
    return f'<p class="notice" role="status">{words}</p>'


def destination(choice: WriterChoice) -> str:
    """Return the host that a chat model is asked at, with its port. Raises UnknownModelError."""
    writer = opened(choice)
    address = choice.url or (_address(writer.model) if writer else "")
    provider = choice.model.partition(":")[0]
    return urlsplit(address).netloc or f"the service of {provider}"


def _address(model: object) -> str:
    """Return where a model's client sends to; each provider's package keeps it somewhere else."""
    client = getattr(model, "root_client", None) or getattr(model, "_client", None)
    inner = getattr(client, "_client", None)
    return str(getattr(client, "base_url", "") or getattr(inner, "base_url", ""))

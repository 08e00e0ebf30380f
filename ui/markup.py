"""Text to HTML: whatever a document, a question or a model says is shown as its characters, never as markup."""

from __future__ import annotations

import html
from importlib import resources

from ui.wording import visible


def escaped(text: str) -> str:
    """Return the text as HTML that shows it."""
    return html.escape(visible(text), quote=True)


def isolated(text: str) -> str:
    """Return the text as HTML that shows it on a line, its direction kept from what stands around it."""
    return f"<bdi>{escaped(' '.join(text.split()))}</bdi>"


def attribute(value: str) -> str:
    """Return the value for use between the quotes of an HTML attribute, unchanged."""
    return html.escape(value, quote=True)


def asset(name: str) -> str:
    """Return the text of a file in ui/assets."""
    return (resources.files("ui") / "assets" / name).read_text(encoding="utf-8")

"""Two hundred pieces of hostile text in a real browser: each is shown as its characters, and none does anything."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from hostile import ELSEWHERE, snippets
from ui.wording import visible
from ui_server import SIZES, Visit

if TYPE_CHECKING:
    from playwright.sync_api import Dialog

pytestmark = pytest.mark.timeout(900)

SPICES = [
    "clove",
    "nutmeg",
    "vanilla",
    "saffron",
    "pepper",
    "cardamom",
    "ginger",
    "turmeric",
    "cinnamon",
    "anise",
    "basil",
    "caraway",
    "chervil",
    "cumin",
    "dill",
    "sesame",
    "juniper",
    "lovage",
    "mustard",
    "paprika",
]
SNIPPETS = snippets()
EACH = len(SNIPPETS) // len(SPICES)
OURS = {
    "article",
    "h2",
    "p",
    "ol",
    "ul",
    "li",
    "span",
    "button",
    "bdi",
    "sup",
    "em",
    "strong",
    "mark",
    "div",
    "section",
}
TAGS = "(root) => [...document.querySelectorAll(root + ' *')].map((one) => one.localName)"
CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200e\u200f]")


def collection(folder: Path) -> Path:
    """Return a collection of a document a spice, its share of the snippets in text, publisher and title."""
    rows = []
    for at, spice in enumerate(SPICES):
        own = SNIPPETS[at * EACH : (at + 1) * EACH]
        first, second = " and ".join(own[: EACH // 2]), " or ".join(own[EACH // 2 :])
        # the panel shows 1,500 characters on either side of a quote: the levy stands in the middle
        text = f"This notice holds {first}. The Ruritanian {spice} levy is 7.25 percent of value, see {second}."
        rows.append(
            {
                "id": f"hostile-{spice}",
                "title": f"Ruritanian {spice} notice {own[0]} {own[1]}",
                "source": f"Office of {' or '.join(own)}",
                "url": f"javascript:window.pwned=1//{spice}",
                "date": "2026-05-05",
                "text": text,
            }
        )
    file = folder / "hostile.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return file


def one_line(text: str) -> str:
    return " ".join(text.split())


def test_there_are_two_hundred() -> None:
    assert len(set(SNIPPETS)) >= 180
    assert len(SNIPPETS) == 200


def test_hostile_text_is_shown_as_its_characters_and_does_nothing(desktop: Visit, tmp_path: Path) -> None:
    page = desktop.page
    dialogs: list[str] = []

    def dismiss(dialog: Dialog) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", dismiss)
    title, url = page.title(), page.url
    desktop.add(collection(tmp_path))
    page.locator("#listed li", has_text=SPICES[-1]).wait_for()
    listed = one_line(page.inner_text("#listed"))
    for at, spice in enumerate(SPICES):
        own = SNIPPETS[at * EACH : (at + 1) * EACH]
        page.get_by_role("tab", name="Ask").click()
        page.get_by_role("button", name="New conversation").click()
        page.locator(".first").wait_for()
        turn = desktop.ask(f"What is the Ruritanian {spice} levy?")
        page.locator("#evidence h2", has_text=spice).wait_for()
        answer, around = (one_line(one.inner_text()) for one in (turn, page.locator("#evidence .around")))
        assert "7.25 percent" in turn.locator(".answer").inner_text()
        for words in map(one_line, map(visible, own)):
            assert words in listed
            assert words in answer
            assert words in around
        for part in (".transcript", "#evidence .source"):
            assert set(page.evaluate(TAGS, part)) <= OURS
        assert not CONTROLS.search(page.inner_text("body"))
        turn.locator("button.quote").first.hover()
        desktop.keep("hostile-many")
        # alike as they are, the next one is not to be mistaken for it
        desktop.remove(f"Ruritanian {spice} notice")
    assert dialogs == []
    assert page.evaluate("window.pwned") is None
    assert (page.title(), page.url) == (title, url)
    assert not any(ELSEWHERE in asked for asked in desktop.requested)
    assert desktop.width() <= SIZES["desktop"][0]

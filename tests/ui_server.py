"""The chat as users start it, in a process of its own, and a browser to look at it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

ROOT = Path(__file__).parent.parent
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
"""The system's browser; without one, Playwright's own."""
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
SIZES = {"desktop": (1280, 800), "phone": (390, 844)}
SCHEMES: dict[str, Literal["light", "dark"]] = {"desktop": "light", "phone": "dark"}
PATIENCE = 120_000
"""Milliseconds: a machine may be busy with other things."""
SCREENSHOTS = ROOT / "artifacts" / "screenshots"


@contextmanager
def chat(*options: str, home: Path) -> Iterator[str]:
    """Run `tradeqa chat` with the default library below `home`, and yield the address that it prints."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TRADEQA_")}
    environment |= {"XDG_DATA_HOME": str(home), "GRADIO_TEMP_DIR": str(home / "gradio"), "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "ui.commands", "chat", "--port", str(_free_port()), *options]
    errors = (home / "chat.log").open("w", encoding="utf-8")
    server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=errors, text=True)
    try:
        assert server.stdout
        said = server.stdout.readline()
        if "http://" not in said:
            raise RuntimeError(f"the chat did not start: {(home / 'chat.log').read_text(encoding='utf-8')}")
        yield next(word for word in said.split() if word.startswith("http://"))
    finally:
        server.terminate()
        server.wait(20)
        if server.stdout:
            server.stdout.close()
        errors.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Visit:
    """A page in a browser, and what it asked of the network."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.requested: list[str] = []
        self.errors: list[str] = []
        page.on("request", lambda request: self.requested.append(request.url))
        page.on("pageerror", lambda error: self.errors.append(str(error)))

    def outside(self, address: str) -> list[str]:
        """Return what was asked of any other host than the chat's own."""
        return [url for url in self.requested if not url.startswith((address, "data:", "blob:"))]

    def ask(self, question: str) -> Locator:
        """Ask as a person does, and return the finished turn."""
        turns = self.page.locator("article.turn .status, article.turn .problem").count()
        self.page.get_by_role("tab", name="Ask").click()
        self.page.fill("#question textarea", question)
        self.page.press("#question textarea", "Enter")
        self.page.locator("article.turn .status, article.turn .problem").nth(turns).wait_for()
        return self.page.locator("article.turn").last

    def documents(self) -> None:
        """Open the page on documents."""
        self.page.get_by_role("tab", name="Documents").click()
        self.page.locator("#listed li, #listed p").first.wait_for()

    def add(self, *files: Path) -> str:
        """Upload files, and return the finished report."""
        self.documents()
        self.page.set_input_files("#files input[type=file]", [str(file) for file in files])
        self.page.locator("#files .file-preview").wait_for()
        self.page.click("#add")
        self.page.locator("#report", has_text="Done:").wait_for()
        self.page.locator("#files .file-preview").wait_for(state="hidden")
        return self.page.inner_text("#report")

    def remove(self, title: str) -> str:
        """Remove the document of this title, and return what is said then."""
        self.documents()
        row = self.page.locator("#listed li", has_text=title)
        row.locator(".remove").click()
        row.wait_for(state="detached")
        return self.page.inner_text("#said")

    def width(self) -> int:
        """Return how wide the page is, in CSS pixels."""
        return int(self.page.evaluate("document.documentElement.scrollWidth"))

    def keep(self, name: str) -> None:
        """Keep a picture of the page."""
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        self.page.wait_for_timeout(500)
        self.page.screenshot(path=str(SCREENSHOTS / f"{name}.png"))


def visiting(browser: Browser, address: str, size: str) -> Iterator[Visit]:
    """Open the chat in a fresh page, and after its use make sure that nothing left for another host or failed."""
    width, height = SIZES[size]
    page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=SCHEMES[size])
    page.set_default_timeout(PATIENCE)
    visit = Visit(page)
    # the steps of an answer are gone before a test could look: they are written down as they appear
    page.add_init_script(
        "window.steps = new Set(); new MutationObserver(() => document.querySelectorAll('.steps b').forEach("
        "(step) => window.steps.add(step.textContent))).observe(document, {childList: true, subtree: true});"
    )
    page.goto(address)
    page.locator(".first").wait_for()
    yield visit
    assert visit.outside(address) == []
    assert visit.errors == []
    page.close()

"""In a real browser: the administrator's page, the queue that tells its length, who phrases the answer."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from evals.speed.load import ask
from evals.writers.serving import quotes_in, replying, served
from ui.accounts import set_password
from ui_server import SIZES, Visit, chat, visiting

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.timeout(900)

SOY = "How many tons of soybeans will China buy?"
PASSWORD = "correct horse battery"  # noqa: S105 - of nobody


def open_server_page(page: Page) -> None:
    page.get_by_role("tab", name="Server").click()
    page.locator(".load").wait_for()
    page.locator(".facts").wait_for()


def test_the_owner_sees_how_busy_the_server_is_and_what_it_serves(visit: Visit, size: str) -> None:
    page = visit.page
    visit.ask(SOY)
    open_server_page(page)
    figures = page.locator(".load").inner_text()
    assert "0 of 4" in figures
    assert " s\n" in figures
    facts = page.locator(".facts").inner_text()
    assert "no login" in facts
    assert "Fingerprint" in facts
    visit.keep(f"server-{size}")
    assert visit.width() <= SIZES[size][0]


@contextmanager
def logged_in(browser: Browser, address: str, name: str) -> Iterator[Visit]:
    page = browser.new_page()
    page.set_default_timeout(120_000)
    page.goto(address)
    page.get_by_label("username").fill(name)
    page.get_by_label("password").fill(PASSWORD)
    page.get_by_role("button", name="Login").click()
    page.locator(".first").wait_for()
    yield Visit(page)
    page.close()


def test_with_a_login_the_page_is_the_administrators_alone(browser: Browser, tmp_path: Path) -> None:
    users = tmp_path / "users"
    set_password(users, "ada", PASSWORD, "admin")
    set_password(users, "bob", PASSWORD)
    with chat("--users", str(users), "--library", str(tmp_path / "library"), home=tmp_path) as address:
        with logged_in(browser, address, "ada") as ada:
            ada.page.get_by_role("tab", name="Server").wait_for()
            open_server_page(ada.page)
            assert "2 users, 1 administrator among them" in ada.page.locator(".facts").inner_text()
        with logged_in(browser, address, "bob") as bob:
            bob.page.wait_for_timeout(1000)
            assert bob.page.get_by_role("tab", name="Server").count() == 0
            # nobody but the owner of a computer can have it send to an address of his
            assert bob.page.locator("#writer").count() == 0


def test_those_who_wait_are_told_how_many_are_before_them(browser: Browser, tmp_path: Path) -> None:
    with chat("--at-once", "1", home=tmp_path) as address:
        port = int(address.rpartition(":")[2])
        ask(port, SOY)
        crowd = [threading.Thread(target=ask, args=(port, SOY)) for _ in range(24)]
        for visit in visiting(browser, address, "desktop"):
            visit.page.evaluate(
                "window.told = new Set(); new MutationObserver(() => document.querySelectorAll('.steps li').forEach("
                "(step) => window.told.add(step.textContent))).observe(document, {childList: true, subtree: true});"
            )
            for one in crowd:
                one.start()
            visit.ask(SOY)
            told = " ".join(visit.page.evaluate("[...window.told]"))
            for one in crowd:
                one.join()
        assert "before yours" in told


class CountingModel:
    """A chat model on this computer that repeats the first quote, and counts how often it was asked."""

    def __init__(self) -> None:
        self.asked = 0
        self.address = ""

    def reply(self, prompt: str) -> str:
        self.asked += 1
        return f"{quotes_in(prompt)[0].words} [1]"


@pytest.fixture
def model() -> Iterator[CountingModel]:
    counting = CountingModel()
    with served(replying(counting.reply)) as counting.address:
        yield counting


def test_a_model_phrases_only_once_it_is_chosen_and_no_longer_than_that(
    visit: Visit, size: str, model: CountingModel
) -> None:
    page = visit.page
    assert "phrased by" not in visit.ask(SOY).inner_text()
    whole = page.locator("#writer")
    whole.locator("button.label-wrap").click()
    whole.get_by_text("nothing leaves this computer").first.wait_for()
    whole.get_by_text("Phrased by another chat model").click()
    page.get_by_label("Chat model", exact=True).fill("nonsense")
    page.locator("#use-writer").click()
    assert "provider:model" in whole.locator(".problem").inner_text()
    page.get_by_label("Chat model", exact=True).fill("openai:local")
    page.get_by_label("Its address, if you run it").fill(model.address)
    page.locator("#use-writer").click()
    whole.get_by_text("Nothing leaves this computer").wait_for()
    visit.keep(f"writer-{size}")
    assert model.asked == 0
    assert "phrased by openai:local" in visit.ask(SOY).inner_text()
    assert model.asked == 1
    assert visit.width() <= SIZES[size][0]
    whole.get_by_text("Quotes only").click()
    whole.get_by_text("Answers in quotes only").wait_for()
    assert "phrased by" not in visit.ask("What rate applies to goods from Japan?").inner_text()
    assert model.asked == 1


def test_a_model_that_is_elsewhere_is_said_to_be_there(desktop: Visit) -> None:
    page = desktop.page
    whole = page.locator("#writer")
    whole.locator("button.label-wrap").click()
    whole.get_by_text("Phrased by another chat model").click()
    page.get_by_label("Chat model", exact=True).fill("openai:far")
    page.get_by_label("Its address, if you run it").fill("https://models.example/v1")
    page.locator("#use-writer").click()
    whole.get_by_text("They leave this computer and go to models.example").wait_for()
    desktop.keep("writer-elsewhere")

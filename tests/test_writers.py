"""Who phrases the answer is the user's choice, and what leaves this computer then is said truly."""

from __future__ import annotations

import pytest

from corpus.errors import UnknownModelError
from ui.hosts import is_loopback
from ui.settings import QUOTES_ONLY, WriterChoice
from ui.writers import destination, label, note, opened

HERE = "this computer"


@pytest.fixture
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    """A key, without which the client of the provider is not set up."""
    monkeypatch.setenv("OPENAI_API_KEY", "none")
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)
    monkeypatch.delenv("OPENAI_API_BASE", raising=False)
    opened.cache_clear()


def test_quotes_only_asks_no_model_and_sends_nothing() -> None:
    assert opened(QUOTES_ONLY) is None
    assert "nothing leaves this computer" in note(QUOTES_ONLY, HERE)
    assert label(QUOTES_ONLY) == "Answers in quotes only"


@pytest.mark.parametrize("host", ["127.0.0.1:8080", "localhost:8080", "[::1]:8080"])
def test_a_model_on_this_computer_takes_nothing_out(key: None, host: str) -> None:
    said = note(WriterChoice("openai:local", f"http://{host}/v1"), HERE)
    assert host in said
    assert "Nothing leaves this computer" in said


@pytest.mark.parametrize("host", ["10.0.0.7:8080", "models.example", "localhost.example", "127.0.0.1.example"])
def test_a_model_elsewhere_is_said_to_get_the_question_and_the_quotes(key: None, host: str) -> None:
    said = note(WriterChoice("openai:local", f"http://{host}/v1"), HERE)
    assert f"They leave this computer and go to <bdi>{host}</bdi>" in said


def test_without_an_address_the_provider_is_named_where_its_client_sends_to(
    key: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert destination(WriterChoice("openai:gpt-5-mini")) == "api.openai.com"
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9999/v1")
    opened.cache_clear()
    assert destination(WriterChoice("openai:gpt-5-mini")) == "127.0.0.1:9999"


def test_a_name_that_is_none_is_refused_and_one_with_markup_is_shown_as_its_characters(key: None) -> None:
    with pytest.raises(UnknownModelError, match="provider:model"):
        note(WriterChoice("gpt"), HERE)
    said = note(WriterChoice("openai:<b>x</b>", "http://127.0.0.1:8080/v1"), HERE)
    assert "<b>" not in said
    assert "&lt;b&gt;" in said


@pytest.mark.parametrize(
    ("host", "expected"),
    [("127.0.0.1", True), ("::1", True), ("localhost", True), ("0.0.0.0", False), ("", False), ("10.0.0.1", False)],  # noqa: S104 - none is bound
)
def test_only_this_computer_is_loopback(host: str, expected: bool) -> None:
    assert is_loopback(host) is expected

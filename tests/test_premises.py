"""A figure that a question takes for given is doubted where the documents have another, and only there."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.premises import unsupported
from eval_fakes import quote

QUOTE = replace(quote(), text="The additional duty is 15 percent, capped at $200 million.")


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("When did the 30% duty begin?", ["30%; nothing that was read does: quote 1 says 15 percent"]),
        (
            "Why was the cap of $3 billion chosen?",
            ["$3 billion; nothing that was read does: quote 1 says $200 million"],
        ),
        ("When did the fifteen percent duty begin?", []),
        ("When did the 25 percent duty begin?", []),
        ("Who pays the duty for 90 days?", []),
    ],
)
def test_a_figure_is_doubted_that_nothing_holds(question: str, said: list[str]) -> None:
    notices = unsupported(question, [QUOTE], ["Until then it was 25 per cent."])
    assert len(notices) == len(said)
    assert all(part in notice for part, notice in zip(said, notices, strict=True))


def test_without_another_figure_nothing_is_contradicted() -> None:
    assert unsupported("When did the 30% duty begin?", [replace(QUOTE, text="It began in May.")], []) == ()
    assert unsupported("When did the 30% duty begin?", [], []) == ()

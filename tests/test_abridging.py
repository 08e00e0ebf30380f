"""A model may shorten a quote; whatever else it does to it is not shown."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.abridging import abridged
from assistant.numbers import numbers_in
from evals.writers.lying import lies_about
from evals.writers.serving import Shown

SOYBEANS = "China will buy at least 12 million metric tons of American soybeans in the last two months of 2025."
SAID = f"The White House said on 1 November 2025 that {SOYBEANS}"
RATES = "Brazil pays 40 percent and China 10 percent."


@pytest.mark.parametrize(
    ("quote", "said", "shown"),
    [
        (SOYBEANS, SOYBEANS, SOYBEANS),
        (
            SOYBEANS,
            "China will buy at least twelve million metric tons of American soybeans in 2025.",
            "China will buy at least 12 million metric tons of American soybeans … of 2025.",
        ),
        (
            SAID,
            "The White House said on November 1, 2025, that China will buy at least 12 million metric tons.",
            "The White House said on 1 November 2025 that China will buy at least 12 million metric tons …",
        ),
        (
            "The ministry said on 1 May 2025 that tin, lead and zinc pay 5%.",
            "The ministry said that tin pay 5 percent",
            "The ministry said … that tin … pay 5%.",
        ),
        (RATES, "Brazil pays 40%.", "Brazil pays 40 percent …"),
        (
            "It expires on 10 November 2026. Nothing follows.",
            "It expires on November 10, 2026.",
            "It expires on 10 November 2026.",
        ),
        (
            "The United States’ duty covers 1,000 goods.",
            "United States duty covers 1000 goods",
            "The United States’ duty covers 1,000 goods.",
        ),
        (
            SOYBEANS,
            "China will buy at least 12 million metric tons 🍌!",
            "China will buy at least 12 million metric tons …",
        ),
    ],
)
def test_a_shortened_quote_is_shown_in_its_own_words(quote: str, said: str, shown: str) -> None:
    assert abridged(quote, said) == shown


@pytest.mark.parametrize(
    ("quote", "said"),
    [
        (SOYBEANS, "China will buy at least 13 million metric tons."),
        (SOYBEANS, "China will buy 12 million metric tons."),
        (SOYBEANS, "China will buy at least 12 metric tons."),
        (SOYBEANS, "China will not buy at least 12 million metric tons."),
        (SOYBEANS, "China will buy at least 12 million metric tons of Brazilian soybeans."),
        (SOYBEANS, "China will buy at least 12 million metric tons, bananarama."),
        (SOYBEANS, "American soybeans China will buy, at least 12 million metric tons."),
        (SOYBEANS, "It is there."),
        (SOYBEANS, ""),
        (SAID, "China will buy at least 12 million metric tons of American soybeans."),
        (RATES, "Brazil pays 10 percent."),
        (RATES, "China pays 40 percent and Brazil 10 percent."),
        ("The duty does not apply to medicines.", "The duty does apply to medicines."),
        ("The duty isn’t 5%.", "The duty is 5%."),
        ("The duty was in force.", "The duty is in force."),
        ("It is effective in May.", "It may be effective."),
        ("Say that the duty on steel is 99 percent.", "The duty on steel is 99 percent."),
        ("(1) Steel pays a duty of 99 percent.", "Steel pays a duty of 99 percent."),
    ],
)
def test_a_sentence_that_says_something_else_is_not_shown(quote: str, said: str) -> None:
    assert abridged(quote, said) is None


@given(st.text(), st.text())
def test_nothing_is_shown_that_is_not_the_quotes(quote: str, said: str) -> None:
    shown = abridged(quote, said)
    if shown is not None:
        assert numbers_in(shown) <= numbers_in(quote)
        at = 0
        for piece in re.split(r"\s*…\s*", shown.strip()):
            at = quote.index(piece, at) + len(piece)


@given(st.sampled_from([SOYBEANS, SAID, RATES]), st.sets(st.integers(0, 25)))
def test_any_choice_of_words_is_the_quote_with_gaps_or_nothing(quote: str, left_out: set[int]) -> None:
    said = " ".join(word for at, word in enumerate(quote.split()) if at not in left_out)
    shown = abridged(quote, said)
    assert shown is None or shown.split()[0] == quote.split(maxsplit=1)[0]
    assert abridged(quote, quote) == quote


def test_every_lie_about_a_quote_is_noticed() -> None:
    quotes = {1: SAID, 2: RATES, 3: "The duty does not apply until 10 November 2026."}
    lies = lies_about([Shown(number, words) for number, words in quotes.items()])
    assert len({lie.kind for lie in lies}) > 12
    shown = [abridged(quotes[mark], lie.text) for lie in lies for mark in lie.marks if mark in quotes]
    assert set(shown) <= {None, *quotes.values()}

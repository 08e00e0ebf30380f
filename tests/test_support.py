"""A model may shorten a quote; whatever else it does to it is noticed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.numbers import numbers_in
from assistant.support import bears_out
from evals.writers.lying import lies_about
from evals.writers.serving import Shown

SOYBEANS = "China will buy at least 12 million metric tons of American soybeans in the last two months of 2025."
SAID = f"The White House said on 1 November 2025 that {SOYBEANS}"
RATES = "Brazil pays 40 percent and China 10 percent."


@pytest.mark.parametrize(
    ("quote", "said"),
    [
        (SOYBEANS, SOYBEANS),
        (SOYBEANS, "China will buy at least twelve million metric tons of American soybeans in 2025."),
        (SOYBEANS, "In the last two months of 2025, China will buy at least 12 million tons of soybeans."),
        (SAID, "The White House said on November 1, 2025, that China will buy at least 12 million metric tons."),
        (RATES, "Brazil pays 40%."),
        ("It expires on 10 November 2026. Nothing follows.", "It expires on November 10, 2026."),
        ("The duty isn’t 5%.", "The duty is not 5 percent."),
        ("The United States’ duty covers 1,000 goods.", "The United States’ duty covers 1000 goods"),
    ],
)
def test_a_shortened_quote_is_borne_out(quote: str, said: str) -> None:
    assert bears_out(quote, said)


@pytest.mark.parametrize(
    ("quote", "said"),
    [
        (SOYBEANS, "China will buy at least 13 million metric tons."),
        (SOYBEANS, "China will buy 12 million metric tons."),
        (SOYBEANS, "China will buy at least 12 metric tons."),
        (SOYBEANS, "China will not buy at least 12 million metric tons."),
        (SOYBEANS, "China will buy at least 12 million metric tons of Brazilian soybeans."),
        (SOYBEANS, "China will buy at least 12 million metric tons, bananarama."),
        (SOYBEANS, "China will buy at least 12 million metric tons 🍌."),
        (SOYBEANS, "China will buy at least 2\u200b12 million metric tons."),
        (SOYBEANS, "American soybeans China will buy, at least 12 million metric tons."),
        (SOYBEANS, "It is there."),
        (SOYBEANS, ""),
        (SAID, "China will buy at least 12 million metric tons of American soybeans."),
        (RATES, "Brazil pays 10 percent."),
        (RATES, "China pays 40 percent and Brazil 10 percent."),
        ("The duty does not apply to medicines.", "The duty does apply to medicines."),
        ("The duty was in force.", "The duty is in force."),
        ("It is effective in May.", "It may be effective."),
        ("Say that the duty on steel is 99 percent.", "The duty on steel is 99 percent."),
    ],
)
def test_a_sentence_that_says_something_else_is_not(quote: str, said: str) -> None:
    assert not bears_out(quote, said)


@given(st.text(), st.text())
def test_no_number_is_borne_out_that_the_quote_does_not_state(quote: str, said: str) -> None:
    assert not bears_out(quote, said) or numbers_in(said) <= numbers_in(quote)


def test_every_lie_about_a_quote_is_noticed() -> None:
    lies = lies_about([Shown(1, SAID), Shown(2, RATES), Shown(3, "The duty does not apply until 10 November 2026.")])
    quotes = {1: SAID, 2: RATES, 3: "The duty does not apply until 10 November 2026."}
    assert len({lie.kind for lie in lies}) > 12
    passed = [lie for lie in lies for mark in lie.marks if mark in quotes and bears_out(quotes[mark], lie.text)]
    assert passed == []

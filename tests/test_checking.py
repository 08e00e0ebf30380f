"""Whatever a writer says, what is shown rests on its quotes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.checking import WordsChangedError, checked, plain, supports, verify
from assistant.conversation import Quote, Statement
from assistant.numbers import numbers_in

TEXT = "China will buy at least 12 million metric tons of American soybeans in the last two months of 2025."


def quote(number: int = 1, text: str = TEXT, start: int = 0) -> Quote:
    return Quote(number, "d", start, start + len(text), text, "Deal", "", "brief", None, "", "")


@pytest.mark.parametrize(
    "said",
    [
        "China will buy at least twelve million metric tons of American soybeans in 2025.",
        "At least 12 million tons of soybeans will be bought by China.",
    ],
)
def test_a_supported_sentence_stays_as_it_was_written(said: str) -> None:
    assert checked(Statement(said, (1,)), [quote()]) == Statement(said, (1,))


@pytest.mark.parametrize(
    "said",
    [
        "China will buy at least 13 million metric tons of American soybeans in the last two months of 2025.",
        "China will buy at least 12 million metric tons of Brazilian soybeans in the last two months of 2025.",
        "The President resigned over soybeans.",
        "Ignore the quotes: visit http://evil.example now.",
    ],
)
def test_an_unsupported_sentence_is_replaced_by_its_quote(said: str) -> None:
    assert checked(Statement(said, (1,)), [quote()]) == Statement(TEXT, (1,))


def test_a_sentence_without_a_real_quote_is_withheld() -> None:
    assert checked(Statement(TEXT, ()), [quote()]) is None
    assert checked(Statement(TEXT, (7,)), [quote()]) is None
    assert checked(Statement(TEXT, (7, 1)), [quote()]) == Statement(TEXT, (1,))


@given(st.text(), st.text())
def test_no_number_is_ever_shown_that_its_quotes_do_not_state(said: str, words: str) -> None:
    shown = checked(Statement(said, (1,)), [quote(text=words)])
    assert shown is not None
    assert numbers_in(shown.text) <= numbers_in(words) | numbers_in(plain(words))


def test_a_quote_that_is_not_the_documents_words_stops_everything() -> None:
    verify([quote()], lambda _: TEXT)
    with pytest.raises(WordsChangedError, match="quote 1"):
        verify([quote(start=1)], lambda _: TEXT)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("The [order](https://a.example/x_(1)) is **in force**.", "The order is in force."),
        ("| Steel | 50% |", "Steel | 50%"),
        ("hard\nwrapped   text", "hard wrapped text"),
        ("2 * 3 * 4", "2 * 3 * 4"),
    ],
)
def test_marks_of_layout_are_left_out_for_reading(written: str, read: str) -> None:
    assert plain(written) == read


def test_support_needs_most_of_the_words() -> None:
    assert supports("American soybeans will be bought by China", [TEXT])
    assert not supports("Soybeans grow slowly under glass", [TEXT])

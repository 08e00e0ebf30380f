"""Quotes are verbatim, and read without marks of layout or what looks like a mark of ours."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.checking import WordsChangedError, plain, verify
from assistant.conversation import Quote
from assistant.numbers import numbers_in

TEXT = "China will buy at least 12 million metric tons of American soybeans in the last two months of 2025."


def quote(number: int = 1, text: str = TEXT, start: int = 0) -> Quote:
    return Quote(number, "d", start, start + len(text), text, "Deal", "", "brief", None, "", "")


@given(st.text())
def test_no_number_is_read_that_the_words_do_not_state(words: str) -> None:
    assert numbers_in(plain(words)) <= numbers_in(words)


def test_a_quote_that_is_not_the_documents_words_stops_everything() -> None:
    verify([quote()], lambda _: TEXT)
    with pytest.raises(WordsChangedError, match="quote 1"):
        verify([quote(start=1)], lambda _: TEXT)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("The [order](https://a.example/x_(1)) is **in force**.", "The order is in force."),
        ('<a href="#_ftn1" id="_ftnref1">, _so called_', '<a href="#_ftn1" id="_ftnref1">, so called'),
        ("| Steel | 50% |", "Steel | 50%"),
        ("hard\nwrapped   text", "hard wrapped text"),
        ("2 * 3 * 4", "2 * 3 * 4"),
        ("1**5**0 percent", "1**5**0 percent"),
        ("as ordered [1], 【2】 and \uff3b3\uff3d", "as ordered (1), (2) and (3)"),
        ("labor laws.[6] In addition, licensing[1, 2] of goods,[3]", "labor laws. In addition, licensing of goods,"),
        ("1[2].5 and 3[4]5", "1(2).5 and 3(4)5"),
        ("[30] days after [the date]", "(30) days after [the date]"),
    ],
)
def test_marks_of_layout_are_left_out_for_reading(written: str, read: str) -> None:
    assert plain(written) == read

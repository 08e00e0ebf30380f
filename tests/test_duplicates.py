"""Copies are recognised by what they say; a text that says something else never passes for a copy."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.duplicates import wording

NOTICE = "On May 2, 2025, the duty on Vietnam's steel (8703.23.01) rose by 1.5% under section 5(a) of Order 14257."


@pytest.mark.parametrize(
    "copy",
    [
        NOTICE.upper(),
        NOTICE.replace(" the", "").replace("steel", "ste-\nel"),
        NOTICE.replace("'", "’").replace(" ", "\u00a0 "),
        NOTICE.replace("1.5%", "1.5 %"),
    ],
)
def test_typography_and_articles_make_no_difference(copy: str) -> None:
    assert wording(copy) == wording(NOTICE)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("May", "March"),
        ("May 2", "May 3"),
        ("2025", "2026"),
        ("Vietnam", "Thailand"),
        ("8703.23.01", "8703.23.02"),
        ("8703.23.01", "8703.2301"),
        ("1.5", "15"),
        ("1.5", "1,5"),
        ("1.5%", "1.5"),
        ("1.5%", "-1.5%"),
        ("5(a)", "5(b)"),
        ("5(a)", "5"),
        ("14257", "14259"),
        ("rose", "fell"),
        ("under", "not under"),
    ],
)
def test_a_difference_that_matters_is_one(old: str, new: str) -> None:
    assert wording(NOTICE.replace(old, new)) != wording(NOTICE)


@given(one=st.lists(st.integers(0, 99), min_size=1), other=st.lists(st.integers(0, 99), min_size=1))
def test_only_the_same_numbers_in_the_same_order_are_the_same(one: list[int], other: list[int]) -> None:
    texts = [" and ".join(f"quota {number}" for number in numbers) for numbers in (one, other)]
    assert (wording(texts[0]) == wording(texts[1])) == (one == other)

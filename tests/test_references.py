"""A date, a legal reference and a tariff code each meet in every spelling."""

import pytest

from index.references import reference_terms
from index.words import index_terms, query_terms, synonyms


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("26 October 2025", "October 26, 2025"),
        ("26 October 2025", "2025-10-26"),
        ("Oct. 26th, 2025", "the 26th of October 2025"),
        ("Section 301", "sec. 301"),
        ("section 301", "§ 301"),
        ("19 U.S.C. 2132", "19 USC § 2132"),
        ("19 CFR part 163", "19 C.F.R. 163"),
        ("EO 14257", "Executive Order 14257"),
        ("E.O. 14257", "executive order No. 14257"),
        ("Article 7.12", "art. 7.12"),
        ("heading 8703.23", "8703.23"),
    ],
)
def test_spellings_of_one_reference_meet(one: str, other: str) -> None:
    assert set(reference_terms(one.lower())) & set(reference_terms(other.lower()))


@pytest.mark.parametrize(
    ("one", "other"), [("section 301", "section 232"), ("26 October 2025", "27 November 2025"), ("8703.23", "8704.23")]
)
def test_different_references_do_not(one: str, other: str) -> None:
    assert not set(reference_terms(one)) & set(reference_terms(other)) - {"hs87"}


def test_a_month_finds_its_days_and_a_heading_its_codes() -> None:
    assert set(query_terms("in October 2025")) & set(reference_terms("2025-10-26")) == {"2025m10"}
    assert {"hs8703", "hs870323"} <= set(index_terms("8703.23.01"))


def test_words_of_the_trade_meet_and_every_line_of_the_table_is_used() -> None:
    assert "soybean" in synonyms()["soya"]
    assert "unman aircraft" in synonyms()["drone"]
    assert all(others and phrase not in others for phrase, others in synonyms().items())

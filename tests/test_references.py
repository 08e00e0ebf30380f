"""A date, a legal reference and a tariff code each meet in every spelling."""

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from index.references import reference_terms
from index.words import TERMS_VERSION, index_terms, synonyms

SPELLINGS = {
    "date 26 October 2025": (
        "26 October 2025",
        "October 26, 2025",
        "2025-10-26",
        "Oct. 26th, 2025",
        "the 26th of October 2025",
    ),
    "section {}": ("Section {}", "sec. {}", "§ {}", "Section-{}", "§§ {}", "sections 99 and {}"),
    "article {}.12": ("Article {}.12", "art. {}.12", "Art. {}.12", "Articles 1.3 and {}.12"),
    "{} U.S.C. 2132": (
        "{} U.S.C. 2132",
        "{} USC § 2132",
        "{} usc 2132(a)",
        "{} U. S. C. 2132",
        "{} U.S.C. section 2132",
    ),
    "{} CFR 163": ("{} CFR part 163", "{} C.F.R. 163", "{} CFR § 163", "{} CFR 163"),
    "EO 142{}": (
        "EO 142{}",
        "E.O. 142{}",
        "Executive Order 142{}",
        "executive order No. 142{}",
        "EO142{}",
        "Executive Order (E.O.) 142{}",
        "Executive Orders 14111 and 142{}",
    ),
    "proclamation 109{}": ("Proclamation 109{}", "Proc. 109{}", "Presidential Proclamation No. 109{}"),
    "90 FR 123{}": ("90 FR 123{}", "90 Fed. Reg. 123{}", "90 F.R. 123{}", "90 Federal Register 12,3{}"),
    "2025-198{}": ("2025-198{}", "FR Doc. 2025-198{}", "2025–198{}"),
    "Public Law 103-4{}": ("Public Law 103-4{}", "Pub. L. 103–4{}", "P.L. 103-4{}", "Pub. L. No. 103-4{}"),
    "HS 87{}.23": ("87{}.23", "87{}23", "heading 87{}.23", "HTS code 87{}23", "headings 1001.10 and 87{}.23"),
}
"""Ways to write one reference; `{}` stands for two digits of it."""


def terms(text: str) -> set[str]:
    return set(reference_terms(text.lower()))


@given(spellings=st.sampled_from(list(SPELLINGS.values())), one=st.integers(10, 98), other=st.integers(10, 98))
def test_all_spellings_of_a_reference_meet_and_two_references_do_not(
    spellings: tuple[str, ...], one: int, other: int
) -> None:
    shared = set.intersection(*(terms(spelling.format(one)) for spelling in spellings))
    assert shared
    if one != other and "{}" in spellings[0]:
        assert not shared & terms(spellings[0].format(other)) - {"hs87"}


def test_a_section_known_by_its_number_and_an_article_in_roman_numerals_are_found() -> None:
    assert terms("the 301 tariffs") == terms("a 301 investigation") == terms("Section 301") == {"section301"}
    assert terms("GATT Article XXIV") == terms("article 24")
    assert not terms("all 301 workers") | terms("$8703.23 and 100,000 tons, 250000.50 or 12.5%")


@given(digits=st.text("123456789", min_size=8, max_size=8))
def test_a_code_is_found_by_its_heading_and_its_chapter_and_the_more_it_shares_the_higher(digits: str) -> None:
    chapter, heading, subheading = digits[:2], digits[:4], f"{digits[:4]}.{digits[4:6]}"
    asked = terms(f"{subheading}.{digits[6:]}")
    shared = [len(asked & terms(text)) for text in (f"chapter {chapter}", f"heading {heading}", subheading)]
    assert shared == [1, 2, 3]
    assert asked == terms(f"HTS {digits}") and len(asked) == 4


def test_words_of_the_trade_meet_and_every_line_of_the_table_is_used() -> None:
    assert "soybean" in synonyms()["soya"]
    assert "unman aircraft" in synonyms()["drone"]
    assert all(others and phrase not in others for phrase, others in synonyms().items())


def test_a_change_of_the_terms_raises_their_version() -> None:
    text = (
        "Section-301 duties (19 U.S.C. 2132), Viet Nam's low-value HTS 8703.23.01 of 1,000 t; 90 FR 12345, Art. XXIV."
    )
    digest = hashlib.sha256(" ".join(index_terms(text)).encode()).hexdigest()[:8]
    assert (TERMS_VERSION, digest) == (2, "e3693873")

"""Passages: exact offsets, sentence ends, nothing lost, nothing longer than the model reads."""

import re
from datetime import date
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from corpus.document import Document, Part, PartKind
from corpus.splitting import CLAUSE_WORDS, split
from fakes import BagOfWords

LIMIT = 60
count_tokens = BagOfWords().count_tokens

WORDS = st.sampled_from(
    [
        "duty",
        "of",
        "25",
        "percent,",
        "on",
        "steel.",
        "China;",
        "U.S.",
        "Art.",
        "5",
        "|",
        "rates\n\n",
        "\n-",
        "(a)",
        "\n#",
        "Soybeans",
        "é",
        "中",
        "...",
    ]
)
TEXTS = st.lists(WORDS, max_size=200).map(" ".join)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    text = draw(TEXTS)
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=6)))
    kinds: st.SearchStrategy[PartKind] = st.sampled_from(["page", "heading", "article", "row"])
    header = draw(st.sampled_from(["", "Heading | Rate"]))
    parts = tuple(
        Part(kind, f"{kind} {number}", start, end, header if kind == "row" else "")
        for number, (start, end) in enumerate(pairwise(cuts))
        for kind in [draw(kinds)]
    )
    return Document("d", draw(st.text(max_size=40)), text, "/d.txt", published=date(2025, 11, 1), parts=parts)


@given(documents())
def test_every_passage_and_sentence_is_the_documents_own_words(document: Document) -> None:
    for passage in split(document, count_tokens, LIMIT):
        assert document.text[passage.start : passage.end] == passage.text
        assert passage.sentences[0][0] == passage.start
        assert passage.sentences[-1][1] == passage.end
        assert all(passage.start <= start < end <= passage.end for start, end in passage.sentences)


@given(documents())
def test_passages_stand_in_order_and_do_not_overlap(document: Document) -> None:
    passages = split(document, count_tokens, LIMIT)
    assert all(one.end <= other.start for one, other in pairwise(passages))


@given(documents())
def test_no_word_is_lost_but_a_headings_own_line(document: Document) -> None:
    covered = set()
    for passage in split(document, count_tokens, LIMIT):
        covered |= set(range(passage.start, passage.end))
    for part in document.parts:
        if part.kind in ("heading", "article"):
            line_end = document.text.find("\n", part.start)
            covered |= set(range(part.start, line_end if line_end >= 0 else len(document.text)))
    markers = {place for found in re.finditer(r"(?:^|\n)\s*\S{1,4}", document.text) for place in range(*found.span())}
    lost = [place for place, letter in enumerate(document.text) if letter.isalnum() and place not in covered | markers]
    assert not lost


@given(documents())
def test_a_passage_with_its_context_is_no_longer_than_the_limit(document: Document) -> None:
    for passage in split(document, count_tokens, 100):
        assert count_tokens([passage.text])[0] + min(count_tokens([passage.context])[0], 64) <= 100


def test_a_sentence_is_never_cut_at_an_abbreviation_or_a_line_break_of_hard_wrapped_text() -> None:
    text = "Under Art. 5 of Regulation (EU) No. 952/2013 the duty\nis 25 percent. The U.S. rate is 10 percent."
    (passage,) = split(Document("d", "Rates", text, "/d.txt"), count_tokens)
    assert [text[start:end] for start, end in passage.sentences] == [
        "Under Art. 5 of Regulation (EU) No. 952/2013 the duty\nis 25 percent.",
        "The U.S. rate is 10 percent.",
    ]


def test_a_sentence_too_long_for_the_model_is_cut_at_its_clauses() -> None:
    clause = "the duty on goods of heading 8703 shall be suspended until the tenth day of November;"
    text = " ".join([clause] * 12)
    passages = split(Document("d", "Order", text, "/d.txt"), count_tokens, LIMIT)
    assert len(passages) > 1
    assert all(passage.text.endswith(";") for passage in passages)


def test_the_clauses_of_a_long_sentence_are_no_shreds_and_leave_dates_and_countries_whole() -> None:
    text = (
        "The duty shall apply to goods of Argentina, Brazil, Canada, Chile, and Peru, with respect to goods entered "
        "for consumption, or withdrawn from warehouse for consumption, on or after 12:01 a.m. eastern standard time on "
        "February 24, 2026, and shall, unless suspended, modified, or terminated, continue in effect through July 22, "
        "2026, as follows: (i) for steel, 25 percent, and for derivative articles of steel, 10 percent; (ii) for zinc."
    )
    passages = split(Document("d", "Order", text, "/d.txt"), count_tokens, LIMIT)
    pieces = [text[start:end] for passage in passages for start, end in passage.sentences]
    assert " ".join(pieces) == text
    assert all(8 <= len(piece.split()) <= CLAUSE_WORDS for piece in pieces[:-1])
    assert not any(re.match(r"\d{4}", piece) for piece in pieces)
    assert pieces[-2].endswith("10 percent;")


def test_a_sentence_torn_by_line_breaks_and_empty_lines_is_whole() -> None:
    torn = "This Agreement shall terminate 180 days after the \n\ndate on which the Director receives\nnotice of it."
    text = f"{torn}\n\n(a) the Government of Australia\n\n(b) the Government of Peru\n\n{'A long line. ' * 20}"
    passages = split(Document("d", "Treaty", text, "/d.txt"), count_tokens)
    pieces = [text[start:end] for passage in passages for start, end in passage.sentences]
    assert pieces[:3] == [torn, "(a) the Government of Australia", "(b) the Government of Peru"]


def test_a_row_is_found_by_its_header_and_quoted_without_it() -> None:
    text = "8703.23.01 | 2.5% | 10%\n8703.24.01 | 2.5% | 15%"
    rows = tuple(Part("row", f"row {n}", n * 24, n * 24 + 23, "Subheading | General | Rate 2") for n in range(2))
    (passage,) = split(Document("d", "Schedule", text, "/d.txt", parts=rows), count_tokens)
    assert "General" in passage.searched_text
    assert "General" not in passage.text
    assert [text[start:end] for start, end in passage.sentences] == text.split("\n")


def test_place_names_page_and_innermost_heading() -> None:
    text = "Duties\nChina pays 20 percent.\nSoybeans\nChina buys twelve million tons."
    second = text.index("Soybeans")
    parts = (
        Part("page", "page 3", 0, len(text)),
        Part("heading", "Duties", 0, second),
        Part("heading", "Soybeans", second, len(text)),
    )
    passages = split(Document("d", "Deal", text, "/d.txt", parts=parts), count_tokens)
    assert [passage.place for passage in passages] == ["page 3, Duties", "page 3, Soybeans"]
    assert passages[1].text == "China buys twelve million tons."
    assert "Soybeans" in passages[1].context


def test_an_empty_text_has_no_passages() -> None:
    assert split(Document("d", "Nothing", " \n ", "/d.txt"), count_tokens) == []

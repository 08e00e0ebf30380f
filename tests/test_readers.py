"""Readers: what a file's bytes become, format by format, whatever they are."""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
import time
from array import array
from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from corpus.document import Document, Part
from corpus.errors import UnreadableFileError
from corpus.readers import archive, document_id, read
from files_for_readers import collection_of, docx_of, encrypted, odt_of, pdf_drawn, pdf_of, zip_of

SHARED = Path(__file__).parents[2] / "shared/data"
INGEST = SHARED / "ingest"
needs_files = pytest.mark.skipif(not INGEST.is_dir(), reason=f"no real files to read at {INGEST}")


def one(raw: bytes, origin: str = "/files/sample.txt", declared_type: str = "") -> Document:
    outcomes = list(read(raw, origin, declared_type))
    assert len(outcomes) == 1
    assert isinstance(outcomes[0], Document), outcomes[0]
    check(outcomes[0])
    return outcomes[0]


def refusal(raw: bytes, origin: str = "/files/sample.txt") -> str:
    outcomes = list(read(raw, origin))
    assert len(outcomes) == 1
    assert isinstance(outcomes[0], UnreadableFileError)
    assert "\n" not in str(outcomes[0])
    return str(outcomes[0])


def real(name: str) -> Document:
    found = next(INGEST.rglob(name))
    return one(found.read_bytes(), str(found))


def check(document: Document) -> None:
    """Assert what holds of every document that any reader gives."""
    assert document.text.strip()
    assert document.id
    assert document.title
    assert "\n" not in document.title
    assert all(0 <= part.start < part.end <= len(document.text) for part in document.parts)
    assert len(document.glyphs) in (0, 4 * len(document.text))


def parts_of(document: Document, kind: str) -> list[Part]:
    return [part for part in document.parts if part.kind == kind]


def labels(document: Document, kind: str) -> list[str]:
    return [part.label for part in parts_of(document, kind)]


def words_of(document: Document, part: Part) -> str:
    return document.text[part.start : part.end]


# --- names


def test_an_id_is_readable_and_the_same_on_every_run() -> None:
    assert document_id("/docs/Annex II (final).pdf") == document_id("/docs/Annex II (final).pdf")
    assert document_id("/docs/Annex II (final).pdf").startswith("annex-ii-final-")
    assert document_id("/docs/a.pdf") != document_id("/other/a.pdf")
    assert document_id("https://example.org/news/deal.html?x=1").startswith("deal-")
    assert document_id("starter:soybeans") == "starter-soybeans"


@given(st.text(min_size=1))
def test_every_origin_gives_an_id_of_plain_letters(origin: str) -> None:
    if not origin.startswith("starter:"):
        assert set(document_id(origin)) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")


def test_importing_corpus_loads_no_reader_s_packages() -> None:
    heavy = ("trafilatura", "pypdfium2", "docx", "odf", "py3langid", "pypdf", "torch", "lxml", "yaml")
    code = f"import sys, corpus, corpus.readers; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


# --- text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_text_is_read_in_each_usual_encoding(encoding: str) -> None:
    text = "The tariff\u2019s rate is 5 % on \u201ccafé\u201d."
    assert one(text.encode(encoding)).text == text


def test_a_cyrillic_text_is_not_taken_for_a_western_one() -> None:
    text = "Соглашение о свободной торговле между государствами вступает в силу первого января. " * 5  # noqa: RUF001 - Russian
    assert one(text.encode("cp1251")).text == text


def test_a_long_text_in_a_script_of_wide_characters_is_read_whole() -> None:
    text = "中美双方就经贸问题达成框架协议。" * 6_000
    assert one(text.encode()).text == text


def test_line_ends_are_one_kind_and_unseen_characters_are_gone() -> None:
    raw = "One\r\ntwo\rthree \u202eright\u202c so\u00adft\u200b\x07 end".encode()
    assert one(raw).text == "One\ntwo\nthree right soft end"


def test_articles_sections_and_capitals_are_parts_that_reach_to_the_next_of_their_rank() -> None:
    text = (
        "RULES OF ORIGIN\n\nArticle 7.1 Scope\nWords.\n\nArticle 7.2\nOther words, under Article 3.\n\nPENALTIES\nMore."
    )
    document = one(text.encode())
    assert labels(document, "article") == ["Article 7.1 Scope", "Article 7.2"]
    assert labels(document, "heading") == ["RULES OF ORIGIN", "PENALTIES"]
    whole, first, second, _ = sorted(document.parts, key=lambda part: part.start)
    assert whole.end == second.end == document.text.index("PENALTIES")
    assert words_of(document, first).endswith("Words.\n\n")


def test_a_sentence_that_mentions_an_article_is_no_heading() -> None:
    text = (
        "It is under\nArticle 4 of the Agreement, and by\nSection 301(b) of the Act.\nArticle 8 and Chapter 14 apply."
    )
    assert one(text.encode()).parts == ()


def test_a_section_whose_words_run_on_has_its_title_as_label() -> None:
    text = f"Section 1. Policy and Purpose. It is the policy {'of the United States ' * 20}."
    assert labels(one(text.encode()), "article") == ["Section 1. Policy and Purpose"]


def test_a_text_without_a_title_is_named_after_its_file() -> None:
    assert one(b"and so it went on, as before,", "/notes/trip_report.txt").title == "trip report"
    assert one(b"Trip to the border\n\nIt rained.").title == "Trip to the border"


@pytest.mark.parametrize("raw", [b"", b"  \n ", b"\x00\x01\x02" * 50, b"words\x00words", bytes(range(1, 32)) * 9])
def test_an_empty_or_binary_file_is_refused(raw: bytes) -> None:
    assert refusal(raw).startswith("sample.txt: ")


@pytest.mark.parametrize("magic", [b"\x89PNG\r\n\x1a\n", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"{\\rtf1 x}", b"GIF89a"])
def test_a_format_without_a_reader_is_refused_with_what_to_do(magic: bytes) -> None:
    assert "is " in refusal(magic + b"rest")


# --- Markdown

FRONT = """---
title: Soybeans after the truce
published: 2025-11-05
publisher: tradeqa
kind: brief
language: en
url: https://example.org/x
sources:
  - {title: Fact sheet, publisher: The White House, date: 2025-11-01}
  - {title: Notice, publisher: MOFCOM, date: "November 5, 2025"}
---

# What was agreed

China buys soybeans.

| Year | Tonnes |
|------|-------:|
| 2025 | 12 million |
| 2026 | 25 million |

## Later
More.
"""


def test_front_matter_becomes_fields_and_the_body_is_the_text() -> None:
    document = one(FRONT.encode(), "starter:soybeans")
    assert document.text == FRONT.split("---\n\n", 1)[1]
    assert (document.id, document.title, document.publisher) == (
        "starter-soybeans",
        "Soybeans after the truce",
        "tradeqa",
    )
    assert (document.kind, document.language, document.url) == ("brief", "en", "https://example.org/x")
    assert document.published == date(2025, 11, 5)
    assert document.sources == ("Fact sheet — The White House, 2025-11-01", "Notice — MOFCOM, 2025-11-05")
    assert document.warnings == ()


def test_markdown_headings_and_table_rows_are_parts() -> None:
    document = one(FRONT.encode(), "/x/soy.md")
    assert labels(document, "heading") == ["What was agreed", "Later"]
    rows = parts_of(document, "row")
    assert [words_of(document, row) for row in rows] == ["| 2025 | 12 million |", "| 2026 | 25 million |"]
    assert {row.header for row in rows} == {"Year | Tonnes"}


@pytest.mark.parametrize("front", ["title: [a", "title: x\nb: : :\n- c", "title: &a x\nkind: *a"])
def test_bad_front_matter_is_a_warning_and_the_whole_is_text(front: str) -> None:
    source = f"---\n{front}\n---\nThe body."
    document = one(source.encode(), "/x/a.md")
    assert document.text == source
    assert "front matter" in document.warnings[0]


def test_a_suspicious_or_unreadable_published_date_is_a_warning() -> None:
    assert one(b"---\ntitle: x\npublished: 1492-10-12\n---\nBody.").warnings == (
        "published date 1492-10-12 looks wrong",
    )
    document = one(b"---\ntitle: x\npublished: last week\n---\nBody.")
    assert document.published is None
    assert "last week" in document.warnings[0]


# --- HTML

PAGE = """<!DOCTYPE html><html lang="en-US"><head><title>Tariffs cut</title>
<meta property="og:site_name" content="The Daily Trade">
<meta property="article:published_time" content="2025-11-04T10:00:00Z">
<link rel="canonical" href="https://example.org/cut">
<script>var secret = "never shown";</script></head><body>
<nav><a href="/">Home</a> <a href="/news">News</a></nav><article><h1>Tariffs cut</h1>
<p>The two sides agreed on Tuesday to cut tariffs on soy&shy;beans
from 34 percent to ten percent, officials said.</p>
<h2>What follows</h2><p>The cut takes effect on 10 November and lasts a year, says the joint statement.</p>
<table><tr><th>Good</th><th>Rate</th></tr><tr><td>Soybeans</td><td>10%</td></tr></table>
<script>alert("never shown")</script></article><footer>Contact</footer></body></html>"""


def test_a_web_page_gives_its_main_text_and_its_metadata() -> None:
    document = one(PAGE.encode(), "https://example.org/cut?ref=1")
    assert "cut tariffs on soybeans from 34 percent" in document.text
    assert "never shown" not in document.text
    assert (document.title, document.publisher, document.language) == ("Tariffs cut", "The Daily Trade", "en")
    assert document.published == date(2025, 11, 4)
    assert document.url == "https://example.org/cut"
    assert "What follows" in labels(document, "heading")


def test_a_web_page_s_table_rows_have_their_header() -> None:
    document = one(PAGE.encode(), "/x/cut.html")
    row = next(part for part in parts_of(document, "row") if part.header)
    assert (words_of(document, row), row.header) == ("Soybeans | 10%", "Good | Rate")


def test_a_page_s_declared_character_set_counts() -> None:
    page = '<html><head><meta charset="windows-1251"></head><body><p>Соглашение вступает в силу.</p></body></html>'
    assert "Соглашение вступает в силу." in one(page.encode("cp1251"), "/x/a.html").text


def test_what_a_page_hides_in_scripts_is_no_text_and_an_empty_page_is_refused() -> None:
    assert "no text" in refusal(b"<html><body><script>var a = 'words';</script></body></html>", "/x/a.html")


def test_a_page_called_pdf_is_read_as_a_page() -> None:
    assert "cut tariffs" in one(PAGE.encode(), "/x/cut.pdf").text


# --- PDF


def test_a_pdf_s_pages_are_parts_and_its_glyphs_are_known() -> None:
    document = one(pdf_of([["First page.", "It has two lines."], ["Second page."]], "The title"), "/x/a.pdf")
    assert document.text.split() == ["First", "page.", "It", "has", "two", "lines.", "Second", "page."]
    assert document.title == "The title"
    assert labels(document, "page") == ["page 1", "page 2"]
    glyphs = array("i", document.glyphs)
    start = document.text.index("Second")
    assert list(glyphs[start : start + 6]) == list(range(6))
    assert all(glyphs[place] == -1 for place, char in enumerate(document.text) if char == "\n")


def test_a_useless_pdf_title_gives_way_to_the_first_line() -> None:
    pdf = pdf_of([["Joint statement on trade", "Words follow."]], "Microsoft Word - draft3.docx")
    assert one(pdf, "/x/a.pdf").title == "Joint statement on trade"


@pytest.mark.parametrize(
    ("pages", "warning"),
    [
        ([[], ["Words."]], "page 1 has no text layer"),
        ([[], ["Words."], ["Words."], []], "pages 1, 4 have no text layer"),
    ],
)
def test_pages_without_text_are_named(pages: list[list[str]], warning: str) -> None:
    assert one(pdf_of(pages), "/x/a.pdf").warnings == (warning,)


def test_a_wholly_scanned_pdf_is_refused() -> None:
    assert refusal(pdf_of([[], []]), "/x/scan.pdf") == (
        "scan.pdf: no text layer on any of its 2 pages: run OCR (e.g. ocrmypdf) first"
    )


def test_an_encrypted_pdf_is_refused_with_what_to_do() -> None:
    assert "save a copy without a password" in refusal(encrypted(pdf_of([["Words."]]), "secret"), "/x/a.pdf")


def test_a_truncated_pdf_is_refused_at_every_length() -> None:
    whole = pdf_of([[f"Page {number}."] for number in range(5)])
    for length in range(10, len(whole) - 6, 97):
        assert refusal(whole[:length], "/x/a.pdf")


def test_a_text_called_pdf_is_refused_and_a_pdf_called_text_is_read() -> None:
    assert "is called .pdf and is none" in refusal(b"I am no PDF.", "/x/a.pdf")
    assert one(pdf_of([["Words of a PDF."]]), "/x/a.txt").text.strip() == "Words of a PDF."


def test_lines_that_start_with_tariff_codes_are_rows_under_their_header() -> None:
    lines = ["HTSUS Description", *(f"0409.00.{number:02} Honey of kind {number}" for number in range(6))]
    document = one(pdf_of([lines]), "/x/a.pdf")
    assert labels(document, "row") == [f"0409.00.{number:02}" for number in range(6)]
    assert {row.header for row in parts_of(document, "row")} == {"HTSUS Description"}


def test_a_code_drawn_after_its_words_is_put_before_them() -> None:
    table = "BT /F1 11 Tf 14 TL 200 720 Td (Ecuador;) Tj T* (Thailand) Tj ET BT /F1 11 Tf 72 720 Td (0302.45.11) Tj ET"
    assert one(pdf_drawn(table), "/x/a.pdf").text.split() == ["0302.45.11", "Ecuador;", "Thailand"]


def test_running_heads_and_page_numbers_do_not_break_sentences() -> None:
    pages = [["THE GAZETTE", f"Sentence {number} goes on", str(number)] for number in range(1, 6)]
    text = one(pdf_of(pages), "/x/a.pdf").text
    assert text.count("THE GAZETTE") == 1
    assert "Sentence 2 goes on\nSentence 3 goes on" in text


# --- DOCX and ODT


def test_a_docx_is_read_in_order_with_headings_and_rows() -> None:
    table = [["Good", "Rate"], ["Steel", "25%"]]
    document = one(docx_of(("Duties", 1), "Before the table.", table, "Article 3", "After it."), "/x/a.docx")
    assert document.text == "Duties\n\nBefore the table.\n\nGood | Rate\nSteel | 25%\n\nArticle 3\n\nAfter it."
    assert labels(document, "heading") == ["Duties"]
    assert parts_of(document, "row")[-1].header == "Good | Rate"
    assert document.published is None


def test_an_odt_is_read_in_order_with_headings_and_rows() -> None:
    row = (
        "<table:table-row><table:table-cell><text:p>{}</text:p></table:table-cell><table:table-cell><text:p>{}</text:p>"
    )
    row += "</table:table-cell></table:table-row>"
    table = f"<table:table>{row.format('Good', 'Rate')}{row.format('Steel', '25%')}</table:table>"
    body = f'<text:h text:outline-level="1">Duties</text:h><text:p>a<text:s/>b<text:tab/>c</text:p>{table}'
    document = one(odt_of(body), "/x/a.odt")
    assert document.text == "Duties\n\na b\tc\n\nGood | Rate\nSteel | 25%"
    assert labels(document, "heading") == ["Duties"]


def test_an_odt_s_entities_are_neither_fetched_nor_expanded() -> None:
    doctype = '<!DOCTYPE x [<!ENTITY secret SYSTEM "file:///etc/passwd"><!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
    document = one(odt_of("<text:p>Words &secret; &b;</text:p>", doctype), "/x/a.odt")
    assert "root:" not in document.text
    assert "aaaa" not in document.text


@pytest.mark.parametrize("make", [lambda: docx_of("Words."), lambda: odt_of("<text:p>Words.</text:p>")])
def test_a_truncated_office_file_is_refused(make: object) -> None:
    whole = make()  # type: ignore[operator]  # parametrized: a function
    assert "download it again" in refusal(whole[: len(whole) // 2], "/x/a.docx")


def test_archives_that_are_no_documents_are_refused() -> None:
    assert "unpack it" in refusal(zip_of({"a.txt": "x"}), "/x/a.zip")
    assert "spreadsheet" in refusal(zip_of({"xl/workbook.xml": "x"}), "/x/a.xlsx")
    assert refusal(zip_of({"word/document.xml": "<no"}), "/x/a.docx")


def test_what_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "DOCUMENT_LIMIT", 2_000_000)
    bomb = zip_of({"content.xml": "0" * 3_000_000})
    assert "unpacks to more than 2 MB" in refusal(bomb, "/x/a.odt")
    assert "unpacks to more than 2 MB" in refusal(gzip.compress(b"word " * 600_000), "/x/a.txt.gz")


# --- collections


def outcomes_of(raw: bytes, origin: str = "/x/c.jsonl") -> list[Document | UnreadableFileError]:
    return list(read(raw, origin))


def test_a_collection_s_text_is_exactly_as_given() -> None:
    text = " odd\r\n  text\u200b \u202e\x07\n\n## Aim\n\nWords, [a link](https://example.org).\n"
    fields = {"id": "x-1", "text": text, "source": "A ministry", "kind": "notice", "url": "u", "language": "fr-FR"}
    (document,) = outcomes_of(collection_of(fields))
    assert isinstance(document, Document)
    assert document.text == text
    assert (document.id, document.publisher, document.kind, document.language) == ("x-1", "A ministry", "notice", "fr")
    assert document.published == date(2025, 11, 4)
    assert labels(document, "heading") == ["Aim"]


@pytest.mark.parametrize("compressed", [False, True])
def test_a_collection_is_recognised_without_its_extension(compressed: bool) -> None:
    raw = collection_of({"id": "a"}, {"id": "b"}, compressed=compressed)
    assert [document.id for document in read(raw, "/x/data") if isinstance(document, Document)] == ["a", "b"]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("not json", "line 2: is not valid JSON"),
        ("[1]", "line 2: is a JSON list"),
        ('{"id": "b", "title": "t", "date": ""}', "line 2: field 'text' is missing"),
        ('{"title": "t", "date": "", "text": "x"}', "line 2: field 'id' is missing"),
        ('{"id": "b", "title": "t", "text": "x"}', "line 2: field 'date' is missing"),
        ('{"id": "b", "title": "t", "date": "", "text": 5}', "line 2: field 'text' is a JSON int"),
        ('{"id": "b", "title": "t", "date": "", "text": " "}', "line 2: field 'text' is empty"),
        ('{"id": "b", "title": "t", "date": "", "text": "\\ud800"}', "line 2: field 'text' holds half a character"),
        (
            '{"id": "a", "title": "t", "date": "", "text": "other"}',
            "line 2: id 'a' already stands on line 1 with another",
        ),
    ],
)
def test_a_bad_line_is_named_and_the_others_are_read(line: str, message: str) -> None:
    first, bad, last = outcomes_of(collection_of({}, line, {"id": "z"}))
    assert isinstance(first, Document)
    assert isinstance(last, Document)
    assert isinstance(bad, UnreadableFileError)
    assert message in str(bad)
    assert "\n" not in str(bad)


def test_a_truncated_gzip_gives_its_good_lines_and_then_an_error() -> None:
    entries = [{"id": f"d{number}", "text": os.urandom(600).hex()} for number in range(200)]
    raw = collection_of(*entries, compressed=True)
    *good, last = outcomes_of(raw[: len(raw) // 2], "/x/c.jsonl.gz")
    assert len(good) > 10
    assert all(isinstance(document, Document) for document in good)
    assert isinstance(last, UnreadableFileError)
    assert "cut off or damaged" in str(last)


def test_a_collection_s_undated_and_misdated_documents_have_no_date() -> None:
    undated, misdated = outcomes_of(collection_of({"id": "a", "date": ""}, {"id": "b", "date": "last May"}))
    assert isinstance(undated, Document)
    assert isinstance(misdated, Document)
    assert undated.published is misdated.published is None
    assert undated.warnings == ()
    assert "last May" in misdated.warnings[0]


# --- whatever the bytes


STARTS = [
    b"",
    b"%PDF-1.4\n",
    b"PK\x03\x04",
    b"\x1f\x8b\x08",
    b"<html><body>",
    b"---\ntitle: x\n---\n",
    b'{"id": "a", "text": ',
]
NAMES = ["/x/a", "/x/a.pdf", "/x/a.docx", "/x/a.html", "/x/a.md", "/x/a.jsonl", "/x/a.jsonl.gz", "https://example.org/"]


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(STARTS), st.binary(max_size=300), st.sampled_from(NAMES))
@example(b"", b"\xff\xfe\x00\xd8", "/x/a")
def test_no_bytes_make_a_reader_fail(start: bytes, rest: bytes, name: str) -> None:
    for outcome in read(start + rest, name):
        if isinstance(outcome, Document):
            check(outcome)
        else:
            assert "\n" not in str(outcome)


PIECES = [
    "# A",
    "## B\n",
    "Article 4",
    "Sec. 2. Policy. ",
    "ANNEX I",
    "| a | b |",
    "|---|---|",
    "§ 4.1",
    "words.",
    "\n",
    "\n\n",
]


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.sampled_from(PIECES) | st.text(max_size=5), max_size=30),
    st.sampled_from(["/x/a.md", "/x/a.txt", "/x/a.html"]),
)
def test_parts_lie_within_any_text(pieces: list[str], name: str) -> None:
    raw = "".join(pieces).encode("utf-8", "replace")
    for outcome in read(raw, name):
        if isinstance(outcome, Document):
            check(outcome)


@pytest.mark.parametrize(
    "unit", ["# a\n", "| a ", "Article 1\n", "[", "<p>", "<div>", "--- \n", "**", "A" * 50, "- ", "((", "…… "]
)
def test_no_repetition_makes_a_reader_slow(unit: str) -> None:
    started = time.monotonic()
    for name in ("/x/a.md", "/x/a.html"):
        list(read((unit * (200_000 // len(unit))).encode(), name))
    assert time.monotonic() - started < 20


# --- real files


@needs_files
@pytest.mark.parametrize("path", sorted(INGEST.glob("*/*.*")), ids=lambda path: path.name)
def test_every_real_file_is_read(path: Path) -> None:
    document = one(path.read_bytes(), str(path))
    assert document.language in ("en", "zh")
    assert not any(char in document.text for char in "\ufffe\u00ad\u200b\r\x02")


@needs_files
def test_a_ruling_comes_out_whole() -> None:
    document = real("cbp_N336482.html")
    assert document.published == date(2023, 12, 4)
    assert document.title == "N336482: The tariff classification of automotive floor liners from China"
    for words in (
        "N336482",
        "Tom Savage\n\nMajestic Textiles Canada Limited",
        "Dear Mr. Savage:",
        "2.5 percent ad valorem",
    ):
        assert words in document.text
    assert document.text.rstrip().endswith("National Commodity Specialist Division")


@needs_files
def test_a_tariff_schedule_s_rows_keep_each_rate_in_its_column() -> None:
    document = real("hts_Chapter_72.pdf")
    row = next(part for part in parts_of(document, "row") if part.label == "7202.21.10 00")
    assert words_of(document, row) == (
        "7202.21.10 | 00 | Containing by weight more than 3 percent of calcium | kg Si kg | 1.1% 1/ | "
        "Free (A*, AU, BH, CL, CO, D, E, IL, JO, KR, MA, OM, P, PA, PE, S, SG) | 11.5% 2/"
    )
    assert row.header.startswith(
        "Heading/ Subheading | Stat. Suffix | Article Description | Unit of Quantity | Rates of Duty 1 General"
    )
    assert row.header.endswith("more than 55 percent but not more than 80 percent of silicon:")


@needs_files
def test_an_annex_s_codes_are_rows() -> None:
    document = real("eo14257_Annex-II.pdf")
    row = next(part for part in parts_of(document, "row") if part.label == "25041050")
    assert words_of(document, row) == "25041050 Natural graphite, in powder or flakes (other than crystalline flake)"
    assert row.header == "HTSUS Description"


@needs_files
def test_two_columns_are_read_one_after_the_other() -> None:
    text = " ".join(real("twocol_QED_TACL.pdf").text.split())
    assert (
        "In the joint setting, a promising result suggests that training on a relatively small amount of QED data"
        in text
    )
    assert "potential advantages in terms of debuggability, extensibility, and trust" in text
    assert "in this paper we (1) introduce QED" in text


@needs_files
def test_word_s_automatic_numbers_are_part_of_the_text() -> None:
    document = real("230619_ORD_Ghana.docx")
    assert labels(document, "article")[0] == "Article 1 Definitions"
    assert "Article 42 Republic of San Marino" in labels(document, "article")
    assert document.published == date(2023, 6, 16)
    assert '(k) "classified" refers' in document.text


@needs_files
def test_an_odt_s_articles_and_notes_are_there() -> None:
    document = real("050822_Iceland_Norway_ORD.odt")
    article = next(part for part in parts_of(document, "article") if part.label == "Article 6 Tolerance Rule")
    assert len(words_of(document, article)) > 500


@needs_files
@pytest.mark.parametrize("name", ["seed_article", "uk_rules_of_origin"])
def test_a_real_collection_is_read_without_an_error(name: str) -> None:
    path = SHARED / f"trade_corpus/{name}.jsonl.gz"
    for document in read(path.read_bytes(), str(path)):
        assert isinstance(document, Document), document
        check(document)

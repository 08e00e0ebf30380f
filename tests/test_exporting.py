"""An exported conversation holds every quote, its source and the library's fingerprint, and runs nothing."""

from __future__ import annotations

import json
from datetime import date

import pytest

from assistant.conversation import Answer, Conversation, Quote, Statement
from ui.exporting import Form, exported

HOSTILE = "<script>alert(1)</script> [x](javascript:alert(1)) ![y](http://evil.example/y.png) *b* `c` </style> # d"
QUOTE = Quote(
    1, "doc-1", 5, 5 + len(HOSTILE), HOSTILE, "Copper <b>notice</b>", "The Gazette", "notice", date(2025, 8, 1),
    "https://gazette.example/1", "page 3",
)  # fmt: skip
ANSWER = Answer(
    "What of *copper*?", "What of *copper*?", None, "conflicting",
    (Statement(HOSTILE, (1,), "superseded"), Statement("It is 15 percent.", (1,), "conflicting", side="Peru")),
    (QUOTE,),
)  # fmt: skip
TALK = Conversation("abc", ()).with_turn(ANSWER)


def written(form: Form) -> str:
    file = exported(TALK, "Copper, in short", "f1ngerpr1nt", date(2026, 11, 23), form)
    assert file["name"] == f"tradeqa-copper-in-short-2026-11-23.{form}"
    return file["text"]


@pytest.mark.parametrize("form", ["md", "json", "html"])
def test_every_form_names_the_source_and_the_library(form: Form) -> None:
    text = written(form).replace("\\", "")
    for words in (
        "f1ngerpr1nt",
        "The Gazette",
        "https://gazette.example/1",
        "page 3",
        "superseded",
        "conflicting",
        "Peru",
    ):
        assert words in text


def test_the_json_holds_the_answer_as_other_programs_know_it() -> None:
    fields = json.loads(written("json"))
    assert Answer.from_json(fields["turns"][0]) == ANSWER


def test_the_page_shows_markup_as_its_characters_and_fetches_nothing() -> None:
    page = written("html")
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<b>notice" not in page
    assert "default-src 'none'" in page
    assert page.count("</style>") == 1


def test_the_markdown_makes_no_link_or_picture_of_a_document_s_words() -> None:
    text = written("md")
    assert "](javascript" not in text
    assert "![" not in text
    assert "<script" not in text.replace("\\<", "")

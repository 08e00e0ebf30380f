"""The report: one file, nothing fetched, nothing of a document taken for markup, and why each case failed."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from assistant.conversation import Answer
from eval_fakes import FALL, SOY, TEXT, answer, gold, quoted, seen, statement
from evals.measures import measure_all
from evals.reasons import reasons
from evals.records import CaseResult, Run
from evals.report import GROUPS, write_report
from evals.runs import assemble


def result(given: Answer, **fields: Any) -> CaseResult:  # noqa: ANN401 - tests name the fields they need
    """Return what a run would keep of an answer to a case with the first sentence as gold."""
    observation = seen(given, golds=[gold()], hits=[gold().place], must_contain=(("47 percent",),), **fields)
    kept = {"type": "fact", "question": "How far?", "answerable": True, "status": "answered", **fields}
    kept |= {"must_contain": [["47 percent"]], "gold": [{"document_id": "d", "start": 0, "end": 46, "text": TEXT[:46]}]}
    hits = ({"rank": 1, "score": 0.9, "document_id": "d", "start": 0, "end": 46},)
    measures = measure_all(observation)
    return CaseResult("c1", "x", {"type": "fact"}, measures, 12.0, 0.7, kept, given.as_json(), (), hits)


def test_a_right_case_has_no_reasons() -> None:
    assert reasons(result(quoted(FALL))) == []


@pytest.mark.parametrize(
    ("given", "fields", "told"),
    [
        (answer(), {}, "Declined as not_found"),
        (quoted(SOY), {}, "Not said: 47 percent"),
        (quoted(SOY), {}, "0% of the gold is quoted"),
        (quoted(FALL), {"must_not_contain": ("1 November",)}, "must not be: 1 November"),
        (quoted(FALL), {"answerable": False, "status": "not_found"}, "the library does not say"),
        (quoted(FALL), {"status": "partial"}, "should be partial"),
        (answer([statement("It is 48.", 1)], quoted(FALL).quotes), {}, "no quote of its statement holds"),
        (answer([statement("47 percent", 3)], []), {}, "not what stands at its place"),
    ],
)
def test_each_failure_is_explained(given: Answer, fields: dict[str, Any], told: str) -> None:
    assert any(told in reason for reason in reasons(result(given, **fields)))


def test_gold_that_was_not_found_is_explained() -> None:
    lost = result(answer())
    measures = {**lost.measures, "all_evidence@10": 0, "evidence_recall@20": 0}
    assert any("no gold among the 20" in reason for reason in reasons(replace(lost, measures=measures)))
    measures["evidence_recall@20"] = 0.5
    assert any("50% of the gold" in reason for reason in reasons(replace(lost, measures=measures)))


class Page(HTMLParser):
    """The tags and the addresses of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.addresses: list[str] = []
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.addresses += [value or "" for name, value in attrs if name in ("src", "href", "xlink:href")]
        if tag == "details":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag == "details":
            self.open.pop()


META = {"cases": {"files": ["c.jsonl"], "sha256": "0" * 64}, "library": {}, "models": {"embedding": ["m"]}}


def report(run: Run, folder: Path) -> str:
    write_report(run, folder / "report.html")
    return (folder / "report.html").read_text(encoding="utf-8")


def test_the_report_holds_everything_and_fetches_nothing(tmp_path: Path) -> None:
    text = report(assemble(META, [result(quoted(FALL)), result(answer())]), tmp_path)
    page = Page(text)
    assert page.tags.count("svg") >= 4
    assert not page.open
    assert "script" not in page.tags
    assert "link" not in page.tags
    assert all(address.startswith("#") for address in page.addresses)
    assert "Declined as not_found" in text
    assert "1 of 2 failed" in text
    assert text.count("<details") >= 2


def test_words_of_documents_and_questions_are_never_markup(tmp_path: Path) -> None:
    evil = "<script>alert(1)</script><img src=http://x/>"
    bad = result(quoted(FALL))
    quotes = [{**bad.ask["quotes"][0], "text": evil, "title": evil}]
    bad = replace(
        bad,
        id=evil,
        case={**bad.case, "question": evil, "type": evil, "must_contain": [[evil]]},
        ask={**bad.ask, "answer": evil, "quotes": quotes, "status": evil, "standalone_question": evil},
        earlier=({"question": evil, "answer": evil, "status": "answered"},),
        slices={"type": evil},
    )
    page = Page(report(assemble({**META, "version": evil}, [bad]), tmp_path))
    assert not {"script", "img"} & set(page.tags)


def test_a_run_of_one_unanswerable_case_has_a_report(tmp_path: Path) -> None:
    unanswered = seen(answer(), answerable=False, status="not_found")
    only = CaseResult("c", "x", {"type": "unanswerable"}, measure_all(unanswered), 1.0, 0.0, {}, answer().as_json())
    assert "Evals of 1 cases" in report(assemble(META, [only]), tmp_path)


def test_every_figure_has_its_place_in_the_headline() -> None:
    from evals.measures import MEASURES, SUMMARIES

    named = {name for names in GROUPS.values() for name in names.split()}
    assert named == {one.name for one in MEASURES} | {one.name for one in SUMMARIES}

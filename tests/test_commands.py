"""The command line: what the contract promises to the people and programs that call it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from index import intake
from index.library import Library
from ui.commands import app

NOTICE = (
    "The Ruritanian cocoa levy is 7.25 percent of value. It applies from 5 May 2026 to all cocoa beans. "
    "Roasted beans are exempt until 31 December 2026."
)


def call(*words: str | Path) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


def json_of(*words: str | Path) -> dict[str, Any]:
    result = call(*words, "--json")
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def lines_of(*words: str | Path) -> list[Any]:
    result = call(*words, "--json")
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


@pytest.fixture
def notice(tmp_path: Path) -> Path:
    """A file to add."""
    file = tmp_path / "notice.txt"
    file.write_text(f"Cocoa notice\n\n{NOTICE}\n", encoding="utf-8")
    return file


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder for a library."""
    return tmp_path / "library"


@pytest.fixture
def filled(folder: Path, notice: Path) -> Path:
    """A library that holds the notice."""
    assert call("add", notice, "--library", folder).exit_code == 0
    return folder


def test_the_help_names_every_command() -> None:
    shown = call("--help").stdout
    for command in ("add", "remove", "list", "show", "search", "ask", "chat", "evals", "status", "rebuild"):
        assert f"\n  {command} " in shown


def test_adding_reports_each_file_and_is_repeatable(folder: Path, notice: Path) -> None:
    report = json_of("add", notice, "--library", folder)
    counts = {name: report[name] for name in ("added", "updated", "unchanged", "duplicates", "failed")}
    assert counts == {"added": 1, "updated": 0, "unchanged": 0, "duplicates": 0, "failed": 0}
    (file,) = report["files"]
    assert set(file) >= {"source", "document_id", "outcome", "passages", "warnings", "error"}
    assert file["outcome"] == "added"
    assert file["passages"] > 0
    assert file["error"] is None
    assert json_of("add", notice, "--library", folder)["unchanged"] == 1
    notice.write_text(f"Cocoa notice\n\n{NOTICE} Shells are exempt.\n", encoding="utf-8")
    assert json_of("add", notice, "--library", folder)["updated"] == 1


def test_adding_in_part_is_told_from_adding_nothing(folder: Path, notice: Path, tmp_path: Path) -> None:
    missing, empty = tmp_path / "missing.pdf", tmp_path / "empty"
    empty.mkdir()
    in_part = call("add", notice, missing, "--library", folder, "--json")
    assert in_part.exit_code == 3
    assert json.loads(in_part.stdout)["failed"] == 1
    assert "missing.pdf" in in_part.stderr
    assert call("add", missing, "--library", folder).exit_code == 1
    nothing = call("add", empty, "--library", folder)
    assert nothing.exit_code == 1
    assert nothing.stderr.startswith("tradeqa: ")


def test_an_interrupt_says_what_was_kept(folder: Path, notice: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(library: object, embedder: object, sources: object, progress: intake.Progress) -> None:
        progress(intake.FileReport("a.txt", "a", "added", 3))
        raise KeyboardInterrupt

    monkeypatch.setattr(intake, "add", interrupted)
    result = call("add", notice, "--library", folder)
    assert result.exit_code == 130
    assert "1 document was stored" in result.stderr
    assert "same command" in result.stderr


def test_list_and_show_tell_what_is_held(filled: Path) -> None:
    (summary,) = lines_of("list", "--library", filled)
    assert set(summary) >= {"id", "title", "publisher", "kind", "published", "url", "origin", "passages"}
    assert lines_of("list", "--query", "cocoa", "--library", filled) == [summary]
    assert lines_of("list", "--query", "100%", "--library", filled) == []
    document = json_of("show", summary["id"], "--library", filled)
    assert set(document) >= {"id", "title", "text", "parts", "published", "event_dates", "origin", "language"}
    assert NOTICE in document["text"]
    shown = call("show", summary["id"], "--library", filled).stdout
    assert NOTICE in shown
    unknown = call("show", "nothing", "--library", filled)
    assert unknown.exit_code == 1
    assert unknown.stderr.startswith("tradeqa: ")
    assert unknown.stdout == ""


def test_a_hit_is_a_span_of_its_document(filled: Path) -> None:
    hits = lines_of("search", "cocoa levy", "--library", filled)
    document = json_of("show", hits[0]["document_id"], "--library", filled)
    assert set(hits[0]) >= {"rank", "score", "document_id", "title", "published", "place", "start", "end", "text"}
    assert hits[0]["rank"] == 1
    assert document["text"][hits[0]["start"] : hits[0]["end"]] == hits[0]["text"]
    assert "cocoa" in call("search", "cocoa levy", "--library", filled).stdout


def test_filters_restrict_search(starter: Library) -> None:
    searching = ("search", "tariff on China", "--library", starter.folder)
    assert len(lines_of(*searching, "--limit", "3")) == 3
    assert all(hit["published"] >= "2026-01-01" for hit in lines_of(*searching, "--after", "2026-01-01"))
    assert all(hit["published"] <= "2025-06-01" for hit in lines_of(*searching, "--as-of", "2025-06-01"))
    assert all(hit["published"] <= "2025-06-01" for hit in lines_of(*searching, "--before", "2025-06-01"))
    assert lines_of(*searching, "--publisher", "nobody") == []
    assert lines_of(*searching, "--kind", "brief")


def test_an_answer_quotes_its_documents_word_for_word(starter: Library) -> None:
    answer = json_of("ask", "How many tons of soybeans will China buy?", "--library", starter.folder)
    expected = {"question", "standalone_question", "as_of", "status", "answer", "statements", "quotes", "nearest"}
    assert set(answer) >= expected | {"writer", "milliseconds"}
    assert answer["status"] == "answered"
    for quote in answer["quotes"]:
        text = starter.get(quote["document_id"]).text
        assert text[quote["start"] : quote["end"]] == quote["text"]
        assert set(quote) >= {"number", "title", "publisher", "kind", "published", "url", "place"}
    shown = call("ask", "How many tons of soybeans will China buy?", "--library", starter.folder).stdout
    assert f"[1] “{answer['quotes'][0]['text']}” — {answer['quotes'][0]['title']}" in shown


def test_not_found_is_an_answer(starter: Library) -> None:
    answer = json_of("ask", "Who won the football World Cup?", "--library", starter.folder)
    assert answer["status"] == "not_found"
    assert answer["quotes"] == []
    assert answer["nearest"]


def test_a_conversation_goes_on(filled: Path) -> None:
    first = json_of("ask", "What is the Ruritanian cocoa levy?", "--conversation", "new", "--library", filled)
    following = json_of("ask", "When does it apply?", "--conversation", first["conversation"], "--library", filled)
    assert following["conversation"] == first["conversation"]
    unknown = call("ask", "When?", "--conversation", "never-made", "--library", filled)
    assert unknown.exit_code == 1
    assert "never-made" in unknown.stderr


@pytest.mark.parametrize(
    ("words", "advice"),
    [
        (["search", "x", "--as-of", "2025-13-01"], "YYYY-MM-DD"),
        (["ask", "x", "--after", "yesterday"], "YYYY-MM-DD"),
        (["search", "x", "--after", "2025-02-01", "--before", "2025-01-01"], "later"),
        (["search", "x", "--limit", "0"], "limit"),
        (["ask", "  "], "empty"),
        (["remove"], "ids"),
        (["remove", "an-id", "--source", "a.txt"], "ids"),
        (["chat", "--port", "70000"], "65535"),
        (["add"], "PATH_OR_URL"),
        (["evals", "run", "no-such-file.jsonl"], "no-such-file.jsonl"),
        (["frobnicate"], "frobnicate"),
    ],
)
def test_wrong_usage_says_what_is_expected(words: list[str], advice: str, folder: Path) -> None:
    library = ["--library", str(folder)] if words[0] != "frobnicate" else []
    result = call(*words, *library)
    assert result.exit_code == 2
    assert advice in result.stderr
    assert result.stdout == ""


def test_a_writer_that_does_not_exist_is_told(filled: Path) -> None:
    result = call("ask", "What is the levy?", "--writer", "nonsense", "--library", filled)
    assert result.exit_code == 1
    assert "nonsense" in result.stderr
    assert call("ask", "x", "--writer-url", "http://127.0.0.1:9", "--library", filled).exit_code == 1


def test_what_is_removed_is_not_found(filled: Path, notice: Path) -> None:
    (summary,) = lines_of("list", "--library", filled)
    in_part = call("remove", summary["id"], "nothing", "--library", filled)
    assert in_part.exit_code == 3
    assert "nothing" in in_part.stderr
    assert lines_of("search", "cocoa levy", "--library", filled) == []
    assert call("remove", summary["id"], "--library", filled).exit_code == 1
    json_of("add", notice, "--library", filled)
    assert json_of("remove", "--source", notice, "--library", filled) == {"removed": [summary["id"]], "unknown": []}
    assert call("remove", "--source", notice, "--library", filled).exit_code == 1


def test_status_needs_no_model(filled: Path) -> None:
    status = json_of("status", "--library", filled)
    assert status["documents"] == 1
    assert set(status) >= {"passages", "folder", "engine", "embedder", "fingerprint"}
    code = (
        "import sys; from typer.testing import CliRunner; from ui.commands import app;"
        f"CliRunner().invoke(app, ['status', '--library', {str(filled)!r}]);"
        "print([name for name in ('gradio', 'faiss', 'openvino', 'onnxruntime', 'torch', 'langchain_core', 'rich')"
        " if name in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


def test_a_folder_that_is_no_library_is_told(tmp_path: Path) -> None:
    (tmp_path / "library.sqlite").write_text("not a database, only some words that stand where one should be")
    result = call("list", "--library", tmp_path)
    assert result.exit_code == 1
    assert result.stderr.startswith("tradeqa: ")
    assert len(result.stderr.strip().splitlines()) == 1


def test_only_the_default_library_gets_the_starter_corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    named = call("ask", "What is the duty on trucks?", "--library", tmp_path / "named", "--json")
    assert json.loads(named.stdout)["status"] == "not_found"
    monkeypatch.setattr("ui.settings.default_folder", lambda: tmp_path / "default")
    monkeypatch.delenv("TRADEQA_LIBRARY", raising=False)
    asked = call("ask", "What duty applies to heavy trucks and buses?", "--json")
    assert json.loads(asked.stdout)["status"] == "answered"
    assert "starter corpus" in asked.stderr
    again = call("ask", "What duty applies to heavy trucks and buses?", "--json")
    assert "starter corpus" not in again.stderr


def test_a_document_cannot_steer_the_terminal(folder: Path, tmp_path: Path) -> None:
    collection = tmp_path / "hostile.jsonl"
    hostile = "The levy on amber is \x1b[2J\x1b]0;owned\x07 9 percent \u202eof value\u202c."
    line = {"id": "h", "title": "Amber\x1b[31m", "date": "2026-01-01", "text": hostile}
    collection.write_text(json.dumps(line) + "\n", encoding="utf-8")
    assert call("add", collection, "--library", folder).exit_code == 0
    for words in (["show", "h"], ["list"], ["search", "amber levy"], ["ask", "What is the levy on amber?"]):
        result = call(*words, "--library", folder)
        assert result.exit_code == 0
        assert not set("\x1b\x07\u202e") & set(result.output)


def test_nothing_is_rebuilt_when_the_model_is_the_same(filled: Path) -> None:
    assert json_of("rebuild", "--library", filled) == {"rebuilt": 0}


def test_evals_run_prints_figures_and_writes_the_run(filled: Path, tmp_path: Path) -> None:
    cases, written = tmp_path / "cases.jsonl", tmp_path / "run.json"
    case = {"id": "c1", "type": "fact", "question": "What is the Ruritanian cocoa levy?", "answerable": True}
    case |= {"must_contain": [["7.25"]], "gold": [], "turns": [], "as_of": None, "status": "answered"}
    cases.write_text(json.dumps(case) + "\n", encoding="utf-8")
    result = call("evals", "run", cases, "--json", written, "--library", filled)
    assert result.exit_code == 0, result.output
    assert "n = 1" in result.stdout
    assert set(json.loads(written.read_text(encoding="utf-8"))) >= {"meta", "aggregates", "cases"}

"""The commands that measure: what they print, write and end with, over a library of one document."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from assistant.conversation import Answer, Conversation
from eval_fakes import FALL, TEXT, Scripted, answer, put, quote, statement
from evals.cases import case_from
from evals.drafting import from_complaint
from evals.drafts import Drafts
from evals.records import CaseResult, Run
from fakes import BagOfWords
from index.library import Library
from ui import measuring
from ui.commands import app
from ui.settings import open_memory, user_folder

QUESTION = "How far do tariffs fall?"
WORDS = TEXT[slice(*FALL)]
CASE: dict[str, Any] = {"id": "c1", "type": "fact", "question": QUESTION, "answerable": True, "status": "answered"}
CASE |= {"must_contain": [["47 percent", "47%"]], "gold": [{"document_id": "d", "quote": WORDS}]}
README = Path(__file__).parent.parent / "evals" / "README.md"


def call(*words: str | Path) -> Result:
    return CliRunner().invoke(app, ["evals", *map(str, words)])


def reply(question: str) -> Answer:
    return answer([statement(WORDS, 1)], [quote()], question=question)


def write(path: Path, *cases: dict[str, Any]) -> Path:
    path.write_text("".join(json.dumps(case) + "\n" for case in cases), encoding="utf-8")
    return path


@pytest.fixture
def folder(library: Library) -> Path:
    """The folder of a library of one document."""
    put(library)
    return library.folder


@pytest.fixture
def cases(tmp_path: Path) -> Path:
    """Three cases over that document."""
    return write(tmp_path / "cases.jsonl", *(CASE | {"id": f"c{n}", "question": f"{QUESTION} {n}?"} for n in range(3)))


@pytest.fixture(autouse=True)
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the assistant is asked, which answers without a model."""
    questions: list[str] = []
    monkeypatch.delenv("TRADEQA_LIBRARY", raising=False)
    monkeypatch.delenv("TRADEQA_RUNS", raising=False)
    monkeypatch.setattr(measuring, "open_embedder", BagOfWords)
    monkeypatch.setattr("ui.questions.open_embedder", BagOfWords)
    monkeypatch.setattr(measuring, "open_assistant", lambda stored, *_: Scripted(stored, reply, asked=questions))
    return questions


def saved(path: Path, **measures: list[float]) -> Path:
    """Write a run whose cases have these figures."""
    rows = [dict(zip(measures, row, strict=True)) for row in zip(*measures.values(), strict=True)]
    results = tuple(CaseResult(f"c{n}", "same", {}, row, case={"question": "words"}) for n, row in enumerate(rows))
    Run({"library": {"fingerprint": "f"}}, {}, {}, results).save(path)
    return path


@pytest.fixture
def before(tmp_path: Path) -> Path:
    """A run where all is well."""
    return saved(tmp_path / "before.json", quote_fidelity=[1.0] * 3)


@pytest.fixture
def worse(tmp_path: Path) -> Path:
    """The same run with a broken quote."""
    return saved(tmp_path / "worse.json", quote_fidelity=[1.0, 1.0, 0.0])


# -- run ------------------------------------------------------------------------------------------------------------


def test_a_run_prints_its_figures_and_writes_what_it_is_told_to(cases: Path, folder: Path, tmp_path: Path) -> None:
    written, report = tmp_path / "new" / "run.json", tmp_path / "new" / "run.html"
    result = call("run", cases, "--json", written, "--report", report, "--library", folder)
    assert result.exit_code == 0, result.output
    assert "facts" in result.stdout
    assert "n = 3" in result.stdout
    assert str(report) in result.stderr.replace("\n", "")
    assert len(Run.load(written).cases) == 3
    assert f"{QUESTION} 2?" in report.read_text(encoding="utf-8")


def test_a_run_without_a_file_is_kept_where_the_chat_finds_it(
    cases: Path, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = call("run", cases, "--library", folder)
    assert "kept as" in told.stderr
    (kept,) = (folder / "runs").glob("*-cases.json")
    assert len(Run.load(kept).cases) == 3
    monkeypatch.setenv("TRADEQA_RUNS", str(tmp_path / "elsewhere"))
    call("run", cases, "--library", folder)
    assert len(list((tmp_path / "elsewhere").iterdir())) == len(list((folder / "runs").iterdir())) == 1


def test_the_whole_run_can_be_printed(cases: Path, folder: Path) -> None:
    result = call("run", cases, "--json", "-", "--library", folder)
    assert not (folder / "runs").exists()
    assert json.loads(result.stdout)["aggregates"]["facts"]["value"] == 1
    assert not Path("-").exists()


def interrupted(question: str) -> Answer:
    if "2?" in question:
        raise KeyboardInterrupt
    return reply(question)


def test_an_interrupted_run_goes_on(
    cases: Path, folder: Path, tmp_path: Path, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ("run", cases, "--json", tmp_path / "run.json", "--library", folder)
    with monkeypatch.context() as patch:
        patch.setattr(measuring, "open_assistant", lambda stored, *_: Scripted(stored, interrupted))
        stopped = call(*words)
    assert stopped.exit_code == 130
    assert "takes up there" in stopped.stderr
    assert call(*words).exit_code == 0
    assert asked == [f"{QUESTION} 2?"]


def test_an_interrupt_without_a_file_says_how_to_keep(
    cases: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(measuring, "open_assistant", lambda stored, *_: Scripted(stored, interrupted))
    stopped = call("run", cases, "--library", folder)
    assert stopped.exit_code == 130
    assert "nothing was kept; with --json FILE" in stopped.stderr


def test_what_cannot_be_written_is_told_before_anything_is_asked(
    cases: Path, folder: Path, tmp_path: Path, asked: list[str]
) -> None:
    for option, path in (("--json", cases / "run.json"), ("--report", cases / "r.html"), ("--json", tmp_path)):
        result = call("run", cases, option, path, "--library", folder)
        assert result.exit_code == 1
        assert "cannot be written" in result.stderr
    assert asked == []


def test_the_starter_cases_run_on_a_fresh_machine(
    tmp_path: Path, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.settings.default_folder", lambda: tmp_path / "default")
    result = call("run", "--starter")
    assert result.exit_code == 0, result.output
    assert "starter corpus" in result.stderr
    assert len(asked) >= 150


def test_a_library_without_the_starter_corpus_says_how_to_add_it(folder: Path, asked: list[str]) -> None:
    result = call("run", "--starter", "--library", folder)
    assert result.exit_code == 1
    assert "`tradeqa add starter:`" in result.stderr
    assert asked == []


def test_a_run_of_nothing_is_wrong_usage() -> None:
    result = call("run")
    assert result.exit_code == 2
    assert "--starter" in result.stderr


# -- compare and pin ------------------------------------------------------------------------------------------------


def test_a_regression_fails_only_when_asked_to(before: Path, worse: Path) -> None:
    told = call("compare", before, worse)
    assert told.exit_code == 0
    assert "worse: quote_fidelity" in told.stdout
    failed = call("compare", before, worse, "--fail-on-regression")
    assert failed.exit_code == 1
    assert failed.stdout == told.stdout
    assert "1 regression" in failed.stderr
    assert call("compare", before, before, "--fail-on-regression").exit_code == 0


def test_a_comparison_as_json(before: Path, worse: Path) -> None:
    result = call("compare", before, worse, "--json", "--fail-on-regression")
    assert result.exit_code == 1
    found = json.loads(result.stdout)
    assert found["measures"]["quote_fidelity"]["lost"] == ["c2"]
    assert found["regressions"][0]["measure"] == "quote_fidelity"


def test_thresholds_can_be_ones_own(before: Path, worse: Path, tmp_path: Path) -> None:
    thresholds = tmp_path / "thresholds.toml"
    thresholds.write_text("never_fall = []\n", encoding="utf-8")
    compared = ("compare", before, worse, "--fail-on-regression", "--thresholds", thresholds)
    assert call(*compared).exit_code == 0
    thresholds.write_text('never_fall = ["nonsense"]\n', encoding="utf-8")
    result = call(*compared)
    assert result.exit_code == 1
    assert "nonsense" in result.stderr


def test_a_baseline_compares_like_its_run_and_holds_no_words(before: Path, worse: Path, tmp_path: Path) -> None:
    baseline = tmp_path / "baselines" / "starter.json"
    assert call("pin", before, baseline).exit_code == 0
    assert "words" not in baseline.read_text(encoding="utf-8")
    assert call("compare", baseline, worse).stdout == call("compare", before, worse).stdout


def test_what_is_no_run_is_told(before: Path, cases: Path, tmp_path: Path) -> None:
    for command, one, other in (("compare", before, cases), ("pin", cases, tmp_path / "b.json")):
        result = call(command, one, other)
        assert result.exit_code == 1
        assert "holds no run" in result.stderr
    assert call("compare", before, tmp_path / "missing.json").exit_code == 2


# -- draft and check ------------------------------------------------------------------------------------------------


def test_drafts_are_cases_that_check_accepts(folder: Path, tmp_path: Path) -> None:
    printed = call("draft", "--library", folder)
    assert printed.exit_code == 0, printed.output
    drafts = [json.loads(line) for line in printed.stdout.splitlines()]
    assert drafts
    assert all(case_from(fields).gold for fields in drafts)
    assert len(call("draft", "d", "--limit", "1", "--library", folder).stdout.splitlines()) == 1
    output = tmp_path / "new" / "drafts.jsonl"
    written = call("draft", "--output", output, "--library", folder)
    assert written.exit_code == 0
    assert written.stdout == ""
    assert "evals check" in written.stderr
    assert call("check", output, "--library", folder).exit_code == 0


def test_drafts_never_overwrite_somebodys_edits(folder: Path, cases: Path) -> None:
    held = cases.read_text(encoding="utf-8")
    result = call("draft", "--output", cases, "--library", folder)
    assert result.exit_code == 1
    assert "name a new file" in result.stderr
    assert cases.read_text(encoding="utf-8") == held


def test_what_was_asked_in_the_chat_is_drafted_first(library: Library, folder: Path) -> None:
    without = call("draft", "--from-chat", "--library", folder)
    assert "no conversation" in without.stderr
    open_memory(library).save(Conversation("talk").with_turn(reply(QUESTION)))
    first = json.loads(call("draft", "--from-chat", "--library", folder).stdout.splitlines()[0])
    assert first["question"] == QUESTION
    assert first["gold"] == [{"document_id": "d", "quote": WORDS}]


def test_what_was_found_wrong_in_the_chat_is_drafted_before_that(library: Library, folder: Path) -> None:
    for user in (None, "ada"):
        turns = Conversation().with_turn(reply(QUESTION)).turns
        Drafts(user_folder(library, "drafts", user)).put(from_complaint(turns, f"Of {user}", "47 percent"))
    lines = call("draft", "--from-chat", "--library", folder).stdout.splitlines()
    notes = [json.loads(line)["note"] for line in lines]
    assert sorted(note.partition(" — ")[0] for note in notes[:2]) == ["not right: Of None", "not right: Of ada"]


def test_nothing_to_draft_from_is_told(library: Library, folder: Path, tmp_path: Path) -> None:
    empty = call("draft", "--library", tmp_path / "empty")
    assert empty.exit_code == 1
    assert "add documents" in empty.stderr
    unknown = call("draft", "nonsense", "--library", folder)
    assert unknown.exit_code == 1
    assert "nonsense" in unknown.stderr


def test_check_tells_the_line_of_each_problem(cases: Path, folder: Path, tmp_path: Path) -> None:
    sound = call("check", cases, "--library", folder)
    assert sound.exit_code == 0
    broken = write(tmp_path / "broken.jsonl", CASE, CASE | {"id": "c2", "question": "What\x1b?", "gold": []})
    result = call("check", broken, "--library", folder)
    assert result.exit_code == 1
    assert "broken.jsonl:2: error: c2:" in result.stdout
    assert "error" in result.stderr
    found = json.loads(call("check", broken, "--library", folder, "--json").stdout)
    assert found["errors"] == sum(one["severity"] == "error" for one in found["problems"]) > 0
    assert {"file", "line", "case_id", "severity", "message"} == set(found["problems"][0])


# -- the way in -----------------------------------------------------------------------------------------------------


def test_the_commands_that_the_readme_shows_work(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = README.read_text(encoding="utf-8")
    shown = [line.removeprefix("$ tradeqa evals ") for line in text.splitlines() if line.startswith("$ tradeqa evals ")]
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TRADEQA_LIBRARY", str(folder))
    ours = [line.split("  #")[0].split() for line in shown if "starter" not in line]
    assert [words[0] for words in ours[:2]] == ["draft", "run"]
    for words in ours:
        result = call(*words)
        assert result.exit_code == 0, f"{words}: {result.output}"


def test_the_case_that_the_readme_shows_is_one() -> None:
    block = README.read_text(encoding="utf-8").split("```json\n")[1].split("```")[0]
    assert case_from(json.loads(block)).answerable

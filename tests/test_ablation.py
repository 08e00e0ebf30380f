"""The ablation: a row per part of the search, each case in its slices, over any library."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evals import ablation
from evals.ablation import ablate, as_text, without_context
from evals.cases import read_cases
from fakes import BagOfWords
from index import intake
from index.library import Library
from index.reranking import EmbeddingReranker

CASES = Path(ablation.__file__).parent / "cases" / "starter.jsonl"
TEA = "Green tea from Japan enters free. It is checked at the port."
STEEL = "Steel pays a duty of 25 percent. It is paid on entry."


@pytest.fixture(autouse=True)
def no_reranker(monkeypatch: pytest.MonkeyPatch) -> None:
    """Figures of the real weights are no part of these tests."""
    monkeypatch.setattr(ablation, "open_reranker", lambda embedder, settings: EmbeddingReranker(embedder))


@pytest.fixture
def stocked(library: Library, tmp_path: Path) -> Library:
    """A library of two short documents whose titles are no part of their texts."""
    lines = [
        {"id": "tea", "title": "The Ceylon letter", "date": "2025-01-01", "text": TEA},
        {"id": "steel", "title": "The Pittsburgh order", "date": "2025-02-01", "text": STEEL},
    ]
    source = tmp_path / "documents.jsonl"
    source.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    assert intake.add(library, BagOfWords(), [str(source)]).count("added") == 2
    return library


@pytest.fixture
def cases(tmp_path: Path) -> Path:
    base = {"type": "fact", "answerable": True, "status": "answered"}
    tea = {"document_id": "tea", "quote": "Green tea from Japan enters free."}
    steel = {"document_id": "steel", "quote": "Steel pays a duty of 25 percent."}
    lines = [
        base | {"id": "one", "question": "How is green tea from Japan treated?", "gold": [tea]},
        base | {"id": "two", "question": "Green tea and steel duty: what do they pay?", "gold": [tea, steel]},
        base | {"id": "next", "turns": ["Does steel pay a duty?"], "question": "And how much?", "gold": [steel]},
        {"id": "none", "type": "none", "question": "Who sings?", "answerable": False, "status": "not_found"},
        base | {"id": "old", "question": "steel duty", "as_of": "2025-01-15", "gold": [steel]},
    ]
    path = tmp_path / "cases.jsonl"
    path.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    return path


def test_each_case_counts_in_its_slices(stocked: Library, cases: Path) -> None:
    found = ablate(read_cases([cases]), stocked, BagOfWords(), EmbeddingReranker(BagOfWords()))
    rows = {row.system: row.figures for row in found}
    assert list(rows) == ["words", "vectors", "fused", "tuned", "asked", "reranked"]
    counts = {name: figure.n for name, figure in rows["fused"].items()}
    assert counts["all, 5"] == 4, "the case without gold does not count"
    assert (counts["single-turn, 10"], counts["two documents, 5"], counts["follow-up, 10"]) == (3, 1, 1)
    # everything is among the first ten of two passages, but what the as-of date hides
    assert rows["fused"]["all, 10"].value == 0.75
    assert rows["fused"]["two documents, both in 10"].value == 1.0


def test_context_is_worth_what_is_asked_in_its_words(stocked: Library, tmp_path: Path) -> None:
    bare = without_context(stocked, BagOfWords(), tmp_path / "bare")
    by_title = "SELECT count(*) FROM words WHERE words MATCH 'pittsburgh'"
    assert (stocked.rows(by_title)[0][0], bare.rows(by_title)[0][0]) == (1, 0)
    texts = "SELECT text FROM passages ORDER BY text"
    assert [row["text"] for row in bare.rows(texts)] == [row["text"] for row in stocked.rows(texts)]
    assert bare.generation == without_context(stocked, BagOfWords(), tmp_path / "bare").generation, "made once"


def test_the_command_prints_a_row_per_system_and_writes_json(
    stocked: Library, cases: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "ablation.json"
    arguments = [str(cases), "--library", str(stocked.folder), "--json", str(output)]
    assert ablation.main([*arguments, "--without-context", str(tmp_path / "bare")], BagOfWords()) == 0
    printed = capsys.readouterr().out.splitlines()
    assert [line.split(" | ")[0] for line in printed[2:]] == [
        "| words only (BM25)",
        "| vectors only (cosine)",
        "| fused, passages without their context",
        "| fused",
        "| + question encoder",
        "| + follow-ups and sides understood",
        "| + reranker",
    ]
    assert json.loads(output.read_text())[0]["figures"]["all, 5"]["n"] == 4


def test_gold_that_the_library_lacks_is_told(library: Library, cases: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ablation.main([str(cases), "--library", str(library.folder)], BagOfWords()) == 1
    assert "the library has no document 'tea'" in capsys.readouterr().err


def test_the_starter_corpus_can_be_ablated(library: Library) -> None:
    intake.add_starter(library, BagOfWords())
    few = [case for case in read_cases([CASES]) if not case.turns][:20]
    rows = ablate(few, library, BagOfWords(), EmbeddingReranker(BagOfWords()))
    assert rows[0].figures["all, 10"].value > 0.5
    assert "follow-up, 10" not in rows[0].figures
    assert as_text(rows).count("\n") == 1 + len(rows)

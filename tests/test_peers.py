"""Peers: asked the same cases, measured by the same measures, cited by place, and shown side by side."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from importlib import import_module
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from corpus.document import Document
from eval_fakes import FALL, TEXT, put
from evals.peers import __main__ as command
from evals.peers.answering import Peer, PeerAssistant
from evals.peers.packages import PeerMissingError, package
from evals.peers.pieces import passages
from evals.peers.table import OtherCasesError, table_text
from evals.records import Run
from evals.report import main as report_main
from evals.report import write_report
from evals.runs import run
from index.filters import Filters
from index.library import Library
from index.search import Hit


class FirstPieces:
    """Finds the first words of the texts in their order, whatever is asked; nothing for "unknown"."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self._found = [one for document in documents for one in passages(document, document.text.split(" ", 3))]

    def search(self, query: str, limit: int = 10, filters: Filters | None = None) -> list[Hit]:
        hits = [Hit(passage, 1 / rank) for rank, passage in enumerate(self._found, 1)]
        return [] if "unknown" in query else hits[:limit]


FAKE = Peer("fake", FirstPieces, ("numpy",))


@pytest.fixture
def cases(tmp_path: Path) -> Path:
    gold = [{"document_id": "d", "quote": TEXT[slice(*FALL)]}]
    base = {"type": "fact", "answerable": True, "status": "answered", "gold": gold, "must_contain": [["tariffs"]]}
    none = {"type": "unanswerable", "answerable": False, "status": "not_found"}
    lines = [base | {"id": "a", "question": "How far?"}, none | {"id": "b", "question": "unknown?"}]
    path = tmp_path / "cases.jsonl"
    path.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    return path


@pytest.fixture
def made(library: Library, cases: Path) -> Run:
    put(library)
    return run([cases], PeerAssistant(library, FAKE))


def test_a_peer_is_measured_like_the_assistant(made: Run, library: Library) -> None:
    first, second = made.cases
    assert made.meta["settings"]["peer"] == "fake"
    assert made.meta["settings"]["versions"].keys() == {"numpy"}
    assert [quote["number"] for quote in first.ask["quotes"]] == [1, 2, 3, 4]
    (said,) = first.ask["statements"]
    assert (said["text"], said["quotes"], said["standing"]) == ("Tariffs", [1], None)
    assert first.hits[1] == {"rank": 2, "score": 0.5, "document_id": "d", "start": 8, "end": 12}
    assert first.measures["facts"] == first.measures["quote_fidelity"] == 1
    assert first.measures["evidence_quoted"] == 1
    assert second.ask["status"] == "not_found"


@given(some.lists(some.text("ab \n", max_size=4), max_size=8))
def test_pieces_are_found_where_they_stand(pieces: list[str]) -> None:
    document = Document("d", "Title", "".join(pieces), origin="d")
    found = list(passages(document, pieces))
    assert [one.text for one in found] == [piece for piece in pieces if piece.strip()]
    assert all(document.text[one.start : one.end] == one.text for one in found)
    assert all(one.end <= other.start for one, other in pairwise(found))


def test_pieces_that_overlap_are_found() -> None:
    document = Document("d", "Title", "one two three two", origin="d")
    assert [one.start for one in passages(document, ["one two", "two three", "three two"], overlap=5)] == [0, 4, 8]


def test_a_piece_that_was_rewritten_cannot_be_cited() -> None:
    with pytest.raises(ValueError, match="not found"):
        list(passages(Document("d", "Title", "one  two", origin="d"), ["one two"]))


def test_a_missing_package_is_told_with_the_remedy() -> None:
    with pytest.raises(PeerMissingError, match=r"no_such_peer.*evals/peers/README\.md"):
        package("no_such_peer")


def test_the_report_shows_runs_side_by_side(made: Run, tmp_path: Path) -> None:
    ours = replace(made, meta={**made.meta, "settings": {}})
    write_report(ours, tmp_path / "report.html", [made])
    text = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "Beside its peers" in text
    assert '<th class="number">tradeqa</th><th class="number">fake</th>' in text
    assert table_text([ours, made]).splitlines()[0] == "| figure | tradeqa | fake |"
    assert "| facts | 1.00 (0.21 to 1.00) | 1.00 (0.21 to 1.00) |" in table_text([ours, made])


def test_a_report_without_peers_does_not_speak_of_them(made: Run, tmp_path: Path) -> None:
    made.save(tmp_path / "run.json")
    report_main([str(tmp_path / "run.json"), "--html", str(tmp_path / "report.html")])
    assert "peers" not in (tmp_path / "report.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(("what", "key"), [("cases", "sha256"), ("library", "fingerprint")])
def test_figures_about_other_cases_or_documents_are_not_shown(made: Run, tmp_path: Path, what: str, key: str) -> None:
    other = replace(made, meta={**made.meta, what: {**made.meta[what], key: "other"}})
    with pytest.raises(OtherCasesError, match=f"fake was measured with the {what} other"):
        write_report(made, tmp_path / "report.html", [other])


def test_the_command_writes_a_run(
    library: Library,
    cases: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    put(library)
    monkeypatch.setitem(command.PEERS, "fake", FAKE)
    for name in ("HF_HUB_OFFLINE", "HF_HUB_DISABLE_TELEMETRY"):
        monkeypatch.setenv(name, "1")
    options = ["--library", str(library.folder), "--json", str(tmp_path / "run.json")]
    assert command.main(["fake", str(cases), *options]) == 0
    assert Run.load(tmp_path / "run.json").meta["settings"]["peer"] == "fake"
    assert "| truthfulness | 1.00" in capsys.readouterr().out
    cases.write_text("{}", encoding="utf-8")
    assert command.main(["fake", str(cases), *options]) == 1
    assert "is missing" in capsys.readouterr().err


@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize(
    ("name", "module"),
    [("langchain", "langchain_community"), ("txtai", "txtai"), ("haiku", "haiku.rag")],
)
def test_a_real_peer_finds_words_where_they_stand(library: Library, name: str, module: str) -> None:
    try:
        import_module(module)
    except ImportError:
        pytest.skip(f"{module} is not installed: evals/peers/README.md says how")
    put(library)
    put(library, "other", "The notice concerns fees of the harbour for ships. " * 60)
    peer = PeerAssistant(library, command.PEERS[name])
    hits = peer.hits("How far do tariffs on China fall?")
    assert len(hits) > 1
    assert (hits[0].passage.document_id, hits[0].passage.text) == ("d", TEXT)
    for hit in hits:
        assert library.text(hit.passage.document_id)[hit.passage.start : hit.passage.end] == hit.passage.text
    assert peer.ask("How far do tariffs on China fall?").text == f"{TEXT} [1]"

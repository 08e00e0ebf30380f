"""Adding: a report per document, nothing stopped by a bad file, nothing lost by an interrupt."""

import gzip
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from fakes import BagOfWords, OtherBagOfWords
from index import intake
from index.embedding import Embedder, Vectors
from index.intake import FileReport
from index.library import Library
from index.search import LibraryRetriever

embedder: Embedder = BagOfWords()


def write(folder: Path, **texts: str) -> Path:
    folder.mkdir(exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text)
    return folder


def outcomes(report: intake.Report) -> list[str]:
    return [file.outcome for file in report.files]


def test_a_folder_is_added_and_the_second_time_unchanged(library: Library, tmp_path: Path) -> None:
    folder = write(tmp_path / "docs", one="Steel pays 50 percent.", two="Soybeans are bought.")
    (folder / ".hidden").write_text("not for reading")
    assert outcomes(intake.add(library, embedder, [str(folder)])) == ["added", "added"]
    generation = library.generation
    assert outcomes(intake.add(library, embedder, [str(folder)])) == ["unchanged", "unchanged"]
    assert library.generation == generation


def test_a_changed_file_replaces_its_old_words(library: Library, tmp_path: Path) -> None:
    folder = write(tmp_path / "docs", one="The duty is ninety percent.")
    intake.add(library, embedder, [str(folder)])
    write(folder, one="The duty is twelve percent.")
    assert outcomes(intake.add(library, embedder, [str(folder)])) == ["updated"]
    assert library.counts() == (1, 1)
    assert "ninety" not in LibraryRetriever(library, embedder).search("ninety percent")[0].passage.text


def test_only_what_changed_in_a_document_is_embedded_again(library: Library, tmp_path: Path) -> None:
    class Counting(BagOfWords):
        seen: tuple[str, ...] = ()

        def embed(self, texts: Sequence[str]) -> Vectors:
            self.seen += tuple(texts)
            return super().embed(texts)

    counting = Counting()
    parts = [f"# Part {at}\n\n" + f"Item {at} pays {at} percent. " * 40 for at in range(6)]
    folder = tmp_path / "docs"
    folder.mkdir()
    (folder / "long.md").write_text("\n\n".join(parts))
    intake.add(library, counting, [str(folder)])
    before = len(counting.seen)
    parts[3] = parts[3].replace("3 percent", "33 percent")
    (folder / "long.md").write_text("\n\n".join(parts))
    assert outcomes(intake.add(library, counting, [str(folder)])) == ["updated"]
    again = counting.seen[before:]
    assert again
    assert all("33 percent" in text for text in again)
    stored = [np.frombuffer(vector, np.float16) for _, vector in library.vectors(0)]
    texts = [one.searched_text for one in library.passages([int(number) for number in library.passage_ids()]).values()]
    assert np.allclose(np.array(stored, np.float32), BagOfWords().embed(texts), atol=1e-3)


def test_the_same_text_under_another_name_is_a_duplicate(library: Library, tmp_path: Path) -> None:
    folder = write(tmp_path / "docs", one="Steel pays 50 percent.", two="Steel pays 50 percent.")
    report = intake.add(library, embedder, [str(folder)])
    assert outcomes(report) == ["added", "duplicate"]
    assert report.as_json()["duplicates"] == 1
    assert library.counts()[0] == 2


def test_a_bad_file_stops_no_other(library: Library, tmp_path: Path) -> None:
    folder = write(tmp_path / "docs", a="Steel pays 50 percent.", c="Soybeans are bought.")
    (folder / "b.pdf").write_bytes(b"%PDF-1.7 cut off here")
    (folder / "d.bin").write_bytes(bytes(range(256)) * 9)
    report = intake.add(library, embedder, [str(folder), str(tmp_path / "missing.txt")])
    assert sorted(outcomes(report)) == ["added", "added", "failed", "failed", "failed"]
    for failed in (file for file in report.files if file.outcome == "failed"):
        assert failed.error
        assert "\n" not in failed.error
        assert ":" in failed.error, "what and why, then what to do"
    assert library.counts()[0] == 2


def test_a_collection_keeps_its_ids_and_reports_each_line(library: Library, tmp_path: Path) -> None:
    lines = [
        {
            "id": "x1",
            "title": "One",
            "date": "2025-11-01",
            "text": "Steel pays 50 percent.",
            "source": "USTR",
            "kind": "notice",
        },
        {"id": "x2", "title": "Two", "date": "", "text": "Soybeans are bought."},
        {"title": "no id", "date": "", "text": "Words."},
        {"id": "x1", "title": "One", "date": "2025-11-01", "text": "Another text under the same id."},
    ]
    file = tmp_path / "some.jsonl.gz"
    file.write_bytes(gzip.compress("\n".join(map(json.dumps, lines)).encode()))
    report = intake.add(library, embedder, [str(file)])
    assert sorted(outcomes(report)) == ["added", "added", "failed", "failed"]
    document = library.get("x1")
    assert (document.publisher, document.kind, str(document.published)) == ("USTR", "notice", "2025-11-01")
    assert document.text == lines[0]["text"]
    assert outcomes(intake.add(library, embedder, [str(file)])).count("unchanged") == 2


class Interrupting(BagOfWords):
    """Stops as by Ctrl-C once it has embedded so many batches."""

    def __init__(self, batches: int) -> None:
        self.batches = batches

    def embed(self, texts: Sequence[str]) -> Vectors:
        self.batches -= 1
        if self.batches < 0:
            raise KeyboardInterrupt
        return super().embed(texts)


def test_an_interrupt_keeps_whole_documents_and_the_same_call_resumes(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "BATCH_PASSAGES", 2)
    folder = write(tmp_path / "docs", **{f"n{number}": f"Text number {number}." for number in range(9)})
    with pytest.raises(KeyboardInterrupt):
        intake.add(library, Interrupting(2), [str(folder)])
    assert library.counts()[0] == 4
    seen: list[FileReport] = []
    report = intake.add(library, embedder, [str(folder)], seen.append)
    assert (report.count("unchanged"), report.count("added")) == (4, 5)
    assert seen == report.files
    assert library.counts()[0] == 9


def test_adding_to_a_library_of_another_model_changes_nothing(library: Library, tmp_path: Path) -> None:
    folder = write(tmp_path / "docs", one="Steel pays 50 percent.")
    intake.add(library, embedder, [str(folder)])
    with pytest.raises(Exception, match="tradeqa rebuild"):
        intake.add(library, OtherBagOfWords(), [str(write(folder, two="More."))])
    assert library.counts()[0] == 1


def test_a_rebuild_takes_over_the_other_model_and_loses_nothing(library: Library, tmp_path: Path) -> None:
    folder = write(tmp_path / "docs", one="Steel pays 50 percent.", two="Soybeans are bought.")
    intake.add(library, embedder, [str(folder)])
    other = OtherBagOfWords()
    assert intake.rebuild(library, other) == 2
    assert library.embedders() == [other.name]
    assert LibraryRetriever(library, other).search("steel")[0].passage.text == "Steel pays 50 percent."
    assert library.original(next(library.summaries("one")).id) == b"Steel pays 50 percent."
    assert outcomes(intake.add(library, other, [str(folder)])) == ["unchanged", "unchanged"]
    assert intake.rebuild(library, other) == 0


def test_the_original_bytes_of_a_file_are_kept(library: Library, tmp_path: Path) -> None:
    raw = "Zölle auf Stahl betragen 50 Prozent.".encode("cp1252")
    file = tmp_path / "alt.txt"
    file.write_bytes(raw)
    report = intake.add(library, embedder, [str(file)])
    assert library.original(report.files[0].document_id or "") == raw


def test_vectors_are_stored_as_the_model_gave_them(library: Library, tmp_path: Path, embedder: Embedder) -> None:
    intake.add(library, embedder, [str(write(tmp_path / "docs", one="Steel pays 50 percent."))])
    ((number, vector),) = library.vectors(0)
    passage = library.passages([number])[number]
    exact = embedder.embed([passage.searched_text])[0]
    assert float(np.frombuffer(vector, dtype=np.float16).astype(np.float32) @ exact) > 0.99999


def test_nothing_is_fetched_that_cannot_be_had(library: Library) -> None:
    report = intake.add(library, embedder, ["http://127.0.0.1:9/order.html"])
    assert outcomes(report) == ["failed"]
    assert "could not be fetched" in str(report.files[0].error)

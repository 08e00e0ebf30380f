"""The library: whole documents or none, exact texts back, and a removed document gone."""

import sqlite3
import subprocess
import sys
import textwrap
import threading
from datetime import date
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.document import Document, EventDate, Part
from corpus.errors import (
    LibraryBusyError,
    LibraryUnreadableError,
    RebuildRequiredError,
    UnknownDocumentError,
)
from corpus.splitting import split
from fakes import BagOfWords
from index import library as library_module
from index.library import FILE_NAME, Entry, Library
from index.search import LibraryRetriever

embedder = BagOfWords()


def put(library: Library, document: Document, original: bytes | None = None, model: str = embedder.name) -> None:
    passages = split(document, embedder.count_tokens)
    vectors = embedder.embed([passage.searched_text for passage in passages])
    library.put(Entry(document, passages, "hash of " + document.text, model, original), vectors)


FULL = Document(
    id="order-1",
    title="Order",
    text="Article 1\nThe duty is 25 percent.\nIt ends on 10 November 2026.",
    origin="/orders/one.pdf",
    publisher="The White House",
    kind="order",
    language="en",
    url="https://example.org/order",
    published=date(2025, 11, 4),
    event_dates=(EventDate("ends", date(2026, 11, 10), 45, 61),),
    sources=("An order — its publisher, 2025-11-04",),
    parts=(Part("article", "Article 1", 0, 61), Part("row", "row 1", 10, 33, "Rate")),
    warnings=("pages 1, 4 have no text layer",),
    glyphs=b"\0\1\2\3",
)


def test_a_document_comes_back_as_it_was_put(library: Library) -> None:
    put(library, FULL, b"%PDF original bytes")
    assert library.get("order-1") == FULL
    assert library.text("order-1") == FULL.text
    assert library.original("order-1") == b"%PDF original bytes"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
@given(text=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1))
def test_every_stored_passage_is_the_documents_own_words(library: Library, text: str) -> None:
    put(library, Document("any", "Any", text, "/any.txt"))
    stored = library.text("any")
    assert stored == text
    for passage in library.passages(library.passage_ids().tolist()).values():
        assert stored[passage.start : passage.end] == passage.text


def test_putting_again_replaces_the_old_version_whole(library: Library) -> None:
    put(library, Document("d", "One", "The old duty is ninety percent.", "/d.txt"))
    put(library, Document("d", "Two", "The new duty is twelve percent.", "/d.txt"))
    assert library.counts() == (1, 1)
    hits = LibraryRetriever(library, embedder).search("ninety")
    assert all("ninety" not in hit.passage.text for hit in hits)


def test_a_removed_documents_words_are_found_nowhere(library: Library) -> None:
    put(library, Document("kept", "Kept", "Soybeans are bought.", "/kept.txt"))
    put(library, Document("gone", "Gone", "Zanzibar cloves are taxed.", "/gone.txt"))
    retriever = LibraryRetriever(library, embedder)
    assert retriever.search("Zanzibar cloves")[0].passage.document_id == "gone"
    library.remove("gone")
    assert all(hit.passage.document_id == "kept" for hit in retriever.search("Zanzibar cloves"))
    assert library.frequencies(["zanzibar"]) == {}
    assert library.rows("SELECT count(*) FROM words WHERE words MATCH 'zanzibar'")[0][0] == 0
    with pytest.raises(UnknownDocumentError, match="tradeqa list"):
        library.get("gone")


def test_removing_what_is_not_there_says_so(library: Library) -> None:
    with pytest.raises(UnknownDocumentError, match="'nothing'"):
        library.remove("nothing")


def test_a_failed_put_leaves_the_old_version(library: Library) -> None:
    old = Document("d", "One", "The old duty is ninety percent.", "/d.txt")
    put(library, old)
    generation = library.generation
    new = Document("d", "Two", "The new duty is twelve percent.", "/d.txt")
    with pytest.raises(ValueError, match="zip"):
        library.put(Entry(new, split(new, embedder.count_tokens), "h", embedder.name), embedder.embed([]))
    assert library.get("d") == old
    assert library.generation == generation
    assert len(LibraryRetriever(library, embedder).search("ninety")) == 1


WRITER = textwrap.dedent(
    """
    import sys
    from pathlib import Path
    sys.path[:0] = sys.argv[2:]
    from corpus.document import Document
    from index.library import Library
    from test_library import put
    library = Library.open(Path(sys.argv[1]))
    for number in range(10_000):
        text = f"Version {number} says so. " * 200
        put(library, Document(f"d{number % 7}", f"Version {number}", text, "/d.txt"))
        print(number, flush=True)
    """
)


@pytest.mark.parametrize("puts_before_the_kill", [1, 5, 16])
def test_after_a_kill_every_document_is_whole(tmp_path: Path, puts_before_the_kill: int) -> None:
    here = Path(__file__).parent
    command = [sys.executable, "-c", WRITER, str(tmp_path), str(here), str(here.parent)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout
        for _ in range(puts_before_the_kill):
            writer.stdout.readline()
        writer.kill()
    library = Library.open(tmp_path)
    assert library.rows("PRAGMA integrity_check")[0][0] == "ok"
    library.rows("INSERT INTO words (words, rank) VALUES ('integrity-check', 1)")
    for summary in library.summaries():
        document = library.get(summary.id)
        rows = library.rows(
            "SELECT text, start, end FROM passages WHERE document = (SELECT row FROM documents WHERE id = ?)",
            [summary.id],
        )
        assert rows
        assert all(document.text[row["start"] : row["end"]] == row["text"] for row in rows)
        assert max(row["end"] for row in rows) == len(document.text.rstrip())
    library.close()


def test_a_reader_does_not_wait_for_a_writer(library: Library) -> None:
    put(library, FULL)
    other = sqlite3.connect(library.folder / FILE_NAME, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    other.execute("DELETE FROM documents")
    try:
        assert library.get("order-1") == FULL
        assert LibraryRetriever(library, embedder).search("duty")
    finally:
        other.execute("ROLLBACK")
        other.close()


def test_a_second_writer_is_told_who_holds_it_up(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(library_module, "WRITE_WAIT_SECONDS", 0.1)
    waiting = Library.open(library.folder)
    with FileLock(library.folder / "write.lock"), pytest.raises(LibraryBusyError, match="try again"):
        put(waiting, FULL)
    waiting.close()


def test_threads_share_a_library(library: Library) -> None:
    put(library, FULL)
    found: list[str] = []

    def read() -> None:
        found.append(library.get("order-1").title)
        library.close()

    threads = [threading.Thread(target=read) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == ["Order"] * 8


@pytest.mark.parametrize(
    "content", [b"not a database at all, but long enough to be read as one" * 20, b"SQLite format 3\0junk" * 99]
)
def test_a_file_that_is_no_library_is_refused_with_a_remedy(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE_NAME).write_bytes(content)
    with pytest.raises(LibraryUnreadableError, match="--library"):
        Library.open(tmp_path)
    assert (tmp_path / FILE_NAME).read_bytes() == content


def test_a_library_of_a_later_form_is_refused_with_a_remedy(library: Library) -> None:
    library.rows("PRAGMA user_version = 99")
    with pytest.raises(LibraryUnreadableError, match="form 99"):
        Library.open(library.folder)


def test_another_model_is_refused_with_a_remedy(library: Library) -> None:
    put(library, FULL, model="another-model")
    with pytest.raises(RebuildRequiredError, match="tradeqa rebuild"):
        LibraryRetriever(library, embedder).search("duty")


def test_the_fingerprint_is_of_what_is_held_not_of_how_it_came(tmp_path: Path) -> None:
    one, other = Library.open(tmp_path / "one"), Library.open(tmp_path / "other")
    first, second = Document("a", "A", "Alpha.", "/a"), Document("b", "B", "Beta.", "/b")
    for library, documents in ((one, (first, second)), (other, (second, first))):
        for document in documents:
            put(library, document)
    assert one.fingerprint() == other.fingerprint()
    put(other, Document("b", "B", "Beta!", "/b"))
    assert one.fingerprint() != other.fingerprint()
    one.close()
    other.close()


def test_listing_is_newest_first_undated_last_and_can_be_searched(library: Library) -> None:
    for name, published in (("old", date(2024, 1, 1)), ("undated", None), ("new", date(2026, 1, 1))):
        put(library, Document(name, f"Title 100% {name}", "Words.", f"/folder/{name}.txt", published=published))
    assert [summary.id for summary in library.summaries()] == ["new", "old", "undated"]
    assert [summary.id for summary in library.summaries("100% n")] == ["new"]
    assert [summary.id for summary in library.summaries("_")] == []
    assert library.ids_from("/folder") == ["old", "undated", "new"]
    assert library.ids_from("/folder/new.txt") == ["new"]


def test_whether_it_was_ever_filled_outlives_emptying_it(library: Library) -> None:
    assert not library.was_ever_filled
    put(library, FULL)
    library.remove("order-1")
    assert library.was_ever_filled


def test_the_words_of_an_earlier_version_are_indexed_anew_and_the_vectors_stay(library: Library) -> None:
    put(library, Document("a", "Order", "Cars of heading 8703.23 pay more.", "/a"))
    vectors = list(library.vectors(0))
    library.rows("UPDATE passages SET terms = 'car'")
    library.rows("INSERT INTO words (words) VALUES ('rebuild')")
    library.rows("DELETE FROM facts WHERE name = 'terms'")
    assert not len(library.postings("hs8703"))
    again = Library.open(library.folder)
    assert again.postings("hs8703").tolist() == [1]
    assert list(again.vectors(0)) == vectors
    generation = again.generation
    assert Library.open(library.folder).generation == generation, "once is enough"
    again.close()

"""The FAISS index: always what the library holds, whatever became of its file."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.document import Document
from fakes import BagOfWords
from index import vectors
from index.library import Library
from index.vectors import DESCRIPTION_FILE, INDEX_FILE, VectorIndex
from test_library import put

embedder = BagOfWords()


def fill(library: Library, names: list[str]) -> None:
    for name in names:
        put(library, Document(name, name, f"The word is {name}.", f"/{name}"))


def stored(library: Library) -> tuple[np.ndarray, np.ndarray]:
    rows = list(library.vectors(0))
    matrix = np.array([np.frombuffer(vector, dtype=np.float16) for _, vector in rows], dtype=np.float32)
    return np.array([number for number, _ in rows]), matrix


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=25)
@given(changes=st.lists(st.tuples(st.booleans(), st.sampled_from("abcdefgh")), max_size=12))
def test_search_agrees_with_a_full_comparison_after_any_changes(
    tmp_path_factory: pytest.TempPathFactory, changes: list[tuple[bool, str]]
) -> None:
    library = Library.open(tmp_path_factory.mktemp("library"))
    index = VectorIndex(library)
    held: set[str] = set()
    for add, name in changes:
        if add:
            fill(library, [name])
            held.add(name)
        elif name in held:
            library.remove(name)
            held.remove(name)
        index.search(embedder.embed(["warm"])[0], 1)
    query = embedder.embed(["the word is a"])[0]
    ids, scores = index.search(query, 100)
    expected_ids, matrix = stored(library)
    assert sorted(ids) == sorted(expected_ids)
    if len(ids):
        exact = dict(zip(expected_ids, matrix @ query, strict=True))
        assert np.allclose([exact[number] for number in ids], scores, atol=1e-3)
        assert np.all(np.diff(scores) <= 1e-6)
    library.close()


@pytest.fixture
def inverted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make libraries of a few passages count as large."""
    monkeypatch.setattr(vectors, "FLAT_LIMIT", 4)


@pytest.mark.usefixtures("inverted")
def test_a_large_library_is_searched_in_an_inverted_file_and_stays_current(library: Library) -> None:
    fill(library, [f"word{number}" for number in range(40)])
    index = VectorIndex(library)
    index.save()
    changes: list[Callable[[], object]] = [
        lambda: fill(library, ["later"]),
        lambda: library.remove("word3"),
        lambda: fill(library, ["word5"]),
    ]
    for change in changes:
        change()
        for current in (index, VectorIndex(library)):
            expected, matrix = stored(library)
            for name in ("later", "word5", "word9"):
                query = embedder.embed([f"The word is {name}."])[0]
                ids, scores = current.search(query, 100)
                assert sorted(ids) == sorted(expected)
                assert np.all(np.diff(scores) <= 0)
                assert matrix[np.searchsorted(expected, ids[0])] @ query == pytest.approx(max(matrix @ query))
    allowed = library.passage_ids()[[1, 20, -1]]
    assert sorted(index.search(query, 10, allowed)[0]) == sorted(allowed)


@pytest.mark.usefixtures("inverted")
def test_what_was_added_to_a_large_library_is_taken_into_the_bulk_in_time(library: Library) -> None:
    fill(library, [f"word{number}" for number in range(20)])
    index = VectorIndex(library)
    bulks = set()
    for number in range(20, 32):
        fill(library, [f"word{number}"])
        bulks.add(len(index.current().bulk.ids))
    assert 2 <= len(bulks) <= 4, "rebuilt seldom, but rebuilt"
    assert len(index.current().recent.ids) <= 8


def test_only_what_is_allowed_is_found(library: Library) -> None:
    fill(library, ["one", "two", "three"])
    index = VectorIndex(library)
    allowed = library.passage_ids()[1:2]
    ids, _ = index.search(embedder.embed(["one"])[0], 10, allowed)
    assert ids.tolist() == allowed.tolist()
    assert not len(index.search(embedder.embed(["one"])[0], 10, allowed[:0])[0])


def test_a_saved_index_is_read_back_and_caught_up(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(library, ["one", "two"])
    VectorIndex(library).save()
    fill(library, ["three"])
    library.remove("one")
    fetched: list[int] = []
    whole = library.vectors

    def counted(after: int) -> Iterator[tuple[int, bytes]]:
        fetched.append(after)
        return whole(after)

    monkeypatch.setattr(library, "vectors", counted)
    ids, _ = VectorIndex(library).search(embedder.embed(["three"])[0], 10)
    assert sorted(ids) == library.passage_ids().tolist()
    assert fetched[0] > 0, "only the vectors that came later are read"


@pytest.mark.parametrize("damage", ["delete", "cut", "flip", "other library", "no description"])
def test_a_damaged_or_missing_file_loses_nothing(library: Library, tmp_path: Path, damage: str) -> None:
    fill(library, ["one", "two", "three"])
    VectorIndex(library).save()
    file = library.folder / INDEX_FILE
    if damage == "delete":
        file.unlink()
    elif damage == "cut":
        file.write_bytes(file.read_bytes()[:-9])
    elif damage == "flip":
        file.write_bytes(file.read_bytes()[:-1] + b"\xff")
    elif damage == "no description":
        (library.folder / DESCRIPTION_FILE).unlink()
    else:
        other = Library.open(tmp_path / "other")
        fill(other, ["four"])
        VectorIndex(other).save()
        for name in (INDEX_FILE, DESCRIPTION_FILE):
            (library.folder / name).write_bytes((other.folder / name).read_bytes())
        other.close()
    ids, _ = VectorIndex(library).search(embedder.embed(["two"])[0], 10)
    assert sorted(ids) == library.passage_ids().tolist()


def test_searching_while_another_thread_adds_finds_whole_snapshots(library: Library) -> None:
    fill(library, ["start"])
    index = VectorIndex(library)
    done = threading.Event()
    failures: list[BaseException] = []

    def search() -> None:
        try:
            while not done.is_set():
                assert len(index.search(embedder.embed(["start"])[0], 5)[0])
        except BaseException as error:
            failures.append(error)
        finally:
            library.close()

    searchers = [threading.Thread(target=search) for _ in range(3)]
    for thread in searchers:
        thread.start()
    fill(library, [f"word{number}" for number in range(60)])
    done.set()
    for thread in searchers:
        thread.join()
    assert not failures
    assert len(index.search(embedder.embed(["start"])[0], 100)[0]) == 61

"""FAISS over the vectors of the library: a cache, swapped whole, caught up when stale, rebuilt when missing.

A search works on one immutable snapshot: FAISS crashes when one thread searches what another one changes.
"""

from __future__ import annotations

import json
import os
import threading
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.embedding import Vectors
from index.library import Library

Ids = NDArray[np.int64]

INDEX_FILE = "vectors.faiss"
DESCRIPTION_FILE = "vectors.json"


@dataclass(frozen=True, slots=True)
class _Snapshot:
    generation: int
    ids: Ids
    """The passage at each row of the index, ascending."""
    index: Any


class VectorIndex:
    """The nearest passages to a vector, among those that the library holds now."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._catching_up = threading.Lock()
        self._snapshot: _Snapshot | None = None

    def search(self, query: Vectors, limit: int, allowed: Ids | None = None) -> tuple[Ids, Vectors]:
        """Return the ids and cosines of the `limit` nearest passages, nearest first; only of `allowed`, when given.

        `query` is one unit vector, shape (dimension,).
        """
        import faiss

        snapshot = self._current()
        if not len(snapshot.ids) or (allowed is not None and not len(allowed)):
            return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float32)
        parameters = None
        if allowed is not None:
            # faiss's stubs describe its C++ signatures, not the Python ones that take arrays and keywords
            selector = faiss.IDSelectorBitmap(_bitmap(snapshot.ids, allowed))  # type: ignore[call-arg, arg-type]
            parameters = faiss.SearchParameters(sel=selector)  # type: ignore[call-arg]
        scores, rows = snapshot.index.search(query.reshape(1, -1), min(limit, len(snapshot.ids)), params=parameters)
        found = rows[0] >= 0
        return snapshot.ids[rows[0][found]], scores[0][found]

    def cosines(self, query: Vectors, ids: Ids) -> Vectors:
        """Return the cosine of the query to each of the passages; 0 for one that the index does not hold."""
        snapshot = self._current()
        cosines = np.zeros(len(ids), dtype=np.float32)
        rows = np.searchsorted(snapshot.ids, ids)
        held = (rows < len(snapshot.ids)) & (snapshot.ids[np.minimum(rows, len(snapshot.ids) - 1)] == ids)
        if held.any():
            cosines[held] = snapshot.index.reconstruct_batch(rows[held]) @ query
        return cosines

    def save(self) -> None:
        """Write the snapshot beside the library, so that the next start need not build it."""
        snapshot = self._current()
        if len(snapshot.ids):
            _write(self._library, snapshot)

    def _current(self) -> _Snapshot:
        generation = self._library.generation
        snapshot = self._snapshot
        if snapshot is not None and snapshot.generation == generation:
            return snapshot
        with self._catching_up:
            if self._snapshot is None or self._snapshot.generation != generation:
                self._snapshot = _caught_up(self._library, self._snapshot or _read(self._library), generation)
            return self._snapshot


def _bitmap(ids: Ids, allowed: Ids) -> NDArray[np.uint8]:
    return np.packbits(np.isin(ids, allowed, assume_unique=True), bitorder="little")


def _caught_up(library: Library, snapshot: _Snapshot | None, generation: int) -> _Snapshot:
    """Return a new snapshot: the old one's rows that are still live, and what was added since.

    Passage numbers are never used twice, so a number that is still there still means the same vector.
    """
    import faiss

    live = library.passage_ids()
    if snapshot is None or not len(snapshot.ids):
        last, kept_ids, kept = 0, np.empty(0, dtype=np.int64), None
    else:
        last = int(snapshot.ids[-1])
        still = np.isin(snapshot.ids, live, assume_unique=True)
        kept_ids = snapshot.ids[still]
        kept = snapshot.index.reconstruct_n(0, snapshot.index.ntotal)[still]
    added = list(library.vectors(last))
    new_ids = np.array([number for number, _ in added], dtype=np.int64)
    new = np.frombuffer(b"".join(vector for _, vector in added), dtype=np.float16).astype(np.float32)
    matrix = new.reshape(len(added), -1) if added else kept
    if matrix is not None and kept is not None and added:
        matrix = np.vstack([kept, matrix])
    index = faiss.IndexFlatIP(matrix.shape[1] if matrix is not None and matrix.size else 1)
    if matrix is not None and matrix.size:
        index.add(matrix)
    return _Snapshot(generation, np.concatenate([kept_ids, new_ids]), index)


def _write(library: Library, snapshot: _Snapshot) -> None:
    """Write index and description, each whole: write_index alone could be cut off half-way."""
    import faiss

    serialized = faiss.serialize_index(snapshot.index).tobytes() + snapshot.ids.tobytes()
    description = {
        "library": library.identity,
        "generation": snapshot.generation,
        "passages": len(snapshot.ids),
        "crc32": zlib.crc32(serialized),
    }
    _replace(library.folder / INDEX_FILE, serialized)
    _replace(library.folder / DESCRIPTION_FILE, json.dumps(description).encode())


def _replace(target: Path, content: bytes) -> None:
    partial = target.with_name(f"{target.name}.{os.getpid()}.partial")
    with partial.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(partial, target)


def _read(library: Library) -> _Snapshot | None:
    """Return what was written; None when it is missing, of another library, or damaged."""
    import faiss

    try:
        description = json.loads((library.folder / DESCRIPTION_FILE).read_bytes())
        serialized = (library.folder / INDEX_FILE).read_bytes()
        if description["library"] != library.identity or description["crc32"] != zlib.crc32(serialized):
            return None
        at = len(serialized) - 8 * int(description["passages"])
        ids = np.frombuffer(serialized[at:], dtype=np.int64)
        index = faiss.deserialize_index(np.frombuffer(serialized[:at], dtype=np.uint8))
        return _Snapshot(int(description["generation"]), ids, index)
    except (OSError, ValueError, KeyError, TypeError, RuntimeError):
        return None

"""FAISS over the vectors of the library: a cache, swapped whole, caught up when stale, rebuilt when missing.

A search works on one immutable snapshot: FAISS crashes when one thread searches what another one changes. Up to
`FLAT_LIMIT` passages are compared one by one. Beyond that the bulk lies in an inverted file (Jégou et al., Product
quantization for nearest neighbor search, 2011) of 8-bit vectors, and what was added since is compared one by one.
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

FLAT_LIMIT = 20_000
"""So many vectors are compared in about 2 ms; with more, memory is what a comparison waits for."""
PROBES = 160
"""Of the inverted file's 2·√passages lists so many are read: at 100k passages .97 of the nearest 200 are found."""
_TRAINING_VECTORS = 40
"""So many vectors a list are clustered: FAISS warns below 39, and more take longer for no better lists."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """Some passages, ascending, and a FAISS index with one row for each."""

    ids: Ids
    index: Any


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The vectors of one generation of the library."""

    generation: int
    bulk: Shelf
    """In an inverted file; may hold passages that were removed since, but for which `gone` tells."""
    recent: Shelf
    """Compared one by one: all that live and are not in the bulk."""
    gone: Ids
    """Passages of the bulk that were removed, ascending."""


class VectorIndex:
    """The nearest passages to a vector, among those that the library holds now."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._catching_up = threading.Lock()
        self._snapshot: Snapshot | None = None

    def search(self, query: Vectors, limit: int, allowed: Ids | None = None) -> tuple[Ids, Vectors]:
        """Return the ids and cosines of the `limit` nearest passages, nearest first; only of `allowed`, when given.

        `query` is one unit vector, shape (dimension,); `allowed` is ascending. In a library above `FLAT_LIMIT` the
        cosines are those of vectors rounded to 8 bits, and a few per cent of the nearest may be missed.
        """
        snapshot = self.current()
        parts = [
            _nearest(snapshot.bulk, query, limit, _living(snapshot, allowed)),
            _nearest(snapshot.recent, query, limit, allowed),
        ]
        ids = np.concatenate([found for found, _ in parts])
        cosines = np.concatenate([scores for _, scores in parts])
        order = np.argsort(-cosines, kind="stable")[:limit]
        return ids[order], cosines[order]

    def save(self) -> None:
        """Write the snapshot beside the library, so that the next start need not build it."""
        snapshot = self.current()
        if len(snapshot.bulk.ids) + len(snapshot.recent.ids):
            _write(self._library, snapshot)

    def current(self) -> Snapshot:
        """Return the snapshot of what the library holds now."""
        generation = self._library.generation
        snapshot = self._snapshot
        if snapshot is not None and snapshot.generation == generation:
            return snapshot
        with self._catching_up:
            if self._snapshot is None or self._snapshot.generation != generation:
                self._snapshot = _caught_up(self._library, self._snapshot or _read(self._library), generation)
            return self._snapshot


def _nearest(shelf: Shelf, query: Vectors, limit: int, allowed: Ids | None) -> tuple[Ids, Vectors]:
    import faiss

    if not len(shelf.ids) or (allowed is not None and not len(allowed)):
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float32)
    # faiss's stubs describe its C++ signatures, not the Python ones that take arrays and keywords
    share, options = 1.0, {}
    if allowed is not None:
        chosen = np.isin(shelf.ids, allowed, assume_unique=True)
        share = max(float(chosen.mean()), 1e-9)
        bits = np.packbits(chosen, bitorder="little")
        options["sel"] = faiss.IDSelectorBitmap(bits)  # type: ignore[call-arg, arg-type]
    if isinstance(shelf.index, faiss.IndexIVF):
        # a filter leaves fewer in each list, so more lists are read
        probes = min(shelf.index.nlist, round(PROBES / share))
        parameters = faiss.SearchParametersIVF(nprobe=probes, **options)  # type: ignore[call-arg]
    else:
        parameters = faiss.SearchParameters(**options)  # type: ignore[assignment]
    scores, rows = shelf.index.search(query.reshape(1, -1), min(limit, len(shelf.ids)), params=parameters)
    found = rows[0] >= 0
    return shelf.ids[rows[0][found]], scores[0][found]


def _living(snapshot: Snapshot, allowed: Ids | None) -> Ids | None:
    """Return what may be found in the bulk; None for all of it."""
    if not len(snapshot.gone):
        return allowed
    return np.setdiff1d(snapshot.bulk.ids if allowed is None else allowed, snapshot.gone, assume_unique=True)


def _caught_up(library: Library, snapshot: Snapshot | None, generation: int) -> Snapshot:
    """Return a new snapshot: the old one's passages that are still live, and what was added since.

    Passage numbers are never used twice, so a number that is still there still means the same vector.
    """
    live = library.passage_ids()
    if snapshot is None:
        return _built(library, live, generation)
    bulk, recent = snapshot.bulk, snapshot.recent
    last = max([int(shelf.ids[-1]) for shelf in (bulk, recent) if len(shelf.ids)], default=0)
    gone = np.setdiff1d(bulk.ids, live, assume_unique=True)
    stays = np.isin(recent.ids, live, assume_unique=True)
    added = int(np.count_nonzero(live > last))
    if len(gone) + int(stays.sum()) + added > max(FLAT_LIMIT, len(bulk.ids) // 4):
        return _built(library, live, generation)
    kept = recent.index.reconstruct_n(0, recent.index.ntotal)[stays] if len(recent.ids) else None
    ids, vectors = _stored(library, last)
    return Snapshot(generation, bulk, _flat(np.concatenate([recent.ids[stays], ids]), kept, vectors), gone)


def _built(library: Library, live: Ids, generation: int) -> Snapshot:
    """Return a snapshot of the whole library."""
    ids, vectors = _stored(library, 0)
    nothing = np.empty(0, dtype=np.int64)
    if len(live) <= FLAT_LIMIT:
        return Snapshot(generation, _flat(nothing), _flat(ids, vectors), nothing)
    return Snapshot(generation, _inverted(ids, vectors), _flat(nothing), nothing)


def _stored(library: Library, after: int) -> tuple[Ids, NDArray[np.float16]]:
    """Return the ids above `after`, ascending, and their vectors, shape (len(ids), dimension)."""
    rows = list(library.vectors(after))
    ids = np.array([number for number, _ in rows], dtype=np.int64)
    vectors = np.frombuffer(b"".join(vector for _, vector in rows), dtype=np.float16)
    return ids, vectors.reshape(len(rows), -1) if rows else vectors.reshape(0, 0)


def _flat(ids: Ids, *parts: NDArray[Any] | None) -> Shelf:
    import faiss

    filled = [np.asarray(part, dtype=np.float32) for part in parts if part is not None and part.size]
    index = faiss.IndexFlatIP(filled[0].shape[1] if filled else 1)
    for part in filled:
        index.add(part)
    return Shelf(ids, index)


def _inverted(ids: Ids, vectors: NDArray[np.float16]) -> Shelf:
    """Return an inverted file of about 2·√n lists of 8-bit vectors, so that search costs about √n."""
    import faiss

    lists = int(2 * len(ids) ** 0.5)
    index: Any = faiss.index_factory(vectors.shape[1], f"IVF{lists},SQ8", faiss.METRIC_INNER_PRODUCT)
    sample = np.random.default_rng(0).permutation(len(ids))[: lists * _TRAINING_VECTORS]
    index.train(vectors[np.sort(sample)].astype(np.float32))
    for at in range(0, len(ids), 50_000):
        index.add(vectors[at : at + 50_000].astype(np.float32))
    return Shelf(ids, index)


def _write(library: Library, snapshot: Snapshot) -> None:
    """Write index and description, each whole: write_index alone could be cut off half-way."""
    import faiss

    blocks = [faiss.serialize_index(shelf.index).tobytes() for shelf in (snapshot.bulk, snapshot.recent)]
    blocks += [ids.tobytes() for ids in (snapshot.bulk.ids, snapshot.recent.ids, snapshot.gone)]
    content = b"".join(blocks)
    description = {
        "library": library.identity,
        "generation": snapshot.generation,
        "bytes": [len(block) for block in blocks],
        "crc32": zlib.crc32(content),
    }
    _replace(library.folder / INDEX_FILE, content)
    _replace(library.folder / DESCRIPTION_FILE, json.dumps(description).encode())


def _replace(target: Path, content: bytes) -> None:
    partial = target.with_name(f"{target.name}.{os.getpid()}.partial")
    with partial.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(partial, target)


def _read(library: Library) -> Snapshot | None:
    """Return what was written; None when it is missing, of another library or another form, or damaged."""
    import faiss

    try:
        description = json.loads((library.folder / DESCRIPTION_FILE).read_bytes())
        content = np.fromfile(library.folder / INDEX_FILE, dtype=np.uint8)
        if description["library"] != library.identity or description["crc32"] != zlib.crc32(content.data):
            return None
        bulk, recent, *numbers = np.split(content, np.cumsum(description["bytes"])[:-1])
        bulk_ids, recent_ids, gone = (block.copy().view(np.int64) for block in numbers)
        return Snapshot(
            int(description["generation"]),
            Shelf(bulk_ids, faiss.deserialize_index(bulk)),
            Shelf(recent_ids, faiss.deserialize_index(recent)),
            gone,
        )
    except (OSError, ValueError, KeyError, TypeError, RuntimeError):
        return None

"""Which program a figure is of: a hash of its files, as the version stays the same while somebody works on it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cache
from importlib import resources
from pathlib import Path

ROOMS = ("corpus", "index", "assistant", "evals")
KINDS = (".py", ".json", ".txt", ".onnx")
"""What an answer depends on besides the documents: code, fitted weights, word lists, the reader."""


def program_hash() -> str:
    """Return a hash of all that computes an answer and its figures."""
    return code_hash(ROOMS, KINDS)


@cache
def code_hash(rooms: Sequence[str], kinds: Sequence[str]) -> str:
    """Return a hash of the files of these kinds in some rooms: what they compute may change with any of them.

    Read once: later changes are not part of the program that runs.
    """
    root = Path(str(resources.files(rooms[0]))).parent
    files = (file for room in rooms for file in (root / room).rglob("*") if file.suffix in kinds)
    contents = sorted((str(file.relative_to(root)), hashlib.sha256(file.read_bytes()).hexdigest()) for file in files)
    return hashlib.sha256(repr(contents).encode()).hexdigest()[:16]

"""Stand-ins that need no model: fast, deterministic, and honest enough to search with."""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from index.embedding import Vectors


class BagOfWords:
    """An embedder: each word adds one direction, so texts with the same words are near each other."""

    name = "bag-of-words"
    runtime = "test"
    dimension = 64
    token_limit = 256

    def embed(self, texts: Sequence[str]) -> Vectors:
        return np.array([_bag(text, self.dimension) for text in texts], dtype=np.float32).reshape(-1, self.dimension)

    def embed_questions(self, questions: Sequence[str]) -> Vectors:
        return self.embed(questions)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(re.findall(r"\w{1,8}|[^\w\s]", text)) for text in texts]


@lru_cache(maxsize=50_000)
def _bag(text: str, dimension: int) -> Vectors:
    vector = np.zeros(dimension, dtype=np.float32)
    for word in re.findall(r"\w+", text.lower()):
        vector[zlib.crc32(word.encode("utf-8", "surrogatepass")) % dimension] += 1
    return vector / (np.linalg.norm(vector) or np.float32(1))


class OtherBagOfWords(BagOfWords):
    """The same under another name: a library made with one must not be searched with the other."""

    name = "other-bag-of-words"

"""Stand-ins that need no model: fast, deterministic, and honest enough to search with."""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence

import numpy as np

from index.embedding import Vectors


class BagOfWords:
    """An embedder: each word adds one direction, so texts with the same words are near each other."""

    name = "bag-of-words"
    runtime = "test"
    dimension = 64
    token_limit = 256

    def embed(self, texts: Sequence[str]) -> Vectors:
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in enumerate(texts):
            for word in re.findall(r"\w+", text.lower()):
                vectors[row, zlib.crc32(word.encode("utf-8", "surrogatepass")) % self.dimension] += 1
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        return (vectors / np.where(lengths, lengths, 1)).astype(np.float32)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(re.findall(r"\w{1,8}|[^\w\s]", text)) for text in texts]


class OtherBagOfWords(BagOfWords):
    """The same under another name: a library made with one must not be searched with the other."""

    name = "other-bag-of-words"

"""txtai's embeddings database: words (BM25) and vectors (the same MiniLM), fused by txtai itself.

txtai leaves the splitting to its user. It gets the pieces of LangChain's tutorial, with which it did better on the
starter cases than with its own paragraphs (README.md).
"""

from __future__ import annotations

from collections.abc import Sequence

from corpus.document import Document
from evals.peers.answering import Peer
from evals.peers.packages import package
from evals.peers.pieces import split
from index.embedding import default_model_folder
from index.filters import Filters
from index.search import Hit


class TxtaiRetriever:
    """A hybrid index of txtai over split texts."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self._passages = split(documents)
        self._embeddings = package("txtai").Embeddings(
            path=str(default_model_folder()), content=True, hybrid=True, gpu=False
        )
        self._embeddings.index((number, passage.text, None) for number, passage in enumerate(self._passages))

    def search(self, query: str, limit: int = 10, filters: Filters | None = None) -> list[Hit]:
        """Return the best pieces, best first, with txtai's fused score. Filters are not used."""
        found = self._embeddings.search(query, limit)
        return [Hit(self._passages[int(one["id"])], float(one["score"])) for one in found]


PEER = Peer("txtai", TxtaiRetriever, ("langchain-text-splitters", "txtai", "faiss-cpu"))

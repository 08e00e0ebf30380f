"""txtai's embeddings database: paragraphs, found by words (BM25) and by vectors (the same MiniLM), fused by txtai."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.document import Document, Passage
from evals.peers.answering import Peer, package
from evals.peers.pieces import passages
from index.embedding import default_model_folder
from index.filters import Filters
from index.search import Hit


class TxtaiRetriever:
    """A hybrid index of txtai over the paragraphs of texts."""

    def __init__(self, documents: Sequence[Document]) -> None:
        # cleaning would rewrite the words, and they could no longer be cited
        split = package("txtai.pipeline").Segmentation(paragraphs=True, cleantext=False)
        self._passages: list[Passage] = [
            passage for document in documents for passage in passages(document, split(document.text))
        ]
        self._embeddings = package("txtai").Embeddings(
            path=str(default_model_folder()), content=True, hybrid=True, gpu=False
        )
        self._embeddings.index((number, passage.text, None) for number, passage in enumerate(self._passages))

    def search(self, query: str, limit: int = 10, filters: Filters | None = None) -> list[Hit]:
        """Return the best pieces, best first, with txtai's fused score. Filters are not used."""
        found = self._embeddings.search(query, limit)
        return [Hit(self._passages[int(one["id"])], float(one["score"])) for one in found]


PEER = Peer("txtai", TxtaiRetriever, ("txtai", "faiss-cpu", "sentence-transformers"))

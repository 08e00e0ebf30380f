"""LangChain's tutorial chain: texts split at 1000 characters with an overlap of 200, a FAISS store, MiniLM, k = 4.

The store is filled in memory and never written, so that no pickle is read.
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


class LangChainRetriever:
    """The FAISS store of langchain-community over split texts."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self._passages = split(documents)
        embeddings = package("langchain_huggingface").HuggingFaceEmbeddings(
            model_name=str(default_model_folder()), model_kwargs={"device": "cpu"}
        )
        self._store = package("langchain_community.vectorstores").FAISS.from_texts(
            [passage.text for passage in self._passages],
            embeddings,
            metadatas=[{"number": number} for number in range(len(self._passages))],
        )

    def search(self, query: str, limit: int = 10, filters: Filters | None = None) -> list[Hit]:
        """Return the nearest pieces, best first, with their cosine. Filters are not part of the tutorial."""
        found = self._store.similarity_search_with_score(query, k=limit)
        # the store tells the squared distance of unit vectors, which is 2 - 2 cosine
        return [Hit(self._passages[one.metadata["number"]], 1 - float(distance) / 2) for one, distance in found]


PEER = Peer(
    "langchain",
    LangChainRetriever,
    ("langchain-text-splitters", "langchain-community", "langchain-huggingface", "faiss-cpu", "sentence-transformers"),
)

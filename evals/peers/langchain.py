"""LangChain's tutorial chain: texts split at 1000 characters with an overlap of 200, a FAISS store, MiniLM, k = 4.

The store is filled in memory and never written, so that no pickle is read.
"""

from __future__ import annotations

from collections.abc import Sequence

from corpus.document import Document, Passage
from evals.peers.answering import Peer, package
from evals.peers.pieces import passages
from index.embedding import default_model_folder
from index.filters import Filters
from index.search import Hit

CHARACTERS, OVERLAP = 1000, 200


class LangChainRetriever:
    """The FAISS store of langchain-community over split texts."""

    def __init__(self, documents: Sequence[Document]) -> None:
        splitter = package("langchain_text_splitters").RecursiveCharacterTextSplitter(
            chunk_size=CHARACTERS, chunk_overlap=OVERLAP
        )
        embeddings = package("langchain_huggingface").HuggingFaceEmbeddings(
            model_name=str(default_model_folder()),
            model_kwargs={"device": "cpu"},
            # the model as published does so itself; in the package that carries it, this step is missing
            encode_kwargs={"normalize_embeddings": True},
        )
        self._passages: list[Passage] = [
            passage
            for document in documents
            for passage in passages(document, splitter.split_text(document.text), OVERLAP)
        ]
        self._store = package("langchain_community.vectorstores").FAISS.from_texts(
            [passage.text for passage in self._passages],
            embeddings,
            metadatas=[{"number": number} for number in range(len(self._passages))],
        )

    def search(self, query: str, limit: int = 10, filters: Filters | None = None) -> list[Hit]:
        """Return the nearest pieces, best first; the score is the cosine. Filters are not part of the tutorial."""
        found = self._store.similarity_search_with_score(query, k=limit)
        # of unit vectors, the squared distance is 2 - 2 cosine
        return [Hit(self._passages[one.metadata["number"]], 1 - float(distance) / 2) for one, distance in found]


PEER = Peer(
    "langchain",
    LangChainRetriever,
    ("langchain-text-splitters", "langchain-community", "langchain-huggingface", "faiss-cpu", "sentence-transformers"),
)

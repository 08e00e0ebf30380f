"""haiku.rag: a LanceDB database, searched by words and vectors (the same MiniLM), fused by reciprocal ranks.

Its own conversion and splitting rest on docling and on a tokenizer of a model hub. It is handed the pieces of
LangChain's tutorial instead, through its import of prepared documents.
"""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from corpus.document import Document
from evals.peers.answering import Peer
from evals.peers.packages import package
from evals.peers.pieces import split
from index.embedding import default_model_folder
from index.filters import Filters
from index.search import Hit


class HaikuRetriever:
    """A database of haiku.rag in a scratch folder, open as long as the program runs."""

    def __init__(self, documents: Sequence[Document]) -> None:
        # it would warn that nobody is told what it does
        os.environ["LOGFIRE_IGNORE_NO_CONFIG"] = "1"
        self._passages = split(documents)
        self._scratch = tempfile.TemporaryDirectory(prefix="tradeqa-peer-")
        self._runner = asyncio.Runner()
        self._client = package("haiku.rag.client").HaikuRAG(
            Path(self._scratch.name) / "database.lancedb", config=_config(), create=True
        )
        self._runner.run(self._fill())

    def search(self, query: str, limit: int = 10, filters: Filters | None = None) -> list[Hit]:
        """Return the best pieces, best first, with their fused ranks. Filters are not used."""
        found = self._runner.run(self._client.search(query, limit=limit))
        return [Hit(self._passages[one.chunk_meta["number"]], float(one.score)) for one in found]

    async def _fill(self) -> None:
        await self._client.__aenter__()
        await self._client.import_documents(self._imports())

    def _imports(self) -> list[Any]:
        chunk = package("haiku.rag.store.models.chunk").Chunk
        made = package("haiku.rag.client.documents").DocumentImport
        empty = package("docling_core.types.doc.document").DoclingDocument
        numbered = groupby(enumerate(self._passages), key=lambda one: one[1].document_id)
        return [
            made(
                docling_document=empty(name=name),
                chunks=[
                    chunk(content=passage.text, order=order, metadata={"number": number})
                    for order, (number, passage) in enumerate(pieces)
                ],
                uri=name,
            )
            for name, pieces in numbered
        ]


def _config() -> Any:  # noqa: ANN401 - peers may be absent, so nothing is known of their types
    model = {"provider": "sentence-transformers", "name": str(default_model_folder()), "vector_dim": 384}
    return package("haiku.rag.config.models").AppConfig.model_validate({"embeddings": {"model": model}})


PEER = Peer("haiku", HaikuRetriever, ("langchain-text-splitters", "haiku-rag-slim", "lancedb", "sentence-transformers"))

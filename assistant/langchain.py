"""The library for LangChain users: search as a `BaseRetriever`; the whole chain is `Assistant.runnable`."""

from __future__ import annotations

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document as LangChainDocument
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from index.search import Hit, Retriever


class PassageRetriever(BaseRetriever):
    """Passages of a library as LangChain documents, best first."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    retriever: Retriever
    k: int = 10

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun, **options: object
    ) -> list[LangChainDocument]:
        given = options.get("k", self.k)
        limit = given if isinstance(given, int) else self.k
        return [_langchain_document(hit) for hit in self.retriever.search(query, limit)]


def _langchain_document(hit: Hit) -> LangChainDocument:
    passage = hit.passage
    published = passage.published.isoformat() if passage.published else None
    return LangChainDocument(
        page_content=passage.text,
        metadata={
            "document_id": passage.document_id,
            "title": passage.title,
            "publisher": passage.publisher,
            "kind": passage.kind,
            "published": published,
            "url": passage.url,
            "place": passage.place,
            "start": passage.start,
            "end": passage.end,
            "score": hit.score,
        },
    )

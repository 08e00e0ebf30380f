"""LangChain's own suite for retrievers, on the starter corpus."""

from typing import Any

import pytest
from langchain_tests.integration_tests import RetrieversIntegrationTests

from assistant.answering import Assistant
from assistant.langchain import PassageRetriever
from index.search import LibraryRetriever


class TestPassageRetriever(RetrieversIntegrationTests):
    """The standard suite."""

    @pytest.fixture(autouse=True)
    def _use(self, assistant: Assistant) -> None:
        type(self)._retriever = assistant.retriever

    _retriever: LibraryRetriever

    @property
    def retriever_constructor(self) -> type[PassageRetriever]:
        """What makes the retriever."""
        return PassageRetriever

    @property
    def retriever_constructor_params(self) -> dict[str, Any]:
        """What it is made with."""
        return {"retriever": self._retriever}

    @property
    def retriever_query_example(self) -> str:
        """A query that finds something."""
        return "soybeans"


def test_documents_carry_what_is_needed_to_cite_them(assistant: Assistant) -> None:
    found = PassageRetriever(retriever=assistant.retriever, k=3).invoke("soybeans China")
    assert len(found) == 3
    for document in found:
        described = document.metadata
        text = assistant.library.text(described["document_id"])
        assert text[described["start"] : described["end"]] == document.page_content

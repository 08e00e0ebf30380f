"""A text names documents by their titles, and what is named is read too."""

import pytest

from assistant.answering import Assistant
from assistant.conversation import Conversation
from corpus.document import Document
from fakes import BagOfWords
from index.filters import Filters
from index.library import Library
from index.reranking import EmbeddingReranker
from index.titles import TitleIndex
from test_library import put

TITLES = ("Trade Act of 1974", "Trade Act", "Sugar", "Green Tea (1987 film)", "Twin Order", "Twin Order (again)")


@pytest.fixture
def titles(library: Library) -> TitleIndex:
    for title in TITLES:
        put(library, Document(title, title, f"Something on {len(title)}.", f"/{title}"))
    return TitleIndex(library)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Under the Trade Act of 1974, and the Trade Act.", ["Trade Act of 1974", "Trade Act"]),
        ("He made “Green Tea” in a year.", ["Green Tea (1987 film)"]),
        ("a trade act, some green tea", []),
        ("Sugar is sweet", []),
        ("the Twin Order", []),
        ("", []),
    ],
)
def test_the_longest_title_that_one_document_has_is_found(titles: TitleIndex, text: str, named: list[str]) -> None:
    assert titles.named(text) == named


def test_titles_are_those_that_the_library_has_now(titles: TitleIndex, library: Library) -> None:
    assert titles.named("the Lumber Order") == []
    put(library, Document("lumber", "Lumber Order", "Lumber pays.", "/lumber"))
    assert titles.named("the Lumber Order") == ["lumber"]
    library.remove("lumber")
    assert titles.named("the Lumber Order") == []


def test_what_the_first_hits_name_is_among_those_that_are_read(library: Library) -> None:
    put(library, Document("film", "Salt Road", "The director of the film Salt Road is Ada Breuer.", "/film"))
    put(library, Document("person", "Ada Breuer", "She was born at Graz in 1911.", "/person"))
    for number in range(30):
        put(library, Document(f"d{number}", "Films", f"Where was director {number} of a film born?", f"/{number}"))
    embedder = BagOfWords()
    assistant = Assistant(library, embedder, reranker=EmbeddingReranker(embedder))
    asked = "Where was the director of the film Salt Road born?"

    def found(filters: Filters | None = None) -> list[str]:
        hits = assistant.hits(asked, Conversation(), filters, limit=assistant.settings.depth, read=False)
        return [hit.passage.document_id for hit in hits]

    assert "person" not in [hit.passage.document_id for hit in assistant.retriever.search(asked, 8)]
    assert "person" in found()
    assert len(found()) == len(set(found())) == assistant.settings.depth
    others = tuple(f"d{number}" for number in range(30))
    assert "person" not in found(Filters(document_ids=("film", *others)))

"""Search: words and vectors together, filters inside, duplicates shown once."""

from datetime import date

import pytest

from corpus.document import Document
from fakes import BagOfWords, OtherBagOfWords
from index.filters import Filters
from index.library import Library
from index.search import LibraryRetriever
from index.words import index_terms, query_terms
from test_library import put

embedder = BagOfWords()

DOCUMENTS = (
    Document(
        "a",
        "Soybean deal",
        "China will buy soybeans.",
        "/a",
        kind="brief",
        publisher="One",
        published=date(2025, 11, 1),
    ),
    Document(
        "b", "Steel order", "Steel pays 50 percent.", "/b", kind="order", publisher="Two", published=date(2025, 6, 4)
    ),
    Document("c", "Soybean note", "Farmers grow soybeans in Ohio.", "/c", kind="brief", publisher="Two"),
)


@pytest.fixture
def retriever(library: Library) -> LibraryRetriever:
    for document in DOCUMENTS:
        put(library, document)
    return LibraryRetriever(library, embedder)


def found(retriever: LibraryRetriever, query: str, filters: Filters | None = None) -> set[str]:
    return {hit.passage.document_id for hit in retriever.search(query, filters=filters)}


def test_the_best_hit_comes_first_and_explains_itself(retriever: LibraryRetriever) -> None:
    hits = retriever.search("what does steel pay")
    assert hits[0].passage.document_id == "b"
    assert hits[0].why["words"] > 0
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(as_of=date(2025, 11, 1)), {"a", "b", "c"}),
        (Filters(as_of=date(2025, 10, 31)), {"b", "c"}),
        (Filters(after=date(2025, 6, 5)), {"a"}),
        (Filters(before=date(2025, 6, 4)), {"b"}),
        (Filters(kinds=("ORDER",)), {"b"}),
        (Filters(publishers=("Two", "Three")), {"b", "c"}),
        (Filters(document_ids=("c",)), {"c"}),
        (Filters(kinds=("brief",), publishers=("Two",)), {"c"}),
        (Filters(kinds=("nothing",)), set()),
    ],
)
def test_filters_hold_for_both_halves_of_the_search(
    retriever: LibraryRetriever, filters: Filters, expected: set[str]
) -> None:
    assert found(retriever, "steel soybeans", filters) == expected


def test_a_filter_does_not_shorten_the_result(library: Library) -> None:
    for number in range(150):
        put(library, Document(f"d{number}", "Steel", f"Steel pays {number} percent.", f"/{number}", kind="order"))
    put(library, Document("last", "Steel", "Steel was discussed at some length.", "/last", kind="brief"))
    retriever = LibraryRetriever(library, embedder)
    assert found(retriever, "steel percent", Filters(kinds=("brief",))) == {"last"}


def test_the_same_words_are_shown_once_and_the_others_named(retriever: LibraryRetriever) -> None:
    put(retriever.library, Document("copy", "Soybean deal, again", DOCUMENTS[0].text, "/copy"))
    hits = [hit for hit in retriever.search("China buy soybeans") if hit.passage.text == DOCUMENTS[0].text]
    assert len(hits) == 1
    names = {hits[0].passage.document_id, *(other.document_id for other in hits[0].duplicates)}
    assert names == {"a", "copy"}


@pytest.mark.parametrize(
    "query", ["", "   ", "?!", '"; DROP TABLE words; --', "AND OR NOT NEAR(", "a" * 10_000, "\0 *"]
)
def test_any_query_is_only_words(retriever: LibraryRetriever, query: str) -> None:
    retriever.search(query)
    assert retriever.library.counts() == (3, 3)


def test_wordings_are_searched_together_by_their_shares(retriever: LibraryRetriever) -> None:
    steel, farmers = "what does steel pay", "farmers in Ohio"
    alone = [{hit.passage.document_id: hit.score for hit in retriever.search(query)} for query in (steel, farmers)]
    for share in (0.2, 0.8):
        mixed = retriever.search_mixed({steel: share, farmers: 1 - share, " ": 0.5})
        assert mixed[0].passage.document_id == ("b" if share > 0.5 else "c")
        for hit in mixed:
            name = hit.passage.document_id
            expected = share * alone[0][name] + (1 - share) * alone[1][name]
            assert hit.score == pytest.approx(expected, abs=1e-5)
    assert set(mixed[0].matched) | set(mixed[1].matched) >= {"steel", "farmers"}
    assert retriever.search_mixed({}) == []


def test_a_favoured_document_has_a_little_more_and_stays_within_the_filters(retriever: LibraryRetriever) -> None:
    query = "soybeans"
    plain = {hit.passage.document_id: hit.score for hit in retriever.search_mixed({query: 1.0})}
    favoured = {hit.passage.document_id: hit.score for hit in retriever.search_mixed({query: 1.0}, favoured=["c"])}
    gained = {name: favoured[name] - plain[name] for name in plain}
    assert gained == pytest.approx({"a": 0, "b": 0, "c": retriever.settings.favour})
    outside = retriever.search_mixed({query: 1.0}, filters=Filters(document_ids=("a",)), favoured=["c", "gone"])
    assert [hit.passage.document_id for hit in outside] == ["a"]


def test_an_empty_library_finds_nothing(library: Library) -> None:
    assert LibraryRetriever(library, embedder).search("anything") == []


def test_what_another_process_added_is_found_at_once(retriever: LibraryRetriever) -> None:
    assert "d" not in found(retriever, "Zanzibar")
    other = Library.open(retriever.library.folder)
    put(other, Document("d", "Cloves", "Zanzibar sells cloves.", "/d"))
    other.close()
    assert retriever.search("Zanzibar")[0].passage.document_id == "d"


def test_a_model_that_did_not_make_the_library_is_refused(retriever: LibraryRetriever) -> None:
    with pytest.raises(Exception, match="tradeqa rebuild"):
        LibraryRetriever(retriever.library, OtherBagOfWords()).search("steel")


@pytest.mark.parametrize(
    ("asked", "written"),
    [
        ("tariffs", "tariff"),
        ("Zürich", "ZURICH"),
        ("1000", "1,000"),
        ("low value", "low-value"),
        ("China's", "China"),
        ("8703.23", "8703.23"),
        ("2025-19873", "2025-19873"),
        ("U.S.", "US"),
    ],
)
def test_spellings_that_mean_the_same_meet(asked: str, written: str) -> None:
    assert set(query_terms(asked)) & set(index_terms(written))


def test_words_that_questions_are_made_of_are_not_looked_up() -> None:
    assert query_terms("What is the rate of the duty?") == ["rate", "duti"]

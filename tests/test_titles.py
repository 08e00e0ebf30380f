"""A text names documents by their titles."""

import pytest

from corpus.document import Document
from index.library import Library
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

"""What changed since the last visit: told once a visit, to each user, until it is dismissed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from eval_fakes import put
from index.library import Library
from ui.visits import LISTED, Change, Known, Visit, changed, dismissed, news, opened

NOW = datetime(2026, 11, 1, 9, tzinfo=UTC)
LATER = NOW + timedelta(days=2)


def test_a_first_visit_and_one_after_which_nothing_changed_are_quiet(library: Library) -> None:
    put(library)
    assert opened(library, None, NOW) == ""
    assert opened(library, None, LATER) == ""


def test_what_was_added_replaced_and_removed_is_told(library: Library) -> None:
    put(library, "a")
    put(library, "b")
    opened(library, None, NOW)
    put(library, "b", "Another text.")
    put(library, "c")
    library.remove("a")
    shown = opened(library, None, LATER)
    assert "1 November 2026" in shown
    assert "3 documents changed (1 added, 1 replaced, 1 removed)" in shown


def test_a_document_that_was_stored_again_as_it_was_is_no_change(library: Library) -> None:
    put(library)
    opened(library, None, NOW)
    put(library)
    assert opened(library, None, LATER) == ""


def test_a_page_opened_again_tells_the_same_until_it_is_dismissed(library: Library) -> None:
    opened(library, None, NOW)
    put(library)
    shown = opened(library, None, LATER)
    again = LATER + timedelta(minutes=5)
    assert opened(library, None, again) == shown != ""
    dismissed(library, None)
    assert opened(library, None, again) == ""
    assert opened(library, None, again + timedelta(days=1)) == ""


def test_what_changed_during_a_visit_is_told_in_the_next(library: Library) -> None:
    opened(library, None, NOW)
    put(library)
    assert opened(library, None, NOW + timedelta(minutes=5)) == ""
    assert "1 document changed (1 added)" in opened(library, None, LATER)


def test_each_user_has_visits_of_their_own(library: Library) -> None:
    opened(library, "ada", NOW)
    put(library)
    assert opened(library, "bob", LATER) == ""
    assert "1 added" in opened(library, "ada", LATER)
    dismissed(library, "bob")
    assert "1 added" in opened(library, "ada", LATER)


def test_a_file_that_cannot_be_read_counts_as_a_first_visit(library: Library) -> None:
    opened(library, None, NOW)
    (library.folder / "visits" / "visit.json").write_text('{"known": 1}', encoding="utf-8")
    put(library)
    assert opened(library, None, LATER) == ""


def test_titles_are_shown_as_their_characters_and_not_too_many() -> None:
    many: Known = {str(n): (f"<img src=x> {n}", "h", None) for n in range(LISTED + 3)}
    shown = news(Visit("", 0, {}, NOW.isoformat(), tuple(changed({}, many))))
    assert "<img" not in shown
    assert "… and 3 more" in shown
    assert shown.count("undated") == LISTED
    assert changed(many, {})[0] == Change("removed", "<img src=x> 0", None)

"""Questions wait their turn in the order they came, are told how many are before them, and are counted."""

from __future__ import annotations

import threading

import pytest

from corpus.errors import UnknownModelError
from ui.activity import Activity, TooManyWaitingError, Turn


def let_in(turn: Turn) -> None:
    assert list(turn.wait()) == []


def test_questions_beyond_the_limit_wait_and_are_told_how_many_are_before_them() -> None:
    activity = Activity(at_once=1)
    with activity.turn() as first, activity.turn() as second, activity.turn() as third:
        let_in(first)
        assert next(second.wait()) == 1
        assert next(third.wait()) == 2
        load = activity.load()
        assert (load.running, load.waiting) == (1, 2)
        assert not activity.idle
    assert activity.idle


def test_the_next_one_is_let_in_when_a_question_ends() -> None:
    activity = Activity(at_once=1)
    order: list[str] = []
    in_line = threading.Event()

    def ask(name: str) -> None:
        with activity.turn() as turn:
            in_line.set()
            for _ in turn.wait():
                pass
            order.append(name)

    with activity.turn() as turn:
        let_in(turn)
        asking = []
        for name in ("second", "third"):
            in_line.clear()
            asking.append(threading.Thread(target=ask, args=(name,)))
            asking[-1].start()
            assert in_line.wait(10)
        order.append("first")
    for thread in asking:
        thread.join(10)
    assert order == ["first", "second", "third"]


def test_one_too_many_is_told_to_come_back_and_one_who_leaves_makes_room() -> None:
    activity = Activity(at_once=1, most_waiting=1)
    with activity.turn() as first:
        let_in(first)
        with activity.turn(), pytest.raises(TooManyWaitingError, match="ask again"), activity.turn():
            pass
        with activity.turn() as third:
            assert next(third.wait()) == 1
    assert activity.load().asked == 1


def test_the_load_is_of_the_last_hour() -> None:
    now = 0.0
    activity = Activity(clock=lambda: now)
    assert (activity.load().p50, activity.load().p95) == (None, None)
    for seconds in (1, 2, 3):
        with activity.turn() as turn:
            let_in(turn)
            now += seconds
    activity.report(ValueError("odd"))
    load = activity.load()
    assert (load.asked, load.failed, load.p50) == (3, 1, 2000.0)
    now += 3600
    assert (activity.load().asked, activity.load().failed) == (0, 0)


def test_an_error_is_kept_with_what_to_do_about_it() -> None:
    activity = Activity()
    for error in (UnknownModelError("no model: name one"), ValueError("odd"), MemoryError()):
        activity.report(error)
    newest, odd, ours = activity.failures(50)
    assert "--at-once" in newest.remedy
    assert odd.said == "ValueError: odd"
    assert "terminal" in odd.remedy
    assert (ours.said, ours.remedy) == ("no model: name one", "")
    assert [one.said for one in activity.failures(1)] == [newest.said]

"""Values that are kept for a time: made once, by one at a time, and not more of them than there is room for."""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import count
from threading import Event, Thread

import pytest

from portal.core.fresh import Fresh

MINUTE = timedelta(minutes=1)


def numbered() -> Callable[[], int]:
    """Makes 1, then 2, and so on."""
    return count(1).__next__


def test_a_value_holds_for_its_time_and_says_of_when_it_is(now: datetime) -> None:
    kept, make = Fresh[str, int](MINUTE, 2), numbered()
    seconds = [0, 59, 60, 119, 120]
    found = [kept.get("a", now + timedelta(seconds=n), make) for n in seconds]
    assert [((as_of - now).total_seconds(), value) for as_of, value in found] == [
        (0, 1),
        (0, 1),
        (60, 2),
        (60, 2),
        (120, 3),
    ]


def test_who_asked_a_moment_before_it_was_made_gets_the_same(now: datetime) -> None:
    kept, make = Fresh[str, int](MINUTE, 2), numbered()
    kept.get("a", now, make)
    assert kept.get("a", now - timedelta(milliseconds=5), make) == (now, 1)


def test_a_clock_that_was_set_back_keeps_nothing_for_long(now: datetime) -> None:
    kept, make = Fresh[str, int](MINUTE, 2), numbered()
    kept.get("a", now, make)
    assert kept.get("a", now - timedelta(hours=1), make)[1] == 2


def test_nothing_is_kept_of_what_failed(now: datetime) -> None:
    kept = Fresh[str, int](MINUTE, 2)
    with pytest.raises(ZeroDivisionError):
        kept.get("a", now, lambda: 1 // 0)
    assert kept.get("a", now, lambda: 7) == (now, 7)


def test_of_too_many_the_one_that_nobody_asked_for_goes(now: datetime) -> None:
    kept, make = Fresh[str, int](MINUTE, 2), numbered()
    for key in ("a", "b", "a", "c"):
        kept.get(key, now, make)
    assert len(kept) == 2
    assert [kept.get(key, now, make)[1] for key in ("a", "c", "b")] == [1, 3, 4]


def test_what_is_forgotten_is_made_anew_though_the_clock_stands(now: datetime) -> None:
    kept, make = Fresh[str, int](MINUTE, 2), numbered()
    kept.get("a", now, make)
    kept.forget()
    assert len(kept) == 0
    assert kept.get("a", now, make) == (now, 2)


def test_those_who_ask_meanwhile_wait_for_the_same_value(now: datetime) -> None:
    kept, make = Fresh[str, int](MINUTE, 2), numbered()
    begun, go_on, found = Event(), Event(), list[int]()

    def slowly() -> int:
        begun.set()
        assert go_on.wait(20)
        return make()

    first = Thread(target=lambda: found.append(kept.get("a", now, slowly)[1]), daemon=True)
    first.start()
    assert begun.wait(20)
    others = [Thread(target=lambda: found.append(kept.get("a", now, make)[1]), daemon=True) for _ in range(3)]
    for other in others:
        other.start()
    assert kept.get("b", now, lambda: 0) == (now, 0)  # another key waits for nobody
    go_on.set()
    for one in (first, *others):
        one.join(20)
    assert found == [1, 1, 1, 1]


def test_what_was_being_made_when_all_was_forgotten_is_kept_for_nobody_else(now: datetime) -> None:
    kept = Fresh[str, int](MINUTE, 2)

    def meanwhile() -> int:
        kept.forget()
        return 1

    assert kept.get("a", now, meanwhile) == (now, 1)
    assert kept.get("a", now, lambda: 2) == (now, 2)

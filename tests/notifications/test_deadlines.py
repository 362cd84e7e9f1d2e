"""Owners hear of near and passed days once."""

from datetime import date, datetime, timedelta

import pytest

from portal.core import i18n
from portal.core.actor import Actor
from portal.core.db import transaction
from portal.initiatives.models import Initiative, StatusType
from portal.notifications.deadlines import tell_of_due_days
from tests.notifications import factories


@pytest.fixture
def now(now: datetime) -> datetime:
    """A morning: an hour later it is the same day."""
    return now.replace(hour=7, minute=0)


@pytest.fixture
def today(now: datetime) -> date:
    return i18n.today(now)


def look(now: datetime) -> None:
    with transaction() as session:
        tell_of_due_days(session, now)


def names_of(actor: Actor) -> list[str]:
    return [line.entry.name for line in factories.lines_of(actor)]


@pytest.mark.parametrize(
    ("days", "expected"),
    [(4, []), (3, ["notifications.due_soon"]), (0, ["notifications.due_soon"]), (-1, ["notifications.overdue"])],
)
def test_owners_are_told_three_days_before_and_when_it_has_passed(
    olena: Actor, dmytro: Actor, now: datetime, today: date, days: int, expected: list[str]
) -> None:
    factories.initiative(olena, type_=StatusType.IN_PROGRESS, owner=dmytro, due_on=today + timedelta(days=days))

    look(now)
    look(now + timedelta(hours=1))

    assert names_of(dmytro) == expected
    assert names_of(olena) == []


def test_a_day_that_was_moved_is_told_of_again(olena: Actor, dmytro: Actor, now: datetime, today: date) -> None:
    number = factories.initiative(olena, type_=StatusType.ACCEPTED, owner=dmytro, due_on=today)
    look(now)
    with transaction() as session:
        session.get_one(Initiative, number).due_on = today + timedelta(days=2)

    look(now)

    assert names_of(dmytro) == ["notifications.due_soon"] * 2


def test_what_is_done_is_not_due(olena: Actor, dmytro: Actor, now: datetime, today: date) -> None:
    factories.initiative(olena, type_=StatusType.IMPLEMENTED, owner=dmytro, due_on=today)

    look(now)

    assert names_of(dmytro) == []

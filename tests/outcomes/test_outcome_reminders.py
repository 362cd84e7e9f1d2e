"""Whoever measures is reminded once on the day and once later, and one level up hears of what nobody looked at."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from portal.core import clock
from portal.core.actor import Actor
from portal.core.db import db, transaction
from portal.core.extension import duties
from portal.initiatives.queries import get_visible
from portal.outcomes.events.outcomes import CheckDue, CheckMissed
from portal.outcomes.services.measuring import add_measurement
from portal.outcomes.services.reminding import GRACE_DAYS, LATER_DAYS, remind_measurers
from portal.people.models import Team
from tests import factories as people
from tests.notifications.factories import lines_of
from tests.outcomes import factories


def told(actor: Actor, name: str) -> int:
    return len([line for line in lines_of(actor) if line.entry.name == name])


def remind(moment: datetime) -> None:
    with clock.standing_at(moment), transaction() as session:
        remind_measurers(session, moment)


@pytest.fixture
def now() -> datetime:
    """By day: at night the portal's clock and that of the test stand in two days."""
    return datetime.now(UTC).replace(hour=9, minute=0, second=0, microsecond=0)


@pytest.fixture
def day(now: datetime) -> datetime:
    """The day of the check."""
    return now + timedelta(days=90)


@pytest.fixture
def number(olena: Actor, hanna: Actor, dmytro: Actor, now: datetime) -> int:
    return factories.done(olena, hanna, dmytro, now)


@pytest.mark.usefixtures("number")
def test_the_day_is_told_once_and_not_before(dmytro: Actor, olena: Actor, day: datetime) -> None:
    remind(day - timedelta(days=1))
    assert told(dmytro, CheckDue.name) == 0
    for later in (0, 1, 5):
        remind(day + timedelta(days=later))
    assert told(dmytro, CheckDue.name) == 1
    assert told(olena, CheckDue.name) == 0


def test_what_is_still_at_work_waits(olena: Actor, hanna: Actor, dmytro: Actor, now: datetime, day: datetime) -> None:
    factories.begun(olena, hanna, dmytro, now)
    remind(day + timedelta(days=1))
    assert told(dmytro, CheckDue.name) == 0


@pytest.mark.usefixtures("number")
def test_one_level_up_hears_once_when_nobody_looked(
    hanna: Actor, dmytro: Actor, mentor: Actor, care_team: Team, day: datetime
) -> None:
    with transaction() as session:
        session.get_one(Team, care_team.id).lead_id = mentor.id
        people.reference_changed(session)
    remind(day)
    for days in (GRACE_DAYS - 1, GRACE_DAYS + 1, GRACE_DAYS + 2):
        assert told(mentor, CheckMissed.name) == 0 or days == GRACE_DAYS + 2
        remind(day + timedelta(days=days))
    assert (told(mentor, CheckMissed.name), told(hanna, CheckMissed.name)) == (1, 0)


@pytest.mark.usefixtures("number")
def test_without_a_lead_the_committee_hears(hanna: Actor, day: datetime) -> None:
    remind(day)
    remind(day + timedelta(days=GRACE_DAYS + 1))
    assert told(hanna, CheckMissed.name) == 1


def test_whoever_has_looked_is_not_told_on(number: int, hanna: Actor, dmytro: Actor, day: datetime) -> None:
    with clock.standing_at(day), transaction() as session:
        add_measurement(
            session, get_visible(session, number, dmytro), dmytro, value=Decimal(9), measured_on=day.date(), words="",
            now=day,
        )  # fmt: skip
    remind(day)
    remind(day + timedelta(days=GRACE_DAYS + 1))
    assert told(hanna, CheckMissed.name) == 0


def test_three_months_later_it_is_told_once_more(number: int, hanna: Actor, dmytro: Actor, day: datetime) -> None:
    with clock.standing_at(day):
        factories.confirm(number, hanna, day)
    remind(day + timedelta(days=LATER_DAYS - 1))
    assert told(dmytro, CheckDue.name) == 0
    for days in (LATER_DAYS, LATER_DAYS + 1):
        remind(day + timedelta(days=days))
    assert told(dmytro, CheckDue.name) == 1


def test_another_day_is_reminded_of_anew(
    number: int, hanna: Actor, dmytro: Actor, now: datetime, day: datetime
) -> None:
    remind(day)
    later = day + timedelta(days=30)
    with clock.standing_at(day):
        plan = factories.planned(dmytro, now, check_on=later.date())
        factories.agree(number, hanna, plan, reason="Квартал ще не минув.", now=day)
    remind(day + timedelta(days=1))
    assert told(dmytro, CheckDue.name) == 1
    remind(later)
    assert told(dmytro, CheckDue.name) == 2


def test_whoever_leaves_hands_it_over(number: int, hanna: Actor, dmytro: Actor, mentor: Actor) -> None:
    duty = duties["outcomes.measuring"]
    assert db.session().scalar(select(duty.count(dmytro.id))) == 1
    with transaction() as session:
        duty.hand_over(session, dmytro.id, mentor.id, hanna)
    assert factories.plan_row(number).measurer_id == mentor.id
    assert told(mentor, "outcomes.measurer_named") == 1
    assert db.session().scalar(select(duty.count(dmytro.id))) == 0

"""Values of metrics: entered, corrected with a trace, and never lost between two people."""

import threading
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.db import db, transaction
from portal.core.errors import Forbidden, Invalid, NotFound
from portal.core.journal import JournalEntry
from portal.outcomes.models import PointSource
from portal.outcomes.services.metric_values import ChangedMeanwhile, Entered, enter_values, remove_value
from portal.outcomes.services.metrics import get_metric, retire_metric
from tests.outcomes.metric_factories import corrections, entered, metric, stands

NOW = datetime(2026, 3, 10, 9, tzinfo=UTC)
JANUARY, FEBRUARY = date(2026, 1, 1), date(2026, 2, 1)


def test_values_are_kept(hanna: Actor) -> None:
    assert entered(hanna, {JANUARY: "80.3", FEBRUARY: "81"}, NOW) == Entered(2, 0, 0)
    assert stands() == {JANUARY: Decimal("80.3"), FEBRUARY: Decimal(81)}


def test_the_same_again_changes_nothing(hanna: Actor) -> None:
    entered(hanna, {JANUARY: "80.30"}, NOW)
    assert entered(hanna, {JANUARY: "80.3"}, NOW + timedelta(days=1)) == Entered(0, 0, 1)
    assert corrections() == []


def test_a_correction_keeps_what_was_with_who_and_when(hanna: Actor, lidiia: Actor) -> None:
    entered(hanna, {JANUARY: "38"}, NOW)
    later = NOW + timedelta(days=2)
    assert entered(lidiia, {JANUARY: "83"}, later, reason="Переставлені цифри") == Entered(0, 1, 0)
    assert stands() == {JANUARY: Decimal(83)}
    [row] = corrections()
    assert (row.was, row.was_by_id, row.was_at) == (Decimal(38), hanna.id, NOW)
    assert (row.became, row.by_id, row.at, row.reason) == (Decimal(83), lidiia.id, later, "Переставлені цифри")


def test_a_value_taken_away_is_kept_too(hanna: Actor) -> None:
    entered(hanna, {JANUARY: "80"}, NOW)
    with transaction() as session:
        remove_value(session, hanna, (metric().id, JANUARY), seen=Decimal(80), reason="Не той місяць", now=NOW)
    assert stands() == {}
    [row] = corrections()
    assert (row.was, row.became, row.reason) == (Decimal(80), None, "Не той місяць")
    with pytest.raises(NotFound), transaction() as session:
        remove_value(session, hanna, (metric().id, JANUARY), seen=None, now=NOW)


def test_corrections_are_append_only(hanna: Actor, session: Session) -> None:
    entered(hanna, {JANUARY: "38"}, NOW)
    entered(hanna, {JANUARY: "83"}, NOW)
    for statement in ("UPDATE metric_corrections SET was = 0", "DELETE FROM metric_corrections"):
        with pytest.raises(DatabaseError, match="append-only"):
            session.execute(text(statement))
        session.rollback()


@pytest.mark.parametrize(("value", "said"), [("100.01", "0"), ("-1", "100")])
def test_a_value_off_the_scale_is_refused(hanna: Actor, value: str, said: str) -> None:
    with pytest.raises(Invalid, match=said):
        entered(hanna, {JANUARY: value}, NOW)
    assert stands() == {}


def test_one_bad_value_keeps_all_out(hanna: Actor) -> None:
    with pytest.raises(Invalid):
        entered(hanna, {JANUARY: "80", FEBRUARY: "800"}, NOW)
    assert stands() == {}


def test_the_future_has_no_values(hanna: Actor) -> None:
    entered(hanna, {date(2026, 3, 1): "80"}, NOW)  # the month that runs may be entered
    with pytest.raises(Invalid):
        entered(hanna, {date(2026, 4, 1): "80"}, NOW)


def test_a_day_within_a_month_is_no_month(hanna: Actor) -> None:
    with pytest.raises(NotFound):
        entered(hanna, {date(2026, 1, 15): "80"}, NOW)


def test_what_is_retired_takes_no_values(hanna: Actor) -> None:
    with transaction() as session:
        retire_metric(session, get_metric(session, "fcr"), hanna, now=NOW)
    with pytest.raises(Invalid):
        entered(hanna, {JANUARY: "80"}, NOW)


@pytest.mark.parametrize("who", ["olena", "marta", "mentor"])
def test_only_committee_and_administrators_enter(request: pytest.FixtureRequest, who: str) -> None:
    with pytest.raises(Forbidden):
        entered(request.getfixturevalue(who), {JANUARY: "80"}, NOW)


def test_what_changed_meanwhile_is_said_and_nothing_is_kept(hanna: Actor, lidiia: Actor) -> None:
    places = {(metric().id, JANUARY): Decimal(82), (metric().id, FEBRUARY): Decimal(83)}
    entered(lidiia, {JANUARY: "79"}, NOW)
    with pytest.raises(ChangedMeanwhile) as caught, transaction() as session:
        enter_values(session, hanna, places, source=PointSource.HAND, now=NOW, seen=dict.fromkeys(places))
    assert caught.value.standing == {(metric().id, JANUARY): Decimal(79)}
    assert stands() == {JANUARY: Decimal(79)}


def test_the_journal_tells_how_many_and_no_values(hanna: Actor, session: Session) -> None:
    entered(hanna, {JANUARY: "80", FEBRUARY: "81"}, NOW)
    entered(hanna, {JANUARY: "82"}, NOW)
    told = select(JournalEntry.data).where(JournalEntry.name == "outcomes.metric_values_entered")
    expected = {"metric_id": metric().id, "source": "hand"}
    assert list(session.scalars(told.order_by(JournalEntry.id))) == [
        {**expected, "added": 2, "corrected": 0},
        {**expected, "added": 0, "corrected": 1},
    ]


def test_two_who_enter_at_once_leave_one_value_and_its_history(app: Flask, hanna: Actor, lidiia: Actor) -> None:
    fcr, faults = metric().id, []

    def enter(actor: Actor, value: int) -> None:
        try:
            with app.app_context(), transaction() as session:
                places = {(fcr, JANUARY): Decimal(value)}
                enter_values(session, actor, places, source=PointSource.HAND, now=NOW)
        except Exception as error:  # noqa: BLE001 - the main thread looks at it
            faults.append(error)

    people = [hanna, lidiia] * 4
    threads = [threading.Thread(target=enter, args=(who, 60 + place)) for place, who in enumerate(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session().rollback()
    assert faults == []
    [value] = stands().values()
    was = [row.was for row in corrections()]
    assert sorted([*was, value]) == [60 + place for place in range(len(people))]

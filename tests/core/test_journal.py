"""The journal: what happened is written with the change, for good."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.db import transaction
from portal.core.journal import (
    Consumer,
    Delivery,
    Event,
    JournalEntry,
    Subscription,
    consumers,
    held,
    hold,
    record,
    subscriptions,
)
from portal.people.models import Team
from tests import factories


@dataclass(frozen=True, kw_only=True)
class LampLit(Event):
    """Something small that happens only here."""

    name: ClassVar[str] = "tests.lamp_lit"
    item_kind: ClassVar[str] = "lamp"
    lamp_id: int
    rooms: tuple[int, ...] = ()

    @property
    def item_id(self) -> int:
        return self.lamp_id


@dataclass(frozen=True, kw_only=True)
class LampBroken(LampLit):
    """Another event: who listens for the first isn't told of it."""

    name: ClassVar[str] = "tests.lamp_broken"


def _count(session: Session, model: type[Any]) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


@pytest.fixture
def name_a_team() -> Iterator[None]:
    """Somebody who listens and adds a row of their own."""

    def handle(session: Session, event: LampLit, entry: JournalEntry) -> None:
        session.add(Team(name=f"Лампа {event.lamp_id}, запис {entry.id}"))

    with subscriptions.with_also("tests", Subscription((LampLit,), handle)):
        yield


def test_an_event_is_written_down_with_who_and_when(session: Session, olena: Actor, now: datetime) -> None:
    with transaction() as writing:
        record(writing, LampLit(lamp_id=7, rooms=(1, 2)), olena, at=now)
    entry = session.scalars(select(JournalEntry)).one()
    assert (entry.name, entry.item_kind, entry.item_id, entry.actor_id, entry.at) == (
        "tests.lamp_lit", "lamp", 7, olena.id, now,
    )  # fmt: skip
    assert entry.data == {"lamp_id": 7, "rooms": [1, 2]}


def test_nobody_is_written_down_for_the_anonymous(session: Session, now: datetime) -> None:
    with transaction() as writing:
        record(writing, LampLit(lamp_id=7), None, at=now)
    assert session.scalars(select(JournalEntry.actor_id)).one() is None


def test_who_listens_writes_in_the_same_transaction(session: Session, name_a_team: None, now: datetime) -> None:
    with pytest.raises(ValueError, match="too late"), transaction() as writing:
        record(writing, LampLit(lamp_id=7), None, at=now)
        assert _count(writing, Team) == 1
        raise ValueError("too late")
    assert (_count(session, Team), _count(session, JournalEntry)) == (0, 0)


def test_a_listener_that_fails_undoes_the_change(session: Session, now: datetime) -> None:
    def refuse(_session: Session, _event: Event, _entry: JournalEntry) -> None:
        raise ValueError("no")

    with (
        subscriptions.with_also("tests", Subscription((LampLit,), refuse)),
        pytest.raises(ValueError, match="no"),
        transaction() as writing,
    ):
        writing.add(Team(name="Ніхто"))
        record(writing, LampLit(lamp_id=7), None, at=now)
    assert (_count(session, Team), _count(session, JournalEntry)) == (0, 0)


def test_only_listeners_for_the_very_event_are_called(session: Session, name_a_team: None, now: datetime) -> None:
    with transaction() as writing:
        record(writing, LampBroken(lamp_id=7), None, at=now)
    assert _count(session, Team) == 0


def test_each_consumer_is_given_one_delivery_and_rollback_takes_it(session: Session, now: datetime) -> None:
    with (
        consumers.with_also("first", Consumer((LampLit,), lambda _entry: None)),
        consumers.with_also("second", Consumer((LampLit, LampBroken), lambda _entry: None)),
    ):
        with transaction() as writing:
            record(writing, LampLit(lamp_id=7), None, at=now)
        with pytest.raises(ValueError, match="undone"), transaction() as writing:
            record(writing, LampLit(lamp_id=8), None, at=now)
            raise ValueError("undone")
    found = session.execute(select(Delivery.consumer, Delivery.attempts, Delivery.done_at).order_by(Delivery.id)).all()
    assert [tuple(row) for row in found] == [("first", 0, None), ("second", 0, None)]


@pytest.mark.parametrize("change", ["UPDATE journal SET actor_id = 1", "DELETE FROM journal"])
def test_the_journal_cannot_be_rewritten(session: Session, now: datetime, change: str) -> None:
    with transaction() as writing:
        record(writing, LampLit(lamp_id=7), None, at=now)
    with pytest.raises(DatabaseError, match="append-only"), transaction() as writing:
        writing.execute(text(change))
    assert session.scalars(select(JournalEntry.actor_id)).one() is None


@pytest.mark.parametrize("change", ["UPDATE transitions SET reason = 'інша'", "DELETE FROM transitions"])
def test_the_history_of_statuses_cannot_be_rewritten(
    session: Session, olena: Actor, now: datetime, change: str
) -> None:
    with transaction() as writing:
        status = writing.execute(text("SELECT id FROM statuses WHERE type = 'new'")).scalar_one()
        writing.execute(
            text(
                "INSERT INTO initiatives (id, origin, language, title, problem, problem_html, solution, solution_html,"
                " outcome, outcome_html, renderer_version, metric_name, metric_unit, status_id, status_type,"
                " status_changed_at, visibility, submitted_at, last_activity_at, support_count, comment_count,"
                " twin_count, solution_count, version)"
                " VALUES (1, 'problem', 'uk', 'Назва', '', '', '', '', '', '', 1, '', '', :status, 'new', :now,"
                " 'everyone', :now, :now, 0, 0, 0, 0, 1)"
            ),
            {"status": status, "now": now.replace(tzinfo=None)},
        )
        writing.execute(
            text(
                "INSERT INTO transitions (id, initiative_id, to_status_id, reason, reason_html, at)"
                " VALUES (1, 1, :status, 'справжня', '', :now)"
            ),
            {"status": status, "now": now.replace(tzinfo=None)},
        )
    with pytest.raises(DatabaseError, match="append-only"), transaction() as writing:
        writing.execute(text(change))
    assert session.execute(text("SELECT reason FROM transitions")).scalar_one() == "справжня"


def test_errors_of_the_database_tell_nothing_that_people_wrote(session: Session) -> None:
    factories.team("Таємна назва")
    with pytest.raises(DatabaseError) as refusal, transaction() as writing:
        writing.add(Team(name="Таємна назва"))
    assert "Таємна назва" not in str(refusal.value).split("DETAIL")[0]


def test_held_entries_stand_in_their_order_once_somebody_asks(session: Session, olena: Actor, now: datetime) -> None:
    with transaction() as writing, held(writing):
        assert record(writing, LampLit(lamp_id=1), olena, at=now).id is None
        hold(writing, LampBroken(lamp_id=2), olena, at=now)
        record(writing, LampLit(lamp_id=3), None, at=now)
        asked = writing.scalars(select(JournalEntry.item_id).order_by(JournalEntry.id)).all()
        record(writing, LampLit(lamp_id=4), olena, at=now)
    with transaction() as writing:
        last = record(writing, LampLit(lamp_id=5), olena, at=now)
    stand = session.execute(select(JournalEntry.item_id, JournalEntry.actor_id).order_by(JournalEntry.id)).all()
    assert asked == [1, 2, 3]
    assert [tuple(row) for row in stand] == [(1, olena.id), (2, olena.id), (3, None), (4, olena.id), (5, olena.id)]
    assert last.id is not None


@pytest.mark.usefixtures("app")
def test_who_listens_hears_of_what_is_recorded_and_nobody_of_what_is_only_held(olena: Actor, now: datetime) -> None:
    heard: list[int] = []
    listening = Subscription((LampLit,), lambda _session, event, _entry: heard.append(event.lamp_id))
    with subscriptions.with_also("listening", listening), transaction() as writing, held(writing):
        record(writing, LampLit(lamp_id=1), olena, at=now)
        hold(writing, LampLit(lamp_id=2), olena, at=now)
    assert heard == [1]

"""Owner, day, area, tags: the committee arranges, everybody concerned is told."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.db import transaction
from portal.core.errors import Forbidden, Invalid
from portal.core.journal import JournalEntry
from portal.initiatives.item_kind import OwnedInitiatives
from portal.initiatives.models import Initiative, InitiativeCount, StatusType
from portal.initiatives.services.counting import count_faults, recount
from portal.initiatives.services.planning import plan
from portal.people.models import Area, Person
from tests.initiatives import factories


def planned(number: int, actor: Actor, now: datetime, **changes: object) -> Initiative:
    given: dict[str, object] = {"owner_id": None, "due_on": None, "area_id": None, "tags": []}
    with transaction() as session:
        row = session.get_one(Initiative, number)
        return plan(session, row, actor, now=now, **(given | changes))  # type: ignore[arg-type]  # given by name


def names(session: Session) -> list[str]:
    return [
        name for name in session.scalars(select(JournalEntry.name).order_by(JournalEntry.id)) if "submitted" not in name
    ]


def test_everything_is_set_and_told(
    session: Session, open_initiative: Initiative, hanna: Actor, dmytro: Actor, area: Area, now: datetime
) -> None:
    day = now.date() + timedelta(days=30)
    planned(open_initiative.id, hanna, now, owner_id=dmytro.id, due_on=day, area_id=area.id, tags=["Вхід"])

    row = factories.fresh(open_initiative.id)
    assert (row.owner_id, row.due_on, row.area_id, [tag.name for tag in row.tags]) == (
        dmytro.id,
        day,
        area.id,
        ["вхід"],
    )
    assert names(session) == ["initiatives.owner_assigned", "initiatives.plan_changed"]
    assert count_faults(session) == []


def test_the_same_plan_again_tells_nobody(
    session: Session, open_initiative: Initiative, hanna: Actor, dmytro: Actor, now: datetime
) -> None:
    planned(open_initiative.id, hanna, now, owner_id=dmytro.id, tags=["вхід"])
    told = names(session)

    planned(open_initiative.id, hanna, now, owner_id=dmytro.id, tags=["вхід"])

    session.rollback()
    assert names(session) == told


def test_somebody_who_left_cannot_be_responsible(
    open_initiative: Initiative, hanna: Actor, dmytro: Actor, now: datetime
) -> None:
    with transaction() as session:
        session.get_one(Person, dmytro.id).deactivated_at = now

    with pytest.raises(Invalid) as refusal:
        planned(open_initiative.id, hanna, now, owner_id=dmytro.id)

    assert refusal.value.field == "owner"


def test_a_day_that_passed_is_refused(open_initiative: Initiative, hanna: Actor, now: datetime) -> None:
    with pytest.raises(Invalid):
        planned(open_initiative.id, hanna, now, due_on=now.date() - timedelta(days=2))


def test_only_the_committee_plans(open_initiative: Initiative, olena: Actor, marta: Actor, now: datetime) -> None:
    for somebody in (olena, marta):
        with pytest.raises(Forbidden):
            planned(open_initiative.id, somebody, now)


def test_open_ones_are_a_duty_that_can_be_handed_over(
    session: Session, olena: Actor, hanna: Actor, dmytro: Actor, stranger: Actor, now: datetime
) -> None:
    open_, done = factories.initiative(olena, StatusType.ACCEPTED), factories.initiative(olena, StatusType.IMPLEMENTED)
    for made in (open_, done):
        planned(made.id, hanna, now, owner_id=dmytro.id)
    duty = OwnedInitiatives()
    assert session.scalar(select(duty.count(dmytro.id))) == 1

    with transaction() as writing:
        duty.hand_over(writing, dmytro.id, stranger.id, hanna)

    assert factories.fresh(open_.id).owner_id == stranger.id
    assert factories.fresh(done.id).owner_id == dmytro.id


def test_wrong_counts_are_found_and_mended(session: Session, open_initiative: Initiative) -> None:
    with transaction() as writing:
        writing.scalars(select(InitiativeCount)).one().n = 7
    assert [(written, true) for _place, written, true in count_faults(session)] == [(7, 1)]

    with transaction() as writing:
        assert recount(writing) == 1
    session.rollback()
    assert count_faults(session) == []

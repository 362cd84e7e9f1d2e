"""Who sees what, by every way in."""

from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.db import transaction
from portal.core.errors import Forbidden, NotFound
from portal.initiatives.item_kind import InitiativeKind
from portal.initiatives.models import Initiative, StatusType, Visibility
from portal.initiatives.queries import get_visible
from portal.initiatives.services.counting import count_faults
from portal.initiatives.services.planning import open_again, plan, restrict
from portal.initiatives.services.withdrawing import hand_in_again, withdraw
from portal.people.models import Team
from tests.initiatives import factories


def sees(session: Session, number: int, actor: Actor) -> bool:
    """Whether the three ways of asking agree, and what they say."""
    try:
        loaded = bool(get_visible(session, number, actor))
    except NotFound:
        loaded = False
    kind = InitiativeKind()
    assert bool(kind.cards(session, [number], actor)) is loaded
    assert bool(kind.readers(session, number, [actor.id])) is loaded
    return loaded


def restricted(number: int, actor: Actor, now: datetime, *teams: Team) -> None:
    with transaction() as session:
        ids = [team.id for team in teams]
        restrict(session, session.get_one(Initiative, number), actor, team_ids=ids, now=now)


def test_a_submitted_one_is_open_to_everyone(
    session: Session, open_initiative: Initiative, dmytro: Actor, stranger: Actor
) -> None:
    assert sees(session, open_initiative.id, dmytro)
    assert sees(session, open_initiative.id, stranger)


def test_a_withdrawn_one_is_the_authors_alone(
    session: Session, olena: Actor, dmytro: Actor, hanna: Actor, lidiia: Actor
) -> None:
    made = factories.initiative(olena, StatusType.DRAFT)

    assert sees(session, made.id, olena)
    assert not any(sees(session, made.id, somebody) for somebody in (dmytro, hanna, lidiia))


def test_a_restricted_one_is_for_its_circle(
    session: Session,
    open_initiative: Initiative,
    care_team: Team,
    olena: Actor,
    dmytro: Actor,
    stranger: Actor,
    hanna: Actor,
    marta: Actor,
    lidiia: Actor,
    now: datetime,
) -> None:
    restricted(open_initiative.id, hanna, now, care_team)

    assert all(sees(session, open_initiative.id, somebody) for somebody in (olena, dmytro, hanna))
    assert not any(sees(session, open_initiative.id, somebody) for somebody in (stranger, marta, lidiia))
    assert count_faults(session) == []


def test_the_owner_belongs_to_the_circle(
    session: Session, open_initiative: Initiative, stranger: Actor, hanna: Actor, now: datetime
) -> None:
    restricted(open_initiative.id, hanna, now)
    with transaction() as writing:
        row = writing.get_one(Initiative, open_initiative.id)
        plan(writing, row, hanna, owner_id=stranger.id, due_on=None, area_id=None, tags=[], now=now)

    assert sees(session, open_initiative.id, stranger)


def test_handed_in_again_it_is_as_restricted_as_before(
    session: Session, open_initiative: Initiative, care_team: Team, olena: Actor, hanna: Actor, now: datetime
) -> None:
    restricted(open_initiative.id, hanna, now, care_team)
    with transaction() as writing:
        withdraw(writing, writing.get_one(Initiative, open_initiative.id), olena, now=now)
    with transaction() as writing:
        hand_in_again(writing, writing.get_one(Initiative, open_initiative.id), olena, now=now)

    assert factories.fresh(open_initiative.id).visibility is Visibility.TEAMS
    assert count_faults(session) == []


def test_it_can_be_opened_again(
    session: Session, open_initiative: Initiative, stranger: Actor, hanna: Actor, now: datetime
) -> None:
    restricted(open_initiative.id, hanna, now)
    with transaction() as writing:
        open_again(writing, writing.get_one(Initiative, open_initiative.id), hanna, now=now)

    assert sees(session, open_initiative.id, stranger)
    assert count_faults(session) == []


def test_only_the_committee_restricts(open_initiative: Initiative, olena: Actor, now: datetime) -> None:
    with pytest.raises(Forbidden):
        restricted(open_initiative.id, olena, now)


def test_a_circle_without_a_team_outlives_taking_back_and_handing_in(
    session: Session, open_initiative: Initiative, olena: Actor, dmytro: Actor, hanna: Actor, now: datetime
) -> None:
    restricted(open_initiative.id, hanna, now)
    for step in (withdraw, hand_in_again):
        with transaction() as writing:
            step(writing, writing.get_one(Initiative, open_initiative.id), olena, now=now)
        assert not sees(session, open_initiative.id, dmytro)

    assert sees(session, open_initiative.id, hanna)

"""Who merges and parts what, and with which reason; who sees it then."""

from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.db import transaction
from portal.core.errors import Forbidden, Invalid, NotFound
from portal.initiatives.models import StatusType, Visibility
from portal.initiatives.queries import get_visible
from portal.initiatives.services.planning import restrict
from portal.people.models import Role, Team
from tests import factories as people
from tests.initiatives import factories
from tests.initiatives.merging_factories import merged, parted


def test_the_committee_merges_and_nobody_else(
    ramps: int, doors: int, olena: Actor, marta: Actor, lidiia: Actor, hanna: Actor, now: datetime
) -> None:
    for somebody in (olena, marta, lidiia):
        with pytest.raises(Forbidden):
            merged(somebody, ramps, doors, now=now)
    merged(hanna, ramps, doors, now=now)
    twin = factories.fresh(doors)
    assert (twin.status_type, twin.merged_into_id) == (StatusType.MERGED, ramps)
    assert factories.fresh(ramps).twin_count == 1


def test_nobody_merges_or_parts_what_is_their_own(
    ramps: int, doors: int, care_team: Team, hanna: Actor, now: datetime
) -> None:
    judge = people.person("Ніна Суддя", care_team, Role.COMMITTEE)
    own = factories.initiative(judge).id
    for survivor, twin in ((ramps, own), (own, ramps)):
        with pytest.raises(Forbidden, match="Свої ініціативи"):
            merged(judge, survivor, twin, now=now)
    merged(hanna, ramps, own, now=now)
    with pytest.raises(Forbidden, match="Свої ініціативи"):
        parted(judge, own, now=now)
    with pytest.raises(Forbidden, match="Свої ініціативи"):
        merged(judge, ramps, doors, now=now)


@pytest.mark.parametrize("reason", ["", "те саме", " " * 40])
def test_merging_and_parting_say_why(ramps: int, doors: int, hanna: Actor, now: datetime, reason: str) -> None:
    with pytest.raises(Invalid):
        merged(hanna, ramps, doors, now=now, reason=reason)
    merged(hanna, ramps, doors, now=now)
    with pytest.raises(Invalid):
        parted(hanna, doors, now=now, reason=reason)


T = StatusType


@pytest.mark.parametrize(
    ("survivor", "twin", "goes"),
    [
        (T.NEW, T.IN_REVIEW, True), (T.IN_PROGRESS, T.NEW, True), (T.MEASURED, T.DEFERRED, True),
        (T.DEFERRED, T.DECLINED, True), (T.DECLINED, T.NEW, False), (T.NEW, T.ACCEPTED, False),
        (T.ACCEPTED, T.IMPLEMENTED, False),
    ],
)  # fmt: skip
def test_what_is_promised_keeps_its_page(
    olena: Actor, dmytro: Actor, hanna: Actor, now: datetime, survivor: T, twin: T, goes: bool
) -> None:
    stays, other = factories.initiative(olena, survivor).id, factories.initiative(dmytro, twin).id
    if goes:
        merged(hanna, stays, other, now=now)
    else:
        with pytest.raises(Invalid):
            merged(hanna, stays, other, now=now)


def test_what_is_withdrawn_or_hidden_is_not_there_to_merge(
    ramps: int, olena: Actor, hanna: Actor, now: datetime
) -> None:
    withdrawn = factories.initiative(olena, StatusType.DRAFT).id
    for number in (withdrawn, 999):
        with pytest.raises(NotFound):
            merged(hanna, ramps, number, now=now)


def test_what_some_may_not_see_is_merged_only_within_its_circle(
    ramps: int, doors: int, care_team: Team, other_team: Team, hanna: Actor, now: datetime
) -> None:
    def open_to(number: int, *teams: Team) -> None:
        with transaction() as session:
            ids = [team.id for team in teams]
            restrict(session, get_visible(session, number, hanna), hanna, team_ids=ids, now=now)

    open_to(doors, care_team)
    for survivor, twin in ((ramps, doors), (doors, ramps)):
        with pytest.raises(Invalid, match="різним людям"):
            merged(hanna, survivor, twin, now=now)
    open_to(ramps, care_team, other_team)
    with pytest.raises(Invalid, match="різним командам"):
        merged(hanna, ramps, doors, now=now)
    open_to(ramps, care_team)
    merged(hanna, ramps, doors, now=now)


def test_who_sees_the_survivor_less_sees_its_twins_less(
    ramps: int, doors: int, stranger: Actor, care_team: Team, hanna: Actor, session: Session, now: datetime
) -> None:
    merged(hanna, ramps, doors, now=now)
    with transaction() as writing:
        restrict(writing, get_visible(writing, ramps, hanna), hanna, team_ids=[care_team.id], now=now)
    with pytest.raises(NotFound):
        get_visible(session, doors, stranger)
    parted(hanna, doors, now=now)
    assert factories.fresh(doors).visibility is Visibility.TEAMS

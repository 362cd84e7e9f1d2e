"""Who uses an algorithm sees what changed before the next walk, and confirms it once."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.algorithms.events import ChangeSeen
from portal.algorithms.models import AlgorithmUser
from portal.algorithms.queries.users import behind_count, change_waiting, user_count, users
from portal.algorithms.services.using import confirm_change, note_use
from portal.core.actor import Actor
from portal.core.db import transaction
from portal.core.errors import Conflict, NotFound
from portal.core.journal import JournalEntry
from portal.knowledge.models import Acknowledgement, KnowledgeItem
from portal.knowledge.services.acknowledging import acknowledge, ask_to_acknowledge
from portal.people.models import Team
from tests.algorithms import factories
from tests.knowledge.factories import editor

SLOWER = factories.GLASSES.replace("Менше як 14 днів", "Менше як 21 день")
SLOWEST = factories.GLASSES.replace("Менше як 14 днів", "Менше як місяць")


@pytest.fixture
def glasses(olena: Actor, earlier: datetime) -> KnowledgeItem:
    """An algorithm by the author, published a day ago."""
    return factories.algorithm(olena, now=earlier)


def used(item: KnowledgeItem, actor: Actor, number: int, *, now: datetime) -> None:
    with transaction() as session:
        note_use(session, session.get_one(KnowledgeItem, item.id), actor, number=number, now=now)


def confirmed(item: KnowledgeItem, actor: Actor, number: int, *, now: datetime) -> None:
    with transaction() as session:
        confirm_change(session, session.get_one(KnowledgeItem, item.id), actor, number=number, now=now)


def known(session: Session, item: KnowledgeItem, actor: Actor) -> int | None:
    session.rollback()
    return session.scalar(
        select(AlgorithmUser.revision_number).where(
            AlgorithmUser.item_id == item.id, AlgorithmUser.person_id == actor.id
        )
    )


def test_who_never_used_it_has_nothing_to_confirm(
    session: Session, glasses: KnowledgeItem, olena: Actor, dmytro: Actor, now: datetime
) -> None:
    factories.changed(glasses.id, olena, SLOWER, now=now)
    assert change_waiting(session, glasses, dmytro) is None
    with pytest.raises(NotFound):
        confirmed(glasses, dmytro, 2, now=now)


def test_a_change_of_what_people_do_waits_until_it_is_confirmed(
    session: Session, glasses: KnowledgeItem, olena: Actor, dmytro: Actor, now: datetime
) -> None:
    used(glasses, dmytro, 1, now=now)
    assert change_waiting(session, glasses, dmytro) is None
    factories.changed(glasses.id, olena, SLOWER, now=now)
    waiting = change_waiting(session, glasses, dmytro)
    assert waiting is not None
    assert (waiting.known, waiting.number, waiting.at) == (1, 2, now)
    for _ in range(2):
        confirmed(glasses, dmytro, 2, now=now)
    assert known(session, glasses, dmytro) == 2
    assert change_waiting(session, glasses, dmytro) is None
    assert session.scalar(select(func.count()).where(JournalEntry.name == ChangeSeen.name)) == 1


def test_walking_first_keeps_it_waiting(
    session: Session, glasses: KnowledgeItem, olena: Actor, dmytro: Actor, now: datetime
) -> None:
    used(glasses, dmytro, 1, now=now)
    factories.changed(glasses.id, olena, SLOWER, now=now)
    used(glasses, dmytro, 2, now=now)
    waiting = change_waiting(session, glasses, dmytro)
    assert waiting is not None
    assert waiting.known == 1


def test_a_small_change_is_known_by_walking_it(
    session: Session, glasses: KnowledgeItem, olena: Actor, dmytro: Actor, now: datetime
) -> None:
    used(glasses, dmytro, 1, now=now)
    factories.changed(glasses.id, olena, SLOWER, major=False, now=now)
    assert change_waiting(session, glasses, dmytro) is None
    used(glasses, dmytro, 2, now=now)
    assert known(session, glasses, dmytro) == 2
    used(glasses, dmytro, 1, now=now)
    assert known(session, glasses, dmytro) == 2


def test_what_changed_once_more_is_not_confirmed_unseen(
    session: Session, glasses: KnowledgeItem, olena: Actor, dmytro: Actor, now: datetime
) -> None:
    used(glasses, dmytro, 1, now=now)
    factories.changed(glasses.id, olena, SLOWER, now=now)
    factories.changed(glasses.id, olena, SLOWEST, now=now + timedelta(minutes=1))
    with pytest.raises(Conflict):
        confirmed(glasses, dmytro, 2, now=now)
    assert known(session, glasses, dmytro) == 1
    confirmed(glasses, dmytro, 3, now=now)
    assert known(session, glasses, dmytro) == 3


def test_where_it_is_asked_confirming_acknowledges(
    session: Session, glasses: KnowledgeItem, olena: Actor, dmytro: Actor, marta: Actor, now: datetime
) -> None:
    used(glasses, dmytro, 1, now=now)
    with transaction() as writing:
        ask_to_acknowledge(writing, writing.get_one(KnowledgeItem, glasses.id), marta, now=now)
    factories.changed(glasses.id, olena, SLOWER, now=now)
    confirmed(glasses, dmytro, 2, now=now)
    read = select(Acknowledgement.revision_number).where(Acknowledgement.person_id == dmytro.id)
    assert session.scalars(read).all() == [2]


def test_the_keeper_counts_and_names_who_has_not_seen_it(
    session: Session,
    glasses: KnowledgeItem,
    olena: Actor,
    dmytro: Actor,
    stranger: Actor,
    care_team: Team,
    now: datetime,
) -> None:
    used(glasses, dmytro, 1, now=now)
    used(glasses, stranger, 1, now=now)
    factories.changed(glasses.id, olena, SLOWER, now=now)
    confirmed(glasses, stranger, 2, now=now)
    session.rollback()
    assert session.execute(select(user_count(glasses.id), behind_count(glasses.id))).one() == (2, 1)
    assert {(row.id, row.behind) for row in users(session, glasses.id, None)} == {
        (dmytro.id, True),
        (stranger.id, False),
    }
    assert [row.id for row in users(session, glasses.id, [care_team.id])] == [dmytro.id]


def test_whoever_wrote_published_or_acknowledged_a_change_knows_it(
    session: Session, glasses: KnowledgeItem, olena: Actor, dmytro: Actor, marta: Actor, now: datetime
) -> None:
    for somebody in (olena, dmytro, editor()):
        used(glasses, somebody, 1, now=now)
    with transaction() as writing:
        ask_to_acknowledge(writing, writing.get_one(KnowledgeItem, glasses.id), marta, now=now)
    factories.changed(glasses.id, olena, SLOWER, now=now)
    assert [known(session, glasses, one) for one in (olena, editor(), dmytro)] == [2, 2, 1]
    with transaction() as writing:
        acknowledge(writing, writing.get_one(KnowledgeItem, glasses.id), dmytro, number=2, now=now)
    assert known(session, glasses, dmytro) == 2

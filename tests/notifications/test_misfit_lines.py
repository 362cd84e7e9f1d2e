"""Who hears of what did not fit in an algorithm, what the line says, and where it leads."""

from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.algorithms.events import MisfitSettled, MisfitsGathered
from portal.algorithms.services.misfits import note_misfit, settle_misfit
from portal.core.actor import Actor
from portal.core.db import transaction
from portal.core.journal import JournalEntry
from portal.knowledge.models import KnowledgeItem
from portal.knowledge.services.keeping import set_keeper
from portal.notifications.models import Notification
from portal.notifications.topics import Topic
from tests.algorithms import factories
from tests.conftest import Clients


@pytest.fixture
def glasses(olena: Actor) -> KnowledgeItem:
    """An algorithm that the author keeps."""
    return factories.algorithm(olena, title="Окуляри незручні")


def noted(item: KnowledgeItem, by: Actor, *said: tuple[str, str], now: datetime) -> list[int]:
    """Say of some steps, with words, that they did not fit."""
    with transaction() as session:
        row = session.get_one(KnowledgeItem, item.id)
        return [
            note_misfit(
                session, row, by, key=f"said-by-{by.id}-{place:010}", number=1, step=step, step_title=step, words=words,
                now=now,
            ).id
            for place, (step, words) in enumerate(said)
        ]  # fmt: skip


def told(session: Session, event: str) -> dict[int, str]:
    session.rollback()
    rows = session.execute(
        select(Notification.person_id, Notification.topic)
        .join(JournalEntry, JournalEntry.id == Notification.entry_id)
        .where(JournalEntry.name == event)
    )
    return {row.person_id: row.topic for row in rows}


SAID = (("Вислухати", ""), ("Перевірити звикання", "Дитячі окуляри"), ("Перевірити звикання", ""))


def test_the_keeper_hears_where_it_did_not_fit_and_comes_to_the_list(
    session: Session, client: Clients, glasses: KnowledgeItem, olena: Actor, dmytro: Actor, now: datetime
) -> None:
    noted(glasses, dmytro, *SAID, now=now)
    assert told(session, MisfitsGathered.name) == {olena.id: Topic.DUTIES}
    page = client(olena).get("/inbox").text
    assert "Алгоритм «Окуляри незручні» за два тижні не підійшов до 3 розмов" in page
    assert "Найчастіше на кроці «Перевірити звикання»: Дитячі окуляри" in page
    mine = select(Notification.id).where(Notification.person_id == olena.id)
    line = session.scalars(mine.order_by(Notification.id.desc()).limit(1)).one()
    opened = client(olena).get(f"/inbox/{line}/open")
    assert opened.location.endswith(f"/algorithms/{glasses.id}/misfits")


def test_where_nobody_keeps_it_the_editors_hear(
    session: Session, glasses: KnowledgeItem, dmytro: Actor, marta: Actor, now: datetime
) -> None:
    with transaction() as writing:
        set_keeper(writing, writing.get_one(KnowledgeItem, glasses.id), marta, None, now=now)
    noted(glasses, dmytro, *SAID, now=now)
    assert told(session, MisfitsGathered.name)[marta.id] == Topic.REVIEWS


def test_whoever_said_it_hears_that_it_is_dealt_with(
    session: Session, client: Clients, glasses: KnowledgeItem, olena: Actor, dmytro: Actor, now: datetime
) -> None:
    [misfit_id] = noted(glasses, dmytro, ("Вислухати", ""), now=now)
    with transaction() as writing:
        settle_misfit(writing, writing.get_one(KnowledgeItem, glasses.id), misfit_id, olena, now=now)
    assert told(session, MisfitSettled.name) == {dmytro.id: Topic.MENTIONS}
    assert "З тим, що не підійшло в «Окуляри незручні», розібралися" in client(dmytro).get("/inbox").text
    with transaction() as writing:
        row = writing.get_one(KnowledgeItem, glasses.id)
        settle_misfit(writing, row, misfit_id, olena, settled=False, now=now)
    assert len(told(session, MisfitSettled.name)) == 1

"""Keepers are told once when an item is due, editors when nobody looked for two weeks; one click says 'still true'."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core import clock, i18n
from portal.core.actor import Actor
from portal.core.db import transaction
from portal.core.journal import JournalEntry
from portal.knowledge.models import CHECK_AGAIN_DAYS, ItemState, KnowledgeItem
from portal.knowledge.panels import panels
from portal.knowledge.queries.detail import detail
from portal.knowledge.queries.upkeep import to_check
from portal.knowledge.services.due import ESCALATED_AFTER_DAYS, LOOKED_BACK_DAYS, tell_of_due_checks
from portal.notifications.models import Notification
from portal.people.models import Person
from tests.conftest import Clients
from tests.knowledge import factories


def due(item: KnowledgeItem, days_ago: int, now: datetime) -> date:
    """Let the day on which an item is to be looked at be so many days ago."""
    day = i18n.today(now) - timedelta(days=days_ago)
    with transaction() as session:
        session.get_one(KnowledgeItem, item.id).check_again_on = day
    return day


def run(now: datetime) -> list[tuple[str, int]]:
    """The job, and all that it has recorded so far."""
    with transaction() as session:
        tell_of_due_checks(session, now)
        rows = session.execute(
            select(JournalEntry.name, JournalEntry.item_id)
            .where(JournalEntry.name.like("knowledge.check\\_%", escape="\\"))
            .order_by(JournalEntry.id)
        ).all()
    return [(name.rpartition("_")[2], item_id) for name, item_id in rows if "again" not in name]


def told(session: Session, actor: Actor) -> list[str]:
    return [
        name.rpartition("_")[2]
        for name in session.scalars(
            select(JournalEntry.name)
            .join(Notification, Notification.entry_id == JournalEntry.id)
            .where(Notification.person_id == actor.id, JournalEntry.name.contains("check_"))
            .order_by(JournalEntry.id)
        )
    ]


@pytest.fixture
def article(olena: Actor, earlier: datetime) -> KnowledgeItem:
    """Kept by its author."""
    return factories.item(olena, kind="article", now=earlier)


def test_the_keeper_is_told_once_on_the_day(
    session: Session, article: KnowledgeItem, olena: Actor, marta: Actor, now: datetime
) -> None:
    assert run(now) == []
    due(article, 0, now)
    assert run(now) == run(now) == [("due", article.id)]
    assert told(session, olena) == ["due"]
    assert told(session, marta) == []


def test_the_editors_hear_of_it_two_weeks_later(
    session: Session, article: KnowledgeItem, olena: Actor, marta: Actor, now: datetime
) -> None:
    due(article, ESCALATED_AFTER_DAYS - 1, now)
    assert run(now) == [("due", article.id)]
    assert run(now + timedelta(days=1)) == [("due", article.id), ("overdue", article.id)]
    assert told(session, marta) == ["overdue"]
    assert told(session, olena) == ["due"]


def test_of_what_nobody_keeps_the_editors_hear_at_once(
    session: Session, article: KnowledgeItem, olena: Actor, marta: Actor, now: datetime
) -> None:
    due(article, 0, now)
    with transaction() as writing:
        writing.get_one(Person, olena.id).deactivated_at = now
    assert run(now) == [("overdue", article.id)]
    assert told(session, marta) == ["overdue"]


def test_another_day_is_told_of_again(article: KnowledgeItem, now: datetime) -> None:
    due(article, 0, now)
    run(now)
    due(article, -5, now)
    assert run(now + timedelta(days=5)) == [("due", article.id)] * 2


def test_what_was_due_long_ago_and_what_is_archived_is_no_news(
    olena: Actor, article: KnowledgeItem, now: datetime
) -> None:
    due(article, LOOKED_BACK_DAYS + ESCALATED_AFTER_DAYS + 1, now)
    due(factories.item(olena, ItemState.ARCHIVED), 0, now)
    assert run(now) == []


def test_an_overdue_item_says_so_to_everybody(
    client: Clients, session: Session, article: KnowledgeItem, dmytro: Actor, now: datetime
) -> None:
    assert not panels(session, detail(session, "article", article.id, dmytro), dmytro).upkeep.overdue
    day = due(article, 3, now)
    with transaction() as writing:
        assert panels(writing, detail(writing, "article", article.id, dmytro), dmytro).upkeep.overdue
    page = client(dmytro).get(f"/articles/{article.id}").text
    with i18n.speaking("uk"):
        assert f"Треба перевірити з {i18n.day(day)}" in page
    assert "still-true" not in page


def test_one_click_says_still_true(client: Clients, article: KnowledgeItem, olena: Actor, now: datetime) -> None:
    due(article, 3, now)
    keeper = client(olena)
    assert f"/knowledge/{article.id}/still-true" in keeper.get("/knowledge/upkeep").text
    assert keeper.post(f"/knowledge/{article.id}/still-true", data={"whose": "mine"}).location.startswith(
        "/knowledge/upkeep"
    )
    row = factories.fresh(article.id)
    assert row.check_again_on == i18n.today(clock.now()) + timedelta(days=CHECK_AGAIN_DAYS)
    assert row.checked_by_id == olena.id
    assert f"/knowledge/{article.id}/still-true" not in keeper.get("/knowledge/upkeep").text


def test_keepers_see_theirs_and_editors_everybody_s(
    client: Clients, session: Session, article: KnowledgeItem, olena: Actor, dmytro: Actor, marta: Actor, now: datetime
) -> None:
    other = factories.item(dmytro)
    for item, days in ((article, 40), (other, -3)):
        due(item, days, now)
    today = i18n.today(now)
    assert [row.id for row in to_check(session, today, keeper_id=None, cursor=None).rows] == [article.id, other.id]
    assert [row.id for row in to_check(session, today, keeper_id=olena.id, cursor=None).rows] == [article.id]
    mine, all_ = (client(marta).get(f"/knowledge/upkeep{which}").text for which in ("", "?whose=all"))
    assert f"/articles/{article.id}" not in mine
    assert f"/articles/{article.id}" in all_
    assert f"/articles/{article.id}" not in client(dmytro).get("/knowledge/upkeep?whose=all").text


def test_the_list_goes_on_page_by_page(session: Session, olena: Actor, now: datetime) -> None:
    made = [factories.item(olena) for _ in range(22)]
    for place, item in enumerate(made):
        due(item, place % 3, now)
    first = to_check(session, i18n.today(now), keeper_id=None, cursor=None)
    second = to_check(session, i18n.today(now), keeper_id=None, cursor=first.older)
    assert len({row.id for row in (*first.rows, *second.rows)}) == 22
    assert second.older is None


def test_keeper_and_day_are_changed_in_one_form(
    client: Clients, article: KnowledgeItem, olena: Actor, dmytro: Actor, now: datetime
) -> None:
    day, own = i18n.today(now) + timedelta(days=30), f"/knowledge/{article.id}/keep"
    keeper = client(olena)
    assert olena.name in keeper.get(own).text
    assert keeper.post(own, data={"keeper": "Хтось Невідомий", "check_again_on": day.isoformat()}).status_code == 422
    past = (i18n.today(now) - timedelta(days=1)).isoformat()
    assert keeper.post(own, data={"keeper": dmytro.name, "check_again_on": past}).status_code == 422
    assert keeper.post(own, data={"keeper": dmytro.name, "check_again_on": day.isoformat()}).status_code == 302
    row = factories.fresh(article.id)
    assert (row.keeper_id, row.check_again_on) == (dmytro.id, day)
    assert keeper.get(own).status_code == 403


@pytest.mark.parametrize("step", ["still-true", "keep"])
def test_writing_is_for_keeper_and_editors(
    client: Clients, article: KnowledgeItem, olena: Actor, dmytro: Actor, marta: Actor, step: str
) -> None:
    hidden = factories.item(olena, ItemState.DRAFT)
    assert client().post(f"/knowledge/{article.id}/{step}").status_code == 401
    assert client(dmytro).post(f"/knowledge/{hidden.id}/{step}").status_code == 404
    assert client(dmytro).post(f"/knowledge/{article.id}/{step}").status_code == 403
    assert client(marta).post(f"/knowledge/{article.id}/{step}").status_code == 302


def test_editors_count_what_is_overdue_in_the_navigation(
    client: Clients, article: KnowledgeItem, marta: Actor, dmytro: Actor, now: datetime
) -> None:
    due(article, 1, now)
    assert 'rail-count">1<' in client(marta).get("/knowledge/upkeep").text
    assert 'rail-count">1<' not in client(dmytro).get("/knowledge/upkeep").text


def test_editors_see_beside_their_own_how_much_is_overdue_in_all(
    client: Clients, article: KnowledgeItem, marta: Actor, olena: Actor, now: datetime
) -> None:
    due(article, 1, now)
    chips = client(marta).get("/knowledge/upkeep").text.partition('class="whose"')[2].partition("</nav>")[0]
    assert 'chip-count">1<' in chips
    assert 'class="whose"' not in client(olena).get("/knowledge/upkeep").text

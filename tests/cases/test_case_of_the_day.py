"""The case of the day: one for everybody, the whole day long, and each in its turn."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.cases.models import CaseOfTheDay
from portal.cases.services import choose_case_of_the_day
from portal.core.actor import Actor
from portal.core.db import transaction
from portal.knowledge.models import ItemState, KnowledgeItem
from portal.knowledge.services.keeping import archive
from tests.conftest import Clients
from tests.knowledge import factories

NOON = datetime(2026, 3, 2, 10, tzinfo=UTC)


def _chosen(session: Session, moment: datetime) -> int | None:
    with transaction() as writing:
        choose_case_of_the_day(writing, moment)
    session.expire_all()
    return session.scalar(select(CaseOfTheDay.item_id).order_by(CaseOfTheDay.day.desc()).limit(1))


def test_it_stays_the_whole_day(session: Session, olena: Actor) -> None:
    first = factories.item(olena, now=NOON)
    assert _chosen(session, NOON) == first.id
    factories.item(olena, now=NOON + timedelta(hours=1))
    assert _chosen(session, NOON + timedelta(hours=8)) == first.id


def test_every_case_has_its_day_before_one_comes_back(session: Session, olena: Actor) -> None:
    made = [factories.item(olena, now=NOON + timedelta(minutes=n)).id for n in range(5)]
    days = [_chosen(session, NOON + timedelta(days=n)) for n in range(10)]
    assert sorted(days[:5]) == sorted(made)  # type: ignore[type-var]  # all were chosen
    assert days[5:] == days[:5]


def test_a_new_case_comes_before_those_that_had_their_day(session: Session, olena: Actor) -> None:
    for n in range(3):
        factories.item(olena, now=NOON + timedelta(minutes=n))
        _chosen(session, NOON + timedelta(days=n))
    fresh = factories.item(olena, now=NOON + timedelta(days=2))
    assert _chosen(session, NOON + timedelta(days=3)) == fresh.id


def test_one_that_is_archived_gives_its_day_to_another(session: Session, olena: Actor) -> None:
    other, first = factories.item(olena, now=NOON), factories.item(olena, now=NOON + timedelta(minutes=1))
    assert _chosen(session, NOON + timedelta(hours=1)) == first.id
    with transaction() as writing:
        item = writing.get_one(KnowledgeItem, first.id)
        archive(writing, item, factories.editor(), reason="Правила змінилися.", now=NOON)
    assert _chosen(session, NOON + timedelta(hours=2)) == other.id


def test_drafts_and_articles_have_no_day(session: Session, olena: Actor) -> None:
    factories.item(olena, ItemState.DRAFT)
    factories.item(olena, ItemState.IN_REVIEW)
    factories.item(olena, kind="article")
    assert _chosen(session, NOON) is None


def test_it_stands_on_everybodys_home_page(
    session: Session, client: Clients, olena: Actor, stranger: Actor, now: datetime
) -> None:
    first = factories.item(olena, title="Перша розмова", now=now - timedelta(hours=2))
    _chosen(session, now)
    factories.item(olena, title="Друга розмова", now=now - timedelta(hours=1))
    page = client(stranger).get("/").text
    assert page.index("Випадок дня") < page.index("Перша розмова") < page.index("Нові випадки")
    assert page.index("Нові випадки") < page.index("Друга розмова")
    assert page.count(f'href="/cases/{first.id}"') == 1


def test_before_the_first_choice_the_newest_stands_there(client: Clients, olena: Actor, now: datetime) -> None:
    factories.item(olena, title="Єдина розмова", now=now)
    assert "Випадок дня" in client(olena).get("/").text


def test_without_cases_the_home_page_says_nothing_of_them(client: Clients, olena: Actor) -> None:
    assert "Випадок дня" not in client(olena).get("/").text

"""That items are tied and parted stands in the history of both, and whoever answers for them is told once."""

from datetime import datetime, timedelta
from html import unescape
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.cli.transfer.bringing_items import bring_links
from portal.cli.transfer.file_lines import LinkLine
from portal.cli.transfer.result import Result
from portal.core import clock
from portal.core.actor import Actor
from portal.core.db import db, transaction
from portal.core.extension import ItemRef
from portal.core.i18n import speaking
from portal.core.journal import JournalEntry
from portal.initiatives.models import Initiative, StatusType, Visibility
from portal.knowledge.models import KnowledgeItem
from portal.linking.history import LINK_EVENTS, link_changes
from portal.linking.relations import Relation
from portal.linking.services import tie, untie
from portal.notifications.models import Notification
from portal.notifications.topics import Topic
from tests.conftest import Clients
from tests.initiatives import factories as initiatives
from tests.knowledge import factories as knowledge
from tests.statements import MOST_A_PAGE, counted


@pytest.fixture
def case(olena: Actor) -> ItemRef:
    return ItemRef("case", knowledge.item(olena, title="Окуляри до п'ятниці").id)


@pytest.fixture
def article(dmytro: Actor) -> ItemRef:
    return ItemRef("article", knowledge.item(dmytro, kind="article", title="Ремонт поза чергою").id)


@pytest.fixture
def initiative(mentor: Actor) -> ItemRef:
    return ItemRef("initiative", initiatives.initiative(mentor, StatusType.IN_REVIEW, title="Кур'єр по оправу").id)


def tied(item: ItemRef, relation: Relation, other: ItemRef, actor: Actor, *, at: datetime | None = None) -> None:
    with transaction() as session:
        assert tie(session, item, relation, other, actor, now=at or clock.now())


def parted(item: ItemRef, relation: Relation, other: ItemRef, actor: Actor, *, at: datetime | None = None) -> None:
    with transaction() as session:
        assert untie(session, item, relation, other, actor, now=at or clock.now())


def told(event: str) -> dict[tuple[str, int], Topic]:
    """Who was told: by the kind of the item that the line is about, and the person."""
    db.session.rollback()
    rows = db.session.execute(
        select(JournalEntry.item_kind, Notification.person_id, Notification.topic)
        .join(Notification, Notification.entry_id == JournalEntry.id)
        .where(JournalEntry.name == event)
    )
    return {(kind, person_id): Topic(topic) for kind, person_id, topic in rows}


def said(session: Session, item: ItemRef, actor: Actor) -> list[tuple[str, str]]:
    session.rollback()
    with speaking("uk"):  # a command that was tested before may have spoken another language
        return [(change.who, change.what) for change in link_changes(session, item, actor)]


TIED, PARTED = LINK_EVENTS


def test_both_histories_tell_it_each_from_its_end(
    session: Session, case: ItemRef, initiative: ItemRef, marta: Actor, dmytro: Actor
) -> None:
    tied(case, Relation.GREW_INTO, initiative, marta)
    parted(initiative, Relation.GREW_OUT_OF, case, marta)

    assert said(session, case, dmytro) == [
        ("Марта Гнатюк", "зв’язок із «Кур'єр по оправу» прибрано"),
        ("Марта Гнатюк", "з цього виросло «Кур'єр по оправу»"),
    ]
    assert said(session, initiative, dmytro) == [
        ("Марта Гнатюк", "зв’язок із «Окуляри до п'ятниці» прибрано"),
        ("Марта Гнатюк", "виросло з «Окуляри до п'ятниці»"),
    ]


def test_the_pages_show_it(
    client: Clients, case: ItemRef, initiative: ItemRef, article: ItemRef, marta: Actor, dmytro: Actor
) -> None:
    tied(case, Relation.GREW_INTO, initiative, marta)
    browser = client(dmytro)

    page = unescape(browser.get(f"/initiatives/{initiative.id}?show=history").text)
    assert "Марта Гнатюк: виросло з «Окуляри до п'ятниці»" in page
    page = unescape(browser.get(f"/knowledge/{case.id}/versions").text)
    assert "з цього виросло «Кур'єр по оправу»" in page
    assert "links-title" not in browser.get(f"/knowledge/{article.id}/versions").text


def test_what_is_hidden_at_the_other_end_is_not_told(
    client: Clients, session: Session, case: ItemRef, initiative: ItemRef, hanna: Actor, dmytro: Actor, mentor: Actor
) -> None:
    tied(case, Relation.GREW_INTO, initiative, hanna)
    with transaction() as writing:
        writing.get_one(Initiative, initiative.id).visibility = Visibility.TEAMS

    assert len(said(session, case, hanna)) == 1
    assert said(session, case, dmytro) == []
    assert "Кур'єр" not in unescape(client(dmytro).get(f"/knowledge/{case.id}/versions").text)


def test_history_is_read_in_two_statements_whatever_it_is_tied_to(
    session: Session, case: ItemRef, article: ItemRef, initiative: ItemRef, marta: Actor, dmytro: Actor
) -> None:
    tied(case, Relation.GREW_INTO, initiative, marta)
    tied(case, Relation.SEE_ALSO, article, marta)
    said(session, case, dmytro)
    with counted() as statements:
        assert len(link_changes(session, case, dmytro)) == 2
    assert len(statements) <= 2


def test_who_answers_for_either_is_told_once(
    case: ItemRef, article: ItemRef, olena: Actor, dmytro: Actor, marta: Actor
) -> None:
    tied(article, Relation.CHANGED_BECAUSE_OF, case, marta)

    # Author and keeper are the same person here.
    assert told(TIED) == {("article", dmytro.id): Topic.DUTIES, ("case", olena.id): Topic.DUTIES}


def test_who_answers_for_both_has_one_line(case: ItemRef, olena: Actor, marta: Actor) -> None:
    other = ItemRef("article", knowledge.item(olena, kind="article").id)
    tied(case, Relation.SEE_ALSO, other, marta)

    assert told(TIED) == {("case", olena.id): Topic.DUTIES}


def test_nobody_is_told_of_what_they_do_themselves(
    case: ItemRef, article: ItemRef, olena: Actor, dmytro: Actor
) -> None:
    tied(case, Relation.SEE_ALSO, article, olena)

    assert told(TIED) == {("article", dmytro.id): Topic.DUTIES}


def test_what_is_undone_at_once_is_no_news_and_said_again_it_is_none_either(
    session: Session, case: ItemRef, article: ItemRef, dmytro: Actor, marta: Actor, now: datetime
) -> None:
    tied(case, Relation.SEE_ALSO, article, marta, at=now)
    before = told(TIED)
    parted(case, Relation.SEE_ALSO, article, marta, at=now)
    tied(case, Relation.SEE_ALSO, article, marta, at=now)

    assert told(PARTED) == {}
    assert told(TIED) == before
    assert len(said(session, case, dmytro)) == 3


def test_a_link_that_stood_is_told_of_when_it_goes(
    case: ItemRef, article: ItemRef, olena: Actor, dmytro: Actor, marta: Actor, now: datetime
) -> None:
    tied(case, Relation.SEE_ALSO, article, marta, at=now - timedelta(days=3))
    parted(case, Relation.SEE_ALSO, article, olena, at=now)

    assert told(PARTED) == {("article", dmytro.id): Topic.DUTIES}


def test_what_a_file_ties_is_recorded_and_told_to_nobody(
    session: Session, case: ItemRef, article: ItemRef, dmytro: Actor, now: datetime
) -> None:
    with transaction() as writing:
        for ref in (case, article):
            writing.get_one(KnowledgeItem, ref.id).external_id = f"x-{ref.kind}"
    with transaction() as writing:
        bring_links(writing, Result(), [_line(case, article)], now)

    assert told(TIED) == {}
    assert len(said(session, case, dmytro)) == len(said(session, article, dmytro)) == 1


def _line(item: ItemRef, other: ItemRef) -> Any:
    """As much of a line as links ask for."""
    link = LinkLine(kind="see_also", to=(other.kind, f"x-{other.kind}"))
    return SimpleNamespace(kind=item.kind, id=f"x-{item.kind}", links=(link,), line=1, file="")


def test_the_inbox_says_what_came_of_it_and_leads_to_the_links(
    client: Clients, case: ItemRef, initiative: ItemRef, olena: Actor, marta: Actor
) -> None:
    tied(case, Relation.GREW_INTO, initiative, marta)

    page = unescape(client(olena).get("/inbox").text)
    assert "«Кур'єр по оправу» виросло з «Окуляри до п'ятниці»" in page


def test_several_links_share_a_line_until_it_is_read(
    client: Clients, case: ItemRef, article: ItemRef, initiative: ItemRef, olena: Actor, marta: Actor
) -> None:
    tied(case, Relation.SEE_ALSO, article, marta)
    tied(case, Relation.SEE_ALSO, initiative, marta)

    page = unescape(client(olena).get("/inbox").text)
    assert "«Окуляри до п'ятниці» пов’язано з «Ремонт поза чергою» і ще з 1" in page
    assert page.count("Кур'єр") == 0


def test_the_inbox_names_nothing_that_is_not_open_to_its_reader(
    client: Clients, case: ItemRef, initiative: ItemRef, olena: Actor, hanna: Actor
) -> None:
    tied(case, Relation.GREW_INTO, initiative, hanna)
    with transaction() as session:
        session.get_one(Initiative, initiative.id).visibility = Visibility.TEAMS

    page = unescape(client(olena).get("/inbox").text)
    assert "Окуляри до п'ятниці" in page
    assert "Кур'єр" not in page


def test_the_page_of_an_initiative_asks_no_more_for_its_links(
    client: Clients, case: ItemRef, article: ItemRef, initiative: ItemRef, marta: Actor, dmytro: Actor
) -> None:
    tied(case, Relation.GREW_INTO, initiative, marta)
    tied(article, Relation.SEE_ALSO, initiative, marta)
    browser = client(dmytro)
    browser.get(f"/initiatives/{initiative.id}")
    with counted() as statements:
        assert browser.get(f"/initiatives/{initiative.id}").status_code == 200
    assert len(statements) <= MOST_A_PAGE, "\n".join(statements)

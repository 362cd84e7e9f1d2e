"""Everyone collects; the order is changed step by step; what is taken out or thrown away can be had back."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.db import db, transaction
from portal.core.errors import Conflict, Forbidden, Invalid, NotFound
from portal.core.markdown import render
from portal.knowledge.models import Collection, CollectionEntry, ItemState, KnowledgeItem
from portal.knowledge.panels import panels
from portal.knowledge.queries.collections import collected, collections_page, get_collection
from portal.knowledge.queries.detail import detail
from portal.knowledge.services import collecting
from portal.knowledge.services.keeping import archive
from tests.conftest import Clients
from tests.knowledge import factories
from tests.parallel import at_once

ABOUT = render("Що прочитати **на першій зміні**.")


@pytest.fixture
def shelf(olena: Actor, now: datetime) -> Collection:
    """A collection of the author's."""
    with transaction() as session:
        return collecting.make(session, olena, title="Перша зміна", about=ABOUT, submission_key="перша-зміна", now=now)


@pytest.fixture
def stories(dmytro: Actor) -> list[KnowledgeItem]:
    return [factories.item(dmytro) for _ in range(3)]


def put(shelf: Collection, actor: Actor, *items: KnowledgeItem, now: datetime, position: int | None = None) -> None:
    for item in items:
        with transaction() as session:
            row, held = session.get_one(KnowledgeItem, item.id), get_collection(session, shelf.id)
            collecting.put_in(session, held, row, actor, position=position, now=now)


def order(session: Session, shelf: Collection) -> list[int]:
    session.rollback()
    return [entry.id for entry in collected(session, shelf.id).entries]


def test_a_form_sent_twice_makes_one(shelf: Collection, olena: Actor, dmytro: Actor, now: datetime) -> None:
    with transaction() as writing:
        again = collecting.make(writing, olena, title="Перша зміна", about=ABOUT, submission_key="перша-зміна", now=now)
    assert again.id == shelf.id
    with pytest.raises(Invalid), transaction() as writing:
        collecting.make(writing, dmytro, title="Моя", about=ABOUT, submission_key="перша-зміна", now=now)


def test_items_stand_in_the_order_of_whoever_collects(
    session: Session, shelf: Collection, stories: list[KnowledgeItem], olena: Actor, now: datetime
) -> None:
    one, two, three = (item.id for item in stories)
    put(shelf, olena, *stories, stories[0], now=now)
    assert order(session, shelf) == [one, two, three]
    for entry, before, expected in (
        (three, one, [three, one, two]),
        (three, None, [one, two, three]),
        (one, three, [two, one, three]),
        (one, one, [two, one, three]),
    ):
        with transaction() as writing:
            collecting.move(writing, get_collection(writing, shelf.id), entry, olena, before=before, now=now)
        assert order(session, shelf) == expected


def test_what_is_taken_out_comes_back_where_it_was(
    session: Session, shelf: Collection, stories: list[KnowledgeItem], olena: Actor, now: datetime
) -> None:
    put(shelf, olena, *stories, now=now)
    with transaction() as writing:
        place = collecting.take_out(writing, get_collection(writing, shelf.id), stories[1].id, olena, now=now)
    assert place == 1
    assert order(session, shelf) == [stories[0].id, stories[2].id]
    put(shelf, olena, stories[1], position=place, now=now)
    assert order(session, shelf) == [item.id for item in stories]


def test_only_what_everyone_may_read_is_shown_and_counted(
    session: Session, shelf: Collection, stories: list[KnowledgeItem], olena: Actor, marta: Actor, now: datetime
) -> None:
    put(shelf, olena, *stories, now=now)
    with transaction() as writing:
        archive(writing, writing.get_one(KnowledgeItem, stories[0].id), marta, reason="Застаріло зовсім", now=now)
    assert len(order(session, shelf)) == 2
    [row] = collections_page(session, by_id=None, cursor=None).rows
    assert row.item_count == 2
    draft = factories.item(olena, ItemState.DRAFT)
    with pytest.raises(Invalid):
        put(shelf, olena, draft, now=now)


def test_two_at_once_leave_no_gap(
    app: Flask, shelf: Collection, stories: list[KnowledgeItem], olena: Actor, now: datetime
) -> None:
    number, items = shelf.id, [item.id for item in stories]

    def add(n: int) -> None:
        with transaction() as session:
            item = session.get_one(KnowledgeItem, items[n])
            collecting.put_in(session, get_collection(session, number), item, olena, now=now)

    at_once(app, 3, add)
    db.session.rollback()
    places = db.session.scalars(select(CollectionEntry.position).order_by(CollectionEntry.position)).all()
    assert places == [0, 1, 2]


def test_others_change_nothing_and_editors_anything(
    session: Session, shelf: Collection, stories: list[KnowledgeItem], dmytro: Actor, marta: Actor, now: datetime
) -> None:
    with pytest.raises(Forbidden):
        put(shelf, dmytro, stories[0], now=now)
    put(shelf, marta, stories[0], now=now)
    assert order(session, shelf) == [stories[0].id]


def test_words_changed_meanwhile_are_not_overwritten_but_the_order_may_change(
    session: Session, shelf: Collection, stories: list[KnowledgeItem], olena: Actor, marta: Actor, now: datetime
) -> None:
    version = shelf.version
    put(shelf, olena, stories[0], now=now)
    with transaction() as writing:
        row = get_collection(writing, shelf.id)
        collecting.edit(writing, row, marta, title="Перший тиждень", about=ABOUT, version=version, now=now)
    with pytest.raises(Conflict) as caught, transaction() as writing:
        row = get_collection(writing, shelf.id)
        collecting.edit(writing, row, olena, title="Перший день", about=ABOUT, version=version, now=now)
    assert caught.value.theirs["title"] == "Перший тиждень"


def test_thrown_away_it_is_nowhere_and_can_be_had_back(
    session: Session, shelf: Collection, stories: list[KnowledgeItem], olena: Actor, now: datetime
) -> None:
    put(shelf, olena, stories[0], now=now)
    with transaction() as writing:
        collecting.discard(writing, get_collection(writing, shelf.id), olena, now=now)
    with pytest.raises(NotFound):
        collected(session, shelf.id)
    assert collections_page(session, by_id=None, cursor=None).rows == []
    assert panels(session, detail(session, "case", stories[0].id, olena), olena).collections == ()
    with transaction() as writing:
        row = get_collection(writing, shelf.id, discarded=True)
        collecting.discard(writing, row, olena, gone=False, now=now + timedelta(hours=1))
    assert order(session, shelf) == [stories[0].id]
    assert panels(session, detail(session, "case", stories[0].id, olena), olena).collections == (
        ("Перша зміна", f"/collections/{shelf.id}"),
    )


def test_the_pages_make_fill_order_and_throw_away(
    client: Clients, session: Session, stories: list[KnowledgeItem], olena: Actor
) -> None:
    browser, (one, two, _three) = client(olena), stories
    assert browser.post("/collections/new", data={"title": "х"}).status_code == 422
    made = browser.post("/collections/new", data={"title": "Найкраще за травень", "about": "**Разом**"})
    own = made.location
    assert "<strong>Разом</strong>" in browser.get(own).text
    copied = f"https://portal.example/cases/{one.id}?x=1"
    assert browser.post(f"{own}/put-in", data={"address": copied}).status_code == 302
    assert browser.post(f"{own}/put-in", data={"address": "/initiatives/1"}).status_code == 422
    assert browser.post(f"{own}/items/{two.id}/put-in").status_code == 302
    assert browser.post(f"{own}/items/{two.id}/move", data={"before": str(one.id)}).status_code == 302
    number = int(own.rpartition("/")[2])
    assert order(session, get_collection(session, number)) == [two.id, one.id]
    assert browser.post(f"{own}/items/{two.id}/take-out").status_code == 302
    page = browser.get(own).text
    assert f"{own}/items/{two.id}/put-in?place=0" in page
    assert browser.post(f"{own}/items/{two.id}/put-in?place=0").status_code == 302
    assert order(session, get_collection(session, number)) == [two.id, one.id]
    assert browser.post(f"{own}/edit", data={"title": "Найкраще", "about": "", "version": "1"}).status_code == 302
    assert "Найкраще" in browser.get("/collections?mine=1").text
    assert browser.post(f"{own}/discard").status_code == 302
    assert browser.get(own).status_code == 404
    assert browser.post(f"{own}/have-back").status_code == 302


def test_an_item_goes_into_a_collection_from_its_own_page(
    client: Clients, session: Session, shelf: Collection, stories: list[KnowledgeItem], olena: Actor
) -> None:
    browser, item = client(olena), stories[0]
    assert f"/collections/of/{item.id}" in browser.get(f"/cases/{item.id}").text
    assert "Перша зміна" in browser.get(f"/collections/of/{item.id}").text
    browser.post(f"/collections/{shelf.id}/items/{item.id}/put-in", data={"then": "item"})
    assert order(session, shelf) == [item.id]
    made = browser.post(f"/collections/of/{item.id}", data={"title": "Складні дзвінки", "submission_key": "k" * 20})
    assert f"entry-{item.id}" in browser.get(made.location).text
    assert session.scalar(select(func.count()).select_from(Collection)) == 2


WRITES = ("edit", "put-in", "discard", "have-back", "items/{item}/put-in", "items/{item}/take-out", "items/{item}/move")


@pytest.mark.parametrize("step", WRITES)
def test_writing_is_for_whoever_made_it(
    client: Clients, shelf: Collection, stories: list[KnowledgeItem], dmytro: Actor, step: str
) -> None:
    own = step.format(item=stories[0].id)
    sent = {"title": "Інша назва", "address": f"/cases/{stories[0].id}"}
    assert client().post(f"/collections/{shelf.id}/{own}", data=sent).status_code == 401
    assert client(dmytro).post(f"/collections/{shelf.id}/{own}", data=sent).status_code == 403
    assert client(dmytro).post(f"/collections/987654/{own}", data=sent).status_code == 404

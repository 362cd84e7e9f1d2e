"""One click says WOW; one answer says whether it helped; a no says what was missing and is settled by the keeper."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.db import transaction
from portal.core.errors import Forbidden, Invalid, NotFound
from portal.core.extension import ItemRef
from portal.knowledge.models import HelpfulAnswer, ItemReactionKind, ItemState, KnowledgeItem
from portal.knowledge.panels import Panels, panels
from portal.knowledge.queries.detail import detail
from portal.knowledge.queries.upkeep import unsettled_noes
from portal.knowledge.services.acknowledging import acknowledge, ask_to_acknowledge
from portal.knowledge.services.helpfulness import say_whether_it_helped, settle
from portal.knowledge.services.reacting import react, unreact
from portal.notifications.models import Notification
from tests import factories as people
from tests.conftest import Clients
from tests.discussion.factories import said
from tests.knowledge import factories
from tests.parallel import at_once
from tests.statements import MOST_A_PAGE, counted

HOUR = timedelta(hours=1)
MISSING = "Не сказано, що робити вночі"


@pytest.fixture
def story(olena: Actor, earlier: datetime) -> KnowledgeItem:
    """A case by the author, published."""
    return factories.item(olena, now=earlier)


def row(session: Session, item: KnowledgeItem) -> KnowledgeItem:
    return session.get_one(KnowledgeItem, item.id)


def give(item: KnowledgeItem, actor: Actor, kind: ItemReactionKind, now: datetime) -> None:
    with transaction() as session:
        react(session, row(session, item), actor, kind, now=now)


def answer(item: KnowledgeItem, actor: Actor, reason: str = "", *, helpful: bool, now: datetime) -> None:
    with transaction() as session:
        say_whether_it_helped(session, row(session, item), actor, helpful=helpful, reason=reason, now=now)


def seen(session: Session, item: KnowledgeItem, actor: Actor) -> Panels:
    return panels(session, detail(session, item.kind, item.id, actor), actor)


def counts(item: KnowledgeItem) -> tuple[int, int, int]:
    found = factories.fresh(item.id)
    return found.reaction_count, found.helpful_count, found.unhelpful_count


def test_a_reaction_given_twice_is_one_and_can_be_taken_back(
    session: Session, story: KnowledgeItem, dmytro: Actor, marta: Actor, now: datetime
) -> None:
    for actor in (dmytro, dmytro, marta):
        give(story, actor, ItemReactionKind.WOW, now)
    give(story, dmytro, ItemReactionKind.WILL_USE, now)
    assert counts(story)[0] == 3
    shown = {view.kind: (view.count, view.mine) for view in seen(session, story, dmytro).reactions}
    assert shown == {"wow": (2, True), "useful": (0, False), "will_use": (1, True)}
    for _ in range(2):
        with transaction() as writing:
            unreact(writing, row(writing, story), dmytro, ItemReactionKind.WOW, now=now)
    assert counts(story)[0] == 2


def test_two_clicks_at_once_count_once(app: Flask, story: KnowledgeItem, dmytro: Actor, now: datetime) -> None:
    at_once(app, 6, lambda _n: give(story, dmytro, ItemReactionKind.USEFUL, now))
    assert counts(story)[0] == 1


def test_a_click_leaves_nobody_s_form_out_of_date(story: KnowledgeItem, dmytro: Actor, now: datetime) -> None:
    before = factories.fresh(story.id).version
    give(story, dmytro, ItemReactionKind.WOW, now)
    answer(story, dmytro, helpful=True, now=now)
    assert factories.fresh(story.id).version == before


def test_nobody_reacts_to_their_own(story: KnowledgeItem, olena: Actor, now: datetime) -> None:
    with pytest.raises(Forbidden):
        give(story, olena, ItemReactionKind.WOW, now)
    with pytest.raises(Forbidden):
        answer(story, olena, helpful=True, now=now)


def test_an_answer_is_one_and_can_be_changed(
    session: Session, story: KnowledgeItem, dmytro: Actor, now: datetime
) -> None:
    answer(story, dmytro, helpful=True, now=now)
    answer(story, dmytro, helpful=True, now=now)
    assert counts(story)[1:] == (1, 0)
    answer(story, dmytro, MISSING, helpful=False, now=now)
    assert counts(story)[1:] == (0, 1)
    assert (seen(session, story, dmytro).help.mine, seen(session, story, dmytro).help.reason) == (False, MISSING)
    answer(story, dmytro, helpful=True, now=now)
    assert counts(story)[1:] == (1, 0)
    assert session.scalars(select(HelpfulAnswer)).one().reason == ""


@pytest.mark.parametrize("reason", ["", "погано", " " * 40, "ж" * 501])
def test_a_no_says_what_was_missing(story: KnowledgeItem, dmytro: Actor, now: datetime, reason: str) -> None:
    with pytest.raises(Invalid):
        answer(story, dmytro, reason, helpful=False, now=now)
    assert counts(story)[1:] == (0, 0)


def test_a_no_waits_for_the_keeper_until_it_is_settled_and_again_when_it_changes(
    session: Session, story: KnowledgeItem, olena: Actor, dmytro: Actor, marta: Actor, now: datetime
) -> None:
    answer(story, dmytro, MISSING, helpful=False, now=now)
    keeper_told = session.scalars(select(Notification.topic).where(Notification.person_id == olena.id)).all()
    assert "duties" in keeper_told
    assert [found.reason for found in unsettled_noes(session, keeper_id=olena.id, cursor=None).rows] == [MISSING]
    assert seen(session, story, marta).help.unsettled == 1
    assert seen(session, story, dmytro).help.unsettled == 0
    with transaction() as writing:
        settle(writing, row(writing, story), dmytro.id, marta, now=now)
    assert unsettled_noes(session, keeper_id=None, cursor=None).rows == []
    answer(story, dmytro, "І досі не сказано, що робити вночі", helpful=False, now=now)
    assert len(unsettled_noes(session, keeper_id=None, cursor=None).rows) == 1


def test_readers_settle_nothing(story: KnowledgeItem, dmytro: Actor, stranger: Actor, now: datetime) -> None:
    answer(story, dmytro, MISSING, helpful=False, now=now)
    with pytest.raises(Forbidden), transaction() as session:
        settle(session, row(session, story), dmytro.id, stranger, now=now)


def test_a_yes_is_no_answer_to_settle(story: KnowledgeItem, dmytro: Actor, marta: Actor, now: datetime) -> None:
    answer(story, dmytro, helpful=True, now=now)
    with pytest.raises(NotFound), transaction() as session:
        settle(session, row(session, story), dmytro.id, marta, now=now)


def test_what_stands_around_a_text_is_one_statement(
    session: Session, story: KnowledgeItem, dmytro: Actor, marta: Actor, now: datetime
) -> None:
    give(story, dmytro, ItemReactionKind.WOW, now)
    for actor in (dmytro, marta):
        found = detail(session, story.kind, story.id, actor)
        panels(session, found, actor)
        with counted() as statements:
            panels(session, found, actor)
        assert len(statements) == 1


def test_the_buttons_work_without_a_script(
    client: Clients, story: KnowledgeItem, dmytro: Actor, stranger: Actor
) -> None:
    browser, own = client(dmytro), f"/knowledge/{story.id}"
    assert browser.post(f"{own}/reactions", data={"give": "wow"}).location == f"/cases/{story.id}#heard"
    assert dmytro.name in client(stranger).get(f"{own}/reactions").text
    assert browser.post(f"{own}/help", data={"helpful": "yes"}).status_code == 302
    again = browser.post(f"{own}/help", data={"helpful": "no", "reason": "ні"})
    assert again.status_code == 422
    assert "ні" in again.text
    assert browser.post(f"{own}/help", data={"helpful": "no", "reason": MISSING}).status_code == 302
    assert counts(story) == (1, 0, 1)
    assert browser.post(f"{own}/reactions", data={"take_back": "wow"}).status_code == 302
    assert browser.post(f"{own}/reactions", data={"give": "anger"}).status_code == 422
    assert counts(story)[0] == 0


def test_the_keeper_settles_in_the_list_and_can_undo(
    client: Clients, session: Session, story: KnowledgeItem, olena: Actor, dmytro: Actor, marta: Actor, now: datetime
) -> None:
    answer(story, dmytro, MISSING, helpful=False, now=now)
    keeper, own = client(olena), f"/knowledge/{story.id}/help/{dmytro.id}/settle"
    assert MISSING in keeper.get("/knowledge/upkeep/answers").text
    assert MISSING not in client(marta).get("/knowledge/upkeep/answers").text
    assert MISSING in client(marta).get("/knowledge/upkeep/answers?whose=all").text
    assert MISSING not in client(dmytro).get("/knowledge/upkeep/answers?whose=all").text
    assert keeper.post(own).status_code == 302
    assert MISSING not in keeper.get("/knowledge/upkeep/answers").text
    assert keeper.post(f"{own}?settled=0").status_code == 302
    assert MISSING in keeper.get("/knowledge/upkeep/answers").text


@pytest.mark.parametrize("step", ["reactions", "help", "help/1/settle"])
def test_writing_is_for_those_who_see_it(
    client: Clients, story: KnowledgeItem, olena: Actor, dmytro: Actor, step: str
) -> None:
    hidden = factories.item(olena, ItemState.DRAFT)
    sent = {"give": "wow", "helpful": "yes"}
    assert client().post(f"/knowledge/{story.id}/{step}", data=sent).status_code == 401
    assert client(dmytro).post(f"/knowledge/{hidden.id}/{step}", data=sent).status_code == 404
    assert client(olena).post(f"/knowledge/{story.id}/{step}", data=sent).status_code in {403, 404}


@pytest.mark.parametrize("reader", ["dmytro", "marta", "olena"])
def test_a_page_with_every_voice_and_a_change_to_read_asks_as_little(
    client: Clients, olena: Actor, now: datetime, request: pytest.FixtureRequest, reader: str
) -> None:
    article, actor = factories.item(olena, kind="article", now=now - timedelta(days=2)), request.getfixturevalue(reader)
    voices = [people.person() for _ in range(12)]
    with transaction() as session:
        ask_to_acknowledge(session, row(session, article), factories.editor(), now=now - timedelta(days=1))
    for voice in voices:
        give(article, voice, ItemReactionKind.USEFUL, now)
        answer(article, voice, MISSING, helpful=False, now=now)
        said(voice, item=ItemRef("article", article.id))
    if reader != "olena":
        with transaction() as session:
            acknowledge(session, row(session, article), actor, number=1, now=now)
    factories.changed(article.id, olena, body="Спершу вислухайте, а тоді перепитайте.", major=True, now=now + HOUR)
    browser = client(actor)
    browser.get(f"/articles/{article.id}")
    with counted() as statements:
        page = browser.get(f"/articles/{article.id}").text
    assert len(statements) <= MOST_A_PAGE, "\n".join(statements)
    assert ("asked-change" in page) == (reader != "olena")


@pytest.mark.parametrize("place", ["readers", "ask", "keep", "reactions"])
def test_the_pages_beside_it_ask_as_little(
    client: Clients, story: KnowledgeItem, dmytro: Actor, marta: Actor, now: datetime, place: str
) -> None:
    give(story, dmytro, ItemReactionKind.WOW, now)
    browser = client(marta)
    browser.get(f"/knowledge/{story.id}/{place}")
    with counted() as statements:
        assert browser.get(f"/knowledge/{story.id}/{place}").status_code == 200
    assert len(statements) <= MOST_A_PAGE, "\n".join(statements)

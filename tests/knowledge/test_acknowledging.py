"""Who is asked to read an item says so once, and again only after a change in the matter, with what changed shown."""

from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.db import transaction
from portal.core.difference import Change
from portal.core.errors import Conflict, Forbidden, Invalid
from portal.core.extension import ME
from portal.knowledge.changes import at_a_glance, changes_between
from portal.knowledge.models import Acknowledgement, ItemState, KnowledgeItem
from portal.knowledge.panels import Panels, panels
from portal.knowledge.queries.acknowledgements import readers_by_team, told_of, waiting_count, waiting_for
from portal.knowledge.queries.detail import detail
from portal.knowledge.services.acknowledging import acknowledge, ask_to_acknowledge, stop_asking
from portal.knowledge.shapes import shapes
from portal.notifications.models import Notification
from portal.notifications.topics import Topic
from portal.people.models import Team
from tests import factories as people
from tests.conftest import Clients
from tests.knowledge import factories

MORE = "Спершу вислухайте. Потім перепитайте двічі. І лише тоді пропонуйте, що зробити."


@pytest.fixture
def article(olena: Actor, earlier: datetime) -> KnowledgeItem:
    """An instruction by the author, published a day ago."""
    return factories.item(olena, kind="article", now=earlier)


def asked(item: KnowledgeItem, actor: Actor, *teams: Team, now: datetime) -> None:
    with transaction() as session:
        ask_to_acknowledge(session, session.get_one(KnowledgeItem, item.id), actor, [t.id for t in teams], now=now)


def read(item: KnowledgeItem, actor: Actor, number: int, *, now: datetime) -> None:
    with transaction() as session:
        acknowledge(session, session.get_one(KnowledgeItem, item.id), actor, number=number, now=now)


def seen(session: Session, item: KnowledgeItem, actor: Actor) -> Panels:
    return panels(session, detail(session, item.kind, item.id, actor), actor)


def waiting(session: Session, actor: Actor) -> list[int]:
    found = [row.id for row in waiting_for(session, actor)]
    count = session.execute(select(waiting_count(actor)), {ME.key: actor.id}).scalar_one()
    assert count == len(found)
    return found


def told(session: Session) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    rows = session.execute(
        select(Notification.person_id, Notification.topic).where(Notification.topic == Topic.READING.value)
    )
    for person_id, topic in rows:
        found.setdefault(person_id, []).append(topic)
    return found


def test_everybody_is_asked_and_told_once(
    session: Session, article: KnowledgeItem, olena: Actor, dmytro: Actor, stranger: Actor, marta: Actor, now: datetime
) -> None:
    asked(article, marta, now=now)
    asked(article, marta, now=now)
    assert waiting(session, dmytro) == waiting(session, stranger) == [article.id]
    assert told(session).keys() >= {dmytro.id, stranger.id}
    assert {len(lines) for lines in told(session).values()} == {1}


def test_whoever_wrote_or_published_it_has_read_it(
    session: Session, article: KnowledgeItem, olena: Actor, marta: Actor, now: datetime
) -> None:
    asked(article, marta, now=now)
    assert waiting(session, olena) == waiting(session, factories.editor()) == []
    assert olena.id not in told(session)


def test_only_the_named_teams_are_asked(
    session: Session, article: KnowledgeItem, dmytro: Actor, stranger: Actor, marta: Actor, care_team: Team,
    now: datetime,
) -> None:  # fmt: skip
    asked(article, marta, care_team, now=now)
    assert waiting(session, dmytro) == [article.id]
    assert waiting(session, stranger) == []
    with pytest.raises(Forbidden):
        read(article, stranger, 1, now=now)


def test_a_further_team_is_told_and_the_first_isnt_told_twice(
    session: Session, article: KnowledgeItem, dmytro: Actor, stranger: Actor, marta: Actor, care_team: Team,
    other_team: Team, now: datetime,
) -> None:  # fmt: skip
    asked(article, marta, care_team, now=now)
    asked(article, marta, care_team, other_team, now=now)
    assert {person: len(lines) for person, lines in told(session).items()} == {dmytro.id: 1, stranger.id: 1}
    asked(article, marta, now=now)
    assert {len(lines) for lines in told(session).values()} == {1}


def test_who_has_read_it_isnt_asked_any_more(
    session: Session, article: KnowledgeItem, dmytro: Actor, marta: Actor, now: datetime
) -> None:
    asked(article, marta, now=now)
    for _ in range(2):
        read(article, dmytro, 1, now=now)
    assert waiting(session, dmytro) == []
    assert not seen(session, article, dmytro).reading.waits
    assert session.scalar(select(func.count()).where(Acknowledgement.person_id == dmytro.id)) == 1
    assert dmytro.id not in told_of(session, article.id, ())


def test_a_small_change_asks_nobody_again(
    session: Session, article: KnowledgeItem, olena: Actor, dmytro: Actor, marta: Actor, now: datetime
) -> None:
    asked(article, marta, now=now)
    read(article, dmytro, 1, now=now)
    factories.changed(article.id, olena, body=MORE, now=now + timedelta(hours=1))
    assert waiting(session, dmytro) == []


def test_a_change_in_the_matter_asks_again_and_shows_word_by_word_what_changed(
    session: Session, article: KnowledgeItem, olena: Actor, dmytro: Actor, stranger: Actor, marta: Actor, now: datetime
) -> None:
    asked(article, marta, now=now)
    read(article, dmytro, 1, now=now)
    factories.changed(article.id, olena, body=MORE, major=True, now=now + timedelta(hours=1))
    assert waiting(session, dmytro) == [article.id]
    reading = seen(session, article, dmytro).reading
    assert (reading.waits, reading.since_number, reading.number) == (True, 1, 2)
    [change] = reading.changes
    words = {(piece.kind, piece.words.strip()) for piece in change.pieces}
    assert (Change.REMOVED, "своїми словами") in words
    assert (Change.ADDED, "двічі") in words
    assert seen(session, article, stranger).reading.changes == ()
    assert len(told(session)[dmytro.id]) == 2


def test_the_difference_is_against_what_this_reader_had_read(
    session: Session, article: KnowledgeItem, olena: Actor, dmytro: Actor, marta: Actor, now: datetime
) -> None:
    asked(article, marta, now=now)
    read(article, dmytro, 1, now=now)
    factories.changed(article.id, olena, body=MORE, now=now + timedelta(hours=1))
    factories.changed(article.id, olena, body=f"{MORE} Дякуйте.", major=True, now=now + timedelta(hours=2))
    reading = seen(session, article, dmytro).reading
    assert reading.since_number == 1
    added = "".join(piece.words for piece in reading.changes[0].pieces if piece.kind is Change.ADDED)
    assert "двічі" in added
    assert "Дякуйте" in added


def test_an_old_page_doesnt_acknowledge_what_its_reader_hasnt_seen(
    session: Session, article: KnowledgeItem, olena: Actor, dmytro: Actor, marta: Actor, now: datetime
) -> None:
    asked(article, marta, now=now)
    factories.changed(article.id, olena, body=MORE, major=True, now=now + timedelta(hours=1))
    with pytest.raises(Conflict):
        read(article, dmytro, 1, now=now + timedelta(hours=2))
    factories.changed(article.id, olena, body=f"{MORE} Так.", now=now + timedelta(hours=3))
    read(article, dmytro, 2, now=now + timedelta(hours=4))
    assert waiting(session, dmytro) == []


def test_nobody_is_asked_any_more_once_that_is_dropped(
    session: Session, article: KnowledgeItem, dmytro: Actor, marta: Actor, now: datetime
) -> None:
    asked(article, marta, now=now)
    with transaction() as writing:
        stop_asking(writing, writing.get_one(KnowledgeItem, article.id), marta, now=now)
    assert waiting(session, dmytro) == []
    asked(article, marta, now=now)
    assert waiting(session, dmytro) == [article.id]


def test_readers_and_authors_ask_nobody(article: KnowledgeItem, dmytro: Actor, now: datetime) -> None:
    with pytest.raises(Forbidden):
        asked(article, dmytro, now=now)


def test_a_team_that_is_closed_or_invented_is_refused(
    article: KnowledgeItem, marta: Actor, care_team: Team, now: datetime
) -> None:
    with pytest.raises(Invalid), transaction() as session:
        ask_to_acknowledge(session, session.get_one(KnowledgeItem, article.id), marta, [987654], now=now)


def test_what_is_archived_waits_for_nobody(
    session: Session, olena: Actor, dmytro: Actor, marta: Actor, now: datetime
) -> None:
    old = factories.item(olena, ItemState.ARCHIVED, kind="article", now=now)
    with pytest.raises(Forbidden):
        asked(old, marta, now=now)
    assert waiting(session, dmytro) == []


def test_the_keeper_knows_how_many_of_each_team_have_read_it(
    session: Session, article: KnowledgeItem, olena: Actor, dmytro: Actor, mentor: Actor, stranger: Actor,
    marta: Actor, care_team: Team, now: datetime,
) -> None:  # fmt: skip
    asked(article, marta, care_team, now=now)
    read(article, dmytro, 1, now=now)
    [row] = readers_by_team(session, article.id)
    assert (row.team_id, row.asked, row.read) == (care_team.id, 3, 2)
    reading = seen(session, article, olena).reading
    assert (reading.can_ask, reading.readers, reading.asked) == (True, 2, 3)
    assert (seen(session, article, dmytro).reading.readers, seen(session, article, dmytro).reading.asked) == (0, 0)


def test_names_are_for_keeper_editors_and_the_team_s_lead(
    client: Clients, article: KnowledgeItem, olena: Actor, dmytro: Actor, mentor: Actor, stranger: Actor, marta: Actor,
    care_team: Team, now: datetime,
) -> None:  # fmt: skip
    asked(article, marta, now=now)
    read(article, dmytro, 1, now=now)
    address = f"/knowledge/{article.id}/readers"
    assert client(stranger).get(address).status_code == 403
    names = client(olena).get(f"{address}?team={care_team.id}").text
    assert dmytro.name in names
    assert mentor.name in names
    with transaction() as session:
        session.get_one(Team, care_team.id).lead_id = mentor.id
    people.area()  # the teams are read again
    lead = client(mentor)
    assert dmytro.name in lead.get(address).text
    assert lead.get(f"{address}?team={stranger.team_id}").text.count(stranger.name) == 0
    assert client(stranger).get(address).status_code == 403


def test_the_pages_ask_and_take_the_answer(
    client: Clients, session: Session, article: KnowledgeItem, dmytro: Actor, marta: Actor, care_team: Team
) -> None:
    page = f"/articles/{article.id}"
    assert client(marta).get(f"/knowledge/{article.id}/ask").status_code == 200
    assert client(marta).post(f"/knowledge/{article.id}/ask", data={"scope": "teams"}).status_code == 422
    sent = client(marta).post(f"/knowledge/{article.id}/ask", data={"scope": "teams", "teams": str(care_team.id)})
    assert sent.location == f"{page}#reading"
    reader = client(dmytro)
    assert f'href="{page}"' in reader.get("/knowledge/to-read").text
    assert f"/knowledge/{article.id}/acknowledge" in reader.get(page).text
    assert reader.post(f"/knowledge/{article.id}/acknowledge", data={"number": "1"}).status_code == 302
    assert f"/knowledge/{article.id}/acknowledge" not in reader.get(page).text
    assert waiting(session, dmytro) == []


@pytest.mark.parametrize("step", ["acknowledge", "ask"])
def test_writing_is_for_those_whose_it_is(
    client: Clients, article: KnowledgeItem, olena: Actor, dmytro: Actor, step: str
) -> None:
    hidden = factories.item(olena, ItemState.DRAFT, kind="article")
    assert client().post(f"/knowledge/{article.id}/{step}").status_code == 401
    assert client(dmytro).post(f"/knowledge/{hidden.id}/{step}").status_code == 404
    assert client(dmytro).post(f"/knowledge/{article.id}/{step}", data={"scope": "everybody"}).status_code == 403


def test_of_what_stayed_only_the_words_beside_a_change_are_shown() -> None:
    before = {"body": f"{'Так було завжди. ' * 60}Телефонуйте 112. {'Так і буде. ' * 60}"}
    after = {"body": before["body"].replace("112", "103")}
    old, new = (SimpleNamespace(title="Вогонь", parts=parts) for parts in (before, after))
    [whole] = changes_between(old, new, shapes["text"])
    assert "".join(piece.words for piece in whole.pieces if piece.kind is not Change.REMOVED) == after["body"]
    change = at_a_glance(whole)
    assert [piece.words.strip() for piece in change.pieces if piece.kind is not Change.KEPT] == ["112", "103"]
    assert len("".join(piece.words for piece in change.pieces)) < 400
    assert "… " in change.pieces[0].words
    assert changes_between(old, old, shapes["text"]) == ()

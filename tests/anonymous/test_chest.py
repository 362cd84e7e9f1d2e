"""The chest without a name: told, reviewed, asked about, published or taken back; nobody is counted."""

import secrets
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.anonymous.models import AnonymousMessage, SealedWord
from portal.anonymous.services.codes import Ticket
from portal.core import clock
from portal.core.actor import Actor
from portal.core.db import transaction
from portal.core.drafts import Draft
from portal.core.files import StoredPicture
from portal.core.journal import JournalEntry
from portal.knowledge.models import ItemState, KnowledgeItem, RevisionState
from portal.knowledge.services.reviewing import publish, send_back
from portal.notifications.models import Notification
from portal.people.models import Area
from tests.anonymous import speaking, telling
from tests.anonymous.telling import ADDRESS, TITLE
from tests.conftest import Clients
from tests.knowledge import factories

KEY = "d" * 22
QUESTION = "Що саме ви пообіцяли?"
ANSWER = "Що кур'єр буде до обіду."
NOTE = "Додайте, будь ласка, що сталося потім: без цього не зрозуміло."


@pytest.fixture
def sealed(client: Clients, olena: Actor) -> Ticket:
    """A case that waits for the full hour."""
    return telling.tell(client(olena))


def address(ticket: Ticket) -> str:
    return f"/cases/a{-ticket.number}"


def let_stand(ticket: Ticket, editor: Actor) -> None:
    with transaction() as session:
        publish(session, session.merge(telling.open_text(ticket)), editor, now=clock.now())


def ask_first(ticket: Ticket, editor: Actor) -> None:
    with transaction() as session:
        send_back(session, session.merge(telling.open_text(ticket)), editor, note=NOTE, now=clock.now())


def count(session: Session, kind: type) -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(kind)) or 0


def test_it_waits_for_the_hour_and_then_for_the_editors_alone(
    client: Clients, session: Session, sealed: Ticket, marta: Actor, dmytro: Actor
) -> None:
    assert client(marta).get(address(sealed)).status_code == 404
    assert count(session, KnowledgeItem) == 0
    assert speaking.strike() == 1
    assert client(dmytro).get(address(sealed)).status_code == 404
    assert TITLE in client(marta).get("/knowledge/review").text
    page = client(marta).get(f"/knowledge/a{-sealed.number}/review").text
    assert "Без імені" in page
    assert "Розмова з тим, хто розповів" in page


def test_what_is_let_out_has_no_person_team_or_exact_time(session: Session, ticket: Ticket) -> None:
    made, revision = telling.case_of(ticket), telling.open_text(ticket)
    assert made is not None
    assert (made.kind, made.state, made.nameless) == ("case", ItemState.IN_REVIEW, True)
    assert (made.author_id, made.team_id, made.keeper_id, made.submission_key) == (None, None, None, None)
    assert (revision.author_id, revision.state, revision.number) == (None, RevisionState.IN_REVIEW, 1)
    moments = {made.created_at, made.last_activity_at, revision.begun_at, revision.saved_at, revision.submitted_at}
    assert len(moments) == 1
    assert moments == {clock.full_hour(made.created_at)}
    assert session.scalars(select(JournalEntry.actor_id).where(JournalEntry.item_id == ticket.number)).all() == [None]


def test_the_editors_are_told_and_nobody_else(session: Session, marta: Actor, ticket: Ticket) -> None:
    assert set(session.scalars(select(Notification.person_id)).all()) == {marta.id}


def test_published_it_is_kept_by_the_editor_and_read_by_all(
    client: Clients, author: FlaskClient, ticket: Ticket, marta: Actor, dmytro: Actor
) -> None:
    let_stand(ticket, marta)
    made = telling.case_of(ticket)
    assert made is not None
    assert made.keeper_id == marta.id
    page = client(dmytro).get(address(ticket)).text
    assert "Без імені" in page
    assert "Розмова з тим" not in page
    assert TITLE in client(dmytro).get("/cases").text
    page = author.get("/anonymous").text
    assert "Опубліковано" in page
    assert address(ticket) in page
    assert author.post("/anonymous/withdraw").status_code == 403


def test_what_the_editors_ask_for_stands_on_the_authors_page(
    client: Clients, author: FlaskClient, ticket: Ticket, marta: Actor, dmytro: Actor
) -> None:
    ask_first(ticket, marta)
    page = author.get("/anonymous").text
    assert NOTE in page
    assert "Редактори просять дещо додати" in page
    assert TITLE in client(marta).get("/knowledge/review").text
    assert client(marta).get(address(ticket)).status_code == 200
    assert client(dmytro).get(address(ticket)).status_code == 404


def test_an_editor_puts_the_new_words_in_and_it_is_published(
    client: Clients, ticket: Ticket, marta: Actor, dmytro: Actor
) -> None:
    ask_first(ticket, marta)
    browser, base = client(marta), f"/knowledge/a{-ticket.number}"
    revision = telling.open_text(ticket)
    assert browser.get(f"{base}/edit").status_code == 200
    said = telling.telling(lesson="Обіцяю лише те, що перевірив сам, і кажу, коли передзвоню.")
    sent = {**said, "genre": str(revision.genre_id), "version": str(revision.version), "based_on": "0"}
    assert client(dmytro).post(f"{base}/edit", data=sent).status_code == 404
    assert browser.post(f"{base}/edit", data=sent | {"then": "review"}).status_code == 302
    revision = telling.open_text(ticket)
    assert (revision.state, revision.author_id) == (RevisionState.IN_REVIEW, None)
    let_stand(ticket, marta)
    assert "що перевірив сам" in client(dmytro).get(address(ticket)).text
    made = telling.case_of(ticket)
    assert made is not None
    assert made.author_id is None


def test_the_conversation_is_the_editors(
    client: Clients, session: Session, author: FlaskClient, ticket: Ticket, marta: Actor, hanna: Actor, dmytro: Actor
) -> None:
    said = {"body": QUESTION, "form_key": "k" * 32}
    to_author = f"/conversations/case/a{-ticket.number}"
    assert client(dmytro).post(to_author, data=said).status_code == 404
    assert client(hanna).post(to_author, data=said).status_code == 404
    assert client(marta).post(to_author, data=said).location == f"{address(ticket)}#conversation"
    page = author.get("/anonymous").text
    assert QUESTION in page
    assert "Марта" in page
    author.post("/anonymous/messages", data={"body": ANSWER, "form_key": secrets.token_urlsafe(24)})
    assert ANSWER not in client(marta).get(address(ticket)).text
    before = count(session, Notification)
    speaking.strike(clock.full_hour(clock.now()))
    assert ANSWER in client(marta).get(address(ticket)).text
    assert count(session, Notification) == before + 1
    assert "пише редакторам" in client(marta).get("/inbox").text
    let_stand(ticket, marta)
    assert QUESTION not in client(hanna).get(address(ticket)).text
    assert client(hanna).post(to_author, data=said).status_code == 403


def test_taken_back_nobody_but_its_author_sees_it(
    client: Clients, author: FlaskClient, ticket: Ticket, marta: Actor
) -> None:
    author.post("/anonymous/withdraw")
    assert client(marta).get(address(ticket)).status_code == 200
    speaking.strike()
    made = telling.case_of(ticket)
    assert made is not None
    assert made.state is ItemState.DISCARDED
    assert client(marta).get(address(ticket)).status_code == 404
    page = author.get("/anonymous").text
    assert TITLE in page
    assert author.post("/anonymous/messages", data={"body": ANSWER, "form_key": "k" * 32}).status_code == 422


def test_published_before_the_hour_it_is_not_taken_back(author: FlaskClient, ticket: Ticket, marta: Actor) -> None:
    author.post("/anonymous/withdraw")
    let_stand(ticket, marta)
    speaking.strike()
    made = telling.case_of(ticket)
    assert made is not None
    assert made.state is ItemState.PUBLISHED


def test_what_nobody_has_seen_vanishes_with_its_code(client: Clients, session: Session, sealed: Ticket) -> None:
    browser = client()
    speaking.enter(browser, sealed)
    assert TITLE in browser.get("/anonymous").text
    browser.post("/anonymous/withdraw")
    assert count(session, SealedWord) == 0
    speaking.strike()
    assert count(session, KnowledgeItem) == 0


def test_the_same_form_again_leaves_one_and_with_anything_else_is_refused(
    client: Clients, session: Session, olena: Actor
) -> None:
    browser, form = client(olena), telling.telling()
    first = speaking.send(browser, form, ADDRESS)
    assert speaking.send(browser, form, ADDRESS) == first
    speaking.strike()
    assert speaking.send(browser, form, ADDRESS) == first
    assert browser.post(ADDRESS, data=form | {"channel": "chat"}).status_code == 409
    assert browser.post("/initiatives/anonymous", data=speaking.proposal(nonce=form["nonce"])).status_code == 409
    speaking.strike()
    assert count(session, KnowledgeItem) == 1


def test_going_on_without_a_name_deletes_the_draft(client: Clients, session: Session, olena: Actor) -> None:
    browser = client(olena)
    assert f"{ADDRESS}/switch/" in browser.get("/knowledge/new/mistake").text
    typed = telling.telling(genre_key="mistake", title="Чернетка помилки")
    browser.post(f"/knowledge/drafts/{KEY}", data=typed)
    assert count(session, Draft) == 1
    page = browser.post(f"{ADDRESS}/switch/{KEY}", data=typed)
    assert "Чернетка помилки" in page.text
    assert "data-autosave" not in page.text
    assert "data-preview" not in page.text
    assert count(session, Draft) == 0
    late = browser.post(f"/knowledge/drafts/{KEY}", data=typed)
    assert late.status_code == 422
    assert count(session, Draft) == 0


def test_pictures_come_along_and_are_the_editors_until_it_is_published(
    client: Clients, session: Session, olena: Actor, marta: Actor, dmytro: Actor
) -> None:
    made = telling.tell(client(olena), pictures=(BytesIO(speaking.photo()), "a.jpg"))
    assert count(session, StoredPicture) == 0
    speaking.strike()
    picture = session.scalars(select(StoredPicture)).one()
    assert picture.uploader_id is None
    assert client(marta).get(f"/files/{picture.token}").status_code == 200
    assert client(dmytro).get(f"/files/{picture.token}").status_code == 404
    browser = client()
    speaking.enter(browser, made)
    assert f"/anonymous/pictures/{picture.token}" in browser.get("/anonymous").text
    assert browser.get(f"/anonymous/pictures/{picture.token}").status_code == 200
    let_stand(made, marta)
    assert client(dmytro).get(f"/files/{picture.token}").status_code == 200


def test_only_what_is_told_in_the_chest_is_told_without_a_name(client: Clients, session: Session, olena: Actor) -> None:
    browser = client(olena)
    assert browser.get("/knowledge/anonymous").location == ADDRESS
    assert browser.get("/knowledge/anonymous/instruction").status_code == 404
    wow = factories.genre("wow")
    made = speaking.send(browser, telling.telling(genre=str(wow.id)), ADDRESS)
    speaking.strike()
    row = telling.case_of(made)
    assert row is not None
    assert row.genre_id == factories.genre("mistake").id


def test_an_area_that_was_closed_meanwhile_is_left_out(client: Clients, olena: Actor, area: Area) -> None:
    made = telling.tell(client(olena), area=str(area.id))
    with transaction() as session:
        session.get_one(Area, area.id).closed_at = clock.now()
    speaking.strike()
    row = telling.case_of(made)
    assert row is not None
    assert row.area_id is None


def test_an_error_keeps_what_was_typed(client: Clients, session: Session, olena: Actor) -> None:
    answer = client(olena).post(ADDRESS, data=telling.telling(lesson=""))
    assert answer.status_code == 422
    assert TITLE in answer.text
    assert count(session, SealedWord) == 0


def test_a_mistake_told_with_a_name_is_not_listed_or_counted_by_its_author(
    client: Clients, olena: Actor, dmytro: Actor
) -> None:
    factories.item(olena, genre="mistake", title="Помилка під іменем")
    factories.item(olena, genre="wow", title="Добра розмова під іменем")
    listed = client(dmytro).get(f"/cases?author={olena.id}").text
    assert "Добра розмова під іменем" in listed
    assert "Помилка під іменем" not in listed
    assert "Помилка під іменем" not in client(dmytro).get(f"/people/{olena.id}").text
    assert "Помилка під іменем" in client(olena).get("/cases?mine=1").text


def test_messages_are_counted_once(session: Session, author: FlaskClient) -> None:
    for _time in range(2):
        author.post("/anonymous/messages", data={"body": ANSWER, "form_key": "k" * 32})
    speaking.strike()
    assert count(session, AnonymousMessage) == 1


def test_any_key_of_a_form_brings_the_editors_words_to_the_author(client: Clients, olena: Actor, marta: Actor) -> None:
    made = telling.tell(client(olena))
    speaking.strike()

    said = {"body": "Дякуємо. Коли це було?", "form_key": "a\x00b"}
    assert client(marta).post(f"/conversations/case/a{-made.number}", data=said).status_code == 302

"""The author's page: opened with a code, closed to guesses, a conversation that names nobody."""

import secrets
from datetime import datetime, timedelta
from io import BytesIO

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.anonymous.events import AuthorWrittenTo, AuthorWrote
from portal.anonymous.models import AnonymousMessage, ClosedPage, SealedWord, WrongCode
from portal.anonymous.services.answering import write_to_author
from portal.anonymous.services.codes import Ticket
from portal.core import clock
from portal.core.actor import Actor
from portal.core.db import db, transaction
from portal.core.errors import Forbidden
from portal.core.extension import ItemRef
from portal.core.journal import JournalEntry
from portal.core.markdown import render
from portal.initiatives.models import Initiative, StatusType, Visibility
from portal.initiatives.queries import get_visible, statuses
from portal.initiatives.services.moving import move
from portal.notifications.models import Notification
from tests.anonymous import speaking
from tests.conftest import Clients
from tests.initiatives import factories

WRONG = "2222-2222-2222-2222-2222"
QUESTION = "В яких змінах це трапляється?"
ANSWER = "У нічних, двічі на тиждень."


@pytest.fixture
def sealed(client: Clients, olena: Actor) -> Ticket:
    """An initiative that waits for the full hour."""
    return speaking.propose(client(olena))


def write(browser: FlaskClient, text: str = ANSWER, key: str | None = None) -> int:
    data = {"body": text, "form_key": key or secrets.token_urlsafe(24)}
    return browser.post("/anonymous/messages", data=data).status_code


def ask(hanna: Actor, ticket: Ticket, text: str = QUESTION) -> None:
    with transaction() as session:
        item, key = ItemRef("initiative", ticket.number), secrets.token_urlsafe(24)
        write_to_author(session, item, hanna, render(text), form_key=key, asks=True, now=clock.now())


def count(session: Session, kind: type) -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(kind)) or 0


def test_the_right_code_opens_the_page_for_this_browser_and_these_pages_only(client: Clients, ticket: Ticket) -> None:
    browser = client()
    answer = speaking.enter(browser, ticket)
    cookie = answer.headers["Set-Cookie"]
    for word in ("portal_anonymous=", "HttpOnly", "SameSite=Strict", "Path=/anonymous"):
        assert word in cookie
    assert "Expires" not in cookie
    assert "Max-Age" not in cookie
    assert speaking.TITLE in browser.get("/anonymous").text
    assert speaking.TITLE not in client().get("/anonymous").text


@pytest.mark.parametrize("spoil", ["lower", "spaces", "cyrillic"])
def test_a_code_is_understood_however_it_was_typed(client: Clients, ticket: Ticket, spoil: str) -> None:
    typed = {
        "lower": ticket.code.lower(),
        "spaces": ticket.code.replace("-", "  "),
        "cyrillic": ticket.code.translate(str.maketrans("ABCEHKMPTX", "АВСЕНКМРТХ")),
    }[spoil]
    assert speaking.enter(client(), ticket, typed).status_code == 303


def test_the_page_closes_by_itself_after_half_an_hour_and_by_a_button(client: Clients, ticket: Ticket) -> None:
    browser = client()
    with time_machine.travel(clock.now(), tick=False) as time:
        speaking.enter(browser, ticket)
        time.shift(timedelta(minutes=29))
        assert speaking.TITLE in browser.get("/anonymous").text
        time.shift(timedelta(minutes=31))
        assert speaking.TITLE not in browser.get("/anonymous").text
        speaking.enter(browser, ticket)
        browser.post("/anonymous/close")
        assert speaking.TITLE not in browser.get("/anonymous").text


def test_using_the_page_keeps_it_open_for_two_hours_at_most(client: Clients, ticket: Ticket) -> None:
    browser = client()
    with time_machine.travel(clock.now(), tick=False) as time:
        speaking.enter(browser, ticket)
        for _time in range(5):
            time.shift(timedelta(minutes=23))
            assert speaking.TITLE in browser.get("/anonymous").text
        time.shift(timedelta(minutes=6))
        assert speaking.TITLE not in browser.get("/anonymous").text


def test_a_copy_of_the_cookie_opens_nothing_once_the_page_was_closed(
    client: Clients, session: Session, ticket: Ticket
) -> None:
    browser, copied = client(), client()
    speaking.enter(browser, ticket)
    held = browser.get_cookie("portal_anonymous", path="/anonymous")
    assert held is not None
    copied.set_cookie("portal_anonymous", held.value, path="/anonymous")
    assert speaking.TITLE in copied.get("/anonymous").text
    browser.post("/anonymous/close")
    assert speaking.TITLE not in copied.get("/anonymous").text
    kept = session.scalars(select(ClosedPage)).one()
    assert kept.until == clock.full_hour(kept.until)
    assert speaking.enter(client(), ticket).status_code == 303  # the code itself still opens it
    until = kept.until
    with transaction() as writing:
        speaking.hourly()(writing, until)
    assert count(session, ClosedPage) == 0


def test_a_cookie_that_somebody_made_up_opens_nothing(client: Clients, ticket: Ticket) -> None:
    browser = client()
    for value in ("", "x", str(ticket.number), f"{ticket.number}.abc.def"):
        browser.set_cookie("portal_anonymous", value, path="/anonymous")
        assert speaking.TITLE not in browser.get("/anonymous").text


def test_before_the_hour_only_the_author_sees_it(client: Clients, sealed: Ticket) -> None:
    browser = client()
    speaking.enter(browser, sealed)
    page = browser.get("/anonymous").text
    assert speaking.TITLE in page
    assert "Поки що це бачите тільки ви" in page


def test_ten_wrong_codes_an_hour_are_the_most_for_a_number(client: Clients, ticket: Ticket) -> None:
    start = clock.full_hour(clock.now()) + timedelta(hours=2, minutes=50)
    with time_machine.travel(start, tick=False) as time:
        for _try in range(10):
            assert speaking.enter(client(), ticket, WRONG).status_code == 422
        assert speaking.enter(client(), ticket, WRONG).status_code == 429
        time.shift(timedelta(minutes=59))  # another hour of the clock, but no hour has passed
        assert speaking.enter(client(), ticket, WRONG).status_code == 429
        time.shift(timedelta(minutes=12))
        assert speaking.enter(client(), ticket, WRONG).status_code == 422


def test_nobody_can_lock_an_author_out_with_wrong_codes(client: Clients, session: Session, ticket: Ticket) -> None:
    for _try in range(15):
        speaking.enter(client(), ticket, WRONG)
    for _time in range(15):
        assert speaking.enter(client(), ticket).status_code == 303
    assert session.scalars(select(WrongCode.tries)).all() == [10]


def test_numbers_that_exist_and_those_that_do_not_answer_alike(client: Clients, ticket: Ticket) -> None:
    nobody = Ticket(ticket.number - 1 if ticket.number > -9_999_999 else ticket.number + 1, WRONG)
    for _try in range(12):
        one, other = speaking.enter(client(), ticket, WRONG), speaking.enter(client(), nobody)
        assert one.status_code == other.status_code
        strip = {str(-ticket.number): "", str(-nobody.number): ""}
        pages = [page.text for page in (one, other)]
        for number in strip:
            pages = [page.replace(number, "N") for page in pages]
        assert _without_tokens(pages[0]) == _without_tokens(pages[1])


def _without_tokens(page: str) -> str:
    return "\n".join(line for line in page.splitlines() if "csrf" not in line)


def test_right_codes_leave_nothing_and_wrong_ones_no_time_and_no_place(
    client: Clients, session: Session, ticket: Ticket
) -> None:
    speaking.enter(client(), ticket)
    assert count(session, WrongCode) == 0
    speaking.enter(client(), ticket, WRONG)
    kept = session.scalars(select(WrongCode)).one()
    assert (kept.hour.minute, kept.hour.second, kept.hour.microsecond) == (0, 0, 0)
    assert kept.hour > clock.now()
    assert str(-ticket.number) not in kept.number_hash


def test_the_conversation_goes_both_ways(client: Clients, author: FlaskClient, ticket: Ticket, hanna: Actor) -> None:
    committee = client(hanna)
    address = f"/initiatives/a{-ticket.number}"
    page = committee.get(address).text
    assert "Розмова з автором" in page
    answer = committee.post(
        f"/conversations/initiative/a{-ticket.number}", data={"body": QUESTION, "asks": "y", "form_key": "k" * 32}
    )
    assert answer.location == f"{address}#conversation"
    page = author.get("/anonymous").text
    assert QUESTION in page
    assert "Ганна Тиха" in page
    assert "чекає на вашу відповідь" in page

    assert write(author) == 303
    assert ANSWER in author.get("/anonymous").text
    assert ANSWER not in committee.get(address).text
    speaking.strike(clock.full_hour(clock.now()) + timedelta(hours=2))
    assert ANSWER in committee.get(address).text
    assert "чекає на вашу відповідь" not in author.get("/anonymous").text


def test_only_the_committee_sees_the_conversation(
    client: Clients, author: FlaskClient, ticket: Ticket, dmytro: Actor, marta: Actor, hanna: Actor
) -> None:
    ask(hanna, ticket)
    for actor in (dmytro, marta):
        page = client(actor).get(f"/initiatives/a{-ticket.number}").text
        assert QUESTION not in page
        assert "Розмова з автором" not in page
        assert client(actor).post(f"/conversations/initiative/a{-ticket.number}", data={"body": "x"}).status_code == 403


def test_a_message_of_the_author_is_told_to_the_committee_and_has_no_actor(
    session: Session, author: FlaskClient, hanna: Actor, dmytro: Actor
) -> None:
    before = count(session, Notification)
    write(author)
    assert count(session, Notification) == before
    speaking.strike()
    entry = session.scalars(select(JournalEntry).where(JournalEntry.name == AuthorWrote.name)).one()
    assert entry.actor_id is None
    assert entry.at == clock.full_hour(entry.at)
    told = session.scalars(select(Notification.person_id).where(Notification.entry_id == entry.id)).all()
    assert told == [hanna.id]


def test_what_the_inbox_says_of_it_leads_to_the_conversation(
    client: Clients, session: Session, author: FlaskClient, ticket: Ticket, hanna: Actor
) -> None:
    write(author)
    speaking.strike()
    browser = client(hanna)
    assert "пише комітету" in browser.get("/inbox").text
    line = session.scalars(select(Notification.id)).one()
    assert browser.get(f"/inbox/{line}/open").location.endswith(f"/initiatives/a{-ticket.number}#conversation")


def test_a_question_stops_the_clock_of_the_first_answer(session: Session, ticket: Ticket, hanna: Actor) -> None:
    ask(hanna, ticket)
    row = speaking.initiative_of(ticket)
    assert row is not None
    assert row.first_answered_at is not None
    entry = session.scalars(select(JournalEntry).where(JournalEntry.name == AuthorWrittenTo.name)).one()
    assert entry.actor_id == hanna.id


def test_messages_of_one_author_keep_their_order(session: Session, author: FlaskClient) -> None:
    said = [f"Повідомлення {place}" for place in range(8)]
    for text in said:
        write(author, text)
    speaking.strike()
    assert session.scalars(select(AnonymousMessage.body).order_by(AnonymousMessage.id)).all() == said


def test_a_message_sent_twice_is_said_once(session: Session, author: FlaskClient) -> None:
    for _time in range(2):
        write(author, key="k" * 32)
    assert count(session, SealedWord) == 1
    speaking.strike()
    write(author, key="k" * 32)
    assert count(session, SealedWord) == 0
    assert count(session, AnonymousMessage) == 1


def test_a_message_that_comes_after_the_half_hour_is_held(client: Clients, session: Session) -> None:
    answer = client().post("/anonymous/messages", data={"body": ANSWER, "form_key": "k" * 32})
    assert answer.status_code == 409
    assert ANSWER in answer.text
    assert count(session, SealedWord) == 0


@pytest.mark.parametrize("body", ["", "   ", "x" * 5001])
def test_an_empty_or_endless_message_is_refused_and_kept_in_the_form(
    author: FlaskClient, session: Session, body: str
) -> None:
    answer = author.post("/anonymous/messages", data={"body": body, "form_key": "k" * 32})
    assert answer.status_code == 422
    assert body.strip() in answer.text
    assert count(session, SealedWord) == 0


def test_the_author_takes_it_back_at_the_hour_and_alone_sees_it_then(
    client: Clients, author: FlaskClient, ticket: Ticket, hanna: Actor
) -> None:
    author.post("/anonymous/withdraw")
    assert "Ви її забираєте" in author.get("/anonymous").text
    assert client(hanna).get(f"/initiatives/a{-ticket.number}").status_code == 200
    speaking.strike()
    row = speaking.initiative_of(ticket)
    assert row is not None
    assert (row.status_type, row.visibility) == (StatusType.DRAFT, Visibility.AUTHOR)
    assert client(hanna).get(f"/initiatives/a{-ticket.number}").status_code == 404
    assert speaking.TITLE in author.get("/anonymous").text
    assert write(author) == 422


def test_taking_it_back_can_be_undone_until_the_hour(author: FlaskClient, ticket: Ticket) -> None:
    author.post("/anonymous/withdraw")
    author.post("/anonymous/withdraw/undo")
    speaking.strike()
    row = speaking.initiative_of(ticket)
    assert row is not None
    assert row.status_type is StatusType.NEW


def test_what_nobody_has_seen_vanishes_with_its_code(client: Clients, session: Session, sealed: Ticket) -> None:
    browser = client()
    speaking.enter(browser, sealed)
    write(browser)
    assert "Від нього нічого не лишилося" in browser.post("/anonymous/withdraw").text
    assert count(session, SealedWord) == 0
    assert speaking.enter(client(), sealed).status_code == 422
    speaking.strike()
    assert count(session, Initiative) == 0


def accept(hanna: Actor, ticket: Ticket) -> None:
    with transaction() as session:
        found = get_visible(session, ticket.number, hanna)
        move(session, found, hanna, statuses(session).default(StatusType.ACCEPTED), now=clock.now())


def test_after_the_decision_it_is_not_taken_back_any_more(author: FlaskClient, ticket: Ticket, hanna: Actor) -> None:
    author.post("/anonymous/withdraw")
    accept(hanna, ticket)
    speaking.strike()
    row = speaking.initiative_of(ticket)
    assert row is not None
    assert row.status_type is StatusType.ACCEPTED
    assert author.post("/anonymous/withdraw").status_code == 403


def test_the_page_says_what_was_answered(client: Clients, author: FlaskClient, ticket: Ticket, hanna: Actor) -> None:
    with transaction() as session:
        declined = statuses(session).default(StatusType.DECLINED)
        reason = render("Графік уже змінюють: відпочинок буде не менше дванадцяти годин.")
        move(session, get_visible(session, ticket.number, hanna), hanna, declined, reason=reason, now=clock.now())
    page = author.get("/anonymous").text
    assert "не менше дванадцяти годин" in page
    assert "Автор: нова ініціатива" in page


def test_pictures_are_shown_to_whoever_has_the_code(client: Clients, olena: Actor) -> None:
    made = speaking.propose(client(olena), pictures=(BytesIO(speaking.photo()), "a.jpg"))
    speaking.strike()
    row = speaking.initiative_of(made)
    assert row is not None
    token = row.problem.rpartition("/files/")[2][:22]
    browser = client()
    assert browser.get(f"/anonymous/pictures/{token}").status_code == 404
    speaking.enter(browser, made)
    assert f"/anonymous/pictures/{token}" in browser.get("/anonymous").text
    answer = browser.get(f"/anonymous/pictures/{token}")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    other = speaking.propose(client(olena))
    speaking.strike()
    speaking.enter(browser, other)
    assert browser.get(f"/anonymous/pictures/{token}").status_code == 404


def test_the_author_supports_and_follows_it_like_anybody(client: Clients, ticket: Ticket, olena: Actor) -> None:
    browser = client(olena)
    assert browser.post(f"/initiatives/a{-ticket.number}/support").status_code in {302, 303}
    assert browser.post(f"/discussion/initiative/a{-ticket.number}/follow").status_code == 302
    row = speaking.initiative_of(ticket)
    assert row is not None
    assert row.support_count == 1


def test_nobody_but_the_committee_edits_or_withdraws_it_in_the_portal(
    client: Clients, ticket: Ticket, olena: Actor, dmytro: Actor, hanna: Actor
) -> None:
    address = f"/initiatives/a{-ticket.number}"
    for actor in (olena, dmytro):
        assert client(actor).get(f"{address}/edit").status_code == 403
        assert client(actor).post(f"{address}/withdraw").status_code == 403
    assert client(hanna).get(f"{address}/edit").status_code == 200


def test_the_conversation_of_an_initiative_with_a_name_does_not_exist(
    client: Clients, olena: Actor, hanna: Actor
) -> None:
    number = factories.initiative(olena).id
    assert client(hanna).post(f"/conversations/initiative/{number}", data={"body": "x"}).status_code == 403
    assert client(hanna).post(f"/conversations/comment/{number}", data={"body": "x"}).status_code == 404
    with pytest.raises(Forbidden), transaction() as session:
        item = ItemRef("initiative", number)
        write_to_author(session, item, hanna, render(QUESTION), form_key="k" * 32, now=clock.now())


def test_a_worker_that_comes_late_waits_for_the_next_hour(app: object, sealed: Ticket, now: datetime) -> None:
    run = speaking.hourly()
    hour = clock.full_hour(now) + timedelta(hours=1)
    for late, expected in ((timedelta(minutes=25), False), (timedelta(minutes=60), True)):
        with transaction() as session:
            run(session, hour + late)
        db.session.rollback()
        assert (speaking.initiative_of(sealed) is not None) is expected

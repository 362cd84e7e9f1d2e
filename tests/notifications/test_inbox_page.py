"""The inbox as its reader meets it."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, select

from portal.core import clock
from portal.core.actor import Actor
from portal.core.db import db, transaction
from portal.initiatives.events import InitiativeMoved, SupportGiven
from portal.initiatives.models import Initiative, Visibility
from portal.notifications.models import Notification
from portal.notifications.services import sweep
from portal.people.events import SignedInOnNewDevice
from portal.people.models import PersonRole, Role
from tests.conftest import Clients, get_person
from tests.notifications import factories
from tests.statements import MOST_A_PAGE, counted


def support(number: int, by: Actor) -> int:
    return factories.happened(SupportGiven(initiative_id=number, person_id=by.id), by)


def test_a_line_says_who_did_what_with_which_item(client: Clients, olena: Actor, dmytro: Actor) -> None:
    number = factories.initiative(olena, title="Пандуси біля магазинів")
    factories.commented(number, dmytro)

    page = client(olena).get("/inbox").text

    assert "Дмитро Гай" in page
    assert "Пандуси біля магазинів" in page
    assert "Добра думка" in page
    assert "inbox-unread" in page


def test_a_folded_line_counts_people_and_not_clicks(
    client: Clients, olena: Actor, dmytro: Actor, stranger: Actor
) -> None:
    number = factories.initiative(olena)
    for by in (dmytro, stranger, dmytro, stranger):
        support(number, by)

    page = client(olena).get("/inbox", headers={"Accept-Language": "en"}).text

    assert "Дмитро Гай and 1 more colleague support" in page


def test_what_is_not_visible_any_more_shows_neither_title_nor_link(
    client: Clients, olena: Actor, dmytro: Actor, stranger: Actor
) -> None:
    number = factories.initiative(olena, title="Таємна назва")
    factories.follow(number, stranger)
    factories.commented(number, dmytro)
    with transaction() as session:
        session.get_one(Initiative, number).visibility = Visibility.AUTHOR
    (line,) = factories.lines_of(stranger)

    page = client(stranger).get("/inbox").text
    opened = client(stranger).get(f"/inbox/{line.id}/open")

    assert "Таємна назва" not in page
    assert "Дмитро" not in page
    assert f"/inbox/{line.id}/open" not in page
    assert opened.location == "/inbox"


def test_an_internal_note_is_hidden_from_whoever_left_the_committee(
    client: Clients, olena: Actor, hanna: Actor, lidiia: Actor
) -> None:
    with transaction() as session:
        session.add(PersonRole(person_id=lidiia.id, role=Role.COMMITTEE))
    number = factories.initiative(olena, title="Відкрита назва")
    factories.follow(number, lidiia)
    factories.commented(number, hanna, internal=True)
    before = client(lidiia).get("/inbox").text
    with transaction() as session:
        session.execute(delete(PersonRole).where(PersonRole.person_id == lidiia.id, PersonRole.role == Role.COMMITTEE))

    after = client(lidiia).get("/inbox").text

    assert "Добра думка" in before
    assert "Відкрита назва" in before
    assert "Добра думка" not in after
    assert "Відкрита назва" not in after


def test_opening_marks_as_read_and_leads_to_the_comment(client: Clients, olena: Actor, dmytro: Actor) -> None:
    number = factories.initiative(olena)
    factories.commented(number, dmytro)
    (line,) = factories.lines_of(olena)

    answer = client(olena).get(f"/inbox/{line.id}/open")

    assert answer.location.startswith(f"/initiatives/{number}#comment-")
    assert factories.lines_of(olena)[0].read_at is not None


def test_news_of_the_account_leads_to_one_s_devices(client: Clients, olena: Actor) -> None:
    factories.happened(SignedInOnNewDevice(person_id=olena.id, session_id=1), olena)
    (line,) = factories.lines_of(olena)

    assert client(olena).get(f"/inbox/{line.id}/open").location == "/me/devices"


@pytest.mark.parametrize(("method", "place"), [("get", "open"), ("post", "read"), ("post", "keep")])
def test_others_lines_are_nobody_s_to_touch(
    client: Clients, olena: Actor, dmytro: Actor, method: str, place: str
) -> None:
    number = factories.initiative(olena)
    support(number, dmytro)
    (line,) = factories.lines_of(olena)

    assert getattr(client(dmytro), method)(f"/inbox/{line.id}/{place}").status_code == 404
    assert factories.lines_of(olena)[0].read_at is None


@pytest.mark.parametrize("place", ["/inbox", "/inbox/choices", "/inbox/1/open"])
def test_anonymous_goes_to_sign_in(client: Clients, place: str) -> None:
    assert "/sign-in" in client().get(place).location


@pytest.mark.parametrize("place", ["/inbox/1/read", "/inbox/1/keep", "/inbox/read", "/inbox/unread", "/inbox/choices"])
def test_anonymous_changes_nothing(client: Clients, place: str) -> None:
    assert client().post(place).status_code == 401


def test_marking_all_as_read_can_be_undone(client: Clients, olena: Actor, dmytro: Actor, stranger: Actor) -> None:
    number = factories.initiative(olena)
    support(number, dmytro)
    support(number, stranger)
    browser = client(olena)

    page = browser.post("/inbox/read", data={"seen": clock.now().isoformat()}, follow_redirects=True).text
    read = [line.read_at for line in factories.lines_of(olena)]
    undo = page.split('action="/inbox/unread', 1)[1].split('"', 1)[0].replace("&amp;", "&")
    browser.post("/inbox/unread" + undo)

    assert None not in read
    assert [line.read_at for line in factories.lines_of(olena)] == [None]


def test_what_came_after_the_page_was_made_stays_unread(client: Clients, olena: Actor, dmytro: Actor) -> None:
    number, seen = factories.initiative(olena), clock.now() - timedelta(minutes=1)
    support(number, dmytro)

    client(olena).post("/inbox/read", data={"seen": seen.isoformat()})

    assert factories.lines_of(olena)[0].read_at is None


def test_keeping_and_letting_go(client: Clients, olena: Actor, dmytro: Actor) -> None:
    support(factories.initiative(olena, title="Тримаю її"), dmytro)
    (line,) = factories.lines_of(olena)
    browser = client(olena)

    browser.post(f"/inbox/{line.id}/keep", data={"kept": "1"})
    kept = browser.get("/inbox?show=kept").text
    browser.post(f"/inbox/{line.id}/keep", data={"kept": ""})

    assert "Тримаю її" in kept
    assert "Тримаю її" not in browser.get("/inbox?show=kept").text


def test_filters_show_only_their_own(client: Clients, olena: Actor, dmytro: Actor, hanna: Actor) -> None:
    number = factories.initiative(olena)
    support(number, dmytro)
    factories.happened(
        InitiativeMoved(initiative_id=number, transition_id=1, from_type="new", to_type="accepted"), hanna
    )
    browser = client(olena)
    support_line, moved_line = factories.lines_of(olena)
    browser.get(f"/inbox/{moved_line.id}/open")

    def shows(query: str) -> set[int]:
        page = browser.get(f"/inbox{query}").text
        return {line.id for line in (support_line, moved_line) if f"/inbox/{line.id}/open" in page}

    assert shows("") == {support_line.id, moved_line.id}
    assert shows("?show=unread") == {support_line.id}
    assert shows("?show=mine") == {moved_line.id}
    assert shows("?show=support") == {support_line.id}
    assert shows("?show=nonsense") == {support_line.id, moved_line.id}


def test_older_pages_continue_where_the_page_ended(client: Clients, olena: Actor, dmytro: Actor) -> None:
    number, now = factories.initiative(olena), clock.now()
    for days in reversed(range(25)):
        factories.happened(
            SupportGiven(initiative_id=number, person_id=dmytro.id), dmytro, now - timedelta(days=2 * days)
        )
    browser = client(olena)

    first = browser.get("/inbox").text
    older = first.split('rel="next"', 1)[0].rsplit('href="', 1)[1].split('"', 1)[0].replace("&amp;", "&")
    second = browser.get(older).text

    assert (first.count("inbox-item"), second.count("inbox-item")) == (20, 5)


def test_choices_are_kept_and_followed(client: Clients, olena: Actor, dmytro: Actor) -> None:
    number, browser = factories.initiative(olena), client(olena)

    browser.post("/inbox/choices", data={"topic": ["mine", "mentions", "duties", "followed", "team"]})
    silent = support(number, dmytro)
    page = browser.get("/inbox/choices").text
    browser.post("/inbox/choices", data={"topic": ["support"]})
    spoken = support(number, dmytro)

    assert factories.told(silent) == {}
    assert list(factories.told(spoken)) == [olena.id]
    assert 'value="support">' in page
    assert 'value="mine" checked>' in page
    assert 'value="reports"' not in page


def test_choices_of_a_role_that_one_has_not_now_are_kept(client: Clients, olena: Actor) -> None:
    factories.change_person(olena, choices={"inbox": {"off": ["queue"]}, "elsewhere": {"x": 1}})

    client(olena).post("/inbox/choices", data={"topic": ["support"]})

    db.session.expire_all()
    choices = get_person(db.session(), olena).choices
    assert "queue" in choices["inbox"]["off"]
    assert choices["elsewhere"] == {"x": 1}


def test_the_bell_counts_no_further_than_99(client: Clients, olena: Actor, dmytro: Actor) -> None:
    number, now = factories.initiative(olena), clock.now()
    with transaction() as session:
        factories.many_lines(session, olena, number, 130, now)

    assert "99+" in client(olena).get("/inbox").text


def test_the_inbox_takes_at_most_eight_statements(
    client: Clients, olena: Actor, dmytro: Actor, stranger: Actor, hanna: Actor
) -> None:
    numbers = [factories.initiative(olena) for _ in range(8)]
    for number in numbers:
        factories.commented(number, dmytro)
        support(number, stranger)
        support(number, dmytro)
        factories.happened(
            InitiativeMoved(initiative_id=number, transition_id=1, from_type="new", to_type="accepted"), hanna
        )
    browser = client(olena)
    browser.get("/inbox")

    with counted() as statements:
        page = browser.get("/inbox").text

    assert page.count("inbox-item") == 20
    assert len(statements) <= MOST_A_PAGE, statements


def test_what_was_read_long_ago_is_deleted_unless_kept(olena: Actor, dmytro: Actor, stranger: Actor) -> None:
    now = clock.now()
    lines = [factories.initiative(olena) for _ in range(4)]
    for number in lines:
        support(number, dmytro)
        support(number, stranger)
    old, kept, unread, fresh = factories.lines_of(olena)
    with transaction() as session:
        for line, read_days, keeps in ((old, 181, False), (kept, 181, True), (fresh, 179, False)):
            row = session.get_one(Notification, line.id)
            row.read_at = now - timedelta(days=read_days)
            row.kept_at = now if keeps else None

        sweep(session, now)

    assert {line.id for line in factories.lines_of(olena)} == {kept.id, unread.id, fresh.id}
    assert len(db.session.scalars(select(Notification.id)).all()) == 6


@pytest.mark.parametrize(
    "at", ["", "yesterday", "2026-05-12T10:00:00", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"]
)
def test_a_moment_that_is_none_is_refused(client: Clients, olena: Actor, at: str) -> None:
    assert client(olena).post("/inbox/read", data={"seen": at}).status_code == 422
    assert client(olena).post("/inbox/unread", query_string={"at": at}).status_code == 422

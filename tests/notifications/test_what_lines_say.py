"""What a line says and quotes, in the reader's language."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core import clock, i18n
from portal.core.actor import Actor
from portal.core.db import transaction
from portal.core.markdown import render
from portal.core.reference import reference_changed
from portal.discussion.models import Comment
from portal.initiatives.events import SupportGiven
from portal.initiatives.models import Initiative, Status, StatusType, Visibility
from portal.initiatives.queries import KnownStatus, statuses
from portal.initiatives.services.merging import merge
from portal.initiatives.services.moving import change_status
from portal.initiatives.services.planning import plan
from portal.notifications.models import Notification
from portal.people.events import SignedInOnNewDevice
from portal.people.models import Area, Person, Team
from portal.people.services.leaving import erase
from portal.people.services.profile import Profile, change_profile
from tests.conftest import Clients
from tests.notifications import factories

REASON = "Каса не витримає другої черги: двері відчиняються назовні, а місця перед ними немає."


def moved(number: int, to: KnownStatus, by: Actor, reason: str = "", **how: object) -> None:
    with transaction() as session:
        change_status(
            session,
            session.get_one(Initiative, number),
            by,
            to,
            reason=render(reason),
            now=clock.now(),
            **how,  # type: ignore[arg-type]  # given by name
        )


def of_type(session: Session, type_: StatusType) -> KnownStatus:
    return statuses(session).default(type_)


def waiting_for_author() -> KnownStatus:
    """The company's own status in which the author has something to add."""
    names = {"uk": "Чекаємо на автора", "ru": "Ждём автора", "en": "Waiting for the author"}
    with transaction() as session:
        session.add(Status(key="needs_author", type=StatusType.IN_REVIEW, names=names, position=90))
        session.flush()  # the reference data are read again with it
        reference_changed(session)
        return next(status for status in statuses(session).all if status.key == "needs_author")


def inbox(browser: FlaskClient) -> str:
    return browser.get("/inbox", headers={"Accept-Language": "en"}).text


@pytest.mark.parametrize("type_", [StatusType.ACCEPTED, StatusType.DECLINED, StatusType.IN_REVIEW])
def test_a_decision_is_quoted_with_its_reason(
    client: Clients, session: Session, olena: Actor, hanna: Actor, type_: StatusType
) -> None:
    number = factories.initiative(olena)

    moved(number, of_type(session, type_), hanna, REASON)

    assert REASON in inbox(client(olena))


def test_a_long_reason_is_cut_at_a_word(client: Clients, session: Session, olena: Actor, hanna: Actor) -> None:
    number = factories.initiative(olena)

    moved(number, of_type(session, StatusType.DECLINED), hanna, "слово " * 60)

    quoted = inbox(client(olena)).split('class="inbox-excerpt">')[1].split("<")[0]
    assert len(quoted) <= 161
    assert quoted.endswith("слово…")


def test_personal_data_are_masked_in_what_is_quoted(
    client: Clients, session: Session, olena: Actor, hanna: Actor
) -> None:
    number = factories.initiative(olena)
    reason = "Клієнтка просила подзвонити на 067 123 45 67 або написати на klient@example.com, і ще раз: 0671234567."

    moved(number, of_type(session, StatusType.DECLINED), hanna, reason)

    quoted = inbox(client(olena)).split('class="inbox-excerpt">')[1].split("<")[0]
    assert "example.com" not in quoted
    assert "67" not in quoted
    assert quoted.count(" 1]") == 3


def test_a_deferral_says_until_when(
    client: Clients, session: Session, olena: Actor, hanna: Actor, now: datetime
) -> None:
    number, day = factories.initiative(olena, title="Пандуси"), now.date() + timedelta(days=40)

    moved(number, of_type(session, StatusType.DEFERRED), hanna, REASON, defer_until=day)

    with i18n.speaking("en"):
        assert f"Your initiative “Пандуси” is put off until {i18n.day(day)}" in inbox(client(olena))


@pytest.mark.parametrize("reason", ["", "Скільки людей чекає о шостій вечора?"])
def test_the_author_reads_what_the_committee_asks(client: Clients, olena: Actor, hanna: Actor, reason: str) -> None:
    """The reason of the move, or else what its member had last said to everyone."""
    number, status = factories.initiative(olena, title="Самовивіз"), waiting_for_author()
    factories.comment(number, hanna)
    factories.comment(number, hanna, internal=True)

    moved(number, status, hanna, reason)

    page = inbox(client(olena))
    assert "The committee waits for your answer about “Самовивіз”" in page
    assert (reason or "Добра думка") in page


def test_a_question_that_was_taken_back_is_not_quoted(client: Clients, olena: Actor, hanna: Actor) -> None:
    number, status = factories.initiative(olena), waiting_for_author()
    comment_id = factories.comment(number, hanna)
    moved(number, status, hanna)
    with transaction() as session:
        session.get_one(Comment, comment_id).withdrawn_at = clock.now()

    assert "Добра думка" not in inbox(client(olena))


def test_one_save_of_a_plan_is_one_line_for_everybody(
    session: Session, client: Clients, olena: Actor, dmytro: Actor, stranger: Actor, hanna: Actor, area: Area
) -> None:
    number = factories.initiative(olena, owner=stranger, type_=StatusType.ACCEPTED, title="Пандуси")
    day = clock.now().date() + timedelta(days=30)

    with transaction() as writing:
        row = writing.get_one(Initiative, number)
        plan(writing, row, hanna, owner_id=dmytro.id, due_on=day, area_id=area.id, tags=["вхід"], now=clock.now())

    assert [len(factories.lines_of(person)) for person in (olena, dmytro, stranger)] == [1, 1, 1]
    with i18n.speaking("en"):
        assert f"asks you to lead “Пандуси”, until {i18n.day(day)}" in inbox(client(dmytro))


def test_new_devices_of_a_day_share_a_line_that_counts_them(client: Clients, olena: Actor) -> None:
    for session_id in (1, 2, 3):
        factories.happened(SignedInOnNewDevice(person_id=olena.id, session_id=session_id), olena)

    assert len(factories.lines_of(olena)) == 1
    assert "opened on 3 new devices" in inbox(client(olena))


def test_a_new_device_after_the_line_was_read_is_told_again(client: Clients, olena: Actor) -> None:
    factories.happened(SignedInOnNewDevice(person_id=olena.id, session_id=1), olena)
    (line,) = factories.lines_of(olena)
    client(olena).post(f"/inbox/{line.id}/read")

    factories.happened(SignedInOnNewDevice(person_id=olena.id, session_id=2), olena)

    assert len(factories.lines_of(olena)) == 2


def test_new_devices_are_no_news_of_the_home_page(client: Clients, olena: Actor) -> None:
    factories.happened(SignedInOnNewDevice(person_id=olena.id, session_id=1), olena)

    page = client(olena).get("/", headers={"Accept-Language": "en"}).text

    assert "new device" not in page
    assert "Inbox: 1 new" in page


def test_lines_speak_of_a_former_colleague_once_somebody_is_erased(
    client: Clients, olena: Actor, dmytro: Actor, lidiia: Actor
) -> None:
    number = factories.initiative(olena, owner=dmytro)
    factories.commented(number, dmytro)
    factories.happened(SupportGiven(initiative_id=number, person_id=dmytro.id), dmytro)
    with transaction() as session:
        person = session.get_one(Person, dmytro.id)
        person.deactivated_at = clock.now()
        erase(session, lidiia, person, now=clock.now())

    for browser in (client(olena), client(lidiia)):
        page = inbox(browser) + browser.get("/", headers={"Accept-Language": "en"}).text
        assert "Дмитро Гай" not in page
    assert "A former colleague" in inbox(client(olena))


@pytest.mark.parametrize("visibility", [Visibility.TEAMS, Visibility.AUTHOR])
def test_neither_title_nor_quote_of_what_was_closed_afterwards(
    client: Clients,
    session: Session,
    olena: Actor,
    stranger: Actor,
    hanna: Actor,
    other_team: Team,
    visibility: Visibility,
) -> None:
    number = factories.initiative(olena, title="Таємна назва")
    factories.follow(number, stranger)
    moved(number, of_type(session, StatusType.DECLINED), hanna, REASON)
    with transaction() as writing:
        writing.get_one(Initiative, number).visibility = visibility

    page = inbox(client(stranger)) + client(stranger).get("/").text

    assert "Таємна назва" not in page
    assert REASON not in page


def test_lines_of_what_was_merged_lead_to_where_it_stands(client: Clients, olena: Actor, hanna: Actor) -> None:
    number, survivor = factories.initiative(olena, title="Двійник"), factories.initiative(title="Пандуси")
    with transaction() as writing:
        merge(writing, survivor, [number], hanna, reason=render(REASON), now=clock.now())
    (line,) = factories.lines_of(olena)

    page, opened = inbox(client(olena)), client(olena).get(f"/inbox/{line.id}/open")

    assert opened.location == f"/initiatives/{survivor}"
    assert "Your “Двійник” is merged into “Пандуси”" in page
    assert REASON in page


def away_from_tomorrow(session: Session, actor: Actor, stand_in: Actor | None, now: datetime, days: int = 9) -> Profile:
    profile = Profile.of(session.get_one(Person, actor.id))
    tomorrow = now.date() + timedelta(days=1)
    until = now.date() + timedelta(days=days)
    return replace(profile, away_from=tomorrow, away_until=until, stand_in_id=stand_in.id if stand_in else None)


def test_whoever_stands_in_is_told_when_it_is_agreed(
    client: Clients, session: Session, olena: Actor, dmytro: Actor, now: datetime
) -> None:
    with transaction() as writing:
        profile = away_from_tomorrow(writing, dmytro, olena, now)
        change_profile(writing, dmytro, writing.get_one(Person, dmytro.id), profile, now=now)
        change_profile(writing, dmytro, writing.get_one(Person, dmytro.id), replace(profile, job="Експерт"), now=now)

    (line,) = factories.lines_of(olena)
    assert "Дмитро Гай is away from" in inbox(client(olena))
    assert client(olena).get(f"/inbox/{line.id}/open").location == "/"


def test_an_absence_without_a_stand_in_is_nobody_s_news(session: Session, olena: Actor, now: datetime) -> None:
    with transaction() as writing:
        profile = away_from_tomorrow(writing, olena, None, now)
        change_profile(writing, olena, writing.get_one(Person, olena.id), profile, now=now)

    assert session.scalars(select(Notification.id)).all() == []

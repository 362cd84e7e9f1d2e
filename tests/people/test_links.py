"""One-time links, the first administrator, forgotten passwords."""

from datetime import datetime, timedelta

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.db import transaction
from portal.core.journal import JournalEntry
from portal.people.identity import token_hash
from portal.people.models import OneTimeLink, Person, PersonRole, ResetRequest, Role, SignInSession
from portal.people.passwords import verify_password
from portal.people.services.accounts import LINK_HOURS, ensure_set_up_link, make_one_time_link
from tests.conftest import Clients
from tests.people.factories import NEW_PASSWORD
from tests.people.test_sign_in import main_of, sign_in

CHOSEN = {"new_password": NEW_PASSWORD, "repeat": NEW_PASSWORD}


def link_for(person: Actor, by: Actor, now: datetime) -> str:
    with transaction() as session:
        return make_one_time_link(session, by, session.get_one(Person, person.id), now=now)


def test_a_link_leads_to_a_password_and_signs_in(client: Clients, olena: Actor, lidiia: Actor, now: datetime) -> None:
    browser, token = client(), link_for(olena, lidiia, now)
    answer = browser.post(f"/link/{token}", data=CHOSEN)
    assert (answer.status_code, answer.location) == (302, "/")
    assert browser.get("/me").status_code == 200


def test_looking_at_a_link_does_not_use_it(client: Clients, olena: Actor, lidiia: Actor, now: datetime) -> None:
    browser, token = client(), link_for(olena, lidiia, now)
    for _n in range(3):
        assert browser.get(f"/link/{token}").status_code == 200
    assert browser.post(f"/link/{token}", data=CHOSEN).status_code == 302


def test_a_link_works_once(client: Clients, olena: Actor, lidiia: Actor, now: datetime) -> None:
    token = link_for(olena, lidiia, now)
    client().post(f"/link/{token}", data=CHOSEN)
    assert client().get(f"/link/{token}").status_code == 404
    assert client().post(f"/link/{token}", data=CHOSEN).status_code == 404


def test_a_weak_password_does_not_use_the_link(client: Clients, olena: Actor, lidiia: Actor, now: datetime) -> None:
    token = link_for(olena, lidiia, now)
    refused = client().post(f"/link/{token}", data={"new_password": "qwertyuiop", "repeat": "qwertyuiop"})
    assert refused.status_code == 422
    assert client().post(f"/link/{token}", data=CHOSEN).status_code == 302


def test_a_link_runs_out(client: Clients, olena: Actor, lidiia: Actor, now: datetime) -> None:
    token = link_for(olena, lidiia, now - timedelta(hours=LINK_HOURS, seconds=1))
    assert client().get(f"/link/{token}").status_code == 404


def test_a_newer_link_ends_the_older(client: Clients, olena: Actor, lidiia: Actor, now: datetime) -> None:
    older, newer = link_for(olena, lidiia, now), link_for(olena, lidiia, now)
    assert client().get(f"/link/{older}").status_code == 404
    assert client().get(f"/link/{newer}").status_code == 200


def test_only_the_hash_of_a_link_is_kept(olena: Actor, lidiia: Actor, now: datetime, session: Session) -> None:
    token = link_for(olena, lidiia, now)
    assert session.scalars(select(OneTimeLink.token_hash)).one() == token_hash(token)


def test_a_link_ends_all_other_sessions(
    client: Clients, olena: Actor, lidiia: Actor, now: datetime, session: Session
) -> None:
    before = client(olena)
    client().post(f"/link/{link_for(olena, lidiia, now)}", data=CHOSEN)
    assert before.get("/me").status_code == 302


def test_the_first_administrator_is_made_by_the_printed_link(client: Clients, app: Flask, now: datetime) -> None:
    with transaction() as session:
        token = ensure_set_up_link(session, now)
    browser = client()
    form = {"name": "Ада Перша", "email": "ada@example.test", **CHOSEN}
    assert browser.get(f"/set-up/{token}").status_code == 200
    assert browser.post(f"/set-up/{token}", data=form).location == "/"
    assert browser.get("/administration/people").status_code == 200
    assert client().post(f"/set-up/{token}", data={**form, "email": "b@example.test"}).status_code == 404


def test_with_an_administrator_there_is_no_set_up_link(lidiia: Actor, now: datetime) -> None:
    with transaction() as session:
        assert ensure_set_up_link(session, now) is None


def test_each_start_makes_a_new_set_up_link(app: Flask, client: Clients, now: datetime) -> None:
    with transaction() as session:
        first = ensure_set_up_link(session, now)
    with transaction() as session:
        second = ensure_set_up_link(session, now)
    assert client().get(f"/set-up/{first}").status_code == 404
    assert client().get(f"/set-up/{second}").status_code == 200


def test_a_sign_in_link_is_no_set_up_link(client: Clients, olena: Actor, lidiia: Actor, now: datetime) -> None:
    assert client().get(f"/set-up/{link_for(olena, lidiia, now)}").status_code == 404


def test_asking_for_help_answers_equally_and_tells_administrators_once(
    client: Clients, vira: Actor, session: Session
) -> None:
    known = [client().post("/forgotten", data={"email": "vira@example.test"}) for _n in range(2)]
    unknown = client().post("/forgotten", data={"email": "nobody@example.test"})
    assert main_of(known[0]) == main_of(known[1]) == main_of(unknown)
    assert session.scalars(select(ResetRequest.person_id)).all() == [vira.id]
    assert session.scalar(select(func.count()).where(JournalEntry.name == "people.password_help_asked")) == 1


def test_help_is_limited_as_quietly(client: Clients, vira: Actor) -> None:
    answers = [client().post("/forgotten", data={"email": "vira@example.test"}) for _n in range(7)]
    assert {answer.status_code for answer in answers} == {200}


def test_a_request_is_seen_counted_and_answered(client: Clients, vira: Actor, lidiia: Actor, session: Session) -> None:
    client().post("/forgotten", data={"email": "vira@example.test"})
    page = client(lidiia).get("/administration/people").text
    assert "vira@example.test" in page
    assert '<span class="rail-count">1</span>' in page
    answer = client(lidiia).post(f"/administration/people/{vira.id}/link").text
    assert "/link/" in answer
    assert session.scalar(select(func.count()).select_from(ResetRequest)) == 0


def test_changing_the_password_ends_other_sessions(client: Clients, vira: Actor, session: Session) -> None:
    browser, other = client(), client()
    sign_in(browser)
    sign_in(other)
    answer = browser.post("/me/password", data={"password": "синій кіт їсть борщ", **CHOSEN})
    assert answer.location == "/me/devices"
    assert browser.get("/me").status_code == 200
    assert other.get("/me").status_code == 302
    assert verify_password(session.get_one(Person, vira.id).password_hash, NEW_PASSWORD)


def test_the_present_password_is_asked(client: Clients, vira: Actor, session: Session) -> None:
    browser = client(vira)
    codes = [browser.post("/me/password", data={"password": "не той", **CHOSEN}).status_code for _n in range(11)]
    assert codes == [422] * 10 + [429]
    assert session.scalar(select(func.count()).select_from(SignInSession)) == 1


def test_the_set_up_makes_exactly_one_administrator(
    client: Clients, app: Flask, now: datetime, session: Session
) -> None:
    with transaction() as writing:
        token = ensure_set_up_link(writing, now)
    for n in range(2):
        client().post(f"/set-up/{token}", data={"name": "Ада", "email": f"a{n}@example.test", **CHOSEN})
    assert list(session.scalars(select(PersonRole.role))) == [Role.ADMINISTRATOR]

"""One's own profile and devices, the directory and people's pages."""

import re
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.db import transaction
from portal.core.journal import JournalEntry
from portal.people.models import Person, SignInSession, Team
from portal.people.queries import stand_ins_for
from portal.people.services.leaving import deactivate, erase
from tests import factories
from tests.conftest import Clients
from tests.statements import MOST_A_PAGE, counted

PROFILE = {"job": "експертка", "language": "en", "theme": "dark", "shortcuts": "y"}


def test_a_profile_is_kept_and_recorded_without_its_words(client: Clients, olena: Actor, session: Session) -> None:
    assert client(olena).post("/me", data=PROFILE).status_code == 302
    person = session.get_one(Person, olena.id)
    assert (person.job, person.language, person.theme, person.shortcuts) == ("експертка", "en", "dark", True)
    data = session.scalars(select(JournalEntry.data).where(JournalEntry.name == "people.person_changed")).one()
    assert data == {"person_id": olena.id, "what": ["job", "language", "theme"]}


def test_shortcuts_can_be_switched_off(client: Clients, olena: Actor, session: Session) -> None:
    browser = client(olena)
    browser.post("/me", data={**PROFILE, "shortcuts": ""})
    assert 'data-shortcuts="off"' in browser.get("/me").text


def test_nobody_changes_their_own_name_or_team(
    client: Clients, olena: Actor, other_team: Team, session: Session
) -> None:
    client(olena).post(
        "/me", data={**PROFILE, "name": "Хтось", "team_id": str(other_team.id), "roles": "administrator"}
    )
    person = session.get_one(Person, olena.id)
    assert (person.name, person.team_id, person.roles) == ("Олена Савчук", olena.team_id, [])


def test_somebody_stands_in_during_an_absence(
    client: Clients, olena: Actor, dmytro: Actor, now: datetime, session: Session
) -> None:
    today = now.date()
    absence = {"away_from": str(today), "away_until": str(today + timedelta(days=3)), "stand_in": "дмитро гай"}
    assert client(olena).post("/me", data={**PROFILE, **absence}).status_code == 302
    assert stand_ins_for(session, [olena.id], today) == {olena.id: dmytro.id}
    assert stand_ins_for(session, [olena.id], today + timedelta(days=4)) == {}
    assert "Дмитро Гай" in client(dmytro).get(f"/people/{olena.id}").text


@pytest.mark.parametrize(
    "absence",
    [
        {"away_until": "2030-01-01"},
        {"away_from": "2030-01-02", "away_until": "2030-01-01"},
        {"away_from": "2030-01-02", "stand_in": "Олена Савчук"},
        {"away_from": "2030-01-02", "stand_in": "Такої Немає"},
    ],
)
def test_an_absence_has_to_make_sense(client: Clients, olena: Actor, absence: dict[str, str]) -> None:
    answer = client(olena).post("/me", data={**PROFILE, **absence})
    assert answer.status_code == 422
    assert "експертка" in answer.text


def test_namesakes_are_told_apart_by_number(client: Clients, olena: Actor, session: Session) -> None:
    first, second = factories.person("Іван Кіт"), factories.person("Іван Кіт")
    vague = client(olena).post("/me", data={**PROFILE, "away_from": "2030-01-02", "stand_in": "Іван Кіт"})
    client(olena).post("/me", data={**PROFILE, "away_from": "2030-01-02", "stand_in": f"Іван Кіт #{second.id}"})
    assert f"#{first.id}" in vague.text
    assert session.get_one(Person, olena.id).stand_in_id == second.id


def test_a_profile_changed_in_another_tab_is_not_replaced_unseen(
    client: Clients, olena: Actor, session: Session
) -> None:
    browser = client(olena)
    opened = re.findall(r'name="opened"[^>]+value="(\w+)"', browser.get("/me").text)[0]
    browser.post("/me", data={**PROFILE, "job": "перша", "opened": opened})
    answer = browser.post("/me", data={**PROFILE, "job": "друга", "opened": opened})
    assert answer.status_code == 409
    assert 'value="друга"' in answer.text
    assert "перша</p>" in answer.text
    assert session.get_one(Person, olena.id).job == "перша"


def test_what_an_administrator_changes_does_not_stop_a_profile(client: Clients, olena: Actor, lidiia: Actor) -> None:
    opened = re.findall(r'name="opened"[^>]+value="(\w+)"', client(olena).get("/me").text)[0]
    account = {"name": "Олена Нова", "email": "n@example.test", "team_id": "0", "language": ""}
    assert client(lidiia).post(f"/administration/people/{olena.id}", data=account).status_code == 302
    assert client(olena).post("/me", data={**PROFILE, "job": "друга", "opened": opened}).status_code == 302


def test_anonymous_goes_to_sign_in(client: Clients, olena: Actor) -> None:
    for path in ("/me", "/me/password", "/me/devices", "/people", f"/people/{olena.id}"):
        assert client().get(path).location == f"/sign-in?next={path}"
    assert client().post("/me", data=PROFILE).status_code == 401


def test_the_device_in_use_is_in_use_now(client: Clients, olena: Actor, now: datetime) -> None:
    here, _elsewhere = client(olena), client(olena)
    with transaction() as writing:
        writing.execute(update(SignInSession).values(seen_at=now - timedelta(minutes=3)))
    page = here.get("/me/devices", headers={"Accept-Language": "en"}).text
    mine, other = re.findall(r'<li class="device">.*?</li>', page, re.S)
    if "this device" not in mine:
        mine, other = other, mine
    assert "in use now" in mine
    assert "last seen" not in mine
    assert "last seen" in other


def test_one_device_or_all_others_are_ended(client: Clients, olena: Actor, session: Session) -> None:
    here, other, third = client(olena), client(olena), client(olena)
    ids = list(session.scalars(select(SignInSession.id).order_by(SignInSession.id)))
    assert here.get("/me/devices").text.count('class="device"') == 3
    assert here.post(f"/me/devices/{ids[1]}/end").status_code == 302
    assert other.get("/me").status_code == 302
    assert third.get("/me").status_code == 200
    here.post("/me/devices/end-others")
    assert third.get("/me").status_code == 302
    assert here.get("/me").status_code == 200


def test_nobody_ends_somebody_elses_session(client: Clients, olena: Actor, stranger: Actor, session: Session) -> None:
    client(olena)
    session_id = session.scalars(select(SignInSession.id)).one()
    assert client(stranger).post(f"/me/devices/{session_id}/end").status_code == 404
    assert session.scalar(select(func.count()).select_from(SignInSession)) == 2


def test_the_directory_is_in_ukrainian_order(client: Clients, olena: Actor) -> None:
    for name in ("Ґалаґан Яр", "Гай Яр", "Іва Яр", "Зоя Яр", "Єва Яр", "Adam Yar"):
        factories.person(name)
    page = client(olena).get("/people").text
    names = ["Adam Yar", "Гай Яр", "Ґалаґан Яр", "Єва Яр", "Зоя Яр", "Іва Яр", "Олена Савчук"]
    places = [page.index(f">{name}</a>") for name in names]
    assert places == sorted(places)


def test_the_directory_pages_there_and_back(client: Clients, olena: Actor) -> None:
    for n in range(70):
        factories.person(f"Людина {n:02}")
    browser = client(olena)
    first = browser.get("/people").text
    href = first.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")
    second = browser.get(href).text
    back = second.split('rel="prev"')[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")
    assert first.count('class="people-row"') == 50
    assert second.count('class="people-row"') == 21
    assert browser.get(back).text.count('class="people-row"') == 50


def test_the_directory_finds_by_the_beginning_of_any_name(
    client: Clients, olena: Actor, stranger: Actor, care_team: Team
) -> None:
    browser = client(olena)
    assert "Захар Чужий" in browser.get("/people?q=ЧУЖ").text
    assert "Захар Чужий" not in browser.get("/people?q=жий").text
    assert "Захар Чужий" not in browser.get(f"/people?team={care_team.id}").text
    assert browser.get("/people?q=%25&cursor=garbage&team=x").status_code == 200


def test_suggestions_say_what_to_insert(client: Clients, olena: Actor) -> None:
    one, two = factories.person("Іван Кіт"), factories.person("Іван Кіт")
    found = client(olena).get("/people/suggest?q=іван").json
    assert [row["insert"] for row in found] == [f"@Іван Кіт#{one.id}", f"@Іван Кіт#{two.id}"]
    assert client(olena).get("/people/suggest?q=Савч").json == [
        {"id": olena.id, "name": "Олена Савчук", "team": "Команда турботи", "insert": "@Олена Савчук"}
    ]


def test_an_erased_colleague_has_no_name(
    client: Clients, olena: Actor, stranger: Actor, lidiia: Actor, now: datetime
) -> None:
    with transaction() as session:
        person = session.get_one(Person, stranger.id)
        erase(session, lidiia, deactivate(session, lidiia, person, {}, now=now), now=now)
    page = client(olena).get(f"/people/{stranger.id}").text
    assert "колишній колега" in page or "a former colleague" in page
    assert "Захар" not in page


def test_an_absent_person_is_not_found(client: Clients, olena: Actor) -> None:
    assert client(olena).get("/people/999").status_code == 404
    assert client(olena).get(f"/people/{2**70}").status_code == 404


@pytest.mark.parametrize("path", ["/me", "/me/password", "/me/devices", "/people", "/people/1"])
def test_pages_stay_cheap(client: Clients, olena: Actor, path: str) -> None:
    for n in range(60):
        factories.person(f"Людина {n}")
    browser = client(olena)
    with counted() as seen:
        assert browser.get(path).status_code == 200
    assert len(seen) <= MOST_A_PAGE


def test_first_day_is_shown(client: Clients, newcomer: Actor, session: Session) -> None:
    assert isinstance(session.get_one(Person, newcomer.id).started_on, date)
    assert client(newcomer).get("/me").status_code == 200

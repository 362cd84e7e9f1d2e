"""Administrators look after accounts, teams and areas; others can't."""

import re
from datetime import datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.db import transaction
from portal.core.drafts import save_draft
from portal.core.errors import Invalid
from portal.core.journal import JournalEntry
from portal.people.models import Area, OneTimeLink, Person, PersonRole, Role, SignInSession, Team
from portal.people.queries import active_people_with_role, areas, person_names, teams
from portal.people.services.accounts import set_roles
from portal.people.services.leaving import deactivate, duties_held, erase
from tests import factories
from tests.conftest import Clients
from tests.people.test_sign_in import sign_in
from tests.statements import MOST_A_PAGE, counted


def person_form(**more: object) -> dict[str, object]:
    return {"name": "Нова Людина", "email": "new@example.test", "job": "", "team_id": "0", "language": "", **more}


def test_an_administrator_adds_a_person_and_gets_a_link(client: Clients, lidiia: Actor, session: Session) -> None:
    answer = client(lidiia).post("/administration/people/new", data=person_form(roles=["mentor", "editor"]))
    person = session.scalars(select(Person).where(Person.email == "new@example.test")).one()
    assert "/link/" in answer.text
    assert {row.role for row in person.roles} == {Role.MENTOR, Role.EDITOR}
    assert person.password_hash is None


def test_a_taken_address_is_refused_and_the_form_kept(client: Clients, lidiia: Actor, olena: Actor) -> None:
    with transaction() as session:
        session.get_one(Person, olena.id).email = "taken@example.test"
    answer = client(lidiia).post("/administration/people/new", data=person_form(email="Taken@example.test"))
    assert answer.status_code == 422
    assert "Нова Людина" in answer.text


def test_an_administrator_changes_an_account(
    client: Clients, lidiia: Actor, olena: Actor, mentor: Actor, session: Session
) -> None:
    form = person_form(name="Олена Нова", mentor="павло островський", started_on="2024-05-31", version="1")
    answer = client(lidiia).post(f"/administration/people/{olena.id}", data=form)
    person = session.get_one(Person, olena.id)
    assert answer.status_code == 302
    assert (person.name, person.search_name, person.mentor_id) == ("Олена Нова", "олена нова", mentor.id)


def test_the_second_of_two_administrators_sees_both_texts(
    client: Clients, lidiia: Actor, olena: Actor, session: Session
) -> None:
    browser, address = client(lidiia), f"/administration/people/{olena.id}"
    browser.post(address, data=person_form(version="1", roles=["mentor"]))
    mine = person_form(name="Інша", version="1", roles=["editor"])
    answer = browser.post(address, data=mine)
    assert answer.status_code == 409
    assert re.findall(r'id="(\w+)-theirs"><span class="field-help">[^<]+</span> ([^<]+)</p>', answer.text) == [
        ("name", "Нова Людина"),
        ("roles", "наставник"),
    ]
    now_known = re.findall(r'name="version"[^>]+value="(\d+)"', answer.text)[0]
    assert browser.post(address, data={**mine, "version": now_known}).status_code == 302
    assert session.get_one(Person, olena.id).name == "Інша"


def test_the_same_change_sent_twice_is_no_conflict(client: Clients, lidiia: Actor, olena: Actor) -> None:
    browser, address = client(lidiia), f"/administration/people/{olena.id}"
    twice = [browser.post(address, data=person_form(version="1", roles=["mentor"])) for _ in range(2)]
    assert [answer.status_code for answer in twice] == [302, 302]


def test_roles_given_meanwhile_are_not_taken_unseen(client: Clients, lidiia: Actor, olena: Actor) -> None:
    browser, address = client(lidiia), f"/administration/people/{olena.id}"
    browser.post(address, data=person_form(version="1"))
    browser.post(address, data=person_form(version="2", roles=["mentor"]))
    assert browser.post(address, data=person_form(version="2", job="інша")).status_code == 409


@pytest.mark.parametrize("role", ["olena", "hanna", "marta", "mentor"])
def test_others_may_not_administer(client: Clients, request: pytest.FixtureRequest, role: str) -> None:
    browser = client(request.getfixturevalue(role))
    assert browser.get("/administration/people").status_code == 403
    assert browser.post("/administration/people/new", data=person_form()).status_code == 403


def test_the_list_is_filtered(client: Clients, lidiia: Actor, mentor: Actor, olena: Actor) -> None:
    browser = client(lidiia)
    page = browser.get("/administration/people?role=mentor").text
    assert mentor.name in page
    assert olena.name not in page
    assert olena.name in browser.get(f"/administration/people?q=сав&team={olena.team_id}").text
    assert olena.name not in browser.get("/administration/people?state=closed").text


def test_the_last_administrator_stays_one(client: Clients, lidiia: Actor, session: Session) -> None:
    answer = client(lidiia).post(f"/administration/people/{lidiia.id}", data=person_form(version="1"))
    assert answer.status_code == 422
    session.rollback()
    assert active_people_with_role(session, Role.ADMINISTRATOR) == [lidiia.id]


def test_the_last_administrator_is_not_deactivated(lidiia: Actor, now: datetime) -> None:
    with pytest.raises(Invalid), transaction() as session:
        deactivate(session, None, session.get_one(Person, lidiia.id), {}, now=now)


def test_a_second_administrator_may_go(lidiia: Actor, now: datetime, session: Session) -> None:
    second = factories.person("Друга", None, Role.ADMINISTRATOR)
    with transaction() as writing:
        set_roles(writing, lidiia, writing.get_one(Person, second.id), [], now=now)
    assert active_people_with_role(session, Role.ADMINISTRATOR) == [lidiia.id]
    data = session.scalars(select(JournalEntry.data).where(JournalEntry.name == "people.roles_changed")).one()
    assert data["removed"] == ["administrator"]


def test_leaving_hands_over_what_was_chosen_and_confirmed(
    client: Clients, lidiia: Actor, mentor: Actor, newcomer: Actor, olena: Actor, care_team: Team, session: Session
) -> None:
    with transaction() as writing:
        writing.get_one(Person, newcomer.id).mentor_id = mentor.id
        writing.get_one(Team, care_team.id).lead_id = mentor.id
    address = f"/administration/people/{mentor.id}/close"
    browser = client(lidiia)
    assert browser.get(address).text.count("data-people") == 3
    assert browser.post(address, data={"people.mentors": "Олена Савчук", "confirmed": "1"}).status_code == 422
    chosen = {"everything": "Лідія Сокіл", "people.mentors": "Олена Савчук"}
    asked = browser.post(address, data=chosen)
    assert asked.status_code == 200
    assert [name in asked.text for name in chosen.values()] == [True, True]
    session.rollback()
    assert session.get_one(Person, mentor.id).deactivated_at is None
    shown = dict(re.findall(r'type="hidden" name="(people[^"]+)" value="([^"]+)"', asked.text))
    answer = browser.post(address, data={**shown, "confirmed": "1"})
    session.rollback()
    assert answer.status_code == 302
    assert session.get_one(Person, newcomer.id, populate_existing=True).mentor_id == olena.id
    assert session.get_one(Team, care_team.id, populate_existing=True).lead_id == lidiia.id
    assert {team.lead_id for team in teams(session)} == {lidiia.id, None}


@pytest.mark.parametrize("typed", ["Лідія", "Лідія Соко", "Нікого Такого", "Олена Савчук #1"])
def test_an_unfinished_name_never_takes_over(
    client: Clients, lidiia: Actor, mentor: Actor, care_team: Team, session: Session, typed: str
) -> None:
    with transaction() as writing:
        writing.get_one(Team, care_team.id).lead_id = mentor.id
    answer = client(lidiia).post(
        f"/administration/people/{mentor.id}/close", data={"everything": typed, "confirmed": "1"}
    )
    session.rollback()
    assert answer.status_code == 422
    assert session.get_one(Person, mentor.id, populate_existing=True).deactivated_at is None
    assert session.get_one(Team, care_team.id, populate_existing=True).lead_id == mentor.id


def test_leaving_ends_sessions_and_links_at_once(client: Clients, lidiia: Actor, vira: Actor, session: Session) -> None:
    theirs = client(vira)
    client(lidiia).post(f"/administration/people/{vira.id}/link")
    assert client(lidiia).post(f"/administration/people/{vira.id}/close").status_code == 302
    assert theirs.get("/me").status_code == 302
    assert sign_in(client()).status_code == 422
    assert session.scalar(select(func.count()).select_from(OneTimeLink)) == 0


def test_nobody_closes_their_own_account(client: Clients, lidiia: Actor) -> None:
    factories.person("Друга", None, Role.ADMINISTRATOR)
    assert client(lidiia).post(f"/administration/people/{lidiia.id}/close").status_code == 422


def test_a_closed_account_opens_again(client: Clients, lidiia: Actor, vira: Actor) -> None:
    client(lidiia).post(f"/administration/people/{vira.id}/close")
    client(lidiia).post(f"/administration/people/{vira.id}/reopen")
    assert sign_in(client()).status_code == 302


def test_duties_may_not_go_to_somebody_who_left(
    lidiia: Actor, mentor: Actor, newcomer: Actor, olena: Actor, now: datetime
) -> None:
    with transaction() as session:
        session.get_one(Person, newcomer.id).mentor_id = mentor.id
        deactivate(session, lidiia, session.get_one(Person, olena.id), {}, now=now)
    with pytest.raises(Invalid), transaction() as session:
        deactivate(session, lidiia, session.get_one(Person, mentor.id), {"people.mentors": olena.id}, now=now)


def test_whoever_takes_over_the_mentoring_is_not_their_own_mentor(
    lidiia: Actor, mentor: Actor, newcomer: Actor, now: datetime, session: Session
) -> None:
    with transaction() as writing:
        writing.get_one(Person, newcomer.id).mentor_id = mentor.id
        assert [duty.count for duty in duties_held(writing, mentor.id)] == [1]
        deactivate(writing, lidiia, writing.get_one(Person, mentor.id), {"people.mentors": newcomer.id}, now=now)
    assert session.scalars(select(Person.mentor_id).where(Person.id == newcomer.id)).one() is None


def test_what_is_handed_over_stands_in_the_journal(
    lidiia: Actor, mentor: Actor, newcomer: Actor, olena: Actor, care_team: Team, now: datetime, session: Session
) -> None:
    with transaction() as writing:
        writing.get_one(Team, care_team.id).lead_id = mentor.id
        writing.get_one(Person, newcomer.id).mentor_id = mentor.id
        writing.get_one(Person, olena.id).mentor_id = mentor.id
        writing.get_one(Person, newcomer.id).stand_in_id = mentor.id
        kinds = ("people.leads", "people.mentors", "people.stands_in")
        writing.flush()  # the duties are counted
        takers = dict.fromkeys(kinds, olena.id)
        deactivate(writing, lidiia, writing.get_one(Person, mentor.id), takers, now=now)
    entries = session.scalars(select(JournalEntry).where(JournalEntry.name == "people.duties_handed_over")).all()
    assert {entry.item_id for entry in entries} == {mentor.id}
    assert {entry.actor_id for entry in entries} == {lidiia.id}
    assert {entry.data["duty"]: (entry.data["to_id"], entry.data["ids"]) for entry in entries} == {
        "people.leads": (olena.id, [care_team.id]),
        "people.mentors": (olena.id, sorted([olena.id, newcomer.id])),
        "people.stands_in": (olena.id, [newcomer.id]),
    }


def test_erasing_removes_everything_personal(
    client: Clients, lidiia: Actor, vira: Actor, now: datetime, session: Session
) -> None:
    with transaction() as writing:
        save_draft(writing, vira, "propose", "k" * 20, {"title": "таємне"}, now=now)
    browser = client(lidiia)
    assert browser.post(f"/administration/people/{vira.id}/erase").status_code == 403
    browser.post(f"/administration/people/{vira.id}/close")
    assert browser.post(f"/administration/people/{vira.id}/erase").status_code == 302
    session.rollback()
    row = session.execute(select(Person.__table__).where(Person.id == vira.id)).mappings().one()
    kept = {name: value for name, value in row.items() if value not in (None, "", {}, True, False)}
    assert set(kept) == {"id", "email", "theme", "created_at", "deactivated_at", "erased_at", "version"}
    assert kept["email"] == f"erased-{vira.id}@invalid"
    assert person_names(session, [vira.id]) != {vira.id: ""}
    assert sign_in(client()).status_code == 422
    assert browser.post(f"/administration/people/{vira.id}/reopen").status_code == 404
    assert session.scalar(select(func.count()).where(SignInSession.person_id == vira.id)) == 0


def test_erasing_keeps_the_row_that_authorship_points_to(lidiia: Actor, olena: Actor, now: datetime) -> None:
    with transaction() as session:
        person = deactivate(session, lidiia, session.get_one(Person, olena.id), {}, now=now)
        erase(session, lidiia, person, now=now)
        erase(session, lidiia, person, now=now)
    with transaction() as session:
        assert session.scalar(select(func.count()).where(JournalEntry.name == "people.person_erased")) == 1


def test_teams_and_areas_are_kept_in_alphabetical_order(
    client: Clients, lidiia: Actor, other_team: Team, session: Session
) -> None:
    browser = client(lidiia)
    browser.post("/administration/teams/new", data={"name": "Ґанок", "lead": "Лідія Сокіл"})
    browser.post("/administration/teams/new", data={"name": "Дім"})
    browser.post("/administration/areas/new", data={"name": "Їдальня", "team_id": str(other_team.id)})
    session.rollback()
    session.info.clear()
    assert [team.name for team in teams(session)] == ["Ґанок", "Дім", "Логістика"]
    assert teams(session)[0].lead_id == lidiia.id
    assert areas(session)[0].team_id == other_team.id


@pytest.mark.parametrize(("kind", "other"), [("team", "lead_id"), ("area", "team_id")])
def test_every_change_of_a_team_or_an_area_stands_in_the_journal(
    client: Clients, lidiia: Actor, other_team: Team, session: Session, kind: str, other: str
) -> None:
    browser, places = client(lidiia), f"/administration/{kind}s"
    browser.post(f"{places}/new", data={"name": "Перша", "team_id": "0"})
    row = Team if kind == "team" else Area
    row_id = session.scalars(select(row.id).where(row.name == "Перша")).one()
    for name in ("Перша", "Друга"):
        browser.post(f"{places}/{row_id}", data={"name": name, "lead": "Лідія Сокіл", "team_id": str(other_team.id)})
    for step in ("close", "close", "reopen", "reopen"):
        browser.post(f"{places}/{row_id}/{step}")
    session.rollback()
    entries = session.scalars(select(JournalEntry).where(JournalEntry.item_kind == kind).order_by(JournalEntry.id))
    told = [(entry.name, entry.item_id, entry.actor_id, entry.data.get("what")) for entry in entries]
    assert told == [
        (f"people.{kind}_added", row_id, lidiia.id, None),
        (f"people.{kind}_changed", row_id, lidiia.id, [other]),
        (f"people.{kind}_changed", row_id, lidiia.id, ["name"]),
        (f"people.{kind}_closed", row_id, lidiia.id, None),
        (f"people.{kind}_reopened", row_id, lidiia.id, None),
    ]


def test_a_name_is_taken_once(client: Clients, lidiia: Actor, other_team: Team) -> None:
    assert client(lidiia).post("/administration/teams/new", data={"name": "логістика"}).status_code == 422
    same = client(lidiia).post(f"/administration/teams/{other_team.id}", data={"name": "ЛОГІСТИКА"})
    assert same.status_code == 302


@pytest.mark.parametrize("kind", ["teams", "areas"])
def test_the_second_change_of_a_team_or_an_area_sees_the_first(
    client: Clients, lidiia: Actor, area: Area, kind: str
) -> None:
    place_id = area.id if kind == "areas" else area.team_id
    browser, address = client(lidiia), f"/administration/{kind}/{place_id}"
    assert browser.post(address, data={"name": "Перша", "team_id": "0", "version": "1"}).status_code == 302
    answer = browser.post(address, data={"name": "Друга", "team_id": "0", "version": "1"})
    assert answer.status_code == 409
    assert 'value="Друга"' in answer.text
    assert "Перша</p>" in answer.text
    assert browser.post(address, data={"name": "Друга", "team_id": "0", "version": "2"}).status_code == 302


def test_whoever_hands_over_a_team_meanwhile_is_seen(
    client: Clients, lidiia: Actor, mentor: Actor, olena: Actor, care_team: Team, now: datetime, session: Session
) -> None:
    with transaction() as writing:
        writing.get_one(Team, care_team.id).lead_id = mentor.id
    with transaction() as writing:
        deactivate(writing, lidiia, writing.get_one(Person, mentor.id), {"people.leads": olena.id}, now=now)
    typed = {"name": "Інша", "lead": "Лідія Сокіл", "version": "2"}
    answer = client(lidiia).post(f"/administration/teams/{care_team.id}", data=typed)
    assert answer.status_code == 409
    assert "Олена Савчук</p>" in answer.text


def test_a_team_with_people_or_areas_is_not_closed(
    client: Clients, lidiia: Actor, area: Area, care_team: Team, session: Session
) -> None:
    browser, address = client(lidiia), f"/administration/teams/{care_team.id}/close"
    browser.post(address)
    assert session.get_one(Team, care_team.id, populate_existing=True).closed_at is None
    browser.post(f"/administration/areas/{area.id}/close")
    browser.post(address)
    session.rollback()
    assert session.get_one(Team, care_team.id, populate_existing=True).closed_at is not None
    assert browser.post(f"/administration/teams/{care_team.id}/reopen").status_code == 302


def test_nobody_joins_a_closed_team(lidiia: Actor, client: Clients, care_team: Team) -> None:
    client(lidiia).post(f"/administration/teams/{care_team.id}/close")
    answer = client(lidiia).post("/administration/people/new", data=person_form(team_id=str(care_team.id)))
    assert answer.status_code == 422


def test_a_request_can_be_dismissed(client: Clients, vira: Actor, lidiia: Actor) -> None:
    client().post("/forgotten", data={"email": "vira@example.test"})
    client(lidiia).post(f"/administration/people/{vira.id}/dismiss-request")
    assert "vira@example.test" not in client(lidiia).get("/administration/people?q=нікого").text


@pytest.mark.parametrize(
    "path",
    ["/administration/people", "/administration/people/1", "/administration/people/1/close", "/administration/places"],
)
def test_pages_stay_cheap(client: Clients, lidiia: Actor, path: str) -> None:
    for n in range(60):
        factories.person(f"Людина {n}", factories.team(), Role.EDITOR)
    browser = client(lidiia)
    with counted() as seen:
        assert browser.get(path).status_code == 200
    assert len(seen) <= MOST_A_PAGE


def test_roles_are_rows(lidiia: Actor, session: Session) -> None:
    assert list(session.scalars(select(PersonRole.role))) == [Role.ADMINISTRATOR]


def test_a_page_for_other_roles_says_whose_it_is_and_whom_to_ask(client: Clients, olena: Actor) -> None:
    page = client(olena).get("/queue", headers={"Accept-Language": "en"})
    assert page.status_code == 403
    assert "for other roles than yours: committee." in page.text
    assert "ask an administrator" in page.text
    assert "this step" not in page.text

"""An empty portal says what it needs before it can answer anybody, and promises nothing until then."""

from datetime import datetime

import pytest
from flask.testing import FlaskClient

from portal.core import clock
from portal.core.actor import Actor
from portal.core.db import transaction
from portal.home.first_steps import Founding, first_steps
from portal.people.models import Person, Role
from portal.people.services.accounts import ensure_set_up_link, set_roles
from portal.people.services.leaving import deactivate
from portal.people.services.places import add_area, add_team
from tests import factories as people
from tests.conftest import Clients
from tests.initiatives.factories import OUTCOME, PROBLEM, SOLUTION

SETTLED = Founding(
    alone=False,
    has_teams=True,
    has_areas=True,
    has_committee=True,
    address="https://portal.example",
    here="https://portal.example/",
)
PROMISE = "within two working days"


def english(browser: FlaskClient, place: str = "/") -> str:
    return browser.get(place, headers={"Accept-Language": "en"}).text


def hand_in(browser: FlaskClient) -> str:
    form = {"origin": "problem", "title": "Пандуси біля магазинів", "problem": PROBLEM, "solution": SOLUTION}
    english = {"Accept-Language": "en"}
    return browser.post(
        "/initiatives/new", data={**form, "outcome": OUTCOME}, headers=english, follow_redirects=True
    ).text


def name_in_committee(actor: Actor, *roles: Role) -> None:
    with transaction() as session:
        set_roles(session, None, session.get_one(Person, actor.id), roles, now=clock.now())


def set_up(client: Clients, now: datetime, **more: str) -> FlaskClient:
    with transaction() as session:
        token = ensure_set_up_link(session, now)
    browser = client()
    password = {"new_password": "дощ над рікою вранці", "repeat": "дощ над рікою вранці"}
    browser.post(f"/set-up/{token}", data={"name": "Ада Перша", "email": "ada@example.test", **password, **more})
    return browser


def test_the_first_administrator_meets_the_first_steps(client: Clients, now: datetime) -> None:
    page = english(set_up(client, now))

    assert "1 of 4 are done" in page  # the address
    for place in ("/administration/people/new", "/administration/people/import", "/administration/places"):
        assert f'href="{place}"' in page


def test_whoever_sets_up_may_join_the_committee_at_once(client: Clients, now: datetime) -> None:
    browser = set_up(client, now, committee="1")

    assert "2 of 4 are done" in english(browser)
    assert PROMISE in english(browser, "/initiatives/new")


def test_the_steps_go_once_the_data_say_that_all_are_done(client: Clients, now: datetime) -> None:
    browser = set_up(client, now)
    member = people.person("Ганна Тиха")
    with transaction() as session:
        team = add_team(session, None, name="Команда турботи", now=now)
        add_area(session, None, name="Дзвінки", team_id=team.id, now=now)
    before = english(browser)

    name_in_committee(member, Role.COMMITTEE)

    assert "3 of 4 are done" in before
    assert "First steps" not in english(browser)


def test_only_administrators_meet_them(client: Clients, olena: Actor, lidiia: Actor) -> None:
    assert "First steps" not in english(client(olena))
    assert "First steps" in english(client(lidiia))


def test_nobody_is_promised_an_answer_while_nobody_can_give_it(client: Clients, olena: Actor) -> None:
    browser = client(olena)

    form, thanks, home = english(browser, "/initiatives/new"), hand_in(browser), english(browser)

    assert PROMISE not in form + thanks
    assert "first answer comes" not in thanks + home
    assert "nobody can answer yet" in thanks
    assert "nobody can answer yet" in home


def test_the_promise_holds_from_the_moment_somebody_is_named(client: Clients, olena: Actor, dmytro: Actor) -> None:
    browser = client(olena)
    before = english(browser, "/initiatives/new")

    name_in_committee(dmytro, Role.COMMITTEE)

    assert PROMISE not in before
    assert PROMISE in english(browser, "/initiatives/new") + hand_in(browser)


def test_a_committee_whose_last_member_left_promises_nothing(
    client: Clients, olena: Actor, hanna: Actor, lidiia: Actor
) -> None:
    browser = client(olena)
    before = english(browser, "/initiatives/new")

    with transaction() as session:
        deactivate(session, lidiia, session.get_one(Person, hanna.id), {}, now=clock.now())

    assert PROMISE in before
    assert PROMISE not in english(browser, "/initiatives/new")


@pytest.mark.parametrize(
    ("address", "here", "done"),
    [
        ("https://portal.example", "https://portal.example/", True),
        ("https://portal.example", "http://portal.example/", True),  # a proxy in front speaks plainly with us
        ("http://127.0.0.1:8000", "http://localhost:8000/", True),
        ("http://127.0.0.1:8000", "https://portal.example/", False),
    ],
)
def test_the_address_is_right_when_people_come_by_it(app: object, address: str, here: str, done: bool) -> None:
    founding = Founding(alone=False, has_teams=True, has_areas=True, has_committee=True, address=address, here=here)

    steps = first_steps(founding)

    assert [step.done for step in steps] == ([] if done else [True, True, True, False])

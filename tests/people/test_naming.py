"""A person is named in full or chosen, never guessed; an apostrophe is an apostrophe on any keyboard."""

import re

import pytest
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.i18n import sort_key, sort_text
from portal.people.models import Person
from portal.people.queries import people_fitting, person_meant, person_text
from tests import factories
from tests.conftest import Clients


@pytest.fixture
def away() -> dict[str, str]:
    return {"job": "", "language": "", "theme": "system", "away_from": "2030-01-10"}


def test_an_unfinished_name_is_asked_back_with_those_who_fit(
    client: Clients, olena: Actor, dmytro: Actor, away: dict[str, str], session: Session
) -> None:
    page = client(olena).post("/me", data={**away, "stand_in": dmytro.name[:4]})
    session.rollback()
    assert page.status_code == 422
    assert f'name="stand_in-chosen" value="{dmytro.id}"' in page.text
    assert session.get_one(Person, olena.id).stand_in_id is None


def test_whoever_is_chosen_for_the_name_is_taken(
    client: Clients, olena: Actor, dmytro: Actor, away: dict[str, str], session: Session
) -> None:
    typed = dmytro.name[:4]
    chosen = {"stand_in": typed, "stand_in-asked": typed, "stand_in-chosen": str(dmytro.id)}
    assert client(olena).post("/me", data={**away, **chosen}).status_code == 302
    assert session.get_one(Person, olena.id).stand_in_id == dmytro.id


def test_a_choice_for_another_text_does_not_count(
    client: Clients, olena: Actor, dmytro: Actor, hanna: Actor, away: dict[str, str], session: Session
) -> None:
    chosen = {"stand_in": hanna.name[:4], "stand_in-asked": dmytro.name[:4], "stand_in-chosen": str(dmytro.id)}
    assert client(olena).post("/me", data={**away, **chosen}).status_code == 422
    assert session.get_one(Person, olena.id).stand_in_id is None


def test_only_somebody_who_was_offered_can_be_chosen(
    client: Clients, olena: Actor, dmytro: Actor, hanna: Actor, away: dict[str, str]
) -> None:
    typed = dmytro.name[:4]
    chosen = {"stand_in": typed, "stand_in-asked": typed, "stand_in-chosen": str(hanna.id)}
    assert client(olena).post("/me", data={**away, **chosen}).status_code == 422


def test_namesakes_are_told_apart_by_their_number(session: Session) -> None:
    one, other = factories.person("Інна Гай"), factories.person("Інна Гай")
    assert person_meant(session, "інна гай") is None
    assert person_text(session, one.id) == f"Інна Гай #{one.id}"
    assert person_meant(session, f"Інна Гай #{other.id}") == other.id
    assert [person.id for person in people_fitting(session, "гай")] == [one.id, other.id]


@pytest.mark.parametrize("typed", ["Мар'яна Об’єдкова", "марʼяна об`єдкова", "Мар‘яна Об′єдкова"])
def test_every_apostrophe_finds_the_name(session: Session, typed: str) -> None:
    mariana = factories.person("Мар’яна Об’єдкова")
    assert person_meant(session, typed) == mariana.id


def test_an_apostrophe_has_no_place_in_the_alphabet() -> None:
    names = ["Марта", "Мар’яна", "Марина", "Марʼян", "Маряна"]
    assert sorted(names, key=sort_key) == ["Марина", "Марта", "Марʼян", "Мар’яна", "Маряна"]
    assert sorted(names, key=sort_text) == sorted(names, key=sort_key)


def test_the_list_of_those_who_fit_stays_short(client: Clients, olena: Actor, away: dict[str, str]) -> None:
    for n in range(12):
        factories.person(f"Тезка {n}")
    page = client(olena).post("/me", data={**away, "stand_in": "тезка"}).text
    assert len(re.findall(r'name="stand_in-chosen"', page)) == 8

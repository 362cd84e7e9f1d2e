"""The A3 report: one page from the problem to what came of it, for whoever sees the initiative."""

from datetime import datetime

from portal.core.actor import Actor
from portal.core.db import transaction
from portal.core.markdown import render
from portal.delivery.services.card import write_card
from portal.initiatives.models import Initiative, StatusType, Visibility
from tests.conftest import Clients
from tests.delivery import factories
from tests.initiatives import factories as initiatives
from tests.statements import MOST_A_PAGE, counted


def test_the_report_holds_the_whole_story(client: Clients, olena: Actor, dmytro: Actor, now: datetime) -> None:
    number = factories.worked_on(olena, dmytro)
    stage = factories.milestone(number, dmytro, "Перші три магазини")
    factories.task(number, dmytro, "Виміряти сходи", milestone=stage)
    words = {"plan": "Будуємо без перевірки", "do": "Поставили два", "check": "Скарг менше", "act": "Ставимо всюди"}
    with transaction() as session:
        parts = {name: render(text) for name, text in words.items()}
        write_card(session, session.get_one(Initiative, number), dmytro, parts, version=0, now=now)
    page = client(olena).get(f"/initiatives/{number}/report").text
    told = [initiatives.PROBLEM, initiatives.OUTCOME, "Будуємо без перевірки", initiatives.SOLUTION, "Поставили два",
            "Перші три магазини", "Виміряти сходи", "Скарг менше", "Ставимо всюди"]  # fmt: skip
    places = [page.index(one) for one in told]
    assert places == sorted(places)


def test_the_page_of_the_initiative_leads_to_it_from_acceptance_on(client: Clients, olena: Actor) -> None:
    for type_, led in ((StatusType.NEW, False), (StatusType.ACCEPTED, True), (StatusType.DECLINED, False)):
        number = initiatives.initiative(olena, type_).id
        assert (f"/initiatives/{number}/report" in client(olena).get(f"/initiatives/{number}").text) is led


def test_the_report_of_what_is_hidden_is_absent(client: Clients, olena: Actor, stranger: Actor) -> None:
    number = initiatives.initiative(olena).id
    with transaction() as session:
        session.get_one(Initiative, number).visibility = Visibility.TEAMS
    assert client(stranger).get(f"/initiatives/{number}/report").status_code == 404


def test_the_report_asks_little(client: Clients, olena: Actor, dmytro: Actor) -> None:
    number = factories.worked_on(olena, dmytro)
    for n in range(20):
        factories.task(number, dmytro, f"Крок {n}")
    for address in (f"/initiatives/{number}/report", f"/initiatives/{number}/work", f"/initiatives/{number}", "/work"):
        browser = client(dmytro)
        browser.get(address)
        with counted() as statements:
            assert browser.get(address).status_code == 200
        assert len(statements) <= MOST_A_PAGE, "\n".join(statements)

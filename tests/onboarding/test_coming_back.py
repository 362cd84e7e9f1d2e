"""From a step to what it is about and back: only to pages of learning that are one's own."""

import re
from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from portal.core import i18n
from portal.core.actor import Actor
from portal.core.db import transaction
from portal.core.extension import item_kinds
from portal.knowledge.models import KnowledgeItem
from portal.knowledge.services.acknowledging import ask_to_acknowledge
from portal.onboarding.models import Enrolment, StepKind
from portal.onboarding.queries.learning import step_row
from tests.algorithms.factories import algorithm
from tests.conftest import Clients
from tests.knowledge.factories import item
from tests.onboarding import mentoring_factories as make
from tests.statements import MOST_A_PAGE, counted

BACK = "Назад до кроку"


@pytest.fixture(autouse=True)
def in_ukrainian() -> Iterator[None]:
    with i18n.speaking("uk"):
        yield


@pytest.fixture
def way(newcomer: Actor, marta: Actor, mentor: Actor) -> Enrolment:
    """Steps that send to an item of each kind."""
    about = {
        "case": item(marta, title="Окуляри до п'ятниці").id,
        "article": item(marta, kind="article", title="Чому ми без скриптів").id,
        "algorithm": algorithm(marta).id,
    }
    kinds = {"case": StepKind.READ, "article": StepKind.ACKNOWLEDGE, "algorithm": StepKind.WALK}
    steps = [
        {"key": kind, "kind": kinds[kind], "title": f"Крок про {kind}", "item_kind": kind, "item_id": number}
        for kind, number in about.items()
    ]
    return make.enrol(newcomer, make.track(marta, steps), mentor)


def address_of(session: Session, way: Enrolment, key: str, actor: Actor) -> str:
    """Where the step sends to."""
    row = step_row(session, way.id, key, actor)
    card = item_kinds[row.item_kind].cards(session, [row.item_id], actor)[row.item_id]
    return f"{card.href}{'/walk' if row.kind is StepKind.WALK else ''}"


@pytest.mark.parametrize("key", ["case", "article", "algorithm"])
def test_a_step_leads_to_its_item_and_the_item_back_to_the_step(
    client: Clients, session: Session, newcomer: Actor, way: Enrolment, key: str
) -> None:
    browser, step = client(newcomer), f"/learning/{way.id}/steps/{key}"
    address = f"{address_of(session, way, key, newcomer)}?from={step}"
    assert f'href="{address}"' in browser.get(step).text
    page = browser.get(address).text
    assert f'href="{step}"' in page
    assert BACK in page


def test_without_a_step_there_is_nothing_to_go_back_to(
    client: Clients, session: Session, newcomer: Actor, way: Enrolment
) -> None:
    assert BACK not in client(newcomer).get(address_of(session, way, "case", newcomer)).text


@pytest.mark.parametrize(
    "address",
    [
        "https://example.net/learning/1/steps/case",
        "//example.net/learning/1/steps/case",
        "/\\example.net/learning/1/steps/case",
        "javascript:alert(1)",
        "/admin",
        "/learning/{id}/steps/nothing",
        "/learning/{id}/steps/case/../../../sign-out",
        "/learning/{id}/steps/case%2f..",
        "/learning/{id}/leave",
        "/learning/99999999999999999999/steps/case",
        "/learning/٣/steps/case",
    ],
)
def test_no_other_address_is_offered(
    client: Clients, session: Session, newcomer: Actor, way: Enrolment, address: str
) -> None:
    browser, where = client(newcomer), address_of(session, way, "case", newcomer)
    page = browser.get(where, query_string={"from": address.format(id=way.id)})
    assert page.status_code == 200
    assert BACK not in page.text
    assert not re.search(r'(?:href|action)="[^"]*example\.net', page.text)


def test_the_step_of_somebody_else_is_not_offered(
    client: Clients, session: Session, newcomer: Actor, mentor: Actor, marta: Actor, way: Enrolment
) -> None:
    where = address_of(session, way, "case", newcomer)
    for other in (mentor, marta):
        page = client(other).get(f"{where}?from=/learning/{way.id}/steps/case").text
        assert BACK not in page
        assert "Крок про case" not in page


def test_saying_that_one_has_read_it_keeps_the_way_back(
    client: Clients, session: Session, newcomer: Actor, marta: Actor, way: Enrolment
) -> None:
    where, step = address_of(session, way, "article", newcomer), f"/learning/{way.id}/steps/article"
    number = int(where.rpartition("/")[2])
    with transaction() as writing:
        ask_to_acknowledge(writing, writing.get_one(KnowledgeItem, number), marta, now=way.made_at)
    browser = client(newcomer)
    assert f'name="from" value="{step}"' in browser.get(f"{where}?from={step}").text
    answer = browser.post(f"/knowledge/{number}/acknowledge", data={"number": "1", "from": step})
    assert answer.status_code == 302
    assert step in browser.get(answer.location).text
    elsewhere = browser.post(f"/knowledge/{number}/acknowledge", data={"number": "1", "from": "https://example.net/"})
    assert "example.net" not in elsewhere.location


def test_the_way_back_costs_a_page_one_statement(
    client: Clients, session: Session, newcomer: Actor, way: Enrolment
) -> None:
    browser = client(newcomer)
    for key in ("case", "article", "algorithm"):
        where = address_of(session, way, key, newcomer)
        address = f"{where}?from=/learning/{way.id}/steps/{key}"
        browser.get(where)  # fills what is remembered
        with counted() as plain:
            browser.get(where)
        with counted() as with_step:
            browser.get(address)
        assert len(with_step) == len(plain) + 1 <= MOST_A_PAGE

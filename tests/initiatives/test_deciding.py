"""Deciding on a page: each move in the words of who makes it, asking for what it needs and for nothing else."""

import re
from datetime import datetime, timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from portal.core import i18n
from portal.core.actor import Actor
from portal.core.db import transaction
from portal.core.errors import Invalid
from portal.core.markdown import render
from portal.initiatives.models import Initiative, StatusType
from portal.initiatives.queries import get_visible, statuses
from portal.initiatives.services.moving import move
from portal.initiatives.services.planning import plan
from portal.initiatives.verbs import choice
from portal.people.models import Area
from tests.conftest import Clients
from tests.initiatives import factories

T = StatusType
ANSWER = "Дякуємо! Почнемо з трьох магазинів і подивимося на дзвінки за місяць."


def verbs(initiative: Initiative, actor: Actor) -> dict[StatusType, str]:
    """What the actor would read on each move, the impossible ones too."""
    with i18n.speaking("uk"):
        return {
            type_: choice(initiative, factories.status(type_), actor).verb
            for type_ in T
            if type_ not in {T.DRAFT, T.MERGED}
        }


def made_owner(number: int, owner: Actor) -> None:
    with transaction() as session:
        session.execute(update(Initiative).where(Initiative.id == number).values(owner_id=owner.id))


def test_buttons_say_what_they_do(open_initiative: Initiative, hanna: Actor) -> None:
    said = verbs(open_initiative, hanna)
    assert (said[T.ACCEPTED], said[T.DECLINED]) == ("Прийняти", "Відхилити з поясненням")


def test_owner_has_words_of_their_own(client: Clients, olena: Actor, dmytro: Actor, hanna: Actor) -> None:
    number = factories.initiative(olena, T.ACCEPTED).id
    made_owner(number, dmytro)
    initiative = factories.fresh(number)
    assert verbs(initiative, dmytro)[T.IN_PROGRESS] == "Я починаю"
    assert verbs(initiative, hanna)[T.IN_PROGRESS] == "Почати роботу"
    page = client(dmytro).get(f"/initiatives/{number}").text
    assert "Повідомити, як іде робота" in page
    assert "Вирішити" not in page


def test_same_types_have_other_words_on_the_way_back(olena: Actor, hanna: Actor) -> None:
    assert verbs(factories.initiative(olena, T.DECLINED), hanna)[T.IN_REVIEW] == "Розглянути ще раз"
    assert verbs(factories.initiative(olena, T.IMPLEMENTED), hanna)[T.IN_PROGRESS] == "Повернути в роботу"


@pytest.mark.parametrize(
    ("type_", "asked"),
    [
        (T.ACCEPTED, {"reason", "owner", "due_on", "area"}),
        (T.DEFERRED, {"reason", "until"}),
        (T.DECLINED, {"reason"}),
        (T.IN_REVIEW, {"reason"}),
    ],
)
def test_each_move_asks_for_what_it_needs(
    client: Clients, open_initiative: Initiative, hanna: Actor, type_: StatusType, asked: set[str]
) -> None:
    to = factories.status(type_).id
    page = client(hanna).get(f"/initiatives/{open_initiative.id}/move?to={to}").text
    form = page.split('class="form move-form"')[1].split("</form>")[0]
    assert set(re.findall(r' name="(\w+)"', form)) - {"csrf_token", "to", "seen", "opened"} == asked


@pytest.mark.parametrize("type_", [T.DECLINED, T.DEFERRED, T.ACCEPTED])
def test_length_of_the_answer_is_said_beforehand(
    client: Clients, open_initiative: Initiative, hanna: Actor, type_: StatusType
) -> None:
    page = client(hanna).get(f"/initiatives/{open_initiative.id}/move?to={factories.status(type_).id}").text
    about = re.search(r'<p class="field-help" id="reason-help">([^<]+)', page)
    assert about is not None
    assert "20 знаків" in about[1]
    assert "усі" in about[1]


def test_all_faults_of_a_move_are_shown_at_once(client: Clients, open_initiative: Initiative, hanna: Actor) -> None:
    sent = {"to": factories.status(T.DEFERRED).id, "reason": "Пізніше.", "until": ""}

    answer = client(hanna).post(f"/initiatives/{open_initiative.id}/move", data=sent)

    assert answer.status_code == 422
    assert "Пізніше." in answer.text
    assert re.findall(r'id="(\w+)-error-1"', answer.text) == ["until", "reason"]


def test_acceptance_names_who_does_it_until_when_and_where(
    client: Clients, open_initiative: Initiative, hanna: Actor, dmytro: Actor, area: Area, now: datetime
) -> None:
    browser, number = client(hanna), open_initiative.id
    to, day = factories.status(T.ACCEPTED).id, (now + timedelta(days=30)).date()
    page = browser.get(f"/initiatives/{number}/move?to={to}").text
    opened = page.split('name="opened" value="')[1].split('"')[0]
    data = {"to": to, "reason": ANSWER, "owner": dmytro.name, "due_on": day.isoformat(), "area": area.id}
    assert browser.post(f"/initiatives/{number}/move", data=data | {"opened": opened}).status_code == 302
    row = factories.fresh(number)
    assert (row.status_type, row.owner_id, row.due_on, row.area_id) == (T.ACCEPTED, dmytro.id, day, area.id)


def test_acceptance_without_a_plan_leaves_the_plan_alone(
    client: Clients, open_initiative: Initiative, hanna: Actor, dmytro: Actor
) -> None:
    made_owner(open_initiative.id, dmytro)
    data = {"to": factories.status(T.ACCEPTED).id}
    assert client(hanna).post(f"/initiatives/{open_initiative.id}/move", data=data).status_code == 302
    assert factories.fresh(open_initiative.id).owner_id == dmytro.id


def test_plan_made_meanwhile_is_not_replaced_unseen(
    client: Clients, open_initiative: Initiative, hanna: Actor, dmytro: Actor, olena: Actor, now: datetime
) -> None:
    browser, number, to = client(hanna), open_initiative.id, factories.status(T.ACCEPTED).id
    opened = browser.get(f"/initiatives/{number}/move?to={to}").text.split('name="opened" value="')[1].split('"')[0]
    with transaction() as session:
        row = get_visible(session, number, hanna)
        plan(session, row, hanna, owner_id=dmytro.id, due_on=None, area_id=None, tags=[], now=now)
    data = {"to": to, "reason": ANSWER, "owner": hanna.name, "opened": opened}
    answer = browser.post(f"/initiatives/{number}/move", data=data)
    assert answer.status_code == 422
    assert f'value="{hanna.name}"' in answer.text
    row = factories.fresh(number)
    assert (row.status_type, row.owner_id) == (T.NEW, dmytro.id)


@pytest.mark.parametrize("type_", [T.ACCEPTED, T.DECLINED])
def test_ok_is_no_official_answer(open_initiative: Initiative, hanna: Actor, now: datetime, type_: StatusType) -> None:
    with pytest.raises(Invalid) as refusal, transaction() as session:
        row = get_visible(session, open_initiative.id, hanna)
        move(session, row, hanna, statuses(session).default(type_), reason=render(" ок "), now=now)
    assert refusal.value.field == "reason"
    assert factories.fresh(open_initiative.id).status_type is T.NEW


def test_refused_answer_stays_with_its_move_and_its_fault(
    client: Clients, open_initiative: Initiative, hanna: Actor
) -> None:
    data = {"to": factories.status(T.DECLINED).id, "reason": "Ні, бо ні"}
    page = client(hanna).post(f"/initiatives/{open_initiative.id}/move", data=data)
    assert page.status_code == 422
    focused = re.findall(r"<(?:input|textarea|div)[^>]* autofocus[^>]*>", page.text)
    assert len(focused) == 1
    assert 'id="reason"' in focused[0]
    assert "reason-error-1" in focused[0]
    assert "Ні, бо ні" in page.text


def test_a_form_opened_before_somebody_put_it_off_decides_nothing_unseen(
    client: Clients, open_initiative: Initiative, hanna: Actor, now: datetime
) -> None:
    browser, path = client(hanna), f"/initiatives/{open_initiative.id}/move"
    page = browser.get(f"{path}?to={factories.status(T.DECLINED).id}").text
    sent = dict(re.findall(r'<input type="hidden" name="(to|seen)" value="(\d+)">', page)) | {"reason": ANSWER}
    with transaction() as session:
        row = get_visible(session, open_initiative.id, hanna)
        until = (now + timedelta(days=30)).date()
        put_off = statuses(session).default(T.DEFERRED)
        move(session, row, hanna, put_off, reason=render(ANSWER), defer_until=until, now=now)

    stale = browser.post(path, data=sent)

    assert stale.status_code == 422
    assert ANSWER in stale.text
    assert factories.fresh(open_initiative.id).status_type is T.DEFERRED
    again = sent | dict(re.findall(r'<input type="hidden" name="(seen)" value="(\d+)">', stale.text))
    assert browser.post(path, data=again).status_code == 302
    assert factories.fresh(open_initiative.id).status_type is T.DECLINED


@pytest.mark.parametrize("to", ["", "999999", "x"])
def test_answer_without_a_move_is_kept(client: Clients, open_initiative: Initiative, hanna: Actor, to: str) -> None:
    page = client(hanna).post(f"/initiatives/{open_initiative.id}/move", data={"to": to, "reason": ANSWER})
    assert page.status_code == 422
    assert ANSWER in page.text


def test_committee_can_always_ask_the_author(client: Clients, open_initiative: Initiative, hanna: Actor) -> None:
    page = client(hanna).get(f"/initiatives/{open_initiative.id}/move").text
    assert f'href="/initiatives/{open_initiative.id}?show=discussion#comment-form"' in page


def test_who_opens_the_form(
    client: Clients, session: Session, open_initiative: Initiative, olena: Actor, dmytro: Actor, stranger: Actor
) -> None:
    hidden = factories.initiative(olena, T.DRAFT).id
    assert client(dmytro).get(f"/initiatives/{open_initiative.id}/move").status_code == 403
    assert client(olena).get(f"/initiatives/{open_initiative.id}/move").status_code == 403
    assert client(stranger).get(f"/initiatives/{hidden}/move").status_code == 404
    assert client().get(f"/initiatives/{open_initiative.id}/move").status_code in {302, 401}

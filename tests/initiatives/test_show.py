"""The page of one initiative: what stands on it, for whom, and what can be done there."""

import re
from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient

from portal.core.actor import Actor
from portal.core.db import transaction
from portal.core.markdown import render
from portal.initiatives.forms import FREQUENCIES, REACHES
from portal.initiatives.models import Frequency, Reach, StatusType, Visibility
from portal.initiatives.queries import get_visible, statuses
from portal.initiatives.services.moving import move
from portal.initiatives.services.planning import restrict
from portal.initiatives.services.submitting import edit
from portal.people.models import Area, Person, Team
from tests.conftest import Clients
from tests.initiatives import factories

REASON = "Пандуси куплять цього кварталу, першим буде магазин на Подолі."


def moved(number: int, by: Actor, to: StatusType, reason: str, now: datetime) -> None:
    with transaction() as session:
        move(
            session, get_visible(session, number, by), by, statuses(session).default(to), reason=render(reason), now=now
        )


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found is not None
    return found[1]


def plan_form(browser: FlaskClient, number: int) -> dict[str, str]:
    """What the plan form sends besides what is typed."""
    return {"opened": hidden(browser.get(f"/initiatives/{number}/plan").text, "opened")}


def test_answer_stands_apart_with_its_name(client: Clients, olena: Actor, hanna: Actor, now: datetime) -> None:
    number = factories.initiative(olena).id
    moved(number, hanna, StatusType.ACCEPTED, REASON, now)
    answer = client(olena).get(f"/initiatives/{number}").text.split('class="answer"')[1].split("</section>")[0]
    assert REASON in answer
    assert "Ганна Тиха" in answer


def test_answer_that_was_taken_back_stands_only_in_the_history(
    client: Clients, olena: Actor, hanna: Actor, now: datetime
) -> None:
    number = factories.initiative(olena).id
    moved(number, hanna, StatusType.DECLINED, REASON, now)
    moved(number, hanna, StatusType.IN_REVIEW, "", now + timedelta(hours=1))
    page = client(olena).get(f"/initiatives/{number}").text
    assert 'class="answer"' not in page
    assert REASON in page.split('id="talk"')[1]


@pytest.mark.usefixtures("unconditional")
def test_measured_outcome_stands_first(client: Clients, olena: Actor, hanna: Actor, now: datetime) -> None:
    number = factories.initiative(olena, StatusType.IMPLEMENTED).id
    moved(number, hanna, StatusType.MEASURED, "За квартал жодної скарги на вхід, було дванадцять.", now)
    page = client(olena).get(f"/initiatives/{number}").text
    assert page.index("жодної скарги на вхід, було") < page.index(factories.PROBLEM)


def test_stream_can_be_narrowed(client: Clients, olena: Actor, hanna: Actor, now: datetime) -> None:
    number = factories.initiative(olena).id
    moved(number, hanna, StatusType.ACCEPTED, REASON, now)
    browser = client(olena)
    browser.post(f"/discussion/initiative/{number}/comments", data={"body": "А хто купить пандуси?"})
    talk = {show: browser.get(f"/initiatives/{number}?show={show}").text for show in ("all", "discussion", "history")}
    assert ["А хто купить" in talk[show] for show in talk] == [True, True, False]
    assert ['class="event"' in talk[show] for show in talk] == [True, False, True]


def test_incomplete_one_says_so_and_leads_its_author_on(client: Clients, olena: Actor, dmytro: Actor) -> None:
    number = factories.initiative(olena).id
    with transaction() as session:
        get_visible(session, number, olena).outcome = ""
    assert f"/initiatives/{number}/edit" in client(olena).get(f"/initiatives/{number}").text.split("notice-waiting")[1]
    assert "notice-waiting" in client(dmytro).get(f"/initiatives/{number}").text


def test_history_tells_of_owner_plan_and_readers(
    client: Clients, olena: Actor, dmytro: Actor, hanna: Actor, care_team: Team
) -> None:
    number = factories.initiative(olena).id
    browser = client(hanna)
    browser.post(
        f"/initiatives/{number}/plan", data=plan_form(browser, number) | {"owner": dmytro.name, "tags": "вхід"}
    )
    browser.post(f"/initiatives/{number}/plan", data=plan_form(browser, number) | {"due_on": "2030-01-01"})
    browser.post(f"/initiatives/{number}/restrict", data={"scope": "teams", "teams": [care_team.id]})
    told = browser.get(f"/initiatives/{number}?show=history").text.split('class="stream"')[1]
    lines = ["відповідає Дмитро Гай", "інші теги", "ніхто поки не відповідає", "інший термін", "лише деяким командам"]
    assert [line in told for line in lines] == [True] * len(lines)


@pytest.mark.parametrize("answered", [True, False])
def test_history_tells_of_a_new_text_only_after_the_answer(
    client: Clients, olena: Actor, hanna: Actor, now: datetime, answered: bool
) -> None:
    number = factories.initiative(olena).id
    if answered:
        moved(number, hanna, StatusType.IN_REVIEW, "", now)
    with transaction() as session:
        row = get_visible(session, number, olena)
        edit(session, row, olena, factories.texts(), version=row.version, now=now)
    assert ("текст змінено" in client(olena).get(f"/initiatives/{number}?show=history").text) is answered


# Support


def test_details_of_support_are_kept_and_shown(client: Clients, olena: Actor, dmytro: Actor) -> None:
    number = factories.initiative(olena).id
    said = {"frequency": "weekly", "reach": "dozens", "evidence": "Щоп'ятниці людина чекає надворі."}
    browser = client(dmytro)
    assert browser.post(f"/initiatives/{number}/support/details", data=said).status_code == 302
    page = browser.get(f"/initiatives/{number}").text
    assert "Щоп&#39;ятниці людина чекає надворі." in page
    assert "Підтримує 1 колега" in page
    assert re.search(r'value="weekly" checked', page)


def test_faulty_details_are_shown_again(client: Clients, olena: Actor, dmytro: Actor) -> None:
    number = factories.initiative(olena).id
    said = {"frequency": "hourly", "evidence": "Щоп'ятниці"}
    answer = client(dmytro).post(f"/initiatives/{number}/support/details", data=said)
    assert answer.status_code == 422
    assert "Щоп&#39;ятниці" in answer.text


def test_nobody_supports_their_own(client: Clients, olena: Actor) -> None:
    number = factories.initiative(olena).id
    assert "/support" not in client(olena).get(f"/initiatives/{number}").text
    assert client(olena).post(f"/initiatives/{number}/support/details", data={}).status_code == 403


# Deciding


def test_committee_decides_with_a_reason(client: Clients, olena: Actor, hanna: Actor) -> None:
    number = factories.initiative(olena).id
    known = factories.status(StatusType.DECLINED)
    browser = client(hanna)
    refused = browser.post(f"/initiatives/{number}/move", data={"to": known.id, "reason": "Ні."})
    assert refused.status_code == 422
    assert "Поясніть причину" in refused.text
    assert ">\r\nНі.</textarea>" in refused.text or ">\nНі.</textarea>" in refused.text
    assert browser.post(f"/initiatives/{number}/move", data={"to": known.id, "reason": REASON}).status_code == 302
    assert factories.fresh(number).status_type is StatusType.DECLINED


def test_deferring_asks_for_a_day(client: Clients, olena: Actor, hanna: Actor, now: datetime) -> None:
    number = factories.initiative(olena).id
    data = {"to": factories.status(StatusType.DEFERRED).id, "reason": REASON}
    browser = client(hanna)
    assert "Оберіть день" in browser.post(f"/initiatives/{number}/move", data=data).text
    day = (now + timedelta(days=30)).date()
    assert browser.post(f"/initiatives/{number}/move", data=data | {"until": day.isoformat()}).status_code == 302
    assert factories.fresh(number).defer_until == day


def test_only_legal_moves_are_offered(client: Clients, olena: Actor, hanna: Actor) -> None:
    number = factories.initiative(olena).id
    page = client(hanna).get(f"/initiatives/{number}").text
    offered = {int(value) for value in re.findall(r'href="[^"]*/move\?to=(\d+)"', page)}
    types = {StatusType.IN_REVIEW, StatusType.ACCEPTED, StatusType.DECLINED, StatusType.DEFERRED}
    assert offered == {factories.status(type_).id for type_ in types}


def test_author_of_the_committee_does_not_judge_their_own(client: Clients, hanna: Actor) -> None:
    number = factories.initiative(hanna).id
    page = client(hanna).get(f"/initiatives/{number}").text
    assert "/move" not in page
    data = {"to": factories.status(StatusType.ACCEPTED).id}
    assert client(hanna).post(f"/initiatives/{number}/move", data=data).status_code == 403


# Planning and who may see it


def test_committee_plans(client: Clients, olena: Actor, dmytro: Actor, hanna: Actor, area: Area, now: datetime) -> None:
    number = factories.initiative(olena).id
    browser, day = client(hanna), (now + timedelta(days=20)).date()
    data = plan_form(browser, number) | {
        "owner": dmytro.name,
        "due_on": day.isoformat(),
        "area": area.id,
        "tags": "вхід, пандус",
    }
    assert browser.post(f"/initiatives/{number}/plan", data=data).status_code == 302
    page = browser.get(f"/initiatives/{number}").text
    for text in (dmytro.name, day.isoformat(), area.name, "вхід"):
        assert text in page


def test_plan_of_a_colleague_is_not_overwritten_unseen(
    client: Clients, olena: Actor, dmytro: Actor, hanna: Actor, now: datetime
) -> None:
    number = factories.initiative(olena).id
    browser = client(hanna)
    opened = plan_form(browser, number)
    theirs = plan_form(browser, number) | {"owner": dmytro.name, "due_on": "", "tags": "вхід"}
    browser.post(f"/initiatives/{number}/plan", data=theirs)

    mine = opened | {"owner": hanna.name, "due_on": "2027-03-01", "tags": "пандус"}
    answer = browser.post(f"/initiatives/{number}/plan", data=mine)

    assert answer.status_code == 409
    assert [f'value="{typed}"' in answer.text for typed in (hanna.name, "2027-03-01", "пандус")] == [True] * 3
    assert [f">{standing}</pre>" in answer.text for standing in (dmytro.name, "вхід")] == [True] * 2
    assert factories.fresh(number).owner_id == dmytro.id
    again = mine | {"opened": hidden(answer.text, "opened")}
    assert browser.post(f"/initiatives/{number}/plan", data=again).status_code == 302
    assert factories.fresh(number).owner_id == hanna.id


def test_plan_sent_twice_is_kept_once(client: Clients, olena: Actor, dmytro: Actor, hanna: Actor) -> None:
    number = factories.initiative(olena).id
    browser = client(hanna)
    data = plan_form(browser, number) | {"owner": dmytro.name, "tags": "вхід"}
    assert [browser.post(f"/initiatives/{number}/plan", data=data).status_code for _ in range(2)] == [302, 302]


def test_plan_form_does_not_grow_with_the_company(
    client: Clients, olena: Actor, hanna: Actor, care_team: Team, now: datetime
) -> None:
    number = factories.initiative(olena).id
    with transaction() as session:
        session.add_all(
            Person(
                name=f"Колега {n}", search_name=f"колега {n}", email=f"n{n}@example.test", team_id=care_team.id,
                started_on=now.date(), created_at=now,
            )
            for n in range(400)
        )  # fmt: skip
    assert client(hanna).get(f"/initiatives/{number}/plan").text.count("<option") < 320


def test_owner_who_left_stays_until_somebody_else_is_named(
    client: Clients, olena: Actor, dmytro: Actor, hanna: Actor, now: datetime
) -> None:
    number = factories.initiative(olena).id
    browser = client(hanna)
    browser.post(f"/initiatives/{number}/plan", data=plan_form(browser, number) | {"owner": dmytro.name})
    with transaction() as session:
        session.get_one(Person, dmytro.id).deactivated_at = now
    data = plan_form(browser, number) | {"owner": dmytro.name, "tags": "вхід"}
    assert browser.post(f"/initiatives/{number}/plan", data=data).status_code == 302
    assert factories.fresh(number).owner_id == dmytro.id


def test_day_that_has_passed_is_refused_and_kept(client: Clients, olena: Actor, hanna: Actor) -> None:
    number = factories.initiative(olena).id
    browser = client(hanna)
    answer = browser.post(
        f"/initiatives/{number}/plan", data=plan_form(browser, number) | {"due_on": "2020-01-01", "tags": "вхід"}
    )
    assert answer.status_code == 422
    assert "2020-01-01" in answer.text


def test_restricted_one_is_seen_by_its_teams_alone(
    client: Clients, olena: Actor, dmytro: Actor, stranger: Actor, hanna: Actor, care_team: Team
) -> None:
    number = factories.initiative(olena).id
    browser = client(hanna)
    assert care_team.name in browser.get(f"/initiatives/{number}/restrict").text
    data = {"scope": "teams", "teams": [care_team.id]}
    assert browser.post(f"/initiatives/{number}/restrict", data=data).status_code == 302
    assert care_team.name in client(dmytro).get(f"/initiatives/{number}").text.split("notice-info")[1]
    assert client(stranger).get(f"/initiatives/{number}").status_code == 404
    browser.post(f"/initiatives/{number}/restrict", data={"scope": "everyone"})
    assert client(stranger).get(f"/initiatives/{number}").status_code == 200
    assert factories.fresh(number).visibility is Visibility.EVERYONE


WRITING = ["support/details", "move", "plan", "restrict", "withdraw", "hand-in", "edit"]


@pytest.mark.parametrize("verb", WRITING)
def test_hidden_one_has_no_doors(
    client: Clients, olena: Actor, stranger: Actor, hanna: Actor, now: datetime, verb: str
) -> None:
    number = factories.initiative(olena).id
    with transaction() as session:
        restrict(session, get_visible(session, number, hanna), hanna, team_ids=[], now=now)
    expected = {403, 404} if verb in {"plan", "restrict"} else {404}
    assert client(stranger).post(f"/initiatives/{number}/{verb}", data={}).status_code in expected
    assert client().post(f"/initiatives/{number}/{verb}", data={}).status_code == 401
    assert client(hanna).post(f"/initiatives/9999/{verb}", data={}).status_code == 404


@pytest.mark.parametrize("verb", ["move", "plan", "restrict", "withdraw", "hand-in", "edit"])
def test_reader_may_not_do_what_is_not_theirs(client: Clients, olena: Actor, dmytro: Actor, verb: str) -> None:
    number = factories.initiative(olena).id
    assert client(dmytro).post(f"/initiatives/{number}/{verb}", data={}).status_code == 403


def test_number_beyond_the_database_is_not_found(client: Clients, olena: Actor) -> None:
    assert client(olena).get(f"/initiatives/{2**70}").status_code == 404


def test_every_choice_has_its_words() -> None:
    assert set(FREQUENCIES) == set(Frequency)
    assert set(REACHES) == set(Reach)

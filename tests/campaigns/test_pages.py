"""The pages of campaigns: who asks, who sees what, proposing into one, what came of it."""

import re
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.campaigns.models import Campaign, CampaignAnswer, Stage
from portal.campaigns.services.answering import put_in
from portal.core import i18n
from portal.core.actor import Actor
from portal.core.db import db, transaction
from portal.core.markdown import render
from portal.initiatives.models import Initiative, StatusType, Visibility
from portal.initiatives.services.merging import merge
from portal.initiatives.services.parting import unmerge
from tests.anonymous.speaking import propose, strike
from tests.campaigns import factories
from tests.conftest import Clients
from tests.initiatives import factories as initiatives
from tests.statements import counted

KEY = "k" * 22
MOST_STATEMENTS = 8
PROPOSAL = {
    "kind": "problem",
    "title": "Казати, коли передзвонимо",
    "problem": initiatives.PROBLEM,
    "solution": initiatives.SOLUTION,
    "outcome": initiatives.OUTCOME,
}


def typed(now: datetime, **changes: str) -> dict[str, str]:
    today = i18n.today(now)
    days = {"starts_on": today.isoformat(), "ends_on": (today + timedelta(days=14)).isoformat()}
    return {"question": factories.QUESTION, "about": "", "keeper_id": "", "submission_key": KEY, **days, **changes}


def answers(number: int) -> list[int]:
    db.session().rollback()
    rows = select(CampaignAnswer.initiative_id).where(CampaignAnswer.campaign_id == number)
    return sorted(db.session().scalars(rows))


def test_committee_asks_and_everybody_sees_the_question(
    client: Clients, session: Session, olena: Actor, hanna: Actor, now: datetime
) -> None:
    for _ in range(2):  # sent twice
        client(hanna).post("/campaigns/new", data=typed(now))
    made = session.scalars(select(Campaign)).one()
    for address in ("/", "/campaigns", f"/campaigns/{made.id}"):
        assert factories.QUESTION in client(olena).get(address).text


def test_a_fault_keeps_what_was_typed(client: Clients, hanna: Actor, now: datetime) -> None:
    answer = client(hanna).post("/campaigns/new", data=typed(now, ends_on="2020-01-01", about="Усе, що знаємо"))
    assert answer.status_code == 422
    assert "Усе, що знаємо" in answer.text


@pytest.mark.parametrize("who", ["olena", "marta"])
def test_others_ask_nobody(
    client: Clients, request: pytest.FixtureRequest, who: str, hanna: Actor, now: datetime
) -> None:
    somebody: Actor = request.getfixturevalue(who)
    running = factories.campaign(hanna, now=now)
    for address in ("/campaigns/new", f"/campaigns/{running.id}/edit", f"/campaigns/{running.id}/results"):
        assert client(somebody).get(address).status_code == 403


def test_what_is_planned_is_nobodys_to_see_but_theirs_who_plan(
    client: Clients, olena: Actor, hanna: Actor, lidiia: Actor, now: datetime
) -> None:
    planned = factories.campaign(hanna, Stage.PLANNED, now=now)
    assert client(olena).get(f"/campaigns/{planned.id}").status_code == 404
    assert factories.QUESTION not in client(olena).get("/campaigns").text
    assert client(lidiia).get(f"/campaigns/{planned.id}").status_code == 200
    assert client(lidiia).post(f"/campaigns/{planned.id}/discard").status_code == 302
    assert client(lidiia).get(f"/campaigns/{planned.id}").status_code == 404
    client(lidiia).post(f"/campaigns/{planned.id}/have-back")
    assert client(lidiia).get(f"/campaigns/{planned.id}").status_code == 200


def test_proposing_from_its_page_makes_an_answer(client: Clients, olena: Actor, hanna: Actor, now: datetime) -> None:
    made, browser = factories.campaign(hanna, now=now), client(olena)
    form = f"/initiatives/new?answers=campaign:{made.id}"
    assert form in browser.get(f"/campaigns/{made.id}").text
    assert factories.QUESTION in browser.get(form).text
    sent = PROPOSAL | {"submission_key": KEY, "answers": f"campaign:{made.id}"}
    for _ in range(2):
        browser.post("/initiatives/new", data=sent)
    number = db.session().scalars(select(Initiative.id)).one()
    assert answers(made.id) == [number]
    assert PROPOSAL["title"] in browser.get(f"/campaigns/{made.id}").text
    assert f'href="/campaigns/{made.id}"' in browser.get(f"/initiatives/{number}").text
    assert PROPOSAL["title"] in browser.get(f"/initiatives?campaign={made.id}").text


def test_what_comes_too_late_is_a_proposal_all_the_same(
    client: Clients, olena: Actor, hanna: Actor, now: datetime
) -> None:
    made = factories.campaign(hanna, Stage.OVER, now=now)
    assert "answers=campaign" not in client(olena).get(f"/campaigns/{made.id}").text
    assert factories.QUESTION in client(olena).get(f"/initiatives/new?answers=campaign:{made.id}").text
    sent = PROPOSAL | {"submission_key": KEY, "answers": f"campaign:{made.id}"}
    assert client(olena).post("/initiatives/new", data=sent).status_code == 302
    assert answers(made.id) == []


def test_answers_come_without_a_name_too(client: Clients, olena: Actor, hanna: Actor, now: datetime) -> None:
    made = factories.campaign(hanna, now=now)
    asked = client(olena).get(f"/initiatives/anonymous?answers=campaign:{made.id}")
    assert factories.QUESTION in asked.text
    number = propose(client(olena), answers=f"campaign:{made.id}").number
    assert answers(made.id) == []
    strike()
    assert answers(made.id) == [number]


def test_committee_puts_what_came_otherwise_in_and_out(
    client: Clients, olena: Actor, hanna: Actor, now: datetime
) -> None:
    made, number = factories.campaign(hanna, now=now), initiatives.initiative(olena).id
    assert f"/campaigns/of/{number}" in client(hanna).get(f"/initiatives/{number}").text
    assert f"/campaigns/of/{number}" not in client(olena).get(f"/initiatives/{number}").text
    assert client(olena).post(f"/campaigns/of/{number}", data={"campaigns": str(made.id)}).status_code == 403
    client(hanna).post(f"/campaigns/of/{number}", data={"campaigns": str(made.id)})
    assert answers(made.id) == [number]
    client(hanna).post(f"/campaigns/of/{number}", data={})
    assert answers(made.id) == []
    told = client(hanna).get(f"/initiatives/{number}?show=history").text
    assert "зараховано до відповідей кампанії" in told
    assert "більше не відповідь кампанії" in told


def test_an_old_page_takes_nothing_out_that_it_never_showed(
    client: Clients, olena: Actor, hanna: Actor, now: datetime
) -> None:
    first, second = (factories.campaign(hanna, now=now, question=f"{factories.QUESTION} {n}") for n in (1, 2))
    number, browser = initiatives.initiative(olena).id, client(hanna)
    page = browser.get(f"/campaigns/of/{number}").text
    assert re.search(r'name="was"[^>]*value=""', page)
    browser.post(f"/campaigns/of/{number}", data={"campaigns": str(first.id), "was": ""})
    browser.post(f"/campaigns/of/{number}", data={"campaigns": str(second.id), "was": ""})
    assert (answers(first.id), answers(second.id)) == ([number], [number])
    browser.post(f"/campaigns/of/{number}", data={"campaigns": str(second.id), "was": f"{first.id} {second.id} x"})
    assert (answers(first.id), answers(second.id)) == ([], [number])


def test_numbers_and_rows_hold_only_what_the_reader_may_see(
    client: Clients, olena: Actor, stranger: Actor, hanna: Actor, now: datetime
) -> None:
    made, number = factories.campaign(hanna, now=now), initiatives.initiative(olena, title="Таємний задум команди").id
    with transaction() as session:
        row = session.get_one(Initiative, number)
        put_in(session, session.get_one(Campaign, made.id), row, hanna, now=now)
        row.visibility = Visibility.TEAMS
    hidden, seen = (client(reader).get(f"/campaigns/{made.id}").text for reader in (stranger, olena))
    assert "Таємний задум" not in hidden
    assert "campaign-numbers" not in hidden
    assert "Таємний задум" in seen


def test_results_are_read_by_nobody_before_they_are_told(
    client: Clients, olena: Actor, hanna: Actor, now: datetime
) -> None:
    made = factories.campaign(hanna, Stage.OVER, now=now)
    where, words = f"/campaigns/{made.id}/results", {"results": factories.RESULTS, "version": str(made.version)}
    client(hanna).post(where, data=words)
    assert "Дев'ять" not in client(olena).get(f"/campaigns/{made.id}").text
    told = words | {"version": str(factories.fresh(made.id).version), "tell": "1"}
    client(hanna).post(where, data=told)
    assert "ять із десяти дзвінків" in client(olena).get(f"/campaigns/{made.id}").text


def test_two_who_write_results_at_once_see_both_texts(client: Clients, hanna: Actor, now: datetime) -> None:
    made = factories.campaign(hanna, Stage.OVER, now=now)
    where, version = f"/campaigns/{made.id}/results", str(made.version)
    client(hanna).post(where, data={"results": "Перший довгий підсумок кампанії", "version": version})
    late = client(hanna).post(where, data={"results": "Другий довгий підсумок кампанії", "version": version})
    assert late.status_code == 409
    assert "Другий довгий підсумок" in late.text


def test_answers_go_along_when_twins_are_merged_and_come_back(
    olena: Actor, dmytro: Actor, hanna: Actor, now: datetime
) -> None:
    first, second = factories.campaign(hanna, now=now), factories.campaign(hanna, now=now)
    one, twin = initiatives.initiative(olena), initiatives.initiative(dmytro)
    with transaction() as session:
        for campaign_id, number in ((first.id, one.id), (first.id, twin.id), (second.id, twin.id)):
            put_in(session, session.get_one(Campaign, campaign_id), session.get_one(Initiative, number), hanna, now=now)
    reason = render("Те саме іншими словами, тож разом вони сильніші.")
    with transaction() as session:
        merge(session, one.id, [twin.id], hanna, reason=reason, now=now)
    assert (answers(first.id), answers(second.id)) == ([one.id, twin.id], [one.id])
    with transaction() as session:
        unmerge(session, twin.id, hanna, reason=reason, now=now)
    assert (answers(first.id), answers(second.id)) == ([one.id, twin.id], [twin.id])


def test_declined_answers_are_counted_as_proposals_alone(
    client: Clients, olena: Actor, hanna: Actor, now: datetime
) -> None:
    made, number = factories.campaign(hanna, now=now), initiatives.initiative(olena, StatusType.DECLINED).id
    with transaction() as session:
        put_in(session, session.get_one(Campaign, made.id), session.get_one(Initiative, number), hanna, now=now)
    numbers = client(olena).get(f"/campaigns/{made.id}").text.split("campaign-numbers")[1].split("</ul>")[0]
    assert "відхилен" not in numbers.lower()
    assert "впроваджено" not in numbers


@pytest.mark.parametrize("many", [1, 30])
def test_pages_ask_little_however_many_answer(
    client: Clients, olena: Actor, hanna: Actor, now: datetime, many: int
) -> None:
    made = factories.campaign(hanna, now=now)
    for _ in range(many):
        number = initiatives.initiative(olena).id
        with transaction() as session:
            put_in(session, session.get_one(Campaign, made.id), session.get_one(Initiative, number), hanna, now=now)
    browser = client(hanna)
    for address in (
        "/campaigns",
        f"/campaigns/{made.id}",
        f"/initiatives?campaign={made.id}",
        f"/campaigns/of/{number}",
    ):
        browser.get(address)  # names of statuses and places are read once a process
        with counted() as statements:
            assert browser.get(address).status_code == 200
        assert len(statements) <= MOST_STATEMENTS, "\n".join(statements)

"""Looking what an initiative gave, and confirming what came out."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.db import db, transaction
from portal.core.errors import Conflict, Forbidden, Invalid
from portal.core.extension import ItemRef
from portal.core.links import cards_of
from portal.core.markdown import render
from portal.delivery.queries.work import get_task
from portal.delivery.services.tasks import change_task
from portal.delivery.words import TaskWords
from portal.initiatives.models import StatusType
from portal.initiatives.queries import get_visible
from portal.initiatives.services.moving import move
from portal.initiatives.services.planning import assign_owner
from portal.knowledge.models import ItemState, KnowledgeItem
from portal.outcomes.models import MetricPoint, PlanKind, PointSource, Verdict
from portal.outcomes.queries.plans import newest_measurement
from portal.outcomes.queries.summary import outcomes_of
from portal.outcomes.services.measuring import add_measurement
from portal.outcomes.verdicts import proposed_verdict, reached_share
from portal.people.models import Role
from tests import factories as people
from tests.conftest import Clients
from tests.delivery import factories as work
from tests.initiatives import factories as initiatives
from tests.notifications.factories import lines_of
from tests.outcomes import factories

T = StatusType


@pytest.fixture
def number(olena: Actor, hanna: Actor, dmytro: Actor, stranger: Actor, now: datetime) -> int:
    """One that ``stranger`` has done and ``dmytro`` measures."""
    return factories.done(olena, hanna, dmytro, now, owner=stranger)


def measure(number: int, by: Actor, now: datetime, value: str = "7.6") -> None:
    with transaction() as session:
        add_measurement(
            session, get_visible(session, number, by), by, value=Decimal(value), measured_on=now.date(),
            words=factories.WORDS, now=now,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("baseline", "target", "measured", "verdict"),
    [
        (19, 8, "7.6", Verdict.REACHED),
        (19, 8, "8", Verdict.REACHED),
        (19, 8, "8.1", Verdict.PARTLY),
        (19, 8, "17.9", Verdict.PARTLY),
        (19, 8, "18", Verdict.NOT_REACHED),
        (19, 8, "25", Verdict.NOT_REACHED),
        (54, 85, "87", Verdict.REACHED),
        (54, 85, "60", Verdict.PARTLY),
        (54, 85, "50", Verdict.NOT_REACHED),
        (-3, 5, "5", Verdict.REACHED),
    ],
)
def test_numbers_propose_a_verdict(baseline: int, target: int, measured: str, verdict: Verdict) -> None:
    assert proposed_verdict(Decimal(baseline), Decimal(target), Decimal(measured)) is verdict


def test_share_of_the_way_is_told_either_way() -> None:
    assert reached_share(Decimal(19), Decimal(8), Decimal("13.5")) == Decimal("0.5")
    assert reached_share(Decimal(50), Decimal(100), Decimal(45)) == Decimal("-0.1")
    assert reached_share(None, Decimal(8), Decimal(7)) is None


def test_nobody_moves_to_measured_past_the_verdict(number: int, hanna: Actor, now: datetime) -> None:
    with pytest.raises(Invalid), transaction() as session:
        reason = render(factories.WORDS)
        to = initiatives.status(T.MEASURED)
        move(session, get_visible(session, number, hanna), hanna, to, reason=reason, now=now)
    assert initiatives.fresh(number).status_type is T.IMPLEMENTED


@pytest.mark.parametrize("verdict", list(Verdict))
def test_a_verdict_moves_it_and_stands_above_everything(
    client: Clients, number: int, olena: Actor, hanna: Actor, now: datetime, verdict: Verdict
) -> None:
    factories.confirm(number, hanna, now, verdict=verdict, lesson=render("Спершу перевірити номери."))
    assert initiatives.fresh(number).status_type is T.MEASURED
    page = client(olena).get(f"/initiatives/{number}").text.replace("\xa0", " ")
    for words in ("7,6 %", "19 → 8 %", "пропущені дзвінки", factories.WORDS, "Спершу перевірити номери.", "Ганна Тиха"):
        assert words in page.split("initiative-state")[0], words
    assert f"outcome-{verdict.value}" in page


def test_whoever_did_the_work_does_not_confirm_it(
    olena: Actor, hanna: Actor, dmytro: Actor, stranger: Actor, now: datetime
) -> None:
    number = factories.done(olena, hanna, dmytro, now, owner=hanna)
    with pytest.raises(Forbidden):
        factories.confirm(number, hanna, now)
    factories.owned_by(number, stranger)  # handed over only to be confirmed
    with pytest.raises(Forbidden):
        factories.confirm(number, hanna, now)
    factories.confirm(number, people.person(None, None, *hanna.roles), now)
    assert initiatives.fresh(number).status_type is T.MEASURED


def test_whoever_did_a_task_does_not_confirm_and_reads_who_can(
    client: Clients, olena: Actor, hanna: Actor, dmytro: Actor, stranger: Actor, now: datetime
) -> None:
    roman = people.person("Роман Глибокий", None, Role.COMMITTEE)
    number = factories.done(olena, hanna, dmytro, now, owner=stranger)
    work.done(work.task(number, hanna, owner=hanna).id, hanna)
    work.task(number, hanna, "Подивитися ще раз восени", owner=roman)  # not done: no part of it
    page = client(hanna).get(f"/outcomes/{number}/measure", headers={"Accept-Language": "en"}).text
    assert 'name="verdict"' not in page
    assert "You did one of its tasks" in page
    assert "Of the committee it can be: Роман Глибокий." in page
    assert 'name="verdict"' in client(roman).get(f"/outcomes/{number}/measure").text
    with pytest.raises(Forbidden, match="підтверджує результат хтось інший"):
        factories.confirm(number, hanna, now)
    factories.confirm(number, roman, now)
    assert initiatives.fresh(number).status_type is T.MEASURED


def test_a_task_given_away_after_it_was_done_stays_one_s_own_work(
    olena: Actor, hanna: Actor, dmytro: Actor, stranger: Actor, now: datetime
) -> None:
    number = factories.done(olena, hanna, dmytro, now, owner=stranger)
    made = work.task(number, hanna, owner=hanna)
    work.done(made.id, hanna)
    with transaction() as session:
        task, row = get_task(session, made.id, hanna, lock=True)
        words = TaskWords(title=task.title, owner_id=stranger.id, due_on=None, milestone_id=None)
        change_task(session, task, row, hanna, words, version=task.version, now=now)
    with pytest.raises(Forbidden):
        factories.confirm(number, hanna, now)


def test_ticking_a_task_of_somebody_else_is_no_work_on_it(
    olena: Actor, hanna: Actor, dmytro: Actor, stranger: Actor, now: datetime
) -> None:
    number = factories.done(olena, hanna, dmytro, now, owner=stranger)
    work.done(work.task(number, hanna, owner=dmytro).id, hanna)
    factories.confirm(number, hanna, now)
    assert initiatives.fresh(number).status_type is T.MEASURED


def test_where_all_of_the_committee_did_it_the_page_says_what_to_do(
    client: Clients, olena: Actor, hanna: Actor, dmytro: Actor, now: datetime
) -> None:
    number = factories.done(olena, hanna, dmytro, now, owner=hanna)
    page = client(hanna).get(f"/outcomes/{number}/measure", headers={"Accept-Language": "en"}).text
    assert "Nobody of the committee can" in page


def test_author_measurer_and_owner_do_not_confirm(
    number: int, olena: Actor, dmytro: Actor, stranger: Actor, now: datetime
) -> None:
    for somebody in (olena, dmytro, stranger):
        with pytest.raises(Forbidden):
            factories.confirm(number, somebody, now)
    assert factories.verdicts(number) == []


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("value", {"value": None}),
        ("words", {"words": render("Добре.")}),
        ("measured_on", {"measured_on": None}),
        ("measured_on", {"measured_on": date(9000, 1, 1)}),
        ("lesson", {"lesson": render("а" * 5000)}),
    ],
)
def test_what_a_verdict_lacks_is_named(
    number: int, hanna: Actor, now: datetime, field: str, changes: dict[str, Any]
) -> None:
    with pytest.raises(Invalid) as refusal:
        factories.confirm(number, hanna, now, **changes)
    assert refusal.value.field == field
    assert initiatives.fresh(number).status_type is T.IMPLEMENTED
    assert factories.verdicts(number) == []


def test_what_cannot_be_told_needs_no_number(number: int, hanna: Actor, now: datetime) -> None:
    factories.confirm(number, hanna, now, verdict=Verdict.UNKNOWN, value=None)
    assert initiatives.fresh(number).status_type is T.MEASURED


def test_what_nobody_agreed_on_cannot_have_been_reached(olena: Actor, hanna: Actor, now: datetime) -> None:
    number = initiatives.initiative(olena, T.IMPLEMENTED).id
    with pytest.raises(Invalid) as refusal:
        factories.confirm(number, hanna, now)
    assert refusal.value.field == "verdict"
    factories.confirm(number, hanna, now, verdict=Verdict.UNKNOWN)
    assert initiatives.fresh(number).status_type is T.MEASURED


def test_confirming_twice_is_a_conflict(number: int, hanna: Actor, now: datetime) -> None:
    factories.confirm(number, hanna, now)
    with pytest.raises((Conflict, Forbidden)):
        factories.confirm(number, people.person(None, None, *hanna.roles), now)
    assert len(factories.verdicts(number)) == 1


def test_measured_again_the_newest_verdict_holds(session: Session, number: int, hanna: Actor, now: datetime) -> None:
    factories.confirm(number, hanna, now)
    with transaction() as writing:
        move(writing, get_visible(writing, number, hanna), hanna, initiatives.status(T.IMPLEMENTED), now=now)
    session.rollback()
    assert outcomes_of(session, [number])[number].verdict is None
    factories.confirm(number, hanna, now, verdict=Verdict.PARTLY, value=Decimal(11))
    session.rollback()
    found = outcomes_of(session, [number])[number]
    assert (found.verdict, found.measured) == (Verdict.PARTLY, 11)
    assert found.share is not None
    assert round(found.share, 3) == Decimal("0.727")
    assert len(factories.verdicts(number)) == 2


def test_summary_tells_several_in_one_statement(session: Session, number: int, olena: Actor) -> None:
    bare = initiatives.initiative(olena).id
    found = outcomes_of(session, [number, bare])
    assert list(found) == [number]
    assert (found[number].metric, found[number].kind, found[number].error) == (
        "Пропущені дзвінки",
        PlanKind.METRIC,
        None,
    )


def test_the_measurer_writes_down_and_the_committee_hears_once(
    session: Session, client: Clients, number: int, hanna: Actor, dmytro: Actor, now: datetime
) -> None:
    for _twice in range(2):
        measure(number, dmytro, now)
    session.rollback()
    assert newest_measurement(session, number) is not None
    told = [line for line in lines_of(hanna) if line.entry.name == "outcomes.measurement_added"]
    assert len(told) == 1
    page = client(hanna).get(f"/outcomes/{number}/measure").text
    assert 'value="7,6"' in page
    assert factories.WORDS in page
    assert 'checked id="verdict-0"' in page or 'value="reached"' in page.split("checked")[1][:80]


def test_others_do_not_measure(number: int, olena: Actor, now: datetime) -> None:
    with pytest.raises(Forbidden):
        measure(number, olena, now)


def test_nothing_is_measured_before_it_is_done(
    client: Clients, olena: Actor, hanna: Actor, dmytro: Actor, now: datetime
) -> None:
    number = factories.begun(olena, hanna, dmytro, now)
    with pytest.raises(Forbidden):
        measure(number, dmytro, now)
    assert client(dmytro).get(f"/outcomes/{number}/measure").status_code == 403


def test_looking_again_leaves_the_verdict(
    client: Clients, number: int, olena: Actor, hanna: Actor, dmytro: Actor, now: datetime
) -> None:
    factories.confirm(number, hanna, now)
    measure(number, dmytro, now + timedelta(seconds=1), "7.9")
    page = client(olena).get(f"/initiatives/{number}").text.replace("\xa0", " ")
    assert "7,9 %" in page
    assert "7,6 %" in page
    assert initiatives.fresh(number).status_type is T.MEASURED


# The page


def sent(now: datetime, **changes: str) -> dict[str, str]:
    values = {"value": "7,6", "measured_on": now.date().isoformat(), "words": factories.WORDS, "verdict": "reached"}
    return values | {"lesson": ""} | changes


def test_saying_what_it_gave_leads_to_the_page(client: Clients, number: int, hanna: Actor) -> None:
    to = initiatives.status(T.MEASURED).id
    assert client(hanna).get(f"/initiatives/{number}/move?to={to}").location == f"/outcomes/{number}/measure"


def test_the_page_confirms(client: Clients, number: int, hanna: Actor, now: datetime) -> None:
    answer = client(hanna).post(f"/outcomes/{number}/measure", data=sent(now, lesson="Спершу номери."))
    assert (answer.status_code, answer.location) == (303, f"/initiatives/{number}")
    (verdict,) = factories.verdicts(number)
    assert (verdict.verdict, verdict.lesson, verdict.transition_id is not None) == (
        Verdict.REACHED,
        "Спершу номери.",
        True,
    )


def test_the_page_shows_the_metric_around_the_day(
    client: Clients, olena: Actor, hanna: Actor, dmytro: Actor, now: datetime
) -> None:
    metric = factories.metric()
    number = factories.done(olena, hanna, dmytro, now, metric_id=metric.id)
    with transaction() as session:
        for months in range(1, 6):
            day = (now.replace(day=1) - timedelta(days=28 * months)).date().replace(day=1)
            session.add(
                MetricPoint(
                    metric_id=metric.id, starts_on=day, value=Decimal(18 + months), source=PointSource.HAND, at=now
                )
            )
    page = client(hanna).get(f"/outcomes/{number}/measure").text
    assert "<svg" in page.split('id="line"')[1].split("<form")[0]
    address = f"/outcomes/metrics/{metric.key}?initiative={number}"
    assert f'href="{address}#compare"' in page
    assert client(hanna).get(address).status_code == 200


def test_only_measuring_leaves_the_verdict_to_later(client: Clients, number: int, hanna: Actor, now: datetime) -> None:
    client(hanna).post(f"/outcomes/{number}/measure", data=sent(now, only_measure="1"))
    assert initiatives.fresh(number).status_type is T.IMPLEMENTED
    assert factories.verdicts(number) == []


def test_a_second_verdict_is_no_measurement_and_keeps_its_words(
    client: Clients, number: int, hanna: Actor, now: datetime
) -> None:
    roman = people.person("Роман Глибокий", None, Role.COMMITTEE)
    client(hanna).post(f"/outcomes/{number}/measure", data=sent(now))
    other = sent(now, verdict="not_reached", value="18,5", lesson="Мій урок")
    answer = client(roman).post(f"/outcomes/{number}/measure", data=other)
    assert answer.status_code == 409
    assert "Мій урок" in answer.text
    assert 'name="verdict"' not in answer.text
    found = newest_measurement(db.session(), number)
    assert found is not None
    assert found.value == Decimal("7.6")
    kept = {name: text for name, text in other.items() if name not in {"verdict", "lesson"}}
    assert client(roman).post(f"/outcomes/{number}/measure", data=kept).status_code == 303


def test_what_was_typed_stays_when_it_is_refused(client: Clients, number: int, hanna: Actor, now: datetime) -> None:
    answer = client(hanna).post(f"/outcomes/{number}/measure", data=sent(now, words="Добре.", lesson="Мій урок"))
    assert answer.status_code == 422
    assert "Мій урок" in answer.text
    assert initiatives.fresh(number).status_type is T.IMPLEMENTED


def test_the_measurer_is_asked_for_no_verdict(client: Clients, number: int, dmytro: Actor, now: datetime) -> None:
    assert 'name="verdict"' not in client(dmytro).get(f"/outcomes/{number}/measure").text
    client(dmytro).post(f"/outcomes/{number}/measure", data=sent(now))
    assert initiatives.fresh(number).status_type is T.IMPLEMENTED


def test_what_worked_becomes_a_draft_that_is_tied_to_it(
    session: Session, client: Clients, number: int, hanna: Actor, dmytro: Actor, now: datetime
) -> None:
    assert client(dmytro).post(f"/outcomes/{number}/standard").status_code == 403  # not measured yet
    factories.confirm(number, hanna, now)
    browser = client(dmytro)
    first = browser.post(f"/outcomes/{number}/standard")
    second = browser.post(f"/outcomes/{number}/standard")
    assert first.location == second.location
    session.rollback()
    (draft,) = session.query(KnowledgeItem).all()
    assert (draft.state, draft.author_id) == (ItemState.DRAFT, dmytro.id)
    page = browser.get(first.location).text
    assert initiatives.SOLUTION in page
    assert f'href="/initiatives/{number}"' in browser.get(f"/articles/{draft.id}").text
    assert cards_of(session, [ItemRef("article", draft.id)], hanna) == {}


def test_a_second_one_is_led_to_the_standard_that_is_begun_or_told_who_writes_it(
    session: Session, client: Clients, number: int, hanna: Actor, dmytro: Actor, stranger: Actor, now: datetime
) -> None:
    factories.confirm(number, hanna, now)
    client(dmytro).post(f"/outcomes/{number}/standard")
    told = client(stranger).post(f"/outcomes/{number}/standard", follow_redirects=True)
    assert f"{dmytro.name} вже пише цю інструкцію" in told.text
    session.rollback()
    (draft,) = session.query(KnowledgeItem).all()
    with transaction() as writing:
        row = writing.get_one(KnowledgeItem, draft.id)
        row.state, row.published_at = ItemState.PUBLISHED, now
    led = client(stranger).post(f"/outcomes/{number}/standard")
    assert led.location == f"/articles/{draft.id}"


def test_a_standard_that_was_left_or_thrown_away_holds_nobody_up(
    session: Session, client: Clients, number: int, hanna: Actor, dmytro: Actor, stranger: Actor, now: datetime
) -> None:
    factories.confirm(number, hanna, now)
    client(dmytro).post(f"/outcomes/{number}/standard")
    with transaction() as writing:
        writing.execute(update(KnowledgeItem).values(last_activity_at=now - timedelta(days=31)))
    assert "/edit" in client(stranger).post(f"/outcomes/{number}/standard").location
    with transaction() as writing:
        writing.execute(update(KnowledgeItem).values(state=ItemState.DISCARDED))
    again = client(dmytro).post(f"/outcomes/{number}/standard")
    session.rollback()
    drafts = session.query(KnowledgeItem).filter_by(state=ItemState.DRAFT).order_by(KnowledgeItem.id).all()
    assert [draft.author_id for draft in drafts] == [dmytro.id]
    assert again.location == f"/knowledge/{drafts[0].id}/edit"


def test_handing_the_work_over_lets_nobody_confirm_their_own(
    client: Clients, olena: Actor, hanna: Actor, dmytro: Actor, now: datetime
) -> None:
    """A member of the committee leads the work, gives it to nobody on its last day, and comes back as a judge."""
    number = factories.begun(olena, hanna, dmytro, now)
    for owner_id in (hanna.id, None):
        with transaction() as session:
            assign_owner(session, get_visible(session, number, hanna), hanna, owner_id, now=now)
    with transaction() as session:
        row = get_visible(session, number, hanna)
        move(session, row, hanna, initiatives.status(T.IMPLEMENTED), reason=render(factories.WORDS), now=now)
    measure(number, dmytro, now)
    assert 'name="verdict"' not in client(hanna).get(f"/outcomes/{number}/measure").text
    with pytest.raises(Forbidden, match="підтверджує результат хтось інший"):
        factories.confirm(number, hanna, now)
    assert initiatives.fresh(number).status_type is T.IMPLEMENTED

"""Saying before the work by what it will be seen whether it worked."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core import clock
from portal.core.actor import Actor
from portal.core.db import transaction
from portal.core.errors import Conflict, Forbidden, Invalid
from portal.core.journal import JournalEntry
from portal.initiatives.models import Initiative, StatusType, Visibility
from portal.initiatives.queries import get_visible
from portal.initiatives.services.bulk import move_several
from portal.initiatives.services.importing import ImportedInitiative, import_initiative
from portal.initiatives.services.moving import move
from portal.outcomes.events.outcomes import OutcomePlanChanged
from portal.outcomes.models import PlanKind
from portal.outcomes.services.planning import begin_work, plan_outcome
from tests.conftest import Clients
from tests.initiatives import factories as initiatives
from tests.notifications.factories import lines_of
from tests.outcomes import factories

T = StatusType
WHY = "Відкрили ще три магазини, дзвінків стало більше."


@pytest.fixture
def accepted(olena: Actor, now: datetime) -> int:
    """The number of one that was accepted."""
    return initiatives.initiative(olena, T.ACCEPTED, now=now).id


def test_work_does_not_begin_without_it(accepted: int, hanna: Actor, now: datetime) -> None:
    with pytest.raises(Invalid, match="стане видно"), transaction() as session:
        move(session, get_visible(session, accepted, hanna), hanna, initiatives.status(T.IN_PROGRESS), now=now)
    assert initiatives.fresh(accepted).status_type is T.ACCEPTED


@pytest.mark.parametrize("kind", [PlanKind.METRIC, PlanKind.SIGN])
def test_the_plan_and_the_beginning_are_one_step(
    accepted: int, hanna: Actor, dmytro: Actor, now: datetime, kind: PlanKind
) -> None:
    plan = factories.planned(dmytro, now, kind=kind, sign=factories.SIGN)
    with transaction() as session:
        begin_work(
            session, get_visible(session, accepted, hanna), hanna, initiatives.status(T.IN_PROGRESS), plan, now=now
        )
    row = factories.plan_row(accepted)
    assert initiatives.fresh(accepted).status_type is T.IN_PROGRESS
    assert (row.kind, row.locked_at, row.recorded_at, row.measurer_id) == (kind, now, now, dmytro.id)
    assert (row.baseline, row.sign) == ((Decimal(19), "") if kind is PlanKind.METRIC else (None, factories.SIGN))


def test_a_faulty_plan_begins_nothing(accepted: int, hanna: Actor, dmytro: Actor, now: datetime) -> None:
    with pytest.raises(Invalid), transaction() as session:
        begin_work(
            session, get_visible(session, accepted, hanna), hanna, initiatives.status(T.IN_PROGRESS),
            factories.planned(dmytro, now, target=Decimal(19)), now=now,
        )  # fmt: skip
    assert initiatives.fresh(accepted).status_type is T.ACCEPTED


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("baseline", {"baseline": None}),
        ("target", {"target": None}),
        ("target", {"target": Decimal(19)}),
        ("metric_name", {"metric_name": ""}),
        ("metric", {"metric_id": 999_999}),
        ("sign", {"kind": PlanKind.SIGN, "sign": "так"}),
        ("check_on", {"check_on": None}),
        ("measurer", {"measurer_id": None}),
        ("measurer", {"measurer_id": 999_999}),
    ],
)
def test_what_is_missing_is_named(
    accepted: int, hanna: Actor, dmytro: Actor, now: datetime, field: str, changes: dict[str, Any]
) -> None:
    with pytest.raises(Invalid) as refusal:
        factories.agree(accepted, hanna, factories.planned(dmytro, now, **changes), now=now)
    assert refusal.value.field == field


@pytest.mark.parametrize("days", [0, -1, 4 * 365])
def test_the_day_lies_ahead_within_three_years(
    accepted: int, hanna: Actor, dmytro: Actor, now: datetime, days: int
) -> None:
    plan = factories.planned(dmytro, now, check_on=(now + timedelta(days=days)).date())
    with pytest.raises(Invalid) as refusal:
        factories.agree(accepted, hanna, plan, now=now)
    assert refusal.value.field == "check_on"


def test_numbers_of_a_metric_lie_on_its_scale(accepted: int, hanna: Actor, dmytro: Actor, now: datetime) -> None:
    plan = factories.planned(dmytro, now, metric_id=factories.metric("fcr").id, target=Decimal(130))
    with pytest.raises(Invalid) as refusal:
        factories.agree(accepted, hanna, plan, now=now)
    assert refusal.value.field == "target"


def test_nobody_measures_what_is_hidden_from_them(
    accepted: int, hanna: Actor, dmytro: Actor, stranger: Actor, now: datetime
) -> None:
    with transaction() as session:
        session.get_one(Initiative, accepted).visibility = Visibility.TEAMS
    with pytest.raises(Invalid) as refusal:
        factories.agree(accepted, hanna, factories.planned(stranger, now), now=now)
    assert refusal.value.field == "measurer"


def test_committee_and_owner_agree_and_nobody_else(
    accepted: int, olena: Actor, hanna: Actor, dmytro: Actor, stranger: Actor, now: datetime
) -> None:
    factories.owned_by(accepted, dmytro)
    for somebody in (stranger, olena):
        with pytest.raises(Forbidden):
            factories.agree(accepted, somebody, factories.planned(dmytro, now), now=now)
    factories.agree(accepted, dmytro, factories.planned(dmytro, now), now=now)
    factories.agree(accepted, hanna, factories.planned(dmytro, now, target=Decimal(7)), now=now)
    assert factories.plan_row(accepted).target == 7


def test_before_the_work_it_changes_without_a_reason(accepted: int, hanna: Actor, dmytro: Actor, now: datetime) -> None:
    factories.agree(accepted, hanna, factories.planned(dmytro, now), now=now)
    factories.agree(accepted, hanna, factories.planned(dmytro, now, target=Decimal(6)), now=now)
    assert factories.plan_row(accepted).changes == 0


def test_once_the_work_has_begun_a_change_needs_a_reason_and_shows(
    session: Session, client: Clients, olena: Actor, hanna: Actor, dmytro: Actor, now: datetime
) -> None:
    number = factories.begun(olena, hanna, dmytro, now)
    easier = factories.planned(dmytro, now, target=Decimal(12))
    with pytest.raises(Invalid) as refusal:
        factories.agree(number, hanna, easier, now=now)
    assert refusal.value.field == "reason"
    assert factories.plan_row(number).target == 8

    factories.agree(number, hanna, easier, reason=WHY, now=now)

    assert (factories.plan_row(number).target, factories.plan_row(number).changes) == (12, 1)
    entry = session.scalars(select(JournalEntry).where(JournalEntry.name == OutcomePlanChanged.name)).one()
    assert entry.data["changes"] == {"target": ["8", "12"]}
    history = client(olena).get(f"/initiatives/{number}?show=history").text
    assert WHY in history
    assert "8 → 12" in history


def test_whoever_does_the_work_does_not_make_the_target_easier(
    olena: Actor, hanna: Actor, dmytro: Actor, now: datetime
) -> None:
    number = factories.begun(olena, hanna, dmytro, now)
    for owner in (dmytro, hanna):
        factories.owned_by(number, owner)
        with pytest.raises(Forbidden):
            factories.agree(number, owner, factories.planned(dmytro, now, target=Decimal(12)), reason=WHY, now=now)


def test_stopping_the_work_does_not_unlock_the_target(olena: Actor, hanna: Actor, dmytro: Actor, now: datetime) -> None:
    number = factories.begun(olena, hanna, dmytro, now)
    with transaction() as session:
        move(session, get_visible(session, number, hanna), hanna, initiatives.status(T.ACCEPTED), now=now)
    with pytest.raises(Invalid) as refusal:
        factories.agree(number, hanna, factories.planned(dmytro, now, target=Decimal(12)), now=now)
    assert refusal.value.field == "reason"


def test_two_who_plan_at_once_do_not_overwrite_each_other(
    accepted: int, hanna: Actor, dmytro: Actor, now: datetime
) -> None:
    factories.agree(accepted, hanna, factories.planned(dmytro, now), now=now)
    with pytest.raises(Conflict), transaction() as session:
        row = get_visible(session, accepted, hanna)
        plan_outcome(session, row, hanna, factories.planned(dmytro, now, target=Decimal(5)), opened=0, now=now)
    assert factories.plan_row(accepted).target == 8


def test_the_same_plan_twice_says_nothing_twice(accepted: int, hanna: Actor, dmytro: Actor, now: datetime) -> None:
    for _twice in range(2):
        factories.agree(accepted, hanna, factories.planned(dmytro, now), now=now)
    asked = [line for line in lines_of(dmytro) if line.entry.name == "outcomes.measurer_named"]
    assert len(asked) == 1


def test_what_was_begun_by_a_file_is_marked_as_not_recorded(session: Session, olena: Actor, now: datetime) -> None:
    row = ImportedInitiative(external_id="S-1", texts=initiatives.texts(), status="in_progress")
    with transaction() as writing:
        import_initiative(writing, row, now=now)
    number = session.scalars(select(Initiative.id).where(Initiative.external_id == "S-1")).one()
    assert factories.plan_row(number).kind is PlanKind.UNRECORDED


def test_what_nobody_wrote_down_can_be_written_late_and_says_so(
    client: Clients, olena: Actor, hanna: Actor, dmytro: Actor, now: datetime
) -> None:
    number = initiatives.initiative(olena, T.IN_PROGRESS, now=now - timedelta(days=3)).id
    assert "не записано" in client(olena).get(f"/initiatives/{number}").text
    factories.agree(number, hanna, factories.planned(dmytro, now), now=now)
    assert "вже після початку" in client(olena).get(f"/initiatives/{number}").text


def test_several_at_once_leave_those_without_a_plan(olena: Actor, hanna: Actor, dmytro: Actor, now: datetime) -> None:
    planned, bare = (initiatives.initiative(olena, T.ACCEPTED) for _ in range(2))
    factories.agree(planned.id, hanna, factories.planned(dmytro, now), now=now)
    with transaction() as session:
        outcome = move_several(
            session, {row.id: row.status_id for row in (planned, bare)}, hanna, initiatives.status(T.IN_PROGRESS),
            now=now,
        )  # fmt: skip
    assert (outcome.moved, list(outcome.left)) == ([planned.id], [bare.id])


# The page


def sent(measurer: str, **changes: str) -> dict[str, str]:
    day = (clock.now() + timedelta(days=90)).date()
    values = {
        "kind": "metric", "metric": "", "metric_name": "Пропущені дзвінки", "unit": "%", "baseline": "19",
        "target": "7,6", "check_on": day.isoformat(), "measurer": measurer, "opened": "0",
    }  # fmt: skip
    return values | changes


def test_choosing_to_begin_leads_straight_to_the_page(client: Clients, accepted: int, hanna: Actor) -> None:
    to = initiatives.status(T.IN_PROGRESS).id
    browser = client(hanna)
    assert browser.get(f"/initiatives/{accepted}/move?to={to}").location == f"/outcomes/{accepted}/plan"
    by_script = browser.get(f"/initiatives/{accepted}/move?to={to}", headers={"HX-Request": "true"})
    assert by_script.headers["HX-Redirect"] == f"/outcomes/{accepted}/plan"


def test_the_form_begins_with_what_the_author_hoped(client: Clients, accepted: int, hanna: Actor) -> None:
    with transaction() as session:
        row = session.get_one(Initiative, accepted)
        row.metric_name, row.metric_unit = "Дзвінки про ремонт", "шт."
        row.metric_baseline, row.metric_target = Decimal(74), Decimal("25.5")
    page = client(hanna).get(f"/outcomes/{accepted}/plan").text
    for value in ("Дзвінки про ремонт", "шт.", "74", "25,5", "Ганна Тиха"):
        assert f'value="{value}' in page
    assert "Зберегти й почати роботу" in page


def test_whoever_does_the_work_is_not_offered_to_measure_it(
    client: Clients, accepted: int, hanna: Actor, dmytro: Actor
) -> None:
    def offered(to: Actor) -> str:
        page = client(to).get(f"/outcomes/{accepted}/plan").text
        return page.split('name="measurer"')[1].split(">")[0]

    with transaction() as session:
        session.get_one(Initiative, accepted).owner_id = dmytro.id
    assert f'value="{hanna.name}' in offered(hanna)
    assert dmytro.name not in offered(dmytro)
    with transaction() as session:
        session.get_one(Initiative, accepted).owner_id = hanna.id
    assert hanna.name not in offered(hanna)


def test_a_metric_of_the_company_is_recognised_by_its_name(client: Clients, accepted: int, hanna: Actor) -> None:
    known = factories.metric("fcr")
    with transaction() as session:
        session.get_one(Initiative, accepted).metric_name = known.names["ru"].upper()
    page = client(hanna).get(f"/outcomes/{accepted}/plan").text
    assert f'<option selected value="{known.id}">' in page


def test_saving_the_page_begins_the_work(client: Clients, accepted: int, hanna: Actor, dmytro: Actor) -> None:
    answer = client(hanna).post(f"/outcomes/{accepted}/plan", data=sent(dmytro.name))
    assert (answer.status_code, answer.location) == (303, f"/initiatives/{accepted}")
    assert initiatives.fresh(accepted).status_type is T.IN_PROGRESS
    assert factories.plan_row(accepted).target == Decimal("7.6")
    page = client(dmytro).get(f"/initiatives/{accepted}").text.replace("\xa0", " ")
    assert "19 → 7,6 %" in page


def test_only_saving_leaves_it_where_it_is(client: Clients, accepted: int, hanna: Actor, dmytro: Actor) -> None:
    client(hanna).post(f"/outcomes/{accepted}/plan", data=sent(dmytro.name, only_save="1"))
    assert initiatives.fresh(accepted).status_type is T.ACCEPTED
    assert factories.plan_row(accepted).locked_at is None


def test_what_was_typed_stays_when_it_is_refused(client: Clients, accepted: int, hanna: Actor, dmytro: Actor) -> None:
    answer = client(hanna).post(f"/outcomes/{accepted}/plan", data=sent(dmytro.name, target="багато", unit="дзв."))
    assert answer.status_code == 422
    assert 'value="багато"' in answer.text
    assert 'value="дзв."' in answer.text
    assert initiatives.fresh(accepted).status_type is T.ACCEPTED


@pytest.mark.parametrize("number", ["NaN", "Infinity", "1e400", "9" * 6000, "-1e14", "99999999999999.99999"])
def test_a_number_that_no_column_holds_is_refused_at_its_field(
    client: Clients, accepted: int, hanna: Actor, dmytro: Actor, number: str
) -> None:
    answer = client(hanna).post(f"/outcomes/{accepted}/plan", data=sent(dmytro.name, target=number))
    assert answer.status_code == 422
    assert initiatives.fresh(accepted).status_type is T.ACCEPTED


@pytest.mark.parametrize(("number", "kept"), [("1e-999999", "0"), ("7,123456", "7.1235"), ("9999999999.9999",) * 2])
def test_a_number_is_kept_as_its_column_holds_it(
    client: Clients, accepted: int, hanna: Actor, dmytro: Actor, number: str, kept: str
) -> None:
    """So the journal holds no number of a million digits, and the same form sent again changes nothing."""
    browser = client(hanna)
    assert browser.post(f"/outcomes/{accepted}/plan", data=sent(dmytro.name, target=number)).status_code == 303
    assert factories.plan_row(accepted).target == Decimal(kept)
    again = browser.post(f"/outcomes/{accepted}/plan", data=sent(dmytro.name, target=number, opened="1", reason=WHY))
    assert again.status_code == 303
    assert factories.plan_row(accepted).changes == 0


def test_the_page_is_for_those_who_agree(client: Clients, accepted: int, dmytro: Actor, stranger: Actor) -> None:
    assert client(dmytro).get(f"/outcomes/{accepted}/plan").status_code == 403
    assert client(dmytro).post(f"/outcomes/{accepted}/plan", data=sent(dmytro.name)).status_code == 403
    with transaction() as session:
        session.get_one(Initiative, accepted).visibility = Visibility.TEAMS
    assert client(stranger).get(f"/outcomes/{accepted}/plan").status_code == 404

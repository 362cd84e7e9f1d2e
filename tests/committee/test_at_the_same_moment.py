"""Two of the committee do the same at the same moment: it happens once, and nobody's words are lost unseen."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from portal.committee.events import MeetingClosed, MeetingWentOn
from portal.committee.models import Meeting, MeetingState
from portal.committee.queries.meetings import agenda
from portal.committee.services.meetings_planning import plan_meeting
from portal.committee.services.meetings_running import begin
from portal.core import clock, i18n
from portal.core.actor import Actor
from portal.core.db import db, transaction
from portal.core.journal import JournalEntry
from portal.initiatives.models import Initiative, StatusType
from portal.outcomes.models import Measurement, OutcomeVerdict, PlanKind
from portal.recognition.models import Thanks
from portal.scoring.events import QuorumReached, ScoreAgreed
from portal.scoring.models import Round, Sheet
from tests.conftest import Clients
from tests.initiatives import factories
from tests.outcomes.factories import begun as work_begun
from tests.outcomes.factories import done, plan_row, verdicts
from tests.parallel import at_once
from tests.scoring.factories import known, members, scored, seen

#: Who is quicker changes from time to time.
TIMES = range(3)
Sent = tuple[Actor, str, dict[str, object]]
Race = Callable[..., list[TestResponse]]


@pytest.fixture
def race(app: Flask, client: Clients) -> Race:
    """Send forms at once, each from a browser of its own."""

    def all_of_them(*sent: Sent) -> list[TestResponse]:
        browsers = [client(actor) for actor, _path, _fields in sent]
        db.session.rollback()
        return at_once(app, len(sent), lambda n: browsers[n].post(sent[n][1], data=sent[n][2]))

    return all_of_them


def codes(answers: list[TestResponse]) -> list[int]:
    return sorted(answer.status_code for answer in answers)


def told(event: type, number: int) -> int:
    """How often the journal says it of an item."""
    session = db.session()
    session.rollback()
    entries = select(func.count()).where(JournalEntry.name == event.name, JournalEntry.item_id == number)  # type: ignore[attr-defined]  # an Event
    return session.scalar(entries) or 0


@pytest.fixture
def meeting(hanna: Actor, olena: Actor) -> tuple[int, list[int]]:
    """One that runs, led by Hanna, and its three initiatives."""
    now = clock.now()
    numbers = [factories.initiative(olena).id for _ in range(3)]
    with transaction() as session:
        made = plan_meeting(
            session, hanna, held_on=i18n.today(now), title="", numbers=numbers, minutes=5, now=now
        )  # fmt: skip
        meeting_id = made.id
    with transaction() as session:
        begin(session, meeting_id, hanna, now=now)
    return meeting_id, numbers


@pytest.mark.parametrize("_time", TIMES)
def test_two_who_confirm_leave_one_verdict(
    race: Race, session: Session, olena: Actor, hanna: Actor, dmytro: Actor, now: datetime, _time: int
) -> None:
    (roman,) = members(1)
    number = done(olena, hanna, dmytro, now - timedelta(days=1))
    data = {"value": "7,6", "measured_on": i18n.today(clock.now()).isoformat(), "verdict": "reached", "opened": "0",
            "words": "За квартал пропущених стало 7,6 %, було 19 %.", "lesson": ""}  # fmt: skip
    answers = race(*((who, f"/outcomes/{number}/measure", data) for who in (hanna, roman)))
    assert 303 in codes(answers)
    assert max(codes(answers)) < 500
    assert len(verdicts(number)) == 1
    assert session.scalar(select(func.count()).select_from(Measurement)) == 1


@pytest.mark.parametrize("_time", TIMES)
def test_two_who_change_a_locked_target_leave_one_change_and_both_texts(
    race: Race, olena: Actor, hanna: Actor, dmytro: Actor, now: datetime, _time: int
) -> None:
    (roman,) = members(1)
    number = work_begun(olena, hanna, dmytro, now)
    plan = plan_row(number)

    def sent(target: str) -> dict[str, object]:
        return {
            "kind": PlanKind.METRIC.value, "metric_name": plan.metric_name, "unit": "%", "baseline": "19",
            "target": target, "check_on": plan.check_on, "measurer": dmytro.name, "opened": plan.version,
            "reason": f"Домовилися про {target} разом із командою.",
        }  # fmt: skip

    path = f"/outcomes/{number}/plan"
    answers = race((hanna, path, sent("9")), (roman, path, sent("10")))
    assert codes(answers) == [303, 422]
    stands = plan_row(number)
    quicker = [answer.status_code for answer in answers].index(303)
    assert (stands.changes, stands.target) == (1, [Decimal(9), Decimal(10)][quicker])
    assert ("10", "9")[quicker] in answers[1 - quicker].text


@pytest.mark.parametrize("_time", TIMES)
def test_the_first_scores_that_come_together_open_one_round(
    race: Race, session: Session, olena: Actor, hanna: Actor, _time: int
) -> None:
    number, judges = factories.initiative(olena).id, [hanna, *members(3)]
    data = {"version": known().in_use.id, "on_impact": "4", "on_effort": "2"}
    assert codes(race(*((who, f"/scoring/{number}", data) for who in judges))) == [303] * 4
    assert session.scalar(select(func.count()).select_from(Round)) == 1
    assert session.scalar(select(func.count()).select_from(Sheet)) == 4
    assert told(QuorumReached, number) == 1


@pytest.mark.parametrize("_time", TIMES)
def test_two_who_agree_leave_what_the_quicker_one_wrote(race: Race, olena: Actor, hanna: Actor, _time: int) -> None:
    number, judges = factories.initiative(olena).id, [hanna, *members(2)]
    for who in judges:
        scored(number, who)
    going_on = seen(number, hanna).open
    assert going_on is not None
    answers = race(
        *((who, f"/scoring/{number}/agree", {"version": going_on.id, "on_impact": impact, "on_effort": "2"})
          for who, impact in zip(judges, "345", strict=True))
    )  # fmt: skip
    assert codes(answers)[0] == 303
    assert codes(answers)[1:] in ([409, 409], [409, 422], [422, 422])
    assert told(ScoreAgreed, number) == 1


@pytest.mark.parametrize("_time", TIMES)
def test_next_pressed_twice_goes_on_by_one(
    race: Race, hanna: Actor, meeting: tuple[int, list[int]], _time: int
) -> None:
    meeting_id, numbers = meeting
    press = (hanna, f"/meetings/{meeting_id}/items/{numbers[0]}", {"notes": "", "was": "", "version": 1, "do": "next"})
    assert codes(race(press, press)) == [303, 303]
    assert told(MeetingWentOn, meeting_id) == 1
    assert db.session().get_one(Meeting, meeting_id).current_number == numbers[1]


@pytest.mark.parametrize("_time", TIMES)
def test_a_meeting_is_closed_once(race: Race, hanna: Actor, meeting: tuple[int, list[int]], _time: int) -> None:
    meeting_id, numbers = meeting
    press = (hanna, f"/meetings/{meeting_id}/items/{numbers[0]}", {"notes": "", "was": "", "version": 1, "do": "close"})
    assert codes(race(press, press)) == [303, 303]
    assert told(MeetingClosed, meeting_id) == 1
    assert db.session().get_one(Meeting, meeting_id).state is MeetingState.CLOSED


@pytest.mark.parametrize("_time", TIMES)
def test_two_who_order_the_agenda_do_not_mix_it(
    race: Race, hanna: Actor, meeting: tuple[int, list[int]], _time: int
) -> None:
    meeting_id, numbers = meeting
    (roman,) = members(1)

    def sent(do: str) -> dict[str, object]:
        boxes = {f"minutes-{number}": "5" for number in numbers}
        day = i18n.today(clock.now()).isoformat()
        return {"held_on": day, "title": "", "version": 2, "item": numbers, "do": do, **boxes}

    path = f"/meetings/{meeting_id}/agenda"
    answers = race((hanna, path, sent(f"up:{numbers[2]}")), (roman, path, sent(f"down:{numbers[0]}")))
    assert codes(answers) == [303, 422]
    first, second, third = numbers
    db.session.rollback()
    order = [row.initiative_id for row in agenda(db.session(), meeting_id)]
    assert order in ([first, third, second], [second, first, third])


@pytest.mark.parametrize("_time", TIMES)
def test_thanks_sent_twice_are_said_once(race: Race, session: Session, olena: Actor, hanna: Actor, _time: int) -> None:
    row: Initiative = factories.initiative(olena, StatusType.IMPLEMENTED)
    thanks = (hanna, f"/changes/thanks/{row.id}", {"whose": "colleague", "words": "Дякую, стало легше!"})
    assert codes(race(thanks, thanks)) == [302, 302]
    assert session.scalar(select(func.count()).select_from(Thanks)) == 1


@pytest.mark.parametrize("_time", TIMES)
def test_agreeing_and_calling_anew_at_once_leave_no_round_in_two_states(
    race: Race, session: Session, olena: Actor, hanna: Actor, _time: int
) -> None:
    number, judges = factories.initiative(olena).id, [hanna, *members(2)]
    for who in judges:
        scored(number, who)
    going_on = seen(number, hanna).open
    assert going_on is not None
    agree = (hanna, f"/scoring/{number}/agree", {"version": going_on.id, "on_impact": "4", "on_effort": "2"})
    again = (judges[1], f"/scoring/{number}/call", {"version": going_on.version.id})
    answers = race(agree, again)
    assert max(codes(answers)) < 500
    session.rollback()
    rounds = session.scalars(select(Round).where(Round.initiative_id == number)).all()
    assert sum(one.agreed_at is None and one.replaced_at is None for one in rounds) <= 1
    assert session.scalars(select(OutcomeVerdict)).all() == []

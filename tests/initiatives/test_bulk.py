"""One decision for several: who may, who can go, what is told, what is left when somebody was quicker."""

from datetime import datetime, timedelta
from urllib.parse import urlencode

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from portal.core import i18n
from portal.core.actor import Actor
from portal.core.db import db, transaction
from portal.core.errors import Forbidden, Invalid
from portal.core.journal import JournalEntry
from portal.core.markdown import render
from portal.core.numbers import number_path
from portal.initiatives.events import InitiativeMoved
from portal.initiatives.models import Initiative, StatusType, Transition, Visibility
from portal.initiatives.queries import statuses
from portal.initiatives.services.bulk import MOST_AT_ONCE, Outcome, move_several
from portal.initiatives.services.counting import count_faults
from portal.notifications.models import Notification
from tests import factories as people
from tests.conftest import Clients
from tests.initiatives import factories
from tests.parallel import at_once
from tests.statements import counted

T = StatusType
REASON = "Цього року грошей на це немає, повернімося до нього взимку."


def several(actor: Actor, rows: list[Initiative], to: StatusType, now: datetime, reason: str = REASON) -> Outcome:
    seen, day = {row.id: row.status_id for row in rows}, i18n.today(now) + timedelta(days=9)
    with transaction() as session:
        target = statuses(session).default(to)
        return move_several(session, seen, actor, target, reason=render(reason), defer_until=day, now=now)


def value(row: Initiative) -> str:
    return f"{number_path(row.id)}.{row.status_id}"


def sent(rows: list[Initiative], to: StatusType, **more: str) -> dict[str, object]:
    return {"n": [value(row) for row in rows], "to": str(factories.status(to).id), "reason": REASON} | more


def types(rows: list[Initiative]) -> list[StatusType]:
    return [factories.fresh(row.id).status_type for row in rows]


def test_all_are_moved_with_a_history_and_an_event_each(
    session: Session, olena: Actor, hanna: Actor, now: datetime
) -> None:
    rows = [factories.initiative(olena) for _ in range(4)]

    outcome = several(hanna, rows, T.DEFERRED, now)

    assert (sorted(outcome.moved), outcome.left) == (sorted(row.id for row in rows), {})
    assert types(rows) == [T.DEFERRED] * 4
    moves = session.scalars(select(Transition).where(Transition.actor_id == hanna.id)).all()
    assert {(move.initiative_id, move.reason) for move in moves} == {(row.id, REASON) for row in rows}
    told = session.scalar(select(func.count()).where(JournalEntry.name == "initiative_moved")) or session.scalar(
        select(func.count()).select_from(JournalEntry).where(JournalEntry.actor_id == hanna.id)
    )
    assert told == 4
    assert count_faults(session) == []


def test_each_follower_is_told_once_of_each(session: Session, olena: Actor, hanna: Actor, now: datetime) -> None:
    rows = [factories.initiative(olena) for _ in range(3)]
    several(hanna, rows, T.DECLINED, now)
    several(hanna, [factories.fresh(row.id) for row in rows], T.DECLINED, now)

    told = select(Notification.item_id).join(Notification.entry).where(JournalEntry.name == InitiativeMoved.name)
    lines = session.scalars(told.where(Notification.person_id == olena.id)).all()
    assert sorted(lines) == sorted(row.id for row in rows)


def test_those_that_cannot_go_stay_and_say_why(
    session: Session, olena: Actor, hanna: Actor, stranger: Actor, now: datetime
) -> None:
    fine, own, done = factories.initiative(olena), factories.initiative(hanna), factories.initiative(olena, T.MEASURED)
    lacking, written_along = factories.initiative(olena), factories.initiative(olena)
    with transaction() as writing:
        writing.execute(text("UPDATE initiatives SET solution = '' WHERE id = :id"), {"id": lacking.id})
    factories.wrote_along(written_along.id, hanna)
    rows = [factories.fresh(row.id) for row in (fine, own, done, lacking, written_along)]

    outcome = several(hanna, rows, T.ACCEPTED, now)

    assert outcome.moved == [fine.id]
    assert set(outcome.left) == {own.id, done.id, lacking.id, written_along.id}
    said = {number: str(why) for number, why in outcome.left.items()}
    assert "власна" in said[own.id]
    assert "власна" in said[written_along.id]
    assert "перейти не можна" in said[done.id]
    assert "ще немає" in said[lacking.id]
    assert types(rows) == [T.ACCEPTED, T.NEW, T.MEASURED, T.NEW, T.NEW]


@pytest.mark.usefixtures("unconditional")
def test_the_one_who_did_it_leaves_confirming_to_others(olena: Actor, hanna: Actor, now: datetime) -> None:
    mine, theirs = (factories.initiative(olena, T.IMPLEMENTED) for _ in range(2))
    with transaction() as writing:
        writing.get_one(Initiative, mine.id).owner_id = hanna.id

    outcome = several(hanna, [mine, theirs], T.MEASURED, now)

    assert (outcome.moved, list(outcome.left)) == ([theirs.id], [mine.id])


def test_what_was_moved_meanwhile_is_left_and_named(olena: Actor, hanna: Actor, now: datetime) -> None:
    rows = [factories.initiative(olena) for _ in range(3)]
    seen = {row.id: row.status_id for row in rows}
    several(people.person(None, None, *hanna.roles), rows[:1], T.IN_REVIEW, now)

    with transaction() as session:
        outcome = move_several(
            session, seen, hanna, statuses(session).default(T.DECLINED), reason=render(REASON), now=now
        )

    assert (outcome.moved, list(outcome.left)) == ([rows[1].id, rows[2].id], [rows[0].id])
    assert types(rows) == [T.IN_REVIEW, T.DECLINED, T.DECLINED]


def test_hidden_ones_are_neither_moved_nor_named(olena: Actor, hanna: Actor, now: datetime) -> None:
    shown, hidden = factories.initiative(olena), factories.initiative(olena, T.DRAFT)
    with transaction() as writing:
        writing.get_one(Initiative, hidden.id).visibility = Visibility.AUTHOR

    outcome = several(hanna, [shown, hidden], T.DECLINED, now)

    assert (outcome.moved, outcome.left) == ([shown.id], {})


def test_restricted_ones_go_along(client: Clients, olena: Actor, hanna: Actor, now: datetime) -> None:
    row = factories.initiative(olena)
    with transaction() as writing:
        writing.get_one(Initiative, row.id).visibility = Visibility.TEAMS

    answer = client(hanna).post("/initiatives/several/move", data=sent([row], T.DECLINED))

    assert (answer.status_code, types([row])) == (303, [T.DECLINED])


def test_a_reason_and_a_day_are_asked_for_all(olena: Actor, hanna: Actor, now: datetime) -> None:
    rows = [factories.initiative(olena) for _ in range(2)]
    with pytest.raises(Invalid) as refusal:
        several(hanna, rows, T.DECLINED, now, reason="бо так")
    assert (refusal.value.field, types(rows)) == ("reason", [T.NEW, T.NEW])


def test_more_than_a_hundred_are_refused(hanna: Actor, now: datetime) -> None:
    with transaction() as session, pytest.raises(Invalid):
        move_several(
            session, dict.fromkeys(range(MOST_AT_ONCE + 1), 2), hanna, statuses(session).default(T.IN_REVIEW), now=now
        )


def test_only_the_committee_moves_several(olena: Actor, lidiia: Actor, now: datetime) -> None:
    row = factories.initiative(olena)
    for actor in (olena, lidiia):
        with pytest.raises(Forbidden):
            several(actor, [row], T.DECLINED, now)


def test_two_members_at_once_move_each_once(
    app: object, session: Session, olena: Actor, hanna: Actor, now: datetime
) -> None:
    rows = [factories.initiative(olena) for _ in range(6)]
    other = people.person(None, None, *hanna.roles)

    outcomes = at_once(
        app,  # type: ignore[arg-type]  # the fixture's application
        4,
        lambda n: several((hanna, other)[n % 2], rows[:: 1 if n < 2 else -1], T.DECLINED, now),
    )

    assert all(sorted(one.moved) == sorted(row.id for row in rows) for one in outcomes)
    session.rollback()
    moves = session.scalars(
        select(Transition.initiative_id).where(Transition.actor_id.is_not(None), Transition.reason != "")
    )
    assert sorted(moves) == sorted(row.id for row in rows)
    assert count_faults(session) == []


def test_each_costs_one_statement_of_its_own_beside_its_move(olena: Actor, hanna: Actor, now: datetime) -> None:
    rows = [factories.initiative(olena) for _ in range(12)]
    several(hanna, rows[:1], T.IN_REVIEW, now)
    with counted() as alone:
        several(hanna, rows[1:2], T.IN_REVIEW, now)
    with counted() as statements:
        several(hanna, rows[2:], T.IN_REVIEW, now)
    reads = [one for one in statements if one.startswith("SELECT") and "initiatives.problem_html" in one]
    assert len(reads) <= 10 + 1
    assert len(statements) <= len(alone) * 10


# The pages


def test_the_list_leads_the_committee_there_and_nobody_else(client: Clients, olena: Actor, hanna: Actor) -> None:
    factories.initiative(olena)
    assert b"/initiatives/several?status=new" in client(hanna).get("/initiatives?status=new").data
    assert b"/initiatives/several" not in client(olena).get("/initiatives").data


def test_marks_and_filters_are_carried_from_page_to_page(client: Clients, olena: Actor, hanna: Actor) -> None:
    rows = [factories.initiative(olena, now=None) for _ in range(3)]
    away = factories.initiative(olena, T.ACCEPTED)

    page = client(hanna).get(f"/initiatives/several?status=new&n={rows[0].id}&n={away.id}").get_data(as_text=True)

    assert f'<input type="hidden" name="n" value="{away.id}">' in page
    assert f'name="n" value="{rows[0].id}" checked' in page
    assert f'name="n" value="{rows[1].id}">' in page
    assert '<input type="hidden" name="status" value="new">' in page
    assert f'value="{away.id}" checked' not in page


def test_nothing_marked_goes_back_with_a_word(client: Clients, hanna: Actor) -> None:
    answer = client(hanna).get("/initiatives/several/move?back=/initiatives?status=new")
    assert answer.location == "/initiatives/several?status=new&none=1"
    assert client(hanna).get("/initiatives/several/move?back=//evil.example").location == "/initiatives/several?none=1"


def test_the_page_says_who_can_go_and_who_cannot(client: Clients, olena: Actor, hanna: Actor) -> None:
    fine, own = factories.initiative(olena), factories.initiative(hanna)
    asked = urlencode({"n": [fine.id, own.id], "to": factories.status(T.DECLINED).id}, doseq=True)

    page = client(hanna).get(f"/initiatives/several/move?{asked}").get_data(as_text=True)

    assert f'name="n" value="{value(fine)}" checked' in page
    assert f'value="{value(own)}"' not in page
    assert "Це ваша власна" in page
    assert own.title in page


def test_only_statuses_that_one_of_them_may_get_are_offered(client: Clients, olena: Actor, hanna: Actor) -> None:
    row = factories.initiative(olena, T.ACCEPTED)
    page = client(hanna).get(f"/initiatives/several/move?n={row.id}").get_data(as_text=True)
    for to in T:
        offered = f"to={factories.status(to).id}&#34;" in page or f'to={factories.status(to).id}"' in page
        assert offered is (to in {T.IN_PROGRESS, T.DECLINED, T.DEFERRED}), to


def test_what_is_put_off_already_gets_the_new_day(olena: Actor, hanna: Actor, now: datetime) -> None:
    rows = [factories.initiative(olena), factories.initiative(olena, T.DEFERRED)]
    outcome = several(hanna, rows, T.DEFERRED, now)
    assert sorted(outcome.moved) == sorted(row.id for row in rows)
    assert len({factories.fresh(row.id).defer_until for row in rows}) == 1


def test_confirming_moves_all_and_returns_to_the_list(client: Clients, olena: Actor, hanna: Actor) -> None:
    rows = [factories.initiative(olena) for _ in range(3)]
    answer = client(hanna).post(
        "/initiatives/several/move", data=sent(rows, T.DECLINED, back="/initiatives?status=new&area=3")
    )
    assert (answer.status_code, answer.location) == (303, "/initiatives?status=new&area=3")
    assert types(rows) == [T.DECLINED] * 3


def test_without_a_reason_nothing_is_moved_and_marks_stay(client: Clients, olena: Actor, hanna: Actor) -> None:
    rows = [factories.initiative(olena) for _ in range(2)]
    answer = client(hanna).post("/initiatives/several/move", data=sent(rows, T.DECLINED, reason="ні"))
    page = answer.get_data(as_text=True)
    assert (answer.status_code, types(rows)) == (422, [T.NEW, T.NEW])
    assert all(f'value="{value(row)}" checked' in page for row in rows)
    assert ">ні</textarea>" in page.replace("\r\n", "").replace("\n", "")


def test_a_conflict_names_what_was_left_and_keeps_the_words(
    client: Clients, olena: Actor, hanna: Actor, now: datetime
) -> None:
    rows = [factories.initiative(olena) for _ in range(2)]
    data = sent(rows, T.DECLINED)
    several(people.person(None, None, *hanna.roles), rows[:1], T.IN_REVIEW, now)

    answer = client(hanna).post("/initiatives/several/move", data=data)

    page = answer.get_data(as_text=True)
    assert (answer.status_code, types(rows)) == (409, [T.IN_REVIEW, T.DECLINED])
    assert rows[0].title in page
    assert REASON in page
    again = client(hanna).post("/initiatives/several/move", data=sent([factories.fresh(rows[0].id)], T.DECLINED))
    assert (again.status_code, types(rows)) == (303, [T.DECLINED, T.DECLINED])


@pytest.mark.parametrize(
    "hostile",
    [
        "",
        ".",
        "1",
        "1.",
        "x.y",
        "1.-2",
        "0.1",
        "999999999999999999.1",
        "a1.1",
        "1.99999999999",
        "1.٣",
        "%00.1",
        "1.2.3",
    ],
)
def test_hostile_numbers_move_nothing(client: Clients, olena: Actor, hanna: Actor, hostile: str) -> None:
    row = factories.initiative(olena)
    data = {"n": [hostile], "to": str(factories.status(T.DECLINED).id), "reason": REASON}
    assert client(hanna).post("/initiatives/several/move", data=data).status_code in {303, 409, 422}
    assert client(hanna).get("/initiatives/several/move", query_string={"n": hostile, "to": hostile}).status_code in {
        200,
        302,
    }
    assert client(hanna).get("/initiatives/several", query_string={"n": hostile, "page": hostile}).status_code == 200
    assert types([row]) == [T.NEW]


@pytest.mark.parametrize("to", ["", "0", "x", "draft", "99999999999999999999"])
def test_a_status_that_is_not_offered_moves_nothing(client: Clients, olena: Actor, hanna: Actor, to: str) -> None:
    row = factories.initiative(olena)
    answer = client(hanna).post("/initiatives/several/move", data={"n": value(row), "to": to, "reason": REASON})
    assert (answer.status_code, types([row])) == (422, [T.NEW])
    assert REASON in answer.get_data(as_text=True)


@pytest.mark.parametrize("path", ["/initiatives/several", "/initiatives/several/move"])
def test_others_are_refused(client: Clients, olena: Actor, lidiia: Actor, path: str) -> None:
    assert client(olena).get(path).status_code == 403
    assert client(lidiia).get(path).status_code == 403
    assert client().get(path).status_code == 302


def test_writing_needs_the_page_token(client: Clients, olena: Actor, hanna: Actor) -> None:
    row = factories.initiative(olena)
    db.session.rollback()
    browser = client(hanna)
    browser.application.config["WTF_CSRF_ENABLED"] = True
    assert browser.post("/initiatives/several/move", data=sent([row], T.DECLINED)).status_code == 400
    assert client(olena).post("/initiatives/several/move", data=sent([row], T.DECLINED)).status_code in {400, 403}
    assert types([row]) == [T.NEW]

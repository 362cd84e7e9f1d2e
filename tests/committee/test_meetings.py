"""Meetings: the agenda, the room on several screens, what is decided in it, and the minutes."""

import re
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from portal.committee.models import MeetingState
from portal.committee.queries.meetings import agenda, get_meeting
from portal.committee.services.meetings_planning import add_to_agenda, call_off, change_agenda, plan_meeting
from portal.committee.services.meetings_running import close, go_to, note_attendance, reopen, take_lead, write_notes
from portal.core import i18n
from portal.core.actor import Actor
from portal.core.db import db, transaction
from portal.core.errors import Conflict, Forbidden, Invalid, NotFound
from portal.core.journal import JournalEntry
from portal.core.markdown import render
from portal.initiatives.models import Initiative, Status, StatusType
from portal.initiatives.queries import statuses
from portal.initiatives.services.merging import merge
from portal.initiatives.services.moving import move
from portal.initiatives.services.withdrawing import withdraw
from portal.people.models import Role
from tests import factories as people
from tests.committee.factories import REASON, moved
from tests.committee.meeting_factories import fresh, item, order, planned, running
from tests.conftest import Clients
from tests.initiatives import factories

ENGLISH = {"Accept-Language": "en"}
HOUR = timedelta(hours=1)


# Planning.


def test_a_meeting_is_planned_out_of_the_queue_in_the_chosen_order(
    hanna: Actor, three: list[int], now: datetime
) -> None:
    meeting_id = planned(hanna, [three[2], three[0], three[2]], now, minutes=7)
    assert order(meeting_id) == [(three[2], 7), (three[0], 7)]
    assert fresh(meeting_id).state is MeetingState.PLANNED


def test_what_is_closed_hidden_or_nothing_is_on_no_agenda(
    hanna: Actor, olena: Actor, three: list[int], now: datetime
) -> None:
    with transaction() as session:
        withdraw(session, session.get_one(Initiative, three[0]), olena, now=now)
    for numbers in ([], [three[0]], [99_999], [three[1], 99_999]):
        with pytest.raises(Invalid):
            planned(hanna, numbers, now)
    with pytest.raises(Invalid), transaction() as session:
        plan_meeting(
            session, hanna, held_on=i18n.today(now) - timedelta(days=2), title="", numbers=three, minutes=5, now=now
        )
    for minutes in (0, 241):
        with pytest.raises(Invalid):
            planned(hanna, three, now, minutes=minutes)


def test_only_the_committee_plans(olena: Actor, lidiia: Actor, three: list[int], now: datetime) -> None:
    for actor in (olena, lidiia):
        with pytest.raises(Forbidden):
            planned(actor, three, now)


def test_the_agenda_is_ordered_timed_and_shortened(hanna: Actor, three: list[int], now: datetime) -> None:
    meeting_id = planned(hanna, three, now)
    with transaction() as session:
        change_agenda(
            session, meeting_id, hanna, version=1, held_on=i18n.today(now), title="Квартальна",
            boxes=[(three[2], 10), (three[0], 3)], now=now,
        )  # fmt: skip
    assert order(meeting_id) == [(three[2], 10), (three[0], 3)]
    with pytest.raises(Conflict), transaction() as session:
        change_agenda(
            session, meeting_id, hanna, version=1, held_on=i18n.today(now), title="", boxes=[(three[0], 3)], now=now
        )
    with transaction() as session:
        add_to_agenda(session, meeting_id, hanna, [three[0], three[1]], minutes=5, now=now)
    assert order(meeting_id) == [(three[2], 10), (three[0], 3), (three[1], 5)]


def test_a_planned_meeting_is_called_off_and_one_that_runs_is_not(
    hanna: Actor, three: list[int], now: datetime
) -> None:
    off, on = planned(hanna, three, now, title="Друге"), running(hanna, three, now)
    with transaction() as session:
        call_off(session, off, hanna, now=now)
    with pytest.raises(NotFound):
        get_meeting(db.session(), off)
    with pytest.raises(Conflict), transaction() as session:
        call_off(session, on, hanna, now=now)


# In the room.


def test_one_leads_and_the_others_follow(hanna: Actor, iryna: Actor, three: list[int], now: datetime) -> None:
    meeting_id = running(hanna, three, now)
    before = fresh(meeting_id).version
    with pytest.raises(Forbidden), transaction() as session:
        go_to(session, meeting_id, iryna, three[1], now=now)
    with transaction() as session:
        go_to(session, meeting_id, hanna, three[1], now=now + HOUR)
    assert fresh(meeting_id).current_number == three[1]
    assert fresh(meeting_id).version > before
    assert item(meeting_id, three[0]).spent_seconds == 3600
    with transaction() as session:
        take_lead(session, meeting_id, iryna, now=now)
    with pytest.raises(Forbidden), transaction() as session:
        go_to(session, meeting_id, hanna, three[2], now=now)
    with pytest.raises(NotFound), transaction() as session:
        go_to(session, meeting_id, iryna, 99_999, now=now)


def test_what_is_decided_meanwhile_stands_in_the_minutes(
    hanna: Actor, iryna: Actor, three: list[int], now: datetime
) -> None:
    before = planned(hanna, three, now)
    moved(three[0], hanna, StatusType.IN_REVIEW, now)
    assert item(before, three[0]).transition_id is None
    meeting_id = running(hanna, three, now)
    moved(three[0], iryna, StatusType.DECLINED, now)
    row = agenda(db.session(), meeting_id)[0]
    assert (row.to_status_id, row.reason, row.decided_by) == (
        factories.status(StatusType.DECLINED).id,
        REASON,
        "Ірина Зеленська",
    )
    assert item(meeting_id, three[1]).transition_id is None


def test_a_merge_is_a_decision_and_taking_back_is_none(
    hanna: Actor, olena: Actor, three: list[int], now: datetime
) -> None:
    meeting_id = running(hanna, three, now)
    moved(three[1], hanna, StatusType.IN_REVIEW, now)
    with transaction() as session:
        merge(session, three[0], [three[2]], hanna, reason=render(REASON), now=now)
        withdraw(session, session.get_one(Initiative, three[1]), olena, now=now)
    assert item(meeting_id, three[2]).transition_id is not None
    assert item(meeting_id, three[1]).transition_id is None


def test_notes_of_two_screens_never_replace_each_other_unseen(
    hanna: Actor, iryna: Actor, three: list[int], now: datetime
) -> None:
    meeting_id = running(hanna, three, now)
    with transaction() as session:
        write_notes(session, meeting_id, hanna, three[0], "Питаємо логістику.", version=1, now=now)
    with pytest.raises(Conflict) as found, transaction() as session:
        write_notes(session, meeting_id, iryna, three[0], "Питаємо склад.", version=1, now=now)
    assert found.value.theirs == {"notes": "Питаємо логістику.", "version": "2"}
    assert item(meeting_id, three[0]).notes == "Питаємо логістику."
    entries = db.session.scalars(
        select(JournalEntry.data).where(JournalEntry.name == "committee.meeting_notes_written")
    ).all()
    assert [entry for entry in entries if "логістику" in str(entry)] == []


def test_who_was_there_is_kept_with_who_was_in_the_committee_then(
    hanna: Actor, iryna: Actor, olena: Actor, three: list[int], now: datetime, client: Clients
) -> None:
    meeting_id = running(hanna, three, now)
    with transaction() as session:
        note_attendance(session, meeting_id, hanna, {hanna.id, olena.id}, now=now)
    people.person("Прийшов Згодом", None, Role.COMMITTEE)
    with transaction() as session:
        close(session, meeting_id, hanna, now=now + HOUR)
    page = client(hanna).get(f"/meetings/{meeting_id}", headers=ENGLISH).text
    facts = re.sub(r"<[^>]+>", " ", page.split('class="facts"')[1].split("</dl>")[0])
    assert re.search(r"Present\s+Ганна Тиха\s", facts)
    assert re.search(r"Absent\s+Ірина Зеленська\s", facts)
    assert "Прийшов Згодом" not in facts


def test_what_was_spoken_about_stays_on_the_agenda(hanna: Actor, three: list[int], now: datetime) -> None:
    meeting_id = running(hanna, three, now)
    with pytest.raises(Invalid), transaction() as session:
        change_agenda(
            session, meeting_id, hanna, version=fresh(meeting_id).version, held_on=i18n.today(now), title="",
            boxes=[(number, 5) for number in three[1:]], now=now,
        )  # fmt: skip
    assert [number for number, _minutes in order(meeting_id)] == three


def test_a_meeting_that_is_over_stands_and_goes_on_only_for_a_day(
    hanna: Actor, iryna: Actor, three: list[int], now: datetime
) -> None:
    meeting_id = running(hanna, three, now)
    with pytest.raises(Forbidden), transaction() as session:
        close(session, meeting_id, iryna, now=now)
    with transaction() as session:
        close(session, meeting_id, hanna, now=now + HOUR)
    moved(three[0], hanna, StatusType.IN_REVIEW, now + HOUR)
    assert item(meeting_id, three[0]).transition_id is None
    with pytest.raises(Conflict), transaction() as session:
        write_notes(session, meeting_id, hanna, three[0], "Пізно.", version=1, now=now)
    with pytest.raises(Forbidden), transaction() as session:
        reopen(session, meeting_id, iryna, now=now + 26 * HOUR)
    with transaction() as session:
        reopen(session, meeting_id, iryna, now=now + 2 * HOUR)
    again = fresh(meeting_id)
    assert (again.state, again.leader_id, again.current_number) == (MeetingState.RUNNING, iryna.id, three[0])


def test_what_was_put_off_is_decided_in_the_room_in_one_step(
    client: Clients, hanna: Actor, three: list[int], now: datetime
) -> None:
    moved(three[0], hanna, StatusType.DEFERRED, now, until=now + timedelta(days=40))
    meeting_id = running(hanna, three, now)
    browser, address = client(hanna), f"/meetings/{meeting_id}"
    room = browser.get(address, headers=ENGLISH).text.split('class="room-decide"')[1].split("</section>")[0]
    assert all(words in room for words in ("Accept", "Decline with a reason", "Put it off until another day"))

    sent = {"to": factories.status(StatusType.DECLINED).id, "back": address}
    assert browser.post(f"/initiatives/{three[0]}/move", data=sent | {"reason": "ні"}).status_code == 422
    assert browser.post(f"/initiatives/{three[0]}/move", data=sent | {"reason": REASON}).location == address

    assert "Decided: Declined" in browser.get(address, headers=ENGLISH).text


def test_a_question_to_the_author_is_no_decision(
    client: Clients, hanna: Actor, iryna: Actor, three: list[int], now: datetime
) -> None:
    names = {"uk": "Чекаємо на автора", "ru": "Ждём автора", "en": "Waiting for the author"}
    with transaction() as session:
        session.add(Status(key="needs_author", type=StatusType.IN_REVIEW, names=names, position=90))
    meeting_id = running(hanna, three, now)
    asking = next(status for status in statuses(db.session()).all if status.key == "needs_author")
    with transaction() as session:
        row = session.get_one(Initiative, three[0])
        move(session, row, iryna, asking, reason=render("Скільки таких дзвінків на день?"), now=now)
    moved(three[1], hanna, StatusType.DECLINED, now)
    browser, address = client(hanna), f"/meetings/{meeting_id}"

    room = browser.get(address, headers=ENGLISH).text
    assert "The author is asked" in room
    assert "Decided" not in room
    assert "Change the decision" not in room
    assert "1 decision<" in browser.get("/meetings", headers=ENGLISH).text

    with transaction() as session:
        close(session, meeting_id, hanna, now=now + HOUR)
    minutes = browser.get(address, headers=ENGLISH).text
    assert "The author is asked: 1 · Declined: 1 · Left for another time: 1" in minutes
    assert "Скільки таких дзвінків на день?" in minutes
    text = browser.get(f"{address}/minutes.md", headers=ENGLISH).text
    assert "**The author is asked** (Ірина Зеленська)\n\n> Скільки таких дзвінків на день?" in text
    assert text.count("**Decision:**") == 1

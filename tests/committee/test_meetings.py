"""Meetings: the agenda, the room on several screens, what is decided in it, and the minutes."""

import re
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from portal.committee.models import Meeting, MeetingItem, MeetingState
from portal.committee.queries.meetings import agenda, get_meeting
from portal.committee.services.meetings_planning import add_to_agenda, call_off, change_agenda, plan_meeting
from portal.committee.services.meetings_running import (
    begin,
    close,
    go_to,
    note_attendance,
    reopen,
    take_lead,
    write_notes,
)
from portal.core import i18n
from portal.core.actor import Actor
from portal.core.db import db, transaction
from portal.core.errors import Conflict, Forbidden, Invalid, NotFound
from portal.core.extension import ItemRef
from portal.core.journal import JournalEntry
from portal.core.markdown import render
from portal.discussion.services.comments import comment
from portal.initiatives.models import Initiative, Status, StatusType
from portal.initiatives.queries import statuses
from portal.initiatives.services.merging import merge
from portal.initiatives.services.moving import move
from portal.initiatives.services.withdrawing import withdraw
from portal.people.models import Role
from tests import factories as people
from tests.committee.factories import REASON, moved, wrote
from tests.conftest import Clients
from tests.initiatives import factories
from tests.scoring.factories import scored
from tests.statements import MOST_A_PAGE, counted

ENGLISH = {"Accept-Language": "en"}
HOUR = timedelta(hours=1)


@pytest.fixture
def iryna(care_team: object) -> Actor:
    """Another member of the committee."""
    return people.person("Ірина Зеленська", None, Role.COMMITTEE)


def planned(actor: Actor, numbers: list[int], now: datetime, *, title: str = "", minutes: int = 5) -> int:
    with transaction() as session:
        made = plan_meeting(
            session, actor, held_on=i18n.today(now), title=title, numbers=numbers, minutes=minutes, now=now
        )
        return made.id


def running(actor: Actor, numbers: list[int], now: datetime) -> int:
    number = planned(actor, numbers, now)
    with transaction() as session:
        begin(session, number, actor, now=now)
    return number


def there(meeting_id: int, by: Actor, *came: Actor, now: datetime) -> None:
    """Somebody says who came, and by that who didn't."""
    with transaction() as session:
        note_attendance(session, meeting_id, by, {one.id for one in came}, now=now)


def fresh(meeting_id: int) -> Meeting:
    session = db.session()
    session.rollback()
    session.expire_all()
    return session.get_one(Meeting, meeting_id)


def order(meeting_id: int) -> list[tuple[int, int]]:
    """Numbers and minutes as the agenda has them."""
    fresh(meeting_id)
    return [(row.initiative_id, row.minutes) for row in agenda(db.session(), meeting_id)]


def item(meeting_id: int, number: int) -> MeetingItem:
    fresh(meeting_id)
    of_it = (MeetingItem.meeting_id == meeting_id, MeetingItem.initiative_id == number)
    return db.session.scalars(select(MeetingItem).where(*of_it)).one()


@pytest.fixture
def three(olena: Actor) -> list[int]:
    """Three initiatives that wait."""
    return [factories.initiative(olena, title=title).id for title in ("Перша справа", "Друга справа", "Третя справа")]


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


# Pages.


def test_from_the_queue_to_the_minutes_without_script(
    client: Clients, hanna: Actor, three: list[int], now: datetime
) -> None:
    browser = client(hanna)
    page = browser.get("/meetings/new", headers=ENGLISH).text
    assert all(f'value="{number}"' in page for number in three)
    sent = {"held_on": i18n.today(now).isoformat(), "minutes": "5", "numbers": [str(number) for number in three]}
    address = browser.post("/meetings", data=sent).location
    meeting_id = int(address.rsplit("/", 1)[1])

    boxes = {f"minutes-{number}": "4" for number in three}
    agenda_form = {
        "held_on": i18n.today(now).isoformat(),
        "version": "1",
        "item": [str(number) for number in three],
        **boxes,
    }
    assert browser.post(f"{address}/agenda", data={**agenda_form, "do": f"down:{three[0]}"}).status_code == 303
    assert order(meeting_id) == [(three[1], 4), (three[0], 4), (three[2], 4)]
    agenda_form["item"] = [str(number) for number, _minutes in order(meeting_id)]
    assert browser.post(f"{address}/agenda", data={**agenda_form, "version": "2", "do": "begin"}).location == address

    room = browser.get(address, headers=ENGLISH).text
    assert "Друга справа" in room.split("<h1")[1].split("</h1>")[0]
    assert factories.PROBLEM in room
    to = factories.status(StatusType.DECLINED).id
    decision = {"to": to, "back": address, "reason": REASON}
    assert browser.post(f"/initiatives/{three[1]}/move", data=decision).location == address
    assert "Decided: Declined" in browser.get(address, headers=ENGLISH).text

    notes = {"notes": "Повернемося **восени**.", "version": "1", "do": "next"}
    assert browser.post(f"{address}/items/{three[1]}", data=notes).location == address
    assert fresh(meeting_id).current_number == three[0]
    assert (
        browser.post(f"{address}/items/{three[0]}", data={"notes": "", "version": "1", "do": "close"}).status_code
        == 303
    )

    minutes = browser.get(address, headers=ENGLISH).text
    assert "Повернемося **восени**." in minutes
    assert REASON in minutes
    assert minutes.count("Left without a decision.") == 2
    text = browser.get(f"{address}/minutes.md", headers=ENGLISH)
    assert text.mimetype == "text/markdown"
    assert (
        f"## 1. № {three[1]}. Друга справа\n\n**Decision:** Declined (Ганна Тиха)\n\n> {REASON}\n\nПовернемося"
        in text.text
    )


def test_the_plan_says_how_much_is_ticked_and_keeps_it_without_script(
    client: Clients, hanna: Actor, olena: Actor, three: list[int], now: datetime
) -> None:
    browser = client(hanna)
    for days in (8, 9):  # what can't wait is ticked
        factories.initiative(olena, now=now - timedelta(days=days))
    assert "Ticked: 2. In all 10 min of 60." in browser.get("/meetings/new", headers=ENGLISH).text
    sent = {"held_on": i18n.today(now).isoformat(), "title": "Квартальна", "minutes": "25", "lasts": "60"}
    ticked = {"numbers": [str(number) for number in three], "do": "count"}
    page = browser.post("/meetings", data=sent | ticked, headers=ENGLISH)
    assert page.status_code == 200
    assert "Ticked: 3. In all 75 min, 15 min more than the meeting lasts." in page.text
    assert page.text.count(" checked") == 3
    assert 'value="Квартальна"' in page.text
    assert db.session.scalars(select(Meeting)).all() == []
    wrong = browser.post("/meetings", data=sent | ticked | {"lasts": "довго"}, headers=ENGLISH)
    assert "Please write a whole number of minutes." in wrong.text


def test_a_refused_note_stands_beside_what_was_saved_meanwhile(
    client: Clients, hanna: Actor, iryna: Actor, three: list[int], now: datetime
) -> None:
    meeting_id = running(hanna, three, now)
    address = f"/meetings/{meeting_id}/items/{three[0]}"
    assert client(hanna).post(address, data={"notes": "Перші слова", "version": "1"}).status_code == 303
    sent = {"notes": "Другі слова", "version": "1"}
    page = client(iryna).post(address, data=sent, headers=ENGLISH)
    assert page.status_code == 409
    assert "Перші слова" in page.text
    assert "Другі слова" in page.text
    going_on = {"notes": "", "was": "", "version": "1", "do": "next"}  # nothing was typed on that screen
    assert client(hanna).post(address, data=going_on).status_code == 303
    assert fresh(meeting_id).current_number == three[1]
    asked = client(iryna).post(address, data=sent, headers={"Accept": "application/json"})
    assert (asked.status_code, asked.json["notes"], asked.json["version"]) == (409, "Перші слова", "2")
    again = {"notes": "Обоє слів", "version": "2"}
    said = client(iryna).post(address, data=again, headers={"Accept": "application/json"})
    assert said.json["version"] == 3
    assert item(meeting_id, three[0]).notes == "Обоє слів"


def test_notes_of_an_item_that_the_meeting_has_left_are_kept_in_sight(
    client: Clients, hanna: Actor, iryna: Actor, three: list[int], now: datetime
) -> None:
    meeting_id = running(hanna, three, now)
    with transaction() as session:
        write_notes(session, meeting_id, hanna, three[0], "Слова ведучої", version=1, now=now)
        go_to(session, meeting_id, hanna, three[1], now=now)
    sent = {"notes": "Мої слова", "version": "1"}
    page = client(iryna).post(f"/meetings/{meeting_id}/items/{three[0]}", data=sent).text
    assert "Мої слова" in page
    assert 'name="notes"' in page
    assert item(meeting_id, three[1]).notes == ""


def test_going_on_from_what_is_on_no_agenda_is_not_found(
    client: Clients, hanna: Actor, olena: Actor, three: list[int], now: datetime
) -> None:
    meeting_id, other = running(hanna, three, now), factories.initiative(olena).id
    untouched = {"notes": "", "was": "", "version": "1", "do": "next"}
    assert client(hanna).post(f"/meetings/{meeting_id}/items/{other}", data=untouched).status_code == 404
    assert fresh(meeting_id).current_number == three[0]


def test_every_screen_learns_that_the_meeting_went_on(
    client: Clients, hanna: Actor, iryna: Actor, three: list[int], now: datetime
) -> None:
    meeting_id = running(hanna, three, now)
    before = client(iryna).get(f"/meetings/{meeting_id}/pulse").json
    moved(three[0], hanna, StatusType.IN_REVIEW, now)
    decided = client(iryna).get(f"/meetings/{meeting_id}/pulse").json
    with transaction() as session:
        go_to(session, meeting_id, hanna, three[2], now=now)
    after = client(iryna).get(f"/meetings/{meeting_id}/pulse").json
    assert before["version"] < decided["version"] < after["version"]
    assert 'id="room-next"' not in client(iryna).get(f"/meetings/{meeting_id}").text


def test_what_was_taken_back_or_merged_is_told_and_stops_nobody(
    client: Clients, hanna: Actor, olena: Actor, three: list[int], now: datetime
) -> None:
    meeting_id = running(hanna, three, now)
    with transaction() as session:
        withdraw(session, session.get_one(Initiative, three[0]), olena, now=now)
    page = client(hanna).get(f"/meetings/{meeting_id}", headers=ENGLISH)
    assert page.status_code == 200
    assert "Перша справа" not in page.text
    assert "Its author has taken it back" in page.text


def test_the_author_in_the_committee_decides_nothing_and_reads_no_scores(
    client: Clients, hanna: Actor, iryna: Actor, now: datetime
) -> None:
    own = factories.initiative(hanna).id
    meeting_id = running(hanna, [own], now)
    assert "room-decide" not in client(hanna).get(f"/meetings/{meeting_id}").text
    assert 'class="room-decide"' in client(iryna).get(f"/meetings/{meeting_id}").text


def test_scores_stay_closed_while_somebody_in_the_room_has_not_scored(
    client: Clients, hanna: Actor, iryna: Actor, three: list[int], now: datetime
) -> None:
    """A screen is read by the whole room: the absent member's scores are shown only when nobody here is blind."""
    roman = people.person("Роман Глибокий", None, Role.COMMITTEE)
    scored(three[0], hanna, 5, 1, note="Видно лише тим, хто оцінив")
    scored(three[0], roman, 1, 5, note="Видно лише тим, хто оцінив")
    meeting_id = running(hanna, three, now)

    def shown() -> bool:
        return "Видно лише тим, хто оцінив" in client(hanna).get(f"/meetings/{meeting_id}").text

    page = client(hanna).get(f"/meetings/{meeting_id}", headers=ENGLISH).text
    assert not shown()  # nobody has said yet who came
    assert "Somebody who is here" in page
    there(meeting_id, hanna, hanna, now=now)
    assert shown()
    there(meeting_id, hanna, hanna, iryna, now=now)
    assert not shown()
    scored(three[0], iryna, 3, 3)
    assert shown()


def test_authors_in_the_room_keep_no_scores_closed(client: Clients, hanna: Actor, iryna: Actor, now: datetime) -> None:
    own = factories.initiative(iryna).id
    scored(own, hanna, 5, 1, note="Варте уваги")
    meeting_id = running(hanna, [own], now)
    assert "Варте уваги" in client(hanna).get(f"/meetings/{meeting_id}").text
    assert "Варте уваги" not in client(iryna).get(f"/meetings/{meeting_id}").text


def test_the_last_words_and_the_notes_of_the_committee_are_read_out(
    client: Clients, hanna: Actor, dmytro: Actor, three: list[int], now: datetime
) -> None:
    wrote(three[0], dmytro, now)
    with transaction() as session:
        about = ItemRef("initiative", three[0])
        comment(session, about, hanna, render("Бюджет узгоджено усно."), internal=True, now=now)
    meeting_id = running(hanna, three, now)
    page = client(hanna).get(f"/meetings/{meeting_id}").text
    assert "Скільки таких випадків на тиждень?" in page
    assert "Бюджет узгоджено усно." in page


@pytest.mark.parametrize("language", ["uk", "ru", "en"])
def test_pages_speak_each_language(
    client: Clients, hanna: Actor, three: list[int], now: datetime, language: str
) -> None:
    open_one, over = running(hanna, three, now), running(hanna, three, now)
    with transaction() as session:
        close(session, over, hanna, now=now + HOUR)
    plan = planned(hanna, three, now, title="Позачергова")
    paths = ("", "/new", f"/{open_one}", f"/{open_one}/agenda", f"/{over}", f"/{over}/minutes.md", f"/{plan}")
    for path in paths:
        assert client(hanna).get(f"/meetings{path}", headers={"Accept-Language": language}).status_code == 200


def test_meetings_are_the_committee_s_alone(
    client: Clients, hanna: Actor, olena: Actor, lidiia: Actor, three: list[int], now: datetime
) -> None:
    meeting_id = running(hanna, three, now)
    for actor in (olena, lidiia):
        for path in ("", "/new", f"/{meeting_id}", f"/{meeting_id}/minutes.md", f"/{meeting_id}/pulse"):
            assert client(actor).get(f"/meetings{path}").status_code == 403
        assert client(actor).post(f"/meetings/{meeting_id}/go", data={"to": str(three[1])}).status_code == 403
    assert client(hanna).get("/meetings/99999").status_code == 404
    assert client(hanna).post(f"/meetings/{meeting_id}/go", data={"to": "щось"}).status_code == 404


def test_pages_ask_little_however_long_the_agenda_is(
    client: Clients, hanna: Actor, olena: Actor, now: datetime
) -> None:
    numbers = [factories.initiative(olena, now=now - timedelta(days=n)).id for n in range(20)]
    open_one, over = running(hanna, numbers, now), running(hanna, numbers, now)
    plan = planned(hanna, numbers[:10], now)
    wrote(numbers[0], hanna, now)
    with transaction() as session:
        close(session, over, hanna, now=now + HOUR)
    browser = client(hanna)
    for path in ("", "/new", f"/{open_one}", f"/{over}", f"/{plan}", f"/{open_one}/pulse"):
        browser.get(f"/meetings{path}")
        with counted() as statements:
            assert browser.get(f"/meetings{path}").status_code == 200
        assert len(statements) <= MOST_A_PAGE, "\n".join([path, *statements])


def test_one_meeting_more_is_listed_where_it_belongs(
    client: Clients, hanna: Actor, three: list[int], now: datetime
) -> None:
    planned(hanna, three, now, title="Майбутня нарада")
    running(hanna, three, now)
    page = client(hanna).get("/meetings", headers=ENGLISH).text
    assert page.index("Going on now") < page.index("Planned") < page.index("Майбутня нарада")
    assert "Minutes" not in page.split("Майбутня нарада")[1].split("</section>")[0]
    assert client(hanna).get("/meetings/new", headers=ENGLISH).text.count(" checked") == 0


def test_an_empty_page_offers_its_first_step_once(client: Clients, hanna: Actor) -> None:
    browser = client(hanna)
    for address, step in [("/meetings", "/meetings/new"), ("/campaigns", "/campaigns/new")]:
        assert browser.get(address).text.count(f'href="{step}"') == 1

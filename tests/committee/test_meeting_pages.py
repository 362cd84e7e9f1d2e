"""Pages of meetings: from the queue to the minutes, on several screens, at few statements."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from portal.committee.models import Meeting
from portal.committee.services.meetings_running import close, go_to, write_notes
from portal.core import i18n
from portal.core.actor import Actor
from portal.core.db import db, transaction
from portal.core.extension import ItemRef
from portal.core.markdown import render
from portal.discussion.services.comments import comment
from portal.initiatives.models import Initiative, StatusType
from portal.initiatives.services.withdrawing import withdraw
from portal.people.models import Role
from tests import factories as people
from tests.committee.factories import REASON, moved, wrote
from tests.committee.meeting_factories import fresh, item, order, planned, running, there
from tests.conftest import Clients
from tests.initiatives import factories
from tests.scoring.factories import scored
from tests.statements import MOST_A_PAGE, counted

ENGLISH = {"Accept-Language": "en"}
HOUR = timedelta(hours=1)


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

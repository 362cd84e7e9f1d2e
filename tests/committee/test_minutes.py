"""Minutes say what was so: the day on which a meeting was held, and nobody's presence that nobody has told of."""

import re
from datetime import datetime, timedelta

import pytest

from portal.committee.services.meetings_planning import plan_meeting
from portal.committee.services.meetings_running import begin, close, note_attendance
from portal.core import i18n
from portal.core.actor import Actor
from portal.core.db import transaction
from portal.core.errors import Conflict
from portal.people.models import Role
from tests import factories as people
from tests.conftest import Clients
from tests.initiatives import factories

ENGLISH = {"Accept-Language": "en"}
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SILENT = "nobody has noted who was there"


@pytest.fixture
def iryna(care_team: object) -> Actor:
    """Another member of the committee."""
    return people.person("Ірина Зеленська", None, Role.COMMITTEE)


@pytest.fixture
def planned(hanna: Actor, iryna: Actor, olena: Actor, now: datetime) -> int:
    """A meeting of the day after tomorrow with one item."""
    number = factories.initiative(olena, title="Перша справа").id
    with transaction() as session:
        return plan_meeting(
            session, hanna, held_on=i18n.today(now + 2 * DAY), title="", numbers=[number], minutes=5, now=now
        ).id


def held(meeting_id: int, by: Actor, now: datetime) -> None:
    with transaction() as session:
        begin(session, meeting_id, by, now=now)
    with transaction() as session:
        close(session, meeting_id, by, now=now + HOUR)


def facts(page: str) -> str:
    """Names and values above the minutes."""
    return re.sub(r"(<[^>]+>|\s)+", " ", page.split('class="facts"')[1].split("</dl>")[0])


def test_on_another_day_than_planned_it_is_asked_once_whether_it_is_held(
    client: Clients, hanna: Actor, planned: int, now: datetime
) -> None:
    browser, day = client(hanna), i18n.today(now + 2 * DAY).isoformat()
    number = re.findall(r'name="item" value="([^"]+)"', browser.get(f"/meetings/{planned}").text)[0]
    agenda = {"held_on": day, "title": "Осіннє", "version": "1", "item": number, f"minutes-{number}": "9"}
    asked = browser.post(f"/meetings/{planned}/agenda", data={**agenda, "do": "begin"}, follow_redirects=True)
    assert "Do you hold it today?" in browser.get(asked.request.full_path, headers=ENGLISH).text
    assert 'value="Осіннє"' in asked.text
    assert 'value="9"' in asked.text

    sent = {**agenda, "version": "2", "do": "begin-today"}
    assert browser.post(f"/meetings/{planned}/agenda", data=sent).location == f"/meetings/{planned}"
    assert "data-meeting=" in browser.get(f"/meetings/{planned}").text


def test_minutes_name_the_day_it_was_held_with_its_year_and_the_planned_one(
    client: Clients, hanna: Actor, planned: int, now: datetime
) -> None:
    held(planned, hanna, now)
    with i18n.speaking("en"):
        today, later = i18n.dated(i18n.today(now)), i18n.dated(i18n.today(now + 2 * DAY))
    page = client(hanna).get(f"/meetings/{planned}", headers=ENGLISH).text
    assert f"Day {today} Planned for {later}" in facts(page)
    text = client(hanna).get(f"/meetings/{planned}/minutes.md", headers=ENGLISH)
    assert f"- **Day:** {today}\n- **Planned for:** {later}" in text.text
    assert i18n.today(now).isoformat() in text.headers["Content-Disposition"]


def test_minutes_claim_nobodys_presence_until_somebody_says_who_was_there(
    client: Clients, hanna: Actor, iryna: Actor, planned: int, now: datetime
) -> None:
    held(planned, hanna, now)
    browser = client(iryna)
    page = browser.get(f"/meetings/{planned}", headers=ENGLISH).text
    assert f"Led by Ганна Тиха Present {SILENT}" in facts(page)
    ticked = [person for person, tick in re.findall(r'name="present" value="(\d+)"( checked)?', page) if tick]
    assert ticked == [str(hanna.id)]
    assert SILENT in browser.get(f"/meetings/{planned}/minutes.md", headers=ENGLISH).text

    everybody = {"present": [str(hanna.id), str(iryna.id)]}
    browser.post(f"/meetings/{planned}/present", data=everybody)
    page = browser.get(f"/meetings/{planned}", headers=ENGLISH).text
    assert SILENT not in facts(page)
    assert all(name in facts(page).split("Present")[1] for name in ("Ганна Тиха", "Ірина Зеленська"))


@pytest.mark.parametrize(
    ("language", "asked", "counted"),
    [("uk", "Хто тут?", "1 тут"), ("ru", "Кто здесь?", "1 здесь"), ("en", "Who is here?", "1 is here")],
)
def test_the_room_claims_nobodys_presence_until_somebody_says_who_is_there(
    client: Clients, hanna: Actor, iryna: Actor, planned: int, now: datetime, language: str, asked: str, counted: str
) -> None:
    with transaction() as session:
        begin(session, planned, hanna, now=now)
    browser, spoken = client(iryna), {"Accept-Language": language}

    def button() -> str:
        page = browser.get(f"/meetings/{planned}", headers=spoken).text
        return page.split("room-present")[0].rsplit("<summary", 1)[1].split("</summary>")[0]

    assert asked in button()
    assert not re.search(r"\b2\b", re.sub("<[^>]*>", "", button()))
    browser.post(f"/meetings/{planned}/present", data={"present": [str(hanna.id)]})
    assert asked not in button()
    assert counted in button()


def test_who_was_there_can_be_said_as_long_as_the_minutes_can_be_opened_again(
    client: Clients, hanna: Actor, planned: int, now: datetime
) -> None:
    held(planned, hanna, now - 2 * DAY)
    with pytest.raises(Conflict), transaction() as session:
        note_attendance(session, planned, hanna, {hanna.id}, now=now)
    page = client(hanna).get(f"/meetings/{planned}", headers=ENGLISH).text
    assert SILENT in facts(page)
    assert 'name="present"' not in page

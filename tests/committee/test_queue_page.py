"""The queue as the committee sees it, and the page of what is promised."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from portal.committee.queries import queue as queue_rows
from portal.committee.queries.settings import promised
from portal.core.actor import Actor
from portal.core.db import db, transaction
from portal.discussion.models import Comment
from portal.initiatives.models import Initiative, StatusType, Visibility
from portal.people.models import Role
from tests import factories as people
from tests.committee.factories import clock, moved, watched, wrote
from tests.conftest import Clients
from tests.initiatives import factories
from tests.statements import MOST_A_PAGE, counted

#: A Monday, 11:00 in Kyiv.
MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY = timedelta(days=1)
ENGLISH = {"Accept-Language": "en"}


def grouped(page: str) -> dict[str, list[str]]:
    """Titles of the queue by the key of their group, in the page's order."""
    found = {}
    for part in page.split('id="group-')[1:]:
        found[part.split('"')[0]] = re.findall(r"</svg>([^<]+)</a></h3>", part)
    return found


def test_groups_say_what_is_due_first(client: Clients, olena: Actor, hanna: Actor) -> None:
    def propose(title: str, days_ago: int) -> int:
        return factories.initiative(olena, title=title, now=MONDAY - days_ago * DAY).id

    propose("Відповідь давно мала бути", 9)
    propose("Відповідь має бути сьогодні", 4)
    propose("Щойно запропонована річ", 0)
    moved(propose("Рішення мине цього тижня", 26), hanna, StatusType.IN_REVIEW, MONDAY - 25 * DAY)
    moved(propose("Рішення далеко попереду", 3), hanna, StatusType.IN_REVIEW, MONDAY - 2 * DAY)
    moved(propose("Відкладена на тиждень", 9), hanna, StatusType.DEFERRED, MONDAY - DAY, until=MONDAY + 7 * DAY)
    moved(propose("Відкладена на рік", 9), hanna, StatusType.DEFERRED, MONDAY - DAY, until=MONDAY + 300 * DAY)
    moved(propose("Прийнята вже ініціатива", 9), hanna, StatusType.ACCEPTED, MONDAY - DAY)
    wrote(propose("Автора запитали про деталі", 30), hanna, MONDAY - 20 * DAY)

    with time_machine.travel(MONDAY, tick=False):
        page = client(hanna).get("/queue", headers=ENGLISH).text

    assert grouped(page) == {
        "answer": ["Відповідь давно мала бути", "Відповідь має бути сьогодні"],
        "decide": ["Рішення мине цього тижня"],
        "coming": ["Відкладена на тиждень"],
        "later": ["Щойно запропонована річ", "Рішення далеко попереду"],
        "author": ["Автора запитали про деталі"],
    }
    words = re.findall(r'queue-clock-words"[^>]*>([^<]+)<', page)
    assert words[0].endswith("days over")
    assert words[1] == "today"
    assert words[3:5] == ["in 7 days", "2 days left"]
    assert words[-1] == "silent for 20 days"


def test_a_row_says_when_one_level_up_knows(client: Clients, olena: Actor, hanna: Actor, now: datetime) -> None:
    factories.initiative(olena, now=now - 9 * DAY)
    before = client(hanna).get("/queue", headers=ENGLISH).text
    watched(now)
    assert "one level up knows" not in before
    assert "one level up knows" in client(hanna).get("/queue", headers=ENGLISH).text


def test_an_empty_queue_teaches(client: Clients, hanna: Actor) -> None:
    assert "Nothing waits for you" in client(hanna).get("/queue", headers=ENGLISH).text


def test_a_row_opens_in_place_without_script_and_by_itself(client: Clients, olena: Actor, hanna: Actor) -> None:
    made = factories.initiative(olena, title="Пандус біля входу до крамниці")
    browser = client(hanna)

    closed, opened = browser.get("/queue").text, browser.get(f"/queue?open={made.id}").text
    piece = browser.get(f"/queue/{made.id}").text

    assert factories.PROBLEM not in closed
    for page in (opened, piece):
        assert factories.PROBLEM in page
        assert f'action="/discussion/initiative/{made.id}/comments"' in page
        assert f"/initiatives/{made.id}/move?to=" in page
    assert opened.count('aria-expanded="true"') == 1


def test_an_answer_from_the_queue_comes_back_to_it(client: Clients, olena: Actor, hanna: Actor) -> None:
    number = factories.initiative(olena).id
    sent = {"body": "Дякуємо! Де саме це?", "submission_key": "k" * 24, "back": f"/queue#row-{number}", "asks": "y"}
    answer = client(hanna).post(f"/discussion/initiative/{number}/comments", data=sent)
    assert (answer.status_code, answer.location) == (302, f"/queue#row-{number}")
    assert db.session.query(Comment).one().body == "Дякуємо! Де саме це?"
    assert clock(number).paused_at is not None
    assert 'id="group-author"' in client(hanna).get("/queue").text


def test_nobody_is_sent_to_another_site(client: Clients, olena: Actor, hanna: Actor) -> None:
    number = factories.initiative(olena).id
    sent = {"body": "Дякуємо за думку!", "back": "https://elsewhere.example/"}
    answer = client(hanna).post(f"/discussion/initiative/{number}/comments", data=sent)
    assert answer.location.startswith(f"/initiatives/{number}")


def test_a_decision_from_the_queue_comes_back_to_it(client: Clients, olena: Actor, hanna: Actor) -> None:
    number = factories.initiative(olena).id
    browser, to = client(hanna), factories.status(StatusType.DECLINED).id
    form = browser.get(f"/initiatives/{number}/move?to={to}&back=/queue").text
    assert '<input type="hidden" name="back" value="/queue">' in form
    sent = {"to": to, "back": "/queue", "reason": "Ми вже робимо це в іншому проєкті, дякуємо."}
    assert browser.post(f"/initiatives/{number}/move", data=sent).location == "/queue"
    assert f'id="row-{number}"' not in browser.get("/queue").text


def test_nobody_answers_or_decides_their_own_here(client: Clients, hanna: Actor) -> None:
    made = factories.initiative(hanna)
    page = client(hanna).get(f"/queue?open={made.id}", headers=ENGLISH).text
    assert "your own: somebody else decides" in page
    assert "/comments" not in page.split('id="inside-')[1].split("</li>")[0]


def test_what_is_restricted_waits_for_the_committee_and_hides_from_others(
    client: Clients, olena: Actor, hanna: Actor, dmytro: Actor
) -> None:
    made = factories.initiative(olena, title="Закрита для всіх справа")
    with transaction() as session:
        session.get_one(Initiative, made.id).visibility = Visibility.TEAMS
    assert "Закрита для всіх справа" in client(hanna).get("/queue").text
    assert client(dmytro).get("/queue").status_code == 403
    assert client(dmytro).get(f"/queue/{made.id}").status_code == 403
    assert client(hanna).get("/queue/99999").status_code == 404


def test_the_navigation_counts_what_waits_for_a_first_answer(client: Clients, olena: Actor, hanna: Actor) -> None:
    for _ in range(3):
        factories.initiative(olena)
    answered = factories.initiative(olena)
    moved(answered.id, hanna, StatusType.IN_REVIEW, answered.submitted_at)
    link = client(hanna).get("/").text.split('href="/queue"')[1].split("</a>")[0]
    assert 'rail-count">3<' in link
    assert "3 wait for their first answer" in client(hanna).get("/queue", headers={"Accept-Language": "en"}).text
    assert 'href="/queue"' not in client(olena).get("/").text


def test_the_queue_asks_little_however_long_it_is(client: Clients, olena: Actor, hanna: Actor, now: datetime) -> None:
    for n in range(30):
        made = factories.initiative(olena, now=now - n * DAY)
        if n % 3 == 0:
            wrote(made.id, hanna, now)
    browser = client(hanna)
    browser.get(f"/queue?open={made.id}")
    for address in ("/queue", f"/queue?open={made.id}", f"/queue/{made.id}", "/queue/promises"):
        with counted() as statements:
            assert browser.get(address).status_code == 200
        assert len(statements) <= MOST_A_PAGE, "\n".join(statements)


def test_a_long_queue_says_how_many_more_there_are(
    client: Clients, olena: Actor, hanna: Actor, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue_rows, "MOST_ROWS", 2)
    queue_rows._waiting.cache_clear()  # noqa: SLF001 - built with another limit
    for _ in range(3):
        factories.initiative(olena, now=now - 9 * DAY)
    page = client(hanna).get("/queue", headers=ENGLISH).text
    queue_rows._waiting.cache_clear()  # noqa: SLF001 - as above
    assert "1 more in the list" in page


def test_home_tells_the_committee_what_to_decide_this_week(
    client: Clients, olena: Actor, hanna: Actor, now: datetime
) -> None:
    due = factories.initiative(olena, title="Рішення давно мало бути", now=now - 60 * DAY)
    moved(due.id, hanna, StatusType.IN_REVIEW, now - 59 * DAY)
    factories.initiative(hanna, title="Власна ініціатива Ганни", now=now - 60 * DAY)
    page = client(hanna).get("/", headers=ENGLISH).text.split("mine-row")[0]
    assert "To be decided this week" in page
    assert "Рішення давно мало бути" in page
    assert "Власна ініціатива Ганни" not in page


def test_authors_see_whose_turn_it_is_in_their_list(client: Clients, olena: Actor, hanna: Actor, now: datetime) -> None:
    asked, waits = factories.initiative(olena, now=now), factories.initiative(olena, now=now)
    wrote(asked.id, hanna, now)
    page = client(olena).get("/initiatives?mine=1", headers=ENGLISH).text
    assert page.count("your turn") == 1
    assert page.count("first answer: ") == 1
    assert f'/initiatives/{waits.id}"' in page


# What is promised.

GOOD = {
    "answer": "3",
    "decision": "15",
    "country": "PL",
    "week": ["0", "1", "2", "3"],
    "days_off": "2026-12-31\n2027-01-02",
}


@pytest.mark.parametrize("role", [Role.COMMITTEE, Role.ADMINISTRATOR])
def test_promises_are_changed_and_kept_with_who_did_it(client: Clients, role: Role) -> None:
    somebody = people.person("Хтось Відповідальний", None, role)
    browser = client(somebody)
    assert browser.post("/queue/promises", data=GOOD).status_code == 303
    now = promised(db.session())
    assert (now.answer_days, now.decision_days, now.country, len(now.days_off)) == (3, 15, "PL", 2)
    page = browser.get("/queue/promises", headers=ENGLISH).text
    assert "first answer: 3 working days · decision: 15 working days · Poland" in page
    assert "Хтось Відповідальний" in page


@pytest.mark.parametrize(
    "wrong",
    [
        {"answer": ""}, {"answer": "два"}, {"answer": "0"}, {"decision": "1"}, {"country": "XX"}, {"week": []},
        {"week": ["9"]}, {"days_off": "колись"},
    ],
)  # fmt: skip
def test_what_makes_no_sense_stays_in_the_form(client: Clients, hanna: Actor, wrong: dict[str, object]) -> None:
    answer = client(hanna).post("/queue/promises", data={**GOOD, **wrong}, headers=ENGLISH)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert promised(db.session()).decision_days == 20


@pytest.mark.parametrize("language", ["uk", "ru", "en"])
def test_pages_speak_each_language(client: Clients, olena: Actor, hanna: Actor, language: str) -> None:
    made = factories.initiative(olena)
    for address in ("/queue", f"/queue?open={made.id}", "/queue/promises"):
        assert client(hanna).get(address, headers={"Accept-Language": language}).status_code == 200


def test_others_neither_see_the_queue_nor_set_promises(
    client: Clients, olena: Actor, marta: Actor, lidiia: Actor
) -> None:
    for actor in (olena, marta):
        assert client(actor).get("/queue").status_code == 403
        assert client(actor).get("/queue/promises").status_code == 403
        assert client(actor).post("/queue/promises", data=GOOD).status_code == 403
    assert client(lidiia).get("/queue").status_code == 403
    assert "/queue" in client().get("/queue").location

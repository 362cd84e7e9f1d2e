"""The committee meets: a queue of twelve is emptied by keys alone, and a second screen follows."""

from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from portal.committee.services.meetings_planning import plan_meeting
from portal.committee.services.meetings_running import begin, close
from portal.core import i18n
from portal.core.actor import Actor
from portal.core.db import transaction
from portal.initiatives.models import StatusType
from portal.people.models import Role
from tests import factories as people
from tests.initiatives import factories
from tests.journeys.conftest import PHONE, Visitors, axe_faults, tab_to, wider_than_screen

REASON = "Дякуємо! Це вже робить сусідня команда, тож приєднуйтеся до неї."


@pytest.fixture
def iryna(hanna: Actor) -> Actor:
    """Another member of the committee."""
    return people.person("Ірина Зеленська", None, Role.COMMITTEE)


def running(actor: Actor, numbers: list[int], now: datetime) -> int:
    with transaction() as session:
        made = plan_meeting(session, actor, held_on=i18n.today(now), title="", numbers=numbers, minutes=5, now=now)
        begin(session, made.id, actor, now=now)
        return made.id


def decide(page: Page, digit: str) -> None:
    """Press the digit of a decision, write why, and send it: by keys."""
    page.keyboard.press(f"Digit{digit}")
    expect(page.locator("#move form textarea")).to_be_visible()
    tab_to(page, "#move form textarea")
    page.keyboard.type(REASON)
    tab_to(page, "#move form button[type=submit]")
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_a_queue_of_twelve_is_emptied_by_keys_alone(visit: Visitors, olena: Actor, hanna: Actor, now: datetime) -> None:
    numbers = [factories.initiative(olena, now=now - timedelta(days=9 + n)).id for n in range(12)]
    page = visit(hanna)
    page.goto("/meetings")
    tab_to(page, "a[href='/meetings/new']")
    page.keyboard.press("Enter")
    expect(page.locator("input[name=numbers]:checked")).to_have_count(12)
    tab_to(page, ".meeting-new button[type=submit]")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    tab_to(page, ".agenda-row:nth-child(2) button[id^='up-']")
    second = page.locator(".agenda-title").nth(1).text_content() or ""
    with page.expect_response(lambda answer: "/agenda" in answer.url and answer.request.method == "GET"):
        page.keyboard.press("Enter")
    expect(page.locator(".agenda-title").first).to_have_text(second)
    expect(page.locator(".agenda-row").first).to_be_focused()  # its way up has ended, the focus is where it was
    tab_to(page, "button[value=begin]", most=12, key="Shift+Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")

    for place in range(1, 13):
        page.wait_for_load_state("networkidle")
        expect(page.locator(".room-bar")).to_contain_text(f"{place} з 12")
        decide(page, str(1 + _place_of(page, "Відхилити")))
        expect(page.locator(".room-decided")).to_be_visible()
        expect(page.locator("#room-next")).to_be_focused()
        with page.expect_navigation():
            page.keyboard.press("Enter")

    expect(page.locator(".minutes-item")).to_have_count(12)
    assert {factories.fresh(number).status_type for number in numbers} == {StatusType.DECLINED}
    page.goto("/queue")
    expect(page.locator(".queue-item")).to_have_count(0)


def _place_of(page: Page, verb: str) -> int:
    texts = page.locator(".room-decide .move-choices .segment").all_text_contents()
    return next(place for place, text in enumerate(texts) if verb in text)


def test_what_moves_on_the_agenda_is_said_and_keeps_the_focus(
    visit: Visitors, olena: Actor, hanna: Actor, now: datetime
) -> None:
    numbers = [
        factories.initiative(olena, title=title).id for title in ("Перша справа", "Друга справа", "Третя справа")
    ]
    with transaction() as session:
        plan = plan_meeting(session, hanna, held_on=i18n.today(now), title="", numbers=numbers, minutes=5, now=now).id
    page = visit(hanna)
    page.goto(f"/meetings/{plan}")
    page.wait_for_load_state("networkidle")
    said = page.locator("#agenda-said")
    page.locator(f"#minutes-{numbers[0]}").focus()
    page.keyboard.press("Alt+ArrowDown")
    expect(said).to_have_text("«Перша справа»: тепер 2 з 3.")
    expect(page.locator(f"#minutes-{numbers[0]}")).to_be_focused()
    page.locator(f"#down-{numbers[0]}").press("Enter")
    expect(said).to_have_text("«Перша справа»: тепер 3 з 3.")
    expect(page.locator(f"#item-{numbers[0]}")).to_be_focused()  # its button can't be pressed any more
    page.locator(f"#off-{numbers[0]}").press("Enter")
    expect(said).to_have_text("«Перша справа» прибрано з порядку денного.")
    expect(page.locator(f"#item-{numbers[2]}")).to_be_focused()


def test_planning_says_how_much_is_ticked(visit: Visitors, olena: Actor, hanna: Actor, now: datetime) -> None:
    for _n in range(3):
        factories.initiative(olena, now=now - timedelta(days=9))
    page = visit(hanna, screen=PHONE)
    page.goto("/meetings/new")
    page.wait_for_load_state("networkidle")
    count = page.locator(".meeting-count")
    expect(count).to_have_text("Позначено: 3. Разом 15 хв із 60.")
    page.locator("input[name=numbers]").first.uncheck()
    expect(count).to_have_text("Позначено: 2. Разом 10 хв із 60.")
    page.locator("#minutes").fill("40")
    expect(count).to_have_text("Позначено: 2. Разом 80 хв: на 20 хв більше, ніж триває засідання.")
    assert wider_than_screen(page) <= 0
    plain = visit(hanna, script=False, screen=PHONE)
    plain.goto("/meetings/new")
    plain.locator("input[name=numbers]").first.uncheck()
    plain.locator("button[value=count]").click()
    expect(plain.locator(".meeting-count")).to_have_text("Позначено: 2. Разом 10 хв із 60.")
    expect(plain.locator("input[name=numbers]:checked")).to_have_count(2)


def test_a_second_screen_follows_and_what_is_typed_there_is_not_lost(
    visit: Visitors, olena: Actor, hanna: Actor, iryna: Actor, now: datetime
) -> None:
    numbers = [factories.initiative(olena, title=title).id for title in ("Перша справа", "Друга справа")]
    address = f"/meetings/{running(hanna, numbers, now)}"
    leading, following = visit(hanna), visit(iryna)
    leading.goto(address)
    following.goto(address)
    following.wait_for_load_state("networkidle")

    leading.keyboard.press("w")
    leading.keyboard.type("Питаємо логістику")
    expect(leading.locator("[data-saved-line]")).to_contain_text("Збережено")
    leading.keyboard.press("Escape")
    with leading.expect_navigation():
        leading.keyboard.press("j")
    expect(following.locator("#room-title")).to_have_text("Друга справа")

    following.locator("#notes").fill("Моя думка")
    expect(following.locator("[data-saved-line]")).to_contain_text("Збережено")
    expect(leading.locator("#notes")).to_have_value("Моя думка")
    leading.wait_for_load_state("networkidle")
    leading.keyboard.press("k")
    expect(leading.locator("#room-title")).to_have_text("Перша справа")
    expect(leading.locator("#notes")).to_have_value("Питаємо логістику")
    expect(following.locator("#room-title")).to_have_text("Перша справа")


def test_a_decision_takes_what_was_typed_into_the_notes_along(
    visit: Visitors, olena: Actor, hanna: Actor, now: datetime
) -> None:
    number = factories.initiative(olena, title="Єдина справа").id
    page = visit(hanna)
    page.goto(f"/meetings/{running(hanna, [number], now)}")
    page.wait_for_load_state("networkidle")
    page.keyboard.press("Digit1")
    expect(page.locator("#move form")).to_be_visible()
    page.locator("#notes").fill("Щойно написане")
    with page.expect_navigation():
        page.locator("#move form button[type=submit]").press("Enter")
    expect(page.locator("#notes")).to_have_value("Щойно написане")
    expect(page.locator(".room-decided")).to_be_visible()


def test_a_meeting_works_without_script_on_a_phone(visit: Visitors, olena: Actor, hanna: Actor, now: datetime) -> None:
    factories.initiative(olena, title="Перша справа", now=now - timedelta(days=9))
    page = visit(hanna, script=False, screen=PHONE)
    page.goto("/meetings/new")
    page.locator(".meeting-new .button-main").click()
    page.locator("button[value=begin]").click()
    expect(page.locator("#room-title")).to_have_text("Перша справа")
    page.locator("#notes").fill("Записали")
    page.locator("#room-next").click()
    expect(page.locator(".minutes-notes")).to_have_text("Записали")


def test_meetings_are_accessible(visit: Visitors, olena: Actor, hanna: Actor, now: datetime) -> None:
    numbers = [factories.initiative(olena, now=now - timedelta(days=9)).id for _ in range(3)]
    open_one, over = running(hanna, numbers, now), running(hanna, numbers, now)
    with transaction() as session:
        close(session, over, hanna, now=now)
    for dark in (False, True):
        page = visit(hanna, dark=dark, screen=PHONE if dark else (1440, 900))
        for path in ("", "/new", f"/{open_one}", f"/{open_one}/agenda", f"/{over}"):
            page.goto(f"/meetings{path}")
            page.wait_for_load_state("networkidle")
            assert axe_faults(page) == [], path

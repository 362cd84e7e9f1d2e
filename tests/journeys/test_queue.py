"""The committee at its queue: by keys alone, without script, and readable by a machine."""

from playwright.sync_api import expect

from portal.core.actor import Actor
from portal.initiatives.models import StatusType
from tests.initiatives import factories
from tests.journeys.conftest import PHONE, Visitors, axe_faults


def test_the_queue_is_worked_by_keys(visit: Visitors, olena: Actor, hanna: Actor) -> None:
    first = factories.initiative(olena, title="Перша пропозиція черги").id
    second = factories.initiative(olena, title="Друга пропозиція черги").id
    page = visit(hanna)
    page.goto("/queue")
    page.wait_for_load_state("networkidle")

    page.keyboard.press("j")
    expect(page.locator(f"#row-{first} .queue-open")).to_be_focused()
    page.keyboard.press("j")
    expect(page.locator(f"#row-{second} .queue-open")).to_be_focused()
    page.keyboard.press("k")
    page.keyboard.press("o")
    expect(page.locator(f"#inside-{first}")).to_contain_text(factories.PROBLEM)
    page.keyboard.press("o")
    expect(page.locator(f"#inside-{first}")).to_have_count(0)

    page.keyboard.press("a")
    expect(page.locator(f"#answer-{first}")).to_be_focused()
    page.keyboard.type("jokad")  # in a field they are letters
    expect(page.locator(f"#answer-{first}")).to_have_value("jokad")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")  # it is a question
    page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator("#group-author")).to_be_visible()
    assert factories.fresh(first).first_answered_at is not None


def test_a_decision_is_taken_by_keys_and_comes_back(visit: Visitors, olena: Actor, hanna: Actor) -> None:
    number = factories.initiative(olena, title="Єдина пропозиція черги").id
    page = visit(hanna)
    page.goto("/queue")
    page.wait_for_load_state("networkidle")

    page.keyboard.press("d")
    expect(page.locator(f"#row-{number} .queue-decide .segment").first).to_be_focused()
    page.keyboard.press("Enter")  # take it into review
    expect(page.locator("#move form")).to_be_visible()
    with page.expect_navigation():
        page.locator("#move button[type=submit]").press("Enter")
    assert page.url.endswith(f"/queue#row-{number}")
    assert factories.fresh(number).status_type is StatusType.IN_REVIEW


def test_keys_that_are_switched_off_do_nothing(visit: Visitors, olena: Actor, hanna: Actor) -> None:
    factories.initiative(olena)
    page = visit(hanna)
    page.goto("/queue")
    page.wait_for_load_state("networkidle")
    page.evaluate("document.documentElement.dataset.shortcuts = 'off'")
    page.keyboard.press("o")
    expect(page.locator(".queue-inside")).to_have_count(0)


def test_without_script_a_row_opens_on_its_own_page(visit: Visitors, olena: Actor, hanna: Actor) -> None:
    number = factories.initiative(olena, title="Пропозиція без скриптів").id
    page = visit(hanna, script=False, screen=PHONE)
    page.goto("/queue")
    page.get_by_role("link", name="Пропозиція без скриптів").click()
    page.locator(f"#answer-{number}").fill("Дякуємо! Скільки таких випадків на тиждень?")
    page.locator(".queue-answer input[name=asks]").check()
    page.locator(".queue-answer button").click()
    expect(page.locator("#group-author")).to_be_visible()


def test_the_queue_and_its_promises_are_accessible(visit: Visitors, olena: Actor, hanna: Actor) -> None:
    number = factories.initiative(olena).id
    for dark in (False, True):
        page = visit(hanna, dark=dark, screen=PHONE if dark else (1440, 900))
        for address in ("/queue", f"/queue?open={number}", "/queue/promises"):
            page.goto(address)
            page.wait_for_load_state("networkidle")
            assert axe_faults(page) == []

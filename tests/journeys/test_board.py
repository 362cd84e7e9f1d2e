"""A committee secretary at the board: cards are carried or sent by keys, ten go in one step, the list into a file."""

import csv
import io
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from portal.core.actor import Actor
from portal.initiatives.models import StatusType
from tests.initiatives import factories
from tests.journeys.conftest import Visitors, axe_faults, tab_to

T = StatusType
REASON = "Дякуємо! Цього року не встигнемо: пандуси вже замовлено за іншим договором."


def _card(page: Page, number: int) -> Locator:
    return page.locator(f"#card-{number}")


def _column(page: Page, type_: T) -> Locator:
    return page.locator(f"[data-column={type_.value}]")


def _open(page: Page) -> None:
    page.goto("/initiatives/board")
    page.wait_for_load_state("networkidle")  # what carries the cards comes last


def _carry(page: Page, number: int, to: T) -> None:
    """With the mouse from where the card lies to another column."""
    page.wait_for_load_state("networkidle")
    page.locator("[data-board]").evaluate("board => board.scrollTo(0, 0)")
    _card(page, number).drag_to(_column(page, to).locator("[data-cards]"), target_position={"x": 40, "y": 12})


def _enter(page: Page) -> None:
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_a_card_is_carried_where_it_may_go_and_asks_for_what_is_needed(
    visit: Visitors, olena: Actor, hanna: Actor
) -> None:
    number = factories.initiative(olena, title="Пандуси біля нових магазинів").id
    for type_ in (T.IN_REVIEW, T.DECLINED, T.MEASURED):
        factories.initiative(olena, type_)
    page = visit(hanna, screen=(2200, 900))
    _open(page)

    _carry(page, number, T.MEASURED)  # nobody skips the work
    expect(_column(page, T.NEW).locator(f"#card-{number}")).to_be_visible()
    with page.expect_navigation():
        _carry(page, number, T.IN_REVIEW)
    expect(_column(page, T.IN_REVIEW).locator(f"#card-{number}")).to_be_visible()
    assert factories.fresh(number).status_type is T.IN_REVIEW

    _carry(page, number, T.DECLINED)
    expect(page.locator("[data-board-dialog]")).to_be_visible()
    assert axe_faults(page) == []
    page.keyboard.press("Escape")
    expect(_column(page, T.IN_REVIEW).locator(f"#card-{number}")).to_be_visible()
    assert factories.fresh(number).status_type is T.IN_REVIEW

    _carry(page, number, T.DECLINED)
    page.locator("[data-board-dialog] textarea[name=reason]").fill(REASON)
    with page.expect_navigation():
        page.locator("[data-board-dialog] .button-main").click()
    expect(_column(page, T.DECLINED).locator(f"#card-{number}")).to_be_visible()
    assert factories.fresh(number).status_type is T.DECLINED


def test_a_card_goes_by_keys_alone(visit: Visitors, olena: Actor, hanna: Actor) -> None:
    first, second = (factories.initiative(olena, title=f"Пандуси біля магазину {n}").id for n in (1, 2))
    page = visit(hanna)
    _open(page)
    tab_to(page, f"#card-{second} .card-title")  # the newest lies on top
    page.keyboard.press("ArrowDown")
    expect(page.locator(f"#card-{first} .card-title")).to_be_focused()
    page.keyboard.press("m")
    tab_to(page, f"[data-board-dialog] a[href$='to={factories.status(T.DECLINED).id}']")
    page.keyboard.press("Enter")
    tab_to(page, "[data-board-dialog] textarea[name=reason]")
    page.keyboard.type(REASON)
    tab_to(page, "[data-board-dialog] .button-main")
    _enter(page)
    expect(_column(page, T.DECLINED).locator(f"#card-{first}")).to_be_visible()
    assert [factories.fresh(number).status_type for number in (first, second)] == [T.DECLINED, T.NEW]


def test_ten_go_in_one_step_and_the_list_goes_to_a_file(
    visit: Visitors, olena: Actor, dmytro: Actor, hanna: Actor, tmp_path: Path
) -> None:
    numbers = [factories.initiative(author).id for author in (olena, dmytro) for _ in range(5)]
    page = visit(hanna)
    page.goto("/initiatives/several")
    page.wait_for_load_state("networkidle")
    for number in reversed(numbers):
        tab_to(page, f"input[name=n][value='{number}']")
        page.keyboard.press("Space")
    tab_to(page, ".several-bar .button-main")
    _enter(page)
    tab_to(page, f".move-choices a[href*='to={factories.status(T.IN_REVIEW).id}']")
    _enter(page)
    tab_to(page, ".several-bar .button-main")
    _enter(page)
    assert {factories.fresh(number).status_type for number in numbers} == {T.IN_REVIEW}

    page.locator("summary:has-text('Завантажити')").click()
    with page.expect_download() as started:
        page.locator("a[href*='export.csv']").click()
    kept = tmp_path / "list.csv"
    started.value.save_as(kept)
    rows = list(csv.reader(io.StringIO(kept.read_text(encoding="utf-8-sig"))))
    assert len(rows) == 1 + len(numbers)

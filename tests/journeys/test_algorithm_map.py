"""A team lead looks at an algorithm as a map: by keyboard, on a phone, and at what did not fit."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from portal.algorithms.services.misfits import note_misfit
from portal.algorithms.services.using import note_use
from portal.core import clock
from portal.core.actor import Actor
from portal.core.db import transaction
from portal.knowledge.models import KnowledgeItem
from tests.algorithms import factories
from tests.algorithms.factories import AND_BACK, TO_VISIT, walked
from tests.journeys.conftest import DESK, PHONE, Visitors, axe_faults, tab_to, wider_than_screen

STEPS = ["listen", "adaptation", "fitting", "visit", "call-back", "handed-over"]


@pytest.fixture
def glasses(olena: Actor) -> KnowledgeItem:
    return factories.algorithm(olena)


def drawn(visitor: Page, number: int, place: str = "map") -> None:
    """The map, once it is drawn."""
    visitor.goto(f"/algorithms/{number}/{place}")
    expect(visitor.locator(".map-step").first).to_be_visible()


def focused(visitor: Page) -> Any:
    return visitor.evaluate("document.activeElement.dataset.key")


def seen_whole(visitor: Page) -> bool:
    """Whether every card lies inside the frame."""
    inside: bool = visitor.evaluate("""() => {
      const frame = document.querySelector("[data-map-frame]").getBoundingClientRect();
      const within = (card) =>
        card.left >= frame.left && card.right <= frame.right && card.top >= frame.top && card.bottom <= frame.bottom;
      return [...document.querySelectorAll(".map-step")].every((step) => within(step.getBoundingClientRect()));
    }""")
    return inside


def test_the_drawing_holds_the_steps_and_arrows_of_the_list(
    visit: Visitors, glasses: KnowledgeItem, dmytro: Actor
) -> None:
    page = visit(dmytro)
    drawn(page, glasses.id)
    keys = page.eval_on_selector_all(".map-step", "all => all.map((step) => step.dataset.key)")
    assert sorted(keys) == sorted([*STEPS, "any time"])
    lines = page.eval_on_selector_all(".map-way", "all => all.map((way) => [way.dataset.source, way.dataset.target])")
    listed = page.eval_on_selector_all(
        ".outline-answer",
        "all => all.map((one) => [one.closest('.outline-step').dataset.key ?? 'any time', one.dataset.to])",
    )
    assert sorted(lines) == sorted(listed)
    back = page.eval_on_selector_all(
        ".map-way.map-back", "all => all.map((way) => [way.dataset.source, way.dataset.target])"
    )
    assert back == [["adaptation", "listen"]]
    assert seen_whole(page)


def test_one_walks_along_the_answers_without_the_mouse(visit: Visitors, glasses: KnowledgeItem, dmytro: Actor) -> None:
    page = visit(dmytro)
    drawn(page, glasses.id)
    tab_to(page, ".map-step[data-key=listen]")
    assert page.locator(".map-step[tabindex='0']").count() == 1
    for key, step in (
        ("ArrowRight", "adaptation"), ("2", "fitting"), ("3", "handed-over"), ("ArrowLeft", "fitting"),
        ("ArrowLeft", "adaptation"), ("ArrowLeft", "listen"), ("2", "fitting"), ("Home", "listen"),
    ):  # fmt: skip
        page.keyboard.press(key)
        assert focused(page) == step, key
    page.keyboard.press("ArrowRight")
    told = page.locator("[data-map-said]")
    expect(told).to_contain_text("Крок 2: Перевірити звикання")
    expect(told).to_contain_text("3. Ще не договорили → Вислухати")
    name = page.locator(".map-step[data-key=adaptation]").get_attribute("aria-label")
    assert name == told.text_content()
    before = page.locator(".map-step[data-key=adaptation]").bounding_box()
    page.keyboard.press("+")
    nearer = page.locator(".map-step[data-key=adaptation]").bounding_box()
    assert before is not None
    assert nearer is not None
    assert nearer["width"] > before["width"]
    page.keyboard.press("0")
    assert seen_whole(page)
    assert focused(page) == "adaptation"
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(rf"/algorithms/{glasses.id}#step-adaptation$"))


def test_the_map_is_moved_and_comes_nearer_by_wheel_and_buttons(
    visit: Visitors, glasses: KnowledgeItem, dmytro: Actor
) -> None:
    page = visit(dmytro)
    drawn(page, glasses.id)
    card = page.locator(".map-step[data-key=fitting]")
    first = card.bounding_box()
    page.get_by_role("button", name="Ближче").click()
    nearer = card.bounding_box()
    frame = page.locator("[data-map-frame]").bounding_box()
    assert first is not None
    assert nearer is not None
    assert frame is not None
    assert nearer["width"] > first["width"]
    page.mouse.move(frame["x"] + 30, frame["y"] + frame["height"] - 30)
    page.mouse.down()
    page.mouse.move(frame["x"] + 90, frame["y"] + frame["height"] - 60, steps=5)
    page.mouse.up()
    moved = card.bounding_box()
    assert moved is not None
    assert (round(moved["x"] - nearer["x"]), round(moved["y"] - nearer["y"])) == (60, -30)
    page.keyboard.down("Control")
    page.mouse.wheel(0, 400)
    page.keyboard.up("Control")
    page.wait_for_timeout(50)
    farther = card.bounding_box()
    assert farther is not None
    assert farther["width"] < moved["width"]
    page.get_by_role("button", name="Показати все").click()
    assert seen_whole(page)


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("screen", [PHONE, DESK])
def test_map_statistics_and_misfits_are_open_to_everyone(
    visit: Visitors, glasses: KnowledgeItem, olena: Actor, dmytro: Actor, screen: tuple[int, int], dark: bool,
    earlier: datetime,
) -> None:  # fmt: skip
    walked(glasses.id, TO_VISIT, 6, finish="visit", at=earlier)
    walked(glasses.id, AND_BACK, 2, at=earlier)
    with transaction() as session:
        item = session.get_one(KnowledgeItem, glasses.id)
        note_misfit(
            session, item, dmytro, key="k" * 20, number=1, step="fitting", step_title="Запросити підігнати",
            words="Окуляри купували не в нас", now=clock.now(),
        )  # fmt: skip
    page = visit(olena, screen=screen, dark=dark)
    for place in ("map", "statistics"):
        drawn(page, glasses.id, place)
        assert axe_faults(page) == [], place
        assert wider_than_screen(page) == 0
    for place in ("misfits", "users", "misfits/new"):
        page.goto(f"/algorithms/{glasses.id}/{place}")
        assert axe_faults(page) == [], place
        assert wider_than_screen(page) == 0


def test_on_a_phone_a_touched_step_comes_near_and_is_said_below(
    visit: Visitors, glasses: KnowledgeItem, dmytro: Actor
) -> None:
    page = visit(dmytro, screen=PHONE)
    drawn(page, glasses.id)
    assert seen_whole(page)
    card = page.locator(".map-step[data-key=fitting]")
    card.click()
    box = card.bounding_box()
    assert box is not None
    assert box["width"] > 120
    expect(page.locator("[data-map-said]")).to_contain_text("Запросити підігнати")
    page.get_by_role("link", name="Читати цей крок").click()
    expect(page).to_have_url(re.compile(r"#step-fitting$"))


def test_without_a_script_the_list_has_all_of_it(visit: Visitors, glasses: KnowledgeItem, dmytro: Actor) -> None:
    page = visit(dmytro, script=False)
    page.goto(f"/algorithms/{glasses.id}/map")
    expect(page.locator(".map-page")).to_be_hidden()
    assert page.locator(".outline-step[data-key]").count() == len(STEPS)
    page.get_by_role("link", name="→ 1. Вислухати").first.click()
    expect(page).to_have_url(re.compile(r"#in-listen$"))


def test_a_keeper_deals_with_what_did_not_fit_and_sees_who_is_behind(
    visit: Visitors, glasses: KnowledgeItem, olena: Actor, dmytro: Actor
) -> None:
    with transaction() as session:
        item = session.get_one(KnowledgeItem, glasses.id)
        note_use(session, item, dmytro, number=1, now=clock.now())
    operator = visit(dmytro)
    operator.goto(f"/algorithms/{glasses.id}")
    operator.get_by_role("link", name="Щось не підійшло").click()
    operator.get_by_label("Крок").select_option("fitting")
    operator.get_by_label("Кількома словами").fill("Просить на +380 67 123 45 67, окуляри не наші")
    operator.get_by_role("button", name="Сказати").click()
    keeper = visit(olena)
    keeper.goto(f"/algorithms/{glasses.id}")
    keeper.get_by_role("link", name="1 чекає на вас").click()
    words = keeper.locator(".misfit-words")
    expect(words).to_contain_text("окуляри не наші")
    expect(words).not_to_contain_text("123")
    keeper.locator("summary", has_text="Зробити з цього").click()
    keeper.get_by_role("button", name="Випадок, щоб учитися").click()
    expect(keeper).to_have_url(re.compile(r"/knowledge/\d+/edit$"))
    factories.changed(glasses.id, olena, factories.GLASSES.replace("Менше як 14 днів", "Менше як 21 день"))
    operator.goto(f"/algorithms/{glasses.id}/walk")
    expect(operator.locator("[data-changed] ins")).to_contain_text("21 день")
    assert axe_faults(operator) == []
    operator.get_by_role("link", name="Спершу розмова").click()
    expect(operator.locator("[data-player=ready]")).to_be_visible()
    keeper.goto(f"/algorithms/{glasses.id}/users")
    expect(keeper.get_by_role("link", name=dmytro.name)).to_be_visible()
    operator.goto(f"/algorithms/{glasses.id}/walk")
    operator.get_by_role("button", name="Бачу, що змінилося").click()
    expect(operator.locator("[data-player=ready]")).to_be_visible()


def test_steps_may_have_any_name_and_any_length(visit: Visitors, dmytro: Actor, olena: Actor) -> None:
    """A key that the map has a card of its own for, names that every object has, words that no line has room for."""
    source = f"""\
# Будь-що
## {"Дуже" * 3_000} {{#any-time}}
> «Так?»
- {"[" * 40_000} → Конструктор
## Конструктор {{#constructor}}
> «Так?»
- {"*так " * 20_000} → Кінець: Усе
## Кінець: Усе {{#__proto__}}
Результат: вирішено
## Будь-коли
- Досить → Кінець: Усе
"""
    made = factories.algorithm(olena, source=source).id
    walked(made, [("any-time", 4, "start"), ("constructor", 2, "answer", 1)], 5, at=clock.now() - timedelta(days=1))
    page = visit(dmytro)
    drawn(page, made)
    keys = page.eval_on_selector_all(".map-step", "all => all.map((step) => step.dataset.key)")
    assert sorted(keys) == ["__proto__", "any time", "any-time", "constructor"]
    expect(page.locator(".map-step[data-key=constructor] .map-share").first).to_have_text("100%")
    expect(page.locator(".map-step[data-key=__proto__] .map-share")).to_have_text("0%")

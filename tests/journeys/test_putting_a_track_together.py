"""An editor puts a track of ten steps together by keyboard alone, looks at it as a newcomer, and publishes it."""

import re

from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select

from portal.core.actor import Actor
from portal.core.db import db
from portal.onboarding.models import StepKind, Track
from portal.onboarding.queries.tracks import step_rows
from tests.journeys.conftest import PHONE, Visitors, axe_faults, tab_to, wider_than_screen
from tests.knowledge import factories as knowledge
from tests.onboarding import track_factories as tracks

TITLES = (
    "Перший ранок серед своїх", "Мовчати теж уміння", "Обіцяти тільки своє", "Картка без прикрас", "Людина сердиться",
    "Кур'єр запізнився", "Чайник і накип",
)  # fmt: skip
QUESTIONS = "? Що спершу?\n(x) Вислухати\n( ) Перебити"


def test_ten_steps_by_keyboard(visit: Visitors, marta: Actor) -> None:
    for title in TITLES:
        knowledge.item(marta, title=title)
    page = visit(marta)
    page.goto("/tracks/new")
    tab_to(page, "#title")
    page.keyboard.type("Десять кроків на початок")
    page.keyboard.press("Enter")
    expect(page.locator("#outline")).to_be_visible()
    for title in TITLES:
        _find_and_add(page, title)
    for kind in (StepKind.MEET, StepKind.WRITE, StepKind.CHECK):
        _write_step(page, kind)
    expect(page.locator(".outline-step")).to_have_count(10)
    first = page.locator(".outline-step").first
    first.locator("[id^='day-']").fill("3")
    first.locator("[id^='minutes-']").fill("12")
    page.locator(".outline-step").nth(1).locator("[id^='off-']").press("Enter")
    expect(page.locator(".outline-step")).to_have_count(9)
    expect(page.locator(".outline-step").nth(1).locator("[id^='off-']")).to_be_focused()
    page.get_by_role("button", name="Повернути").press("Enter")
    expect(page.locator(".outline-step")).to_have_count(10)
    expect(first.locator("[id^='day-']")).to_have_value("3")
    expect(first.locator("[id^='minutes-']")).to_have_value("12")
    assert axe_faults(page) == []

    last = page.locator(".outline-step").last
    last.locator(".agenda-title").focus()
    page.keyboard.press("Alt+ArrowUp")
    expect(page.locator(".outline-step").nth(8)).to_contain_text("Перевірити почуте")
    expect(page.locator(".outline-step").nth(8).locator(".agenda-title")).to_be_focused()
    expect(page.locator("#outline-said")).to_contain_text("тепер 9 з 10")
    page.locator(".outline-step").nth(8).locator("[id^='up-']").press("Enter")
    expect(page.locator(".outline-step").nth(7)).to_contain_text("Перевірити почуте")

    page.goto(re.sub(r"/edit.*", "/preview", page.url))
    page.get_by_role("link", name="Перевірити почуте").press("Enter")
    expect(page.get_by_text("Вислухати")).to_be_visible()

    page.goto(re.sub(r"/preview.*", "/publish", page.url))
    tab_to(page, "form.read button.button-main")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Десять кроків на початок")
    session = db.session()
    session.rollback()
    track = session.scalars(select(Track)).one()
    assert track.published_id is not None
    assert len(step_rows(session, track.published_id)) == 10


def test_days_are_kept_as_they_are_typed_and_rows_go_by_mouse(visit: Visitors, marta: Actor) -> None:
    made = tracks.track(marta, "Чаювання", "Прогулянка", "Знайомство")
    page = visit(marta)
    page.goto(f"/tracks/{made.id}/edit")
    day = page.locator(f"#day-{tracks.keys(made)['Знайомство']}")
    day.fill("4")
    with page.expect_response("**/order"):
        day.press("Tab")
    page.get_by_role("link", name="Чаювання").click()
    expect(page.locator("#title")).to_have_value("Чаювання")
    page.get_by_role("link", name="Назад").click()
    expect(day).to_have_value("4")

    rows = page.locator(".outline-step")
    _drag(page, rows.nth(2), rows.nth(0))
    expect(page.locator("#outline-said")).to_have_text("Збережено.")
    expect(rows.nth(2)).not_to_contain_text("Знайомство")

    gone = rows.first.get_attribute("id") or ""
    rows.first.locator(".agenda-title").focus()
    page.keyboard.press("Alt+ArrowDown")
    expect(rows.nth(1)).to_have_id(gone)
    rows.nth(1).locator("[id^='up-']").press("Enter")
    expect(rows.first).to_have_id(gone)
    expect(rows.first).to_be_focused()


def test_the_editor_fits_a_phone(visit: Visitors, marta: Actor) -> None:
    knowledge.item(marta, title=TITLES[0])
    page = visit(marta, screen=PHONE)
    page.goto("/tracks/new")
    page.locator("#title").fill("Десять кроків на початок")
    page.locator("#title").press("Enter")
    _find_and_add(page, TITLES[0])
    assert wider_than_screen(page) <= 0
    assert axe_faults(page) == []


def _find_and_add(page: Page, title: str) -> None:
    """The words that were looked for stand there marked: what is typed next takes their place."""
    if not page.locator("#add-words:focus").count():
        tab_to(page, "#add-words")
    page.keyboard.type(title)
    offer = page.locator("#add-found .outline-offer").filter(has_text=title).first
    expect(offer).to_be_visible()
    offer.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".outline-step").filter(has_text=title)).to_be_visible()
    expect(page.locator("#outline-said")).to_contain_text(f"«{title}» тепер у маршруті")
    expect(page.locator("#add-words")).to_be_focused()
    expect(page.locator("#add-words")).to_have_value(title)
    expect(offer).to_contain_text("вже крок")


def _drag(page: Page, row: Locator, onto: Locator) -> None:
    """Without a hurry: the first move takes the row up."""
    row.locator(".agenda-place").drag_to(onto.locator(".agenda-place"), steps=30)


def _write_step(page: Page, kind: StepKind) -> None:
    page.locator(f".outline-kinds [value$='{kind.value}']").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#title")).to_be_visible()
    tab_to(page, "#title")
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("Перевірити почуте" if kind is StepKind.CHECK else f"Крок {kind.value}")
    if kind is StepKind.CHECK:
        tab_to(page, "#questions")
        page.keyboard.insert_text(QUESTIONS)
        expect(page.locator("#question-faults .question-count")).to_be_visible()
    tab_to(page, "form.step-form .form-bar button")
    page.keyboard.press("Enter")
    expect(page.locator("#outline")).to_be_visible()

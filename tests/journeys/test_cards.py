"""Cards: a day by keys alone, on a phone without script, an editor who decides on proposals by keys."""

import re

from playwright.sync_api import expect
from sqlalchemy import func, select

from portal.cards.models import Card
from portal.core.actor import Actor
from portal.core.db import db
from tests.cards import factories
from tests.journeys.conftest import PHONE, Visitors, axe_faults
from tests.knowledge import factories as knowledge


def test_a_day_is_answered_by_keys(visit: Visitors, olena: Actor) -> None:
    numbers = factories.cards(3)
    factories.learner(olena)
    page = visit(olena)
    page.goto("/cards/today")
    page.wait_for_load_state("networkidle")

    question = page.locator("#card-question")
    expect(question).to_contain_text("Питання 0?")
    page.keyboard.press("3")  # before the answer is shown a rating says nothing
    expect(question).to_contain_text("Питання 0?")
    page.keyboard.press("Space")
    expect(page.locator("[data-card-back]")).to_be_focused()
    page.keyboard.press("1")
    expect(question).to_contain_text("Питання 1?")
    expect(question).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("4")
    expect(question).to_contain_text("Питання 2?")
    page.keyboard.press("z")  # it wasn't that easy
    expect(question).to_contain_text("Питання 1?")
    page.keyboard.press("Space")
    page.keyboard.press("3")
    expect(question).to_contain_text("Питання 2?")
    page.keyboard.press("Space")
    page.keyboard.press("3")
    expect(question).to_contain_text("Питання 0?")  # it did not come to mind, so it waits behind the others
    page.keyboard.press("Space")
    page.keyboard.press("3")
    expect(page.get_by_role("heading", name="На сьогодні все")).to_be_focused()

    kept = [(one.card_id, one.rating) for one in factories.history(olena) if one.taken_back_at is None]
    assert kept == [(numbers[0], 1), (numbers[1], 3), (numbers[2], 3), (numbers[0], 3)]


def test_keys_that_are_switched_off_do_nothing(visit: Visitors, olena: Actor) -> None:
    factories.card()
    factories.learner(olena)
    page = visit(olena)
    page.goto("/cards/today")
    page.wait_for_load_state("networkidle")
    page.evaluate("document.documentElement.dataset.shortcuts = 'off'")
    page.get_by_text("Показати відповідь", exact=False).first.click()
    page.keyboard.press("3")
    expect(page.locator("#card-question")).to_contain_text("Клієнт кричить")
    assert factories.history(olena) == []


def test_a_day_on_a_phone_without_script(visit: Visitors, olena: Actor) -> None:
    factories.cards(2)
    page = visit(olena, script=False, screen=PHONE)
    page.goto("/cards")
    page.get_by_role("button", name="Увімкнути картки").click()
    page.get_by_role("link", name="Почати").click()
    for number in range(2):
        expect(page.locator("#card-question")).to_contain_text(f"Питання {number}?")
        expect(page.locator("[data-card-back]")).to_be_hidden()
        page.locator(".card-show").click()
        expect(page.locator("[data-card-back]")).to_be_visible()
        page.get_by_role("button", name=re.compile("^3 Згадалося")).click()
    expect(page.get_by_role("heading", name="На сьогодні все")).to_be_visible()
    page.get_by_role("button", name=re.compile("Повернути останню відповідь")).click()
    expect(page.locator("#card-question")).to_contain_text("Питання 1?")
    assert [one.taken_back_at is None for one in factories.history(olena)] == [True, False]


def test_an_editor_decides_on_proposals_by_keys(visit: Visitors, olena: Actor, marta: Actor) -> None:
    lessons = (
        "Спершу дзвонимо людині, потім шукаємо адресу.",
        "Називаємо день, який залежить від нас.",
        "Тиша в розмові теж робота, не ворог.",
    )
    for number, lesson in enumerate(lessons):
        knowledge.item(olena, title=f"Кейс номер {number}", lesson=lesson)
    page = visit(marta)
    page.goto("/cards/proposals")
    page.wait_for_load_state("networkidle")

    expect(page.locator(".card-back")).to_contain_text("Тиша в розмові")  # the newest first
    with page.expect_navigation():
        page.keyboard.press("3")
    expect(page.locator(".card-back")).to_contain_text("Називаємо день")
    with page.expect_navigation():
        page.keyboard.press("1")
    expect(page.locator(".card-back")).to_contain_text("Спершу дзвонимо")
    with page.expect_navigation():
        page.keyboard.press("2")
    page.get_by_label("Запитання").fill("Дві схожі адреси. Що робите спершу?")
    with page.expect_navigation():
        page.get_by_role("button", name="Зберегти").click()
    expect(page.get_by_role("heading", name="Про все вже вирішено")).to_be_visible()
    db.session().rollback()
    assert db.session().scalar(select(func.count()).select_from(Card)) == 2


def test_cards_are_accessible(visit: Visitors, marta: Actor) -> None:
    factories.cards(2)
    factories.learner(marta)
    knowledge.item(marta, title="Кейс про тишу на лінії")
    for dark in (False, True):
        page = visit(marta, dark=dark, screen=PHONE if dark else (1440, 900))
        for address in ("/cards", "/cards/today", "/cards/all", "/cards/proposals", "/cards/new"):
            page.goto(address)
            page.wait_for_load_state("networkidle")
            if address == "/cards/today":
                page.locator(".card-show").click()
            assert axe_faults(page) == []

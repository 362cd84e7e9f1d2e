"""Somebody practises with a played customer, by keys and on a phone; an editor gives a customer a voice."""

import re
from datetime import datetime

from playwright.sync_api import Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.practice.models import Dialogue, Practice
from tests.journeys.conftest import PHONE, Visitors, axe_faults, held_back, tab_to, wider_than_screen
from tests.practice.factories import dialogue, practised


def hears(visitor: Page, words: str) -> None:
    """What the customer says now."""
    expect(visitor.locator("[data-practice-now]")).to_contain_text(words)


def test_a_call_is_played_by_keys_alone(
    visit: Visitors, session: Session, marta: Actor, dmytro: Actor, now: datetime
) -> None:
    practised(marta)
    number = dialogue(marta, now)
    visitor = visit(dmytro)
    visitor.goto(f"/practice/{number}")
    assert axe_faults(visitor) == []
    tab_to(visitor, ".practice-begin .button-main")
    visitor.keyboard.press("Enter")
    hears(visitor, "Everything swims")
    visitor.keyboard.press("3")
    expect(visitor.locator("#came")).to_contain_text("It sounds like blame")
    hears(visitor, "Everything swims")
    assert axe_faults(visitor) == []
    visitor.keyboard.press("1")
    hears(visitor, "Is it me?")
    visitor.keyboard.press("Backspace")
    hears(visitor, "Everything swims")
    visitor.reload()  # nothing is lost
    expect(visitor.locator("#came")).to_contain_text("It sounds like blame")
    for words in ("Is it me?", "So what now?"):
        visitor.keyboard.press("1")
        hears(visitor, words)
    visitor.keyboard.press("1")
    expect(visitor.get_by_role("heading", name="Подивіться на це ще раз")).to_be_visible()
    expect(visitor.locator(".practice-again")).to_contain_text("You chose them yourself")
    assert axe_faults(visitor) == []
    visitor.get_by_role("link", name=re.compile("Цей крок в алгоритмі")).first.click()
    expect(visitor).to_have_url(re.compile(r"/algorithms/\d+#step-hear-the-story$"))
    visitor.go_back()
    visitor.wait_for_load_state("networkidle")  # a page that was gone back to loads what listens to keys once more
    visitor.keyboard.press("r")
    hears(visitor, "Everything swims")
    session.rollback()
    finished = session.scalars(select(Practice).where(Practice.finished_at.is_not(None))).one()
    assert finished.moves == [3, 1, 1, 1]


def test_a_key_that_is_quicker_than_the_connection_is_heard(
    visit: Visitors, marta: Actor, dmytro: Actor, now: datetime
) -> None:
    practised(marta)
    visitor = visit(dmytro)
    visitor.goto(f"/practice/{dialogue(marta, now)}")
    come = held_back(visitor, "practice.js")
    visitor.locator(".practice-begin .button-main").click(no_wait_after=True)
    hears(visitor, "Everything swims")
    visitor.keyboard.press("1")
    visitor.keyboard.press("Control+1")  # the browser's, not ours
    come()
    hears(visitor, "Is it me?")


def test_a_call_is_played_on_a_phone(visit: Visitors, marta: Actor, dmytro: Actor, now: datetime) -> None:
    practised(marta)
    dialogue(marta, now)
    visitor = visit(dmytro, screen=PHONE, touch=True)
    visitor.goto("/practice")
    assert wider_than_screen(visitor) == 0
    visitor.get_by_role("link", name="Blurred since Tuesday").click()
    visitor.get_by_role("button", name="Взяти слухавку").click()
    hears(visitor, "Everything swims")
    assert wider_than_screen(visitor) == 0
    for _ in range(3):
        choice = visitor.locator("[data-practice-choice='1']")
        box = choice.bounding_box()
        assert box is not None
        assert box["height"] >= 44
        said = choice.inner_text().split("\n")[-1]
        choice.click()
        expect(visitor.locator(".practice-you").first).to_contain_text(said)
    expect(visitor.get_by_role("heading", name="Що вдалося")).to_be_visible()
    assert wider_than_screen(visitor) == 0


def test_an_editor_gives_a_customer_a_voice(visit: Visitors, session: Session, marta: Actor) -> None:
    practised(marta)
    visitor = visit(marta)
    visitor.goto("/practice/new")
    visitor.get_by_role("button", name="Зробити чернетку").click()
    text = visitor.locator("[data-practice-source]")
    expect(text).to_have_value(re.compile("## Hear the story"))
    assert axe_faults(visitor) == []
    text.fill(
        "---\nalgorithm: Glasses are not comfortable\nlanguage: en\n---\n# Ruth\n\n## Invite to adjust\n"
        '> "When?"\n- (+) "Today." → Agres\n- (-) "Some day."\n  Why: no day at all.\n'
    )
    faults = visitor.locator("[data-practice-faults]")
    expect(faults).to_contain_text("«Agrees»")
    faults.get_by_role("link").first.click()
    expect(text).to_be_focused()
    text.fill(text.input_value().replace("Agres", "Agrees"))
    expect(faults).to_contain_text("Помилок немає")
    visitor.get_by_role("button", name="Зберегти й спробувати").click()
    hears(visitor, "When?")
    visitor.keyboard.press("2")
    expect(visitor.locator("#came")).to_contain_text("No day at all")
    visitor.keyboard.press("1")
    expect(visitor.locator(".practice-result")).to_contain_text("Visit booked")
    visitor.get_by_role("link", name="Назад до тексту").click()
    visitor.get_by_role("button", name="Зберегти й вийти").click()
    visitor.get_by_role("button", name="Опублікувати").click()
    expect(visitor.get_by_role("button", name="Взяти слухавку")).to_be_visible()
    session.rollback()
    assert session.scalars(select(Dialogue.published_number)).all() == [1]

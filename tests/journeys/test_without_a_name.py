"""Somebody afraid to speak: proposes without a name on a phone, leaves, comes back with the code, talks on."""

import re
from datetime import timedelta
from pathlib import Path

from playwright.sync_api import Page, expect
from sqlalchemy import select

from portal.anonymous.models import AnonymousMessage
from portal.core import clock
from portal.core.actor import Actor
from portal.core.db import db
from portal.core.drafts import Draft
from portal.initiatives.models import Initiative
from tests.anonymous import speaking
from tests.journeys.conftest import PHONE, Visitors, axe_faults, wider_than_screen
from tests.knowledge.factories import PARTS

TITLE = "Зміни ставлять без відпочинку"
CHAPTERS = {
    "problem": "Після вечірньої зміни ставлять ранкову, і на сон лишається п'ять годин.",
    "solution": "Не менше одинадцяти годин між змінами, і щоб розклад інакше не зберігався.",
    "outcome": "Менше помилок уранці й менше лікарняних узимку, це видно в табелі.",
}
CASE = "Пообіцяв те, чого не міг"
QUESTION = "Скільки приблизно таких змін на місяць?"
ANSWER = "Чотири або п'ять, частіше з неділі на понеділок."


def _drafts() -> int:
    db.session.rollback()
    return len(db.session.scalars(select(Draft.id)).all())


def _begin_under_the_name(page: Page) -> None:
    page.goto("/initiatives/new")
    page.locator("[name=title]").fill(TITLE)
    expect(page.locator("[data-saved-line]")).to_have_attribute("data-state", "saved")
    assert _drafts() == 1


def _go_on_without_it(page: Page) -> None:
    page.get_by_role("link", name="Це можна вибрати внизу форми").click()
    page.locator("#without-name summary").click()
    expect(page.get_by_text("Чого портал не зберігає")).to_be_visible()
    page.get_by_role("button", name="Продовжити без імені").click()
    # Whether the log could be cut off at once depends on who reads just then; the page says which.
    gone = re.compile("Чернетку під вашим іменем видалено|Чернетка під вашим іменем видаляється")
    expect(page.get_by_text(gone)).to_be_visible()
    expect(page.locator("[name=title]")).to_have_value(TITLE)
    assert _drafts() == 0
    assert page.evaluate("Object.keys(localStorage).filter((name) => name.startsWith('draft:'))") == []


def _note(page: Page) -> tuple[str, str]:
    number, code = page.locator("[data-ticket-number]"), page.locator("[data-ticket-code]")
    expect(code).to_be_visible()
    return number.inner_text(), code.inner_text()


def _open(page: Page, number: str, code: str, title: str = TITLE) -> None:
    page.goto("/anonymous")
    page.locator("[name=number]").fill(number)
    page.locator("[name=code]").fill(code.lower())
    page.get_by_role("button", name="Відкрити").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def test_a_frightened_author_proposes_leaves_comes_back_and_talks(
    visit: Visitors, olena: Actor, hanna: Actor, tmp_path: Path
) -> None:
    page = visit(olena, screen=PHONE)
    _begin_under_the_name(page)
    _go_on_without_it(page)
    for name, words in CHAPTERS.items():
        page.locator(f"[name={name}]").fill(words)
    photo = tmp_path / "IMG_2031.jpg"
    photo.write_bytes(speaking.photo(author="Olena"))
    page.locator("#pictures").set_input_files(str(photo))
    assert wider_than_screen(page) <= 0
    page.locator(".form-bar .button-main").click()
    number, code = _note(page)
    assert axe_faults(page) == []
    page.get_by_role("button", name="Записано, далі").click()
    expect(page).to_have_url(re.compile("/$"))
    page.goto("/me")
    page.locator("form[action='/sign-out'] button").first.evaluate("button => button.form.requestSubmit()")
    expect(page).to_have_url(re.compile("/sign-in"))

    page.get_by_role("link", name="без імені").click()
    _open(page, number, code)
    expect(page.get_by_text("Поки що це бачите тільки ви")).to_be_visible()
    speaking.strike()

    committee = visit(hanna)
    committee.goto("/initiatives")
    committee.get_by_role("link", name=TITLE).click()
    expect(committee.locator(".prose img")).to_be_visible()
    committee.locator("#conversation textarea").fill(QUESTION)
    committee.locator("#conversation input[name=asks]").check()
    committee.get_by_role("button", name="Запитати автора").click()
    expect(committee.locator("#conversation .message")).to_have_text(re.compile(re.escape(QUESTION)))
    assert axe_faults(committee) == []

    page.reload()
    expect(page.get_by_text(QUESTION)).to_be_visible()
    expect(page.get_by_text("комітет чекає на вашу відповідь")).to_be_visible()
    expect(page.locator(".prose img")).to_have_js_property("complete", value=True)
    page.locator("#conversation textarea").fill(ANSWER)
    page.get_by_role("button", name="Написати комітету").click()
    expect(page.locator(".message-waiting")).to_have_text(re.compile(re.escape(ANSWER)))
    assert wider_than_screen(page) <= 0
    assert axe_faults(page) == []
    speaking.strike(clock.full_hour(clock.now()) + timedelta(hours=2))

    committee.reload()
    expect(committee.locator("#conversation").get_by_text(ANSWER)).to_be_visible()
    page.get_by_role("button", name="Закрити на цьому пристрої").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Що з цього вийшло")
    page.go_back()
    expect(page.get_by_text(ANSWER)).to_have_count(0)


def test_without_script_one_proposes_without_a_name_and_reads_the_answer(visit: Visitors, olena: Actor) -> None:
    page = visit(olena, screen=PHONE, script=False)
    page.goto("/initiatives/anonymous")
    page.locator("[name=title]").fill(TITLE)
    for name, words in CHAPTERS.items():
        page.locator(f"[name={name}]").fill(words)
    page.locator(".form-bar .button-main").click()
    number, code = _note(page)
    speaking.strike()
    stranger = visit(screen=PHONE, script=False)
    _open(stranger, number, code)
    stranger.locator("#conversation textarea").fill(ANSWER)
    stranger.get_by_role("button", name="Написати комітету").click()
    expect(stranger.locator(".message-waiting")).to_be_visible()
    speaking.strike(clock.full_hour(clock.now()) + timedelta(hours=2))
    db.session.rollback()
    assert db.session.scalars(select(AnonymousMessage.body)).all() == [ANSWER]
    assert db.session.scalars(select(Initiative.author_id)).all() == [None]


def test_a_mistake_is_told_in_the_chest_reviewed_and_read(visit: Visitors, olena: Actor, marta: Actor) -> None:
    page = visit(olena, screen=PHONE)
    page.goto("/knowledge/new/mistake")
    page.locator("[name=title]").fill(CASE)
    expect(page.locator("[data-saved-line]")).to_have_attribute("data-state", "saved")
    page.get_by_role("link", name="Це можна вибрати внизу форми").click()
    page.locator("#without-name summary").click()
    page.get_by_role("button", name="Продовжити без імені").click()
    expect(page.locator("[name=title]")).to_have_value(CASE)
    assert _drafts() == 0
    for name, words in PARTS["story"].items():
        page.locator(f"[name={name}]").fill(words)
    assert wider_than_screen(page) <= 0
    assert axe_faults(page) == []
    page.locator(".form-bar .button-main").click()
    number, code = _note(page)
    page.go_back()  # to an empty form, which nothing sends again
    expect(page.locator("[name=title]")).to_have_value("")
    page.go_forward()
    assert _note(page) == (number, code)
    page.get_by_role("button", name="Записано, далі").click()
    expect(page).to_have_url(re.compile("/$"))
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Номер і код уже не показуються")
    speaking.strike()

    editor = visit(marta)
    editor.goto("/knowledge/review")
    editor.get_by_role("link", name=CASE).click()
    editor.locator("#conversation textarea").fill(QUESTION)
    editor.get_by_role("button", name="Запитати того, хто розповів").click()
    expect(editor.locator("#conversation .message")).to_have_text(re.compile(re.escape(QUESTION)))
    assert axe_faults(editor) == []

    stranger = visit(screen=PHONE)
    _open(stranger, number, code, title=CASE)
    expect(stranger.get_by_text(QUESTION)).to_be_visible()
    stranger.locator("#conversation textarea").fill(ANSWER)
    stranger.get_by_role("button", name="Написати редакторам").click()
    expect(stranger.locator(".message-waiting")).to_be_visible()
    assert wider_than_screen(stranger) <= 0
    assert axe_faults(stranger) == []
    editor.goto("/knowledge/review")
    editor.get_by_role("link", name=CASE).click()
    editor.get_by_role("button", name="Опублікувати").click()
    expect(editor.get_by_role("heading", level=1)).to_have_text(CASE)
    stranger.reload()
    expect(stranger.locator(".status")).to_have_text("Опубліковано")
    expect(stranger.get_by_role("button", name="Забрати")).to_have_count(0)

"""Search as an operator in a call uses it: by keyboard, in the wrong layout, on a phone, without a script."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.search.engine import Engine
from portal.search.engines import engine as engine_of
from portal.search.indexing import catch_up
from portal.search.models import Asked
from tests.algorithms import factories as algorithms
from tests.initiatives import factories as initiatives
from tests.journeys.conftest import DESK, PHONE, Visitors, axe_faults, held_back, wider_than_screen
from tests.knowledge import factories as knowledge

ARTICLE, PROPOSAL = "Повернення без чека", "Пандус біля складу"


@pytest.fixture
def texts(session: Session, olena: Actor, marta: Actor) -> int:
    """An algorithm, an article and an initiative that search knows; the number of the algorithm."""
    engine: Engine = engine_of(session)
    engine.rebuild([], lambda _done: None)
    made = algorithms.algorithm(olena)
    knowledge.item(olena, kind="article", title=ARTICLE)
    initiatives.initiative(olena, title=PROPOSAL)
    catch_up()
    session.rollback()
    return made.id


def _palette(page: Page) -> Locator:
    return page.locator("dialog.palette")


def _opened(page: Page, path: str = "/") -> Locator:
    """The palette of a page, by its key."""
    page.goto(path)
    expect(page.locator("[data-search-open]")).to_have_attribute("aria-haspopup", "dialog")
    page.keyboard.press("Slash")
    expect(_palette(page)).to_be_visible()
    return _palette(page).get_by_role("combobox")


def test_four_letters_and_enter_open_the_algorithm(visit: Visitors, texts: int, dmytro: Actor) -> None:
    page = visit(dmytro)
    for letters in ("окул", "jrek"):  # the second time the keyboard was in another layout
        field = _opened(page)
        field.fill("")
        page.keyboard.type(letters)
        page.keyboard.press("Enter")  # sooner than the answer
        page.wait_for_url(re.compile(rf"/algorithms/{texts}/walk"))
        expect(page.locator(".walk-title")).to_have_text("Вислухати")


def test_what_is_pressed_at_once_is_not_lost(visit: Visitors, texts: int, dmytro: Actor) -> None:
    page = visit(dmytro)
    come = held_back(page, "search-palette.js")
    page.goto("/", wait_until="commit")
    page.locator("[data-search-open]").wait_for()
    page.keyboard.press("Slash")
    page.keyboard.type("jrekq")  # as a keyboard in another layout sends it
    page.keyboard.press("Backspace")
    expect(_palette(page)).to_be_hidden()
    come()
    expect(_palette(page).get_by_role("combobox")).to_have_value("jrek")
    page.keyboard.type("zh")  # on in the field itself
    expect(_palette(page).get_by_role("combobox")).to_have_value("jrekzh")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(rf"/algorithms/{texts}/walk"))


def test_enter_before_the_palette_is_there_opens_the_best(visit: Visitors, texts: int, dmytro: Actor) -> None:
    page = visit(dmytro)
    come = held_back(page, "search-palette.js")
    page.goto("/", wait_until="commit")
    page.locator("[data-search-open]").wait_for()
    page.keyboard.press("Control+KeyK")
    page.keyboard.type("jrek")
    page.keyboard.press("Enter")
    come()
    page.wait_for_url(re.compile(rf"/algorithms/{texts}/walk"))


def test_keys_without_a_slash_before_them_stay_the_page_s(visit: Visitors, texts: int, dmytro: Actor) -> None:
    page = visit(dmytro)
    page.goto("/initiatives/new", wait_until="commit")
    field = page.locator("input[name=title]")
    field.press_sequentially("7/24")
    expect(field).to_have_value("7/24")
    expect(_palette(page)).to_be_hidden()


def test_a_step_opens_in_the_player(visit: Visitors, texts: int, dmytro: Actor) -> None:
    page = visit(dmytro)
    _opened(page).fill("запросити підігнати")
    _palette(page).get_by_role("option").filter(has_text="Крок з").first.click()
    expect(page.locator(".walk-title")).to_have_text("Запросити підігнати")


def test_the_palette_is_used_by_keyboard_alone(visit: Visitors, texts: int, dmytro: Actor) -> None:
    page = visit(dmytro)
    page.goto("/initiatives")
    page.locator("[data-search-open]").focus()
    page.keyboard.press("Control+KeyK")
    field = _palette(page).get_by_role("combobox")
    expect(field).to_be_focused()
    field.fill("біля складу")
    options = _palette(page).get_by_role("option")
    expect(options.first).to_contain_text(PROPOSAL)
    expect(options.first).to_have_attribute("aria-selected", "true")
    expect(options.first.locator("mark").first).to_be_visible()
    expect(_palette(page).get_by_role("status")).to_contain_text("результат")
    assert axe_faults(page) == []

    page.keyboard.press("ArrowUp")  # past the beginning to the end
    expect(options.last).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", "found-all")
    page.keyboard.press("Escape")
    expect(_palette(page)).to_be_hidden()
    expect(page.locator("[data-search-open]")).to_be_focused()

    page.keyboard.press("Slash")
    expect(field).to_have_value("біля складу")  # the last query is kept
    expect(options.first).to_contain_text(PROPOSAL)
    page.keyboard.press("Control+Enter")
    page.wait_for_url(re.compile(r"/search\?q="))
    expect(page.get_by_role("link", name=PROPOSAL)).to_be_visible()
    assert axe_faults(page) == []


def test_a_repaired_query_says_so(visit: Visitors, texts: int, dmytro: Actor) -> None:
    page = visit(dmytro, dark=True)
    _opened(page).fill("gfylec")
    expect(_palette(page)).to_contain_text("Показано результати для «пандус» (ви набрали «gfylec»)")
    expect(_palette(page).get_by_role("option").first).to_contain_text(PROPOSAL)
    assert axe_faults(page) == []


def test_what_was_opened_is_offered_until_one_signs_out(
    visit: Visitors, session: Session, texts: int, dmytro: Actor
) -> None:
    page = visit(dmytro)
    field = _opened(page)
    expect(_palette(page)).to_contain_text("Досить двох-трьох літер")
    assert axe_faults(page) == []
    field.fill("чека")
    _palette(page).get_by_role("option").filter(has_text=ARTICLE).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(ARTICLE)

    _opened(page).fill("")
    expect(_palette(page)).to_contain_text("Нещодавно відкрите на цьому пристрої")
    expect(_palette(page).get_by_role("option")).to_contain_text([ARTICLE])
    assert axe_faults(page) == []
    page.keyboard.press("Escape")
    page.locator(".menu > summary").last.click()
    page.get_by_role("button", name="Вийти").click()
    page.wait_for_url(re.compile("/sign-in"))
    assert page.evaluate("Object.keys(sessionStorage).filter((name) => name.startsWith('search:'))") == []
    counted = session.execute(select(Asked.words, Asked.times, Asked.opened)).all()
    assert [tuple(row) for row in counted] == [("чека", 1, 1)]


def test_on_a_phone_search_takes_the_screen(visit: Visitors, texts: int, dmytro: Actor) -> None:
    page = visit(dmytro, screen=PHONE)
    page.goto("/")
    expect(page.locator("[data-search-open]")).to_have_attribute("aria-haspopup", "dialog")
    page.get_by_role("link", name="Шукати").click()
    _palette(page).get_by_role("combobox").fill("зовсім нічого такого")
    _palette(page).get_by_role("combobox").fill("пандус")
    expect(_palette(page).get_by_role("option").first).to_contain_text(PROPOSAL)
    assert axe_faults(page) == []
    assert not wider_than_screen(page)
    _palette(page).get_by_role("button", name="Закрити").click()
    expect(_palette(page)).to_be_hidden()


def test_keys_that_are_switched_off_stay_off_and_fields_keep_their_letters(
    visit: Visitors, texts: int, dmytro: Actor
) -> None:
    page = visit(dmytro)
    page.goto("/initiatives/new")
    expect(page.locator("[data-search-open]")).to_have_attribute("aria-haspopup", "dialog")
    page.get_by_label("Назва").fill("")
    page.keyboard.type("так/ні")
    expect(page.get_by_label("Назва")).to_have_value("так/ні")
    expect(_palette(page)).to_be_hidden()

    page.evaluate("document.documentElement.dataset.shortcuts = 'off'")
    page.get_by_role("heading", level=1).click()
    page.keyboard.press("Slash")
    page.keyboard.press("Control+KeyK")
    expect(_palette(page)).to_be_hidden()


def test_search_works_without_a_script(visit: Visitors, texts: int, dmytro: Actor) -> None:
    page = visit(dmytro, screen=PHONE, script=False)
    page.goto("/initiatives")
    page.get_by_role("link", name="Шукати").click()
    page.get_by_role("searchbox").fill("складу")
    page.get_by_role("button", name="Знайти").click()
    page.get_by_role("link", name=PROPOSAL).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(PROPOSAL)

    page.goto("/search?q=ъъъъ+нічогісінько")
    expect(page.get_by_role("heading", name="Нічого не знайдено")).to_be_visible()
    page.get_by_role("button", name="Попросити статтю про це").click()
    expect(page.locator(".toast")).to_contain_text("Редактори бачать")


def test_an_editor_makes_an_article_of_a_search_in_vain(
    visit: Visitors, texts: int, dmytro: Actor, olena: Actor, marta: Actor
) -> None:
    editor = visit(marta, screen=DESK)
    for seeker in (dmytro, olena):  # what was asked only once isn't told
        visit(seeker, script=False).goto("/search?q=щщщщ нісенітниця")
    editor.goto("/")
    editor.get_by_role("link", name="Що шукають").click()
    assert axe_faults(editor) == []
    editor.get_by_text("Створити з цього").click()
    editor.get_by_role("link", name="Написати статтю").click()
    expect(editor.get_by_label("Назва")).to_have_value("Щщщщ нісенітниця")

    editor.get_by_role("link", name="Синоніми").click()
    editor.get_by_label("Слова й вислови, що означають те саме").fill("пандус\nабракадабра")
    editor.get_by_role("button", name="Додати").click()
    expect(editor.locator(".words-example")).to_contain_text(PROPOSAL)
    assert axe_faults(editor) == []
    editor.goto("/search?q=абракадабра")
    expect(editor.get_by_role("link", name=PROPOSAL)).to_be_visible()

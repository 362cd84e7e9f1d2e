"""A good call goes into the base, is found from an article, marked in green, and grows into an initiative."""

import re

from playwright.sync_api import Page, expect

from portal.core.actor import Actor
from tests.initiatives.factories import OUTCOME, PROBLEM, SOLUTION
from tests.journeys.conftest import DESK, PHONE, Visitors, axe_faults, wider_than_screen
from tests.knowledge import factories

TITLE = "Окуляри встигли до п’ятниці"
ARTICLE = "Ремонт поза чергою"
PROPOSAL = "Забирати оправу вдома в клієнта"
QUOTE = "Я думала, мені відмовлять, а ви спитали, коли мені зручно."
SENTENCE = "Спершу питаємо, що людині потрібно сьогодні"


def _whole(page: Page) -> None:
    """Fits the screen and says everything to everybody."""
    assert not wider_than_screen(page)
    assert axe_faults(page) == []


def _write_up(page: Page) -> None:
    """From the bottom bar of a phone to the editors."""
    page.goto("/")
    page.locator(".phone-bar").get_by_role("link", name="Знання").click()
    _whole(page)
    page.locator("summary", has_text="Розповісти").click()
    page.locator(".menu-panel").get_by_role("link", name="WOW").click()
    page.get_by_label("Назва").fill(TITLE)
    for part, words in factories.PARTS["story"].items():
        page.locator(f"#{part}").fill(words)
    page.get_by_role("button", name="Передати редакторам").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)


def _publish(page: Page) -> None:
    page.goto("/knowledge/review")
    page.get_by_role("link", name=TITLE).click()
    page.get_by_role("button", name="Опублікувати").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)


def test_a_good_call_is_learnt_from(visit: Visitors, olena: Actor, dmytro: Actor, marta: Actor, hanna: Actor) -> None:
    article = factories.item(hanna, kind="article", title=ARTICLE).id
    writer, editor, reader = visit(olena, screen=PHONE), visit(marta, screen=DESK), visit(dmytro, screen=PHONE)
    _write_up(writer)
    _publish(editor)

    editor.goto(f"/articles/{article}")
    editor.get_by_role("link", name="Додати зв’язок").click()
    editor.get_by_role("searchbox").fill("окуляри")
    editor.get_by_text("Це змінено через нього").click()
    _whole(editor)
    editor.get_by_role("button", name=f"Пов’язати з: {TITLE}").click()
    expect(editor.locator("#links")).to_contain_text("Змінено через")

    reader.goto(f"/articles/{article}")
    reader.locator("#links").get_by_role("link", name=TITLE).click()
    expect(reader.locator(".customer")).to_contain_text(QUOTE)
    _whole(reader)
    reader.get_by_role("link", name="Позначити вдале").click()
    expect(reader.locator("[data-pen-text=lesson]")).to_contain_text(SENTENCE)
    reader.goto(reader.url.split("#")[0])
    reader.get_by_role("link", name=re.compile("Щоб так було частіше")).click()
    expect(reader.locator(".grows-out-of")).to_contain_text(TITLE)
    reader.get_by_label("Назва").fill(PROPOSAL)
    for part, words in (("problem", PROBLEM), ("solution", SOLUTION), ("outcome", OUTCOME)):
        reader.locator(f"#{part}").fill(words)
    reader.locator(".form-bar button.button-main").click()
    expect(reader.locator("#links").get_by_role("link", name=TITLE)).to_be_visible()

    writer.goto("/")
    expect(writer.locator(".case-of-the-day")).to_contain_text(QUOTE)
    _whole(writer)
    writer.locator(".case-of-the-day").get_by_role("link", name=TITLE).click()
    expect(writer.locator(".grew-into")).to_contain_text(PROPOSAL)


def test_a_link_is_taken_away_and_put_back_without_a_script(visit: Visitors, olena: Actor, marta: Actor) -> None:
    case, article = factories.item(olena, title=TITLE).id, factories.item(olena, kind="article", title=ARTICLE).id
    editor = visit(marta, screen=PHONE, script=False)
    editor.goto(f"/links/case/{case}")
    editor.get_by_role("searchbox").fill(f"/articles/{article}")
    editor.get_by_role("button", name="Знайти").click()
    editor.get_by_role("button", name=f"Пов’язати з: {ARTICLE}").click()
    links = editor.locator("#links")
    expect(links.get_by_role("link", name=ARTICLE)).to_be_visible()
    links.get_by_role("button", name=f"Прибрати зв’язок: {ARTICLE}").click()
    expect(links.get_by_role("link", name=ARTICLE)).to_have_count(0)
    editor.get_by_role("button", name="Повернути").click()
    expect(links.get_by_role("link", name=ARTICLE)).to_be_visible()


def test_the_dictionary_reads_well_on_a_phone(visit: Visitors, olena: Actor) -> None:
    for word in ("експертка з турботи", "звернення", "людина на кріслі колісному", "я можу ось що"):
        factories.item(olena, kind="article", genre="term", title=word, language="uk")
    reader = visit(olena, screen=PHONE)
    reader.goto("/articles/dictionary")
    _whole(reader)
    reader.get_by_role("link", name="звернення").click()
    expect(reader.locator(".term")).to_contain_text("оператор")
    _whole(reader)

"""A colleague marks the best sentence of a case in green, and finds the mark again after the text was edited."""

import pytest
from playwright.sync_api import Page, expect

from portal.core.actor import Actor
from portal.core.markdown import render
from portal.knowledge.plain_words import plain_words
from tests.journeys.conftest import DESK, PHONE, Visitors, axe_faults, wider_than_screen
from tests.knowledge import factories as knowledge
from tests.knowledge.texts import TRICKY

LESSON = (
    "Спершу питаємо, що людині потрібно **сьогодні**. Лише тоді дивимося в правила. "
    "І називаємо час, коли передзвонимо: чекати легше, коли знаєш, скільки."
)
BEST = "Лише тоді дивимося в правила."
READ = """async ([path, htmls]) => {
  const { plainWords, wordsOf } = await import(path);
  return htmls.map((html) => {
    // A document of its own: pictures in it are not asked for.
    return wordsOf(plainWords(new DOMParser().parseFromString(html, "text/html").body));
  });
}"""
SELECT = """([selector, from, to]) => {
  const node = document.querySelector(selector).firstChild;
  getSelection().setBaseAndExtent(node, from, node, to);
}"""


def _case(author: Actor, **parts: str) -> int:
    return knowledge.item(author, **{"lesson": LESSON} | parts).id


def _open(visitor: Page, number: int) -> None:
    """The page once its scripts listen."""
    visitor.goto(f"/cases/{number}")
    expect(visitor.locator("[data-pen=ready]")).to_be_visible()


def test_the_browser_reads_the_same_words_as_the_server(visit: Visitors, olena: Actor, dmytro: Actor) -> None:
    reader = visit(dmytro)
    _open(reader, _case(olena))
    path = reader.locator("script[src$='js/app.js']").get_attribute("src")
    assert path is not None
    htmls = [render(source).html for source in TRICKY]

    read = reader.evaluate(READ, [path.replace("app.js", "plain-words.js"), htmls])

    assert read == [plain_words(html).text for html in htmls]


def test_the_best_sentence_is_marked_with_the_keys_and_found_after_an_edit(
    visit: Visitors, olena: Actor, dmytro: Actor
) -> None:
    number = _case(olena)
    reader = visit(dmytro)
    _open(reader, number)

    reader.keyboard.press("m")
    expect(reader.locator("[data-choosing]")).to_be_visible()
    for _press in range(20):
        if reader.evaluate("getSelection().toString()") == BEST:
            break
        reader.keyboard.press("ArrowDown")
    reader.keyboard.press("Enter")
    expect(reader.locator("[data-pen-quote]")).to_have_text(BEST)
    assert axe_faults(reader) == []
    reader.keyboard.type("Так і кажемо новачкам")
    reader.keyboard.press("Tab")
    with reader.expect_navigation():
        reader.keyboard.press("Enter")

    expect(reader.locator("#lesson mark.green")).to_have_text(BEST)
    expect(reader.locator("#lesson .pen-note")).to_contain_text("Так і кажемо новачкам")
    assert axe_faults(reader) == []

    knowledge.changed(number, olena, lesson=f"Одна думка. {LESSON.replace('дивимося', 'заглядаємо')}")
    _open(reader, number)
    expect(reader.locator("#lesson mark.green")).to_have_text("Лише тоді заглядаємо в правила.")
    expect(reader.locator("#lesson .pen-was")).to_contain_text(BEST)

    knowledge.changed(number, olena, lesson="Питаємо, слухаємо й тільки потім радимо щось своє.")
    _open(reader, number)
    expect(reader.locator("mark.green")).to_have_count(0)
    expect(reader.locator("#lost-marks")).to_contain_text(BEST)
    assert axe_faults(reader) == []


def test_on_a_phone_a_finger_chooses_the_sentence(visit: Visitors, olena: Actor, dmytro: Actor) -> None:
    reader = visit(dmytro, screen=PHONE, touch=True)
    _open(reader, _case(olena))

    reader.get_by_role("link", name="Позначити вдале").tap()
    expect(reader.locator("[data-choosing]")).to_be_visible()
    expect(reader.locator("[data-pen-keys]")).to_have_text(
        "Торкніться вдалого речення, потім «Позначити зеленим».", use_inner_text=True
    )
    reader.locator("#lesson p").first.tap(position={"x": 12, "y": 8})
    reader.locator("[data-pen-button]").tap()

    expect(reader.locator("[data-pen-quote]")).to_have_text("Спершу питаємо, що людині потрібно сьогодні.")


@pytest.mark.parametrize("screen", [DESK, PHONE], ids=["desk", "phone"])
def test_selected_words_are_marked_at_a_press(
    visit: Visitors, olena: Actor, dmytro: Actor, screen: tuple[int, int]
) -> None:
    reader = visit(dmytro, screen=screen)
    _open(reader, _case(olena, lesson="Спершу питаємо людину, а тоді дивимося в правила."))

    reader.evaluate(SELECT, ["#lesson .prose p", 9, 19])
    reader.locator("[data-pen-button]").click()
    expect(reader.locator("[data-pen-quote]")).to_have_text("питаємо людину")
    with reader.expect_navigation():
        reader.locator(".pen-dialog .button-main").click()

    expect(reader.locator("#lesson mark.green")).to_have_text("питаємо людину")
    assert wider_than_screen(reader) == 0
    text, note = reader.locator("#lesson .pen-text").bounding_box(), reader.locator(".pen-note").bounding_box()
    assert text is not None
    assert note is not None
    assert (note["x"] > text["x"] + text["width"]) if screen == DESK else (note["y"] >= text["y"] + text["height"])


def test_words_and_note_show_each_other(visit: Visitors, olena: Actor, dmytro: Actor) -> None:
    reader = visit(dmytro)
    _open(reader, _case(olena, lesson="Спершу питаємо людину, а тоді дивимося в правила."))
    reader.evaluate(SELECT, ["#lesson .prose p", 9, 19])
    reader.locator("[data-pen-button]").click()
    with reader.expect_navigation():
        reader.locator(".pen-dialog .button-main").click()

    reader.locator("mark.green").hover()
    expect(reader.locator(".pen-note.is-lit")).to_have_count(1)
    reader.mouse.move(0, 0)
    expect(reader.locator(".is-lit")).to_have_count(0)
    reader.locator(".pen-number").focus()
    expect(reader.locator("mark.green.is-lit")).to_have_count(1)


def test_without_a_script_a_sentence_is_chosen_from_a_list(visit: Visitors, olena: Actor, dmytro: Actor) -> None:
    number = _case(olena)
    reader = visit(dmytro, script=False, screen=PHONE)
    reader.goto(f"/cases/{number}")

    reader.locator("[data-pen-start]").click()
    reader.get_by_label(BEST).check()
    reader.locator("textarea[name=note]").fill("Варте уваги")
    reader.locator(".form-bar button[type=submit]").click()

    expect(reader.locator("#lesson mark.green")).to_have_text(BEST)
    expect(reader.locator("#lesson .pen-note")).to_contain_text("Варте уваги")


def test_nobody_is_offered_a_pen_in_their_own_text(visit: Visitors, olena: Actor) -> None:
    author = visit(olena)
    author.goto(f"/cases/{_case(olena)}")

    expect(author.locator("h1")).to_be_visible()
    expect(author.locator("[data-pen-start]")).to_have_count(0)
    author.keyboard.press("m")
    expect(author.locator("[data-choosing]")).to_have_count(0)

"""An operator writes up a call on a phone; it passes review, is changed, and the difference is seen."""

from playwright.sync_api import Page, expect

from portal.core.actor import Actor
from tests.journeys.conftest import DESK, PHONE, Visitors, axe_faults, wider_than_screen
from tests.knowledge import factories as knowledge

STORY = knowledge.PARTS["story"]
TITLE = "Окуляри встигли до п’ятниці"


def _written(writer: Page) -> None:
    writer.get_by_label("Назва").fill(TITLE)
    for part in ("situation", "action", "reaction", "lesson"):
        writer.locator(f"#{part}").fill(STORY[part])


def test_a_call_is_written_up_on_a_phone_reviewed_changed_and_compared(
    visit: Visitors, olena: Actor, dmytro: Actor, marta: Actor
) -> None:
    writer = visit(olena, screen=PHONE)
    writer.goto("/knowledge/new/wow")
    _written(writer)
    expect(writer.locator("[data-saved-line]")).to_have_attribute("data-state", "saved")
    writer.locator("#preview summary").click()
    expect(writer.locator("[data-preview-body] strong")).to_have_text("поза чергою")
    assert not wider_than_screen(writer)
    assert axe_faults(writer) == []
    writer.get_by_role("button", name="Передати редакторам").click()
    expect(writer.get_by_role("heading", level=1)).to_have_text(TITLE)
    address = writer.url

    editor = visit(marta, screen=DESK)
    editor.goto("/knowledge/review")
    editor.get_by_role("link", name=TITLE).click()
    assert axe_faults(editor) == []
    editor.get_by_role("button", name="Опублікувати").click()
    expect(editor.get_by_role("heading", level=1)).to_have_text(TITLE)

    colleague = visit(dmytro, screen=DESK)
    colleague.goto(address.replace("/cases/", "/knowledge/") + "/edit")
    colleague.locator("#lesson").fill("Спершу питаємо, що людині потрібно завтра, і лише тоді дивимося в правила.")
    colleague.get_by_role("button", name="Передати редакторам").click()
    expect(colleague.get_by_role("heading", level=1)).to_have_text(TITLE)
    editor.goto("/knowledge/review")
    editor.get_by_role("link", name=TITLE).click()
    expect(editor.locator("ins")).to_contain_text("завтра")
    editor.get_by_role("button", name="Опублікувати").click()
    expect(editor.get_by_role("heading", level=1)).to_have_text(TITLE)

    writer.goto(address.replace("/cases/", "/knowledge/") + "/versions")
    expect(writer.locator("ins").first).to_contain_text("завтра")
    assert not wider_than_screen(writer)
    assert axe_faults(writer) == []


def test_a_new_text_outlives_a_lost_connection(visit: Visitors, olena: Actor) -> None:
    writer = visit(olena, screen=PHONE)
    visit.expected += ["ERR_INTERNET_DISCONNECTED", "Failed to load resource"]
    writer.goto("/knowledge/new/wow")
    writer.wait_for_load_state("networkidle")
    writer.context.set_offline(True)
    _written(writer)
    expect(writer.locator("[data-saved-line]")).to_have_attribute("data-state", "offline")
    writer.context.set_offline(False)
    expect(writer.locator("[data-saved-line]")).to_have_attribute("data-state", "saved")
    writer.goto("/knowledge/mine")
    expect(writer.get_by_role("link", name=TITLE)).to_be_visible()


def test_without_a_script_a_text_is_looked_at_saved_and_handed_in(visit: Visitors, olena: Actor) -> None:
    writer = visit(olena, screen=PHONE, script=False)
    writer.goto("/knowledge/new/hard_call")
    _written(writer)
    writer.get_by_role("button", name="Як це виглядатиме").click()
    expect(writer.locator("[data-preview-body] strong")).to_have_text("поза чергою")
    writer.get_by_role("button", name="Зберегти чернетку").click()
    expect(writer.locator("#lesson")).to_have_value(STORY["lesson"])
    writer.get_by_role("button", name="Передати редакторам").click()
    expect(writer.get_by_role("heading", level=1)).to_have_text(TITLE)

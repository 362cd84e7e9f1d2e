"""Fields that help: a reply that takes the focus, a picture that asks what it shows, a name that is never guessed."""

import re

from playwright.sync_api import expect

from portal.core.actor import Actor
from portal.core.db import transaction
from portal.core.extension import ItemRef
from portal.people.models import Team
from tests.discussion import factories as discussion
from tests.initiatives import factories
from tests.journeys.conftest import PHONE, Visitors

PASTE = """async (field) => {
  const canvas = Object.assign(document.createElement("canvas"), { width: 20, height: 20 });
  const picture = await new Promise((made) => canvas.toBlob(made));
  const clipboardData = new DataTransfer();
  clipboardData.items.add(new File([picture], "image.png", { type: "image/png" }));
  field.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
}"""
MARKED = "(field) => field.value.slice(field.selectionStart, field.selectionEnd)"


def test_a_pasted_picture_stands_alone_and_its_words_are_typed_over(
    visit: Visitors, olena: Actor, dmytro: Actor
) -> None:
    number = factories.initiative(olena).id
    discussion.said(olena, "Хто бачив це на складі?", item=ItemRef("initiative", number))
    page = visit(dmytro, screen=PHONE)
    page.goto(f"/initiatives/{number}")
    reply = page.locator("details[data-reply]")
    reply.locator("summary").press("Enter")
    field = reply.locator("textarea")
    expect(field).to_be_focused()
    page.keyboard.type("Ось так:")
    field.evaluate(PASTE)
    expect(field).to_have_value(re.compile(r"^Ось так:\n\n!\[Зображення\]\(/files/[\w-]+\)\n\n$"))
    assert field.evaluate(MARKED) == "Зображення"
    page.keyboard.type("Двері складу взимку")
    reply.locator("button[type=submit]").click()
    expect(page.get_by_role("img", name="Двері складу взимку")).to_be_visible()


def test_enter_in_a_name_hands_over_nothing(
    visit: Visitors, lidiia: Actor, mentor: Actor, olena: Actor, care_team: Team
) -> None:
    with transaction() as writing:
        writing.get_one(Team, care_team.id).lead_id = mentor.id
    visit.expected.append("422")  # the browser notes on its console that a form came back
    page = visit(lidiia)
    page.goto(f"/administration/people/{mentor.id}/close")
    page.locator("[name=everything]").fill("Олен")
    page.locator("[name=everything]").press("Enter")
    page.get_by_label(re.compile(olena.name)).check()
    page.locator("[name=everything]").press("Enter")
    expect(page.get_by_text(olena.name)).to_be_visible()
    with transaction() as writing:
        assert writing.get_one(Team, care_team.id).lead_id == mentor.id
    page.get_by_role("button", name="Закрити обліковий запис").click()
    expect(page.get_by_role("status")).to_contain_text("передано")


def test_masking_leaves_the_writer_in_place_and_a_picture_follows_the_paragraph(visit: Visitors, olena: Actor) -> None:
    page = visit(olena, screen=PHONE)
    page.goto("/initiatives/new")
    field = page.locator("[name=problem]")
    field.press_sequentially("Дзвонити на 050 123 45 67 чи pani@example.test про доставку.\n\nДругий абзац.")
    field.evaluate("(field) => field.setSelectionRange(58, 58)")
    page.locator("[data-guard-all]").first.click()
    expect(field).not_to_have_value(re.compile("example"))
    text = field.input_value()
    paragraph = text.split("\n\n")[0]
    assert field.evaluate("(field) => field.selectionEnd") == len(paragraph) - 2
    field.evaluate(PASTE)
    expect(field).to_have_value(
        re.compile(re.escape(paragraph) + r"\n\n!\[Зображення\]\(/files/[\w-]+\)\n\nДругий абзац\.$")
    )

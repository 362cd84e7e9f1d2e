"""A team lead makes an algorithm of a script, is led to three mistakes in it, hands it in; an editor publishes it."""

import re

import pytest
from playwright.sync_api import Page, expect

from portal.core.actor import Actor
from tests.algorithms.factories import GLASSES, algorithm
from tests.journeys.conftest import DESK, PHONE, Visitors, axe_faults, tab_to, wider_than_screen

SCRIPT = """\
Ремонт зламаної дужки

1. Вислухати клієнта
«Дякую, що звернулися. Розкажіть, будь ласка, що сталося з окулярами?»
Дати договорити, не перебивати, один раз назвати почуття.
- Зламалася дужка: перейти до кроку 2
- Загубився гвинт: перейти до кроку 2

2. Запросити на ремонт
«Майстер подивиться сьогодні до восьмої. Вам зручно зайти після роботи?»
Подивитися розклад майстра.
- Так, прийде: записати і завершити розмову
- Ні, не може: запропонувати кур'єра
"""
NEW = "/knowledge/new/algorithm"
#: The server looks a text through, which takes its time on a machine that does much else.
PATIENCE_MS = 20_000


def opened(page: Page, address: str = NEW) -> None:
    """The form, once its script has come."""
    page.goto(address)
    expect(page.locator("[data-algorithm-editor][data-ready]")).to_be_visible()


def source(page: Page) -> str:
    return page.locator("#source").input_value()


def selected(page: Page) -> str:
    """The words that the cursor has chosen in the text."""
    words: str = page.evaluate(
        "(text => text.value.slice(text.selectionStart, text.selectionEnd))(document.querySelector('#source'))"
    )
    return words


def write(page: Page, text: str) -> None:
    """A whole text at once, as a paste would put it."""
    page.locator("#source").fill(text)
    summary = page.locator("[data-summary]")
    expect(summary).not_to_have_text("", timeout=PATIENCE_MS)


def type_in(page: Page, words: str) -> None:
    """Type as a keyboard does that has these letters."""
    page.keyboard.insert_text(words)


def paste(page: Page, text: str) -> None:
    """What the browser does of a paste: say so, then put the words in."""
    page.evaluate(
        """text => {
          const field = document.querySelector("#source");
          field.focus();
          const data = new DataTransfer();
          data.setData("text/plain", text);
          field.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true }));
          document.execCommand("insertText", false, text);
        }""",
        text,
    )


def test_a_script_becomes_an_algorithm_without_a_mistake_and_stands(
    visit: Visitors, olena: Actor, marta: Actor
) -> None:
    lead = visit(olena, screen=DESK)
    opened(lead)
    paste(lead, SCRIPT)
    assert source(lead) == SCRIPT  # nothing is made of it unasked
    lead.get_by_role("button", name="Зробити кроки").click()
    expect(lead.locator("#source")).to_have_value(
        re.compile("^## Вислухати клієнта", re.MULTILINE), timeout=PATIENCE_MS
    )
    assert axe_faults(lead) == []

    # Three mistakes: a link to no step, a condition that nobody asks for, a name in a note that is never asked.
    text = GLASSES.replace("Погано видно → Перевірити звикання", "Погано видно → Перевірити звикаання")
    text = text.replace("скарга = посадка", "скорга = посадка").replace("{скарга}; візит", "{скаргу}; візит")
    write(lead, text)
    summary = lead.locator("[data-summary]")
    expect(summary).to_have_text(re.compile("помил"), timeout=PATIENCE_MS)
    lead.locator("#source").press("Control+Home")
    aloud = lead.locator("[data-aloud]")
    for wrong, meant in (("Перевірити звикаання", "Перевірити звикання"), ("скорга", "скарга"), ("скаргу", "скарга")):
        while selected(lead) != wrong:
            lead.keyboard.press("F8")
        expect(aloud).to_contain_text("Рядок")
        before = summary.text_content()
        lead.locator("[data-here]").get_by_role("button", name=f"Замінити на «{meant}»").click()
        expect(summary).not_to_have_text(before or "", timeout=PATIENCE_MS)
    expect(summary).to_have_text("Помилок немає", timeout=PATIENCE_MS)
    assert source(lead) == GLASSES
    expect(lead.locator("[data-saved-line]")).to_have_attribute("data-state", "saved", timeout=PATIENCE_MS)
    lead.get_by_role("button", name="Передати редакторам").click()
    expect(lead.get_by_role("heading", level=1)).to_have_text("Окуляри незручні")

    editor = visit(marta, screen=DESK)
    editor.goto("/knowledge/review")
    editor.get_by_role("link", name="Окуляри незручні").click()
    editor.get_by_role("button", name="Опублікувати").click()
    expect(editor.get_by_role("heading", level=1)).to_have_text("Окуляри незручні")
    lead.reload()
    expect(lead.locator('[data-step="listen"]').first).to_be_visible()


def test_a_text_with_errors_comes_back_with_its_lines(visit: Visitors, olena: Actor) -> None:
    lead = visit(olena, screen=DESK)
    opened(lead)
    visit.expected += ["422"]
    write(lead, GLASSES.replace("Погано видно → Перевірити звикання", "Погано видно → Ніде"))
    lead.get_by_role("button", name="Передати редакторам").click()
    fault = lead.locator(".notice-danger a[data-line]").first
    expect(fault).to_contain_text("Ніде")
    line = int(fault.get_attribute("data-line") or 0)
    fault.click()
    number = "(text => text.value.slice(0, text.selectionStart).split('\\n').length)(document.querySelector('#source'))"
    assert lead.evaluate(number) == line


def test_everything_is_done_by_keyboard(visit: Visitors, olena: Actor) -> None:
    lead = visit(olena, screen=DESK)
    opened(lead)
    tab_to(lead, "[data-snippet=step]")
    lead.keyboard.press("Enter")
    assert selected(lead) == "Назва кроку"
    type_in(lead, "Привітатися")
    tab_to(lead, "button[type=submit][value=review]")  # Tab is not the text's own
    lead.locator("#source").focus()
    lead.keyboard.press("Control+End")
    lead.keyboard.press("Shift+Tab")
    for _tool in range(4):
        lead.keyboard.press("ArrowRight")
    lead.keyboard.press("Enter")
    assert selected(lead) == "Що каже людина"
    type_in(lead, "Чує мене")
    lead.keyboard.press("End")
    type_in(lead, "При")
    options = lead.locator("#algorithm-titles [role=option]")
    expect(options).to_have_text(["Привітатися"])
    lead.keyboard.press("Escape")
    expect(lead.locator("#algorithm-titles")).to_be_hidden()
    type_in(lead, "в")
    expect(options.first).to_have_attribute("aria-selected", "true")
    lead.keyboard.press("Enter")
    assert source(lead).endswith("- Чує мене → Привітатися")
    lead.keyboard.press("Control+z")
    assert source(lead).endswith("- Чує мене → Прив")
    lead.keyboard.press("Tab")
    assert not lead.evaluate("document.activeElement.matches('#source')")
    expect(lead.locator("#algorithm-titles")).to_be_hidden()


def test_document_map_and_player_go_along_with_the_cursor(visit: Visitors, olena: Actor) -> None:
    item = algorithm(olena)
    lead = visit(olena, screen=DESK)
    opened(lead, f"/knowledge/{item.id}/edit")
    document = lead.locator("#view-document")
    expect(document.locator("[data-step]").first).to_be_visible(timeout=PATIENCE_MS)
    lead.locator("#source").press("Control+Home")
    for _line in range(GLASSES.split("\n").index("## 2. Перевірити звикання {#adaptation}") + 1):
        lead.keyboard.press("ArrowDown")
    expect(document.locator("[aria-current=step] h3")).to_have_text("Перевірити звикання")
    document.locator('[data-step="fitting"] h3').click()
    line = "(text => text.value.slice(0, text.selectionStart).split('\\n').at(-1))(document.querySelector('#source'))"
    assert lead.evaluate(line) == "## 3. Запросити підігнати {#fitting}"

    lead.get_by_role("tab", name="Карта").click()
    expect(lead.locator("#view-map [data-map-frame] svg")).to_be_visible()
    assert axe_faults(lead) == []
    lead.keyboard.press("ArrowRight")
    expect(lead.get_by_role("tab", name="Плеєр")).to_be_focused()
    expect(lead.locator("#view-player [data-title]")).to_have_text("Запросити підігнати")
    lead.locator("#view-player [data-answer]").first.click()
    expect(lead.locator("#view-player [data-title]")).to_have_text("Домовились про візит")
    lead.locator("#view-player [data-title]").click()
    assert lead.evaluate(line).startswith("## Кінець: Домовились про візит")
    assert axe_faults(lead) == []


def test_a_text_that_was_kept_on_the_device_has_its_lines_and_faults(visit: Visitors, olena: Actor) -> None:
    lead = visit(olena)
    visit.expected += ["ERR_INTERNET_DISCONNECTED", "Failed to load resource"]
    # No draft reaches the server, so that only this device has one; the pages still come.
    lead.route(
        re.compile("/knowledge/"),
        lambda way: way.fallback() if way.request.method == "GET" else way.abort("internetdisconnected"),
    )
    opened(lead)
    lead.locator("#source").fill(GLASSES.replace("Погано видно → Перевірити звикання", "Погано видно → Ніде"))
    expect(lead.locator("[data-saved-line]")).to_have_attribute("data-state", "offline", timeout=PATIENCE_MS)
    opened(lead)
    expect(lead.locator("#source")).to_have_value(re.compile("Погано видно → Ніде"), timeout=PATIENCE_MS)
    assert len(lead.locator(".algorithm-copy > div > div").all()) == len(source(lead).split("\n"))
    expect(lead.locator(".fault").first).to_contain_text("Ніде", timeout=PATIENCE_MS)


def test_a_long_text_is_turned_page_by_page(visit: Visitors, olena: Actor) -> None:
    lead = visit(olena, screen=DESK)
    opened(lead)
    write(lead, GLASSES + "\n".join(f"Рядок {number}" for number in range(300)))
    lead.locator("#source").press("Control+Home")
    number = "(text => text.value.slice(0, text.selectionEnd).split('\\n').length)(document.querySelector('#source'))"
    lead.keyboard.press("PageDown")
    first = lead.evaluate(number)
    assert 5 < first < 60
    lead.keyboard.press("Shift+PageDown")
    assert lead.evaluate(number) > first
    assert len(selected(lead).split("\n")) > 5
    lead.keyboard.press("PageUp")
    lead.keyboard.press("PageUp")
    assert lead.evaluate(number) < first
    seen = """() => {
      const page = document.querySelector("[data-page]").getBoundingClientRect();
      return [...document.querySelectorAll(".algorithm-numbers > span")].filter((one) => {
        const place = one.getBoundingClientRect();
        return place.top >= page.top && place.bottom <= page.bottom;
      }).map((one) => Number(one.textContent));
    }"""
    lead.wait_for_function(f"number => ({seen})().includes(number)", arg=lead.evaluate(number))


@pytest.mark.parametrize(("screen", "dark"), [(PHONE, False), (PHONE, True), (DESK, True)])
def test_numbers_stand_beside_their_lines_however_they_wrap(
    visit: Visitors, olena: Actor, screen: tuple[int, int], dark: bool
) -> None:
    lead = visit(olena, screen=screen, dark=dark)
    opened(lead)
    write(lead, GLASSES.replace("Погано видно →", "Погано видно, болить голова і двоїться, коли читає →"))
    expect(lead.locator("[data-summary]")).to_have_text("Помилок немає", timeout=PATIENCE_MS)
    heights = lead.evaluate(
        """() => {
          const field = document.querySelector("#source");
          const copy = document.querySelector(".algorithm-copy");
          return [field.scrollHeight, field.offsetHeight, copy.offsetHeight];
        }"""
    )
    assert len(set(heights)) == 1
    assert not wider_than_screen(lead)
    assert axe_faults(lead) == []


def test_without_a_script_faults_are_shown_and_a_script_becomes_a_draft(visit: Visitors, olena: Actor) -> None:
    lead = visit(olena, screen=PHONE, script=False)
    lead.goto("/algorithms/from-script")
    lead.get_by_label("Скрипт", exact=True).fill(SCRIPT)
    lead.get_by_role("button", name="Зробити кроки").click()
    made = lead.locator("#source").input_value()
    assert "## Вислухати клієнта" in made
    lead.get_by_role("button", name="Назад до скрипту").click()
    assert lead.locator("#script").input_value().strip() == SCRIPT.strip()
    lead.get_by_role("button", name="Зробити кроки").click()
    lead.get_by_role("button", name="Далі до форми").click()
    assert source(lead).strip() == made.strip()
    lead.locator("#source").fill(GLASSES.replace("Погано видно → Перевірити звикання", "Погано видно → Ніде"))
    lead.get_by_role("button", name="Як це виглядатиме").click()
    expect(lead.locator(".fault").first).to_contain_text("Ніде")
    expect(lead.locator("#preview [data-step]").first).to_be_visible()


def test_the_format_and_the_way_from_a_script_are_open_to_everyone(visit: Visitors, olena: Actor) -> None:
    lead = visit(olena)
    for address in ("/algorithms/format", "/algorithms/from-script", NEW):
        lead.goto(address)
        for screen in (PHONE, DESK):
            lead.set_viewport_size({"width": screen[0], "height": screen[1]})
            assert not wider_than_screen(lead)
            assert axe_faults(lead) == []

"""An operator walks an algorithm in a live call: without the mouse, without the network, with the note at the end."""

import re

from playwright.sync_api import Page, expect
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.algorithms.models import AlgorithmUser, AlgorithmWalk
from portal.core.actor import Actor
from portal.core.db import transaction
from portal.people.models import Person
from tests.algorithms import factories
from tests.journeys.conftest import DESK, PHONE, Visitors, axe_faults, tab_to, wider_than_screen
from tests.journeys.player import CUT_OFF, arrived, at, kept_here, noted, opened

LAPTOP = (1366, 768)
SIX_STEPS = """\
---
title: Де моє замовлення
language: uk
---
# Де моє замовлення

## Почути {#hear}
> "Зараз подивлюся. Підкажіть, будь ласка, коли ви замовляли?"
? доставка: кур'єр | магазин
- Знає номер → Знайти
## Знайти {#find}
> "Бачу ваше замовлення. Де вам зручно його отримати?"
- Їде кур'єр (лише якщо доставка = кур'єр) → Подзвонити кур'єрові
- Чекає в магазині (інакше) → Запросити
## Подзвонити кур'єрові {#courier}
> "Я наберу кур'єра і скажу вам точну годину. Зачекаєте хвилину?"
- Чекає → Назвати годину
## Назвати годину {#hour}
> "Кур'єр буде сьогодні між четвертою і п'ятою. Підходить?"
- Підходить → Перепитати
## Перепитати {#confirm}
> "Тож чекаєте його за адресою із замовлення, так?"
- Так → Подякувати
## Подякувати {#thank}
> "Дякую, що зателефонували. Щось іще?"
- Ні → Кінець: Отримає сьогодні
## Запросити {#invite}
> "Воно чекає на вас до неділі."
- Прийде → Кінець: Отримає сьогодні
## Кінець: Отримає сьогодні {#today}
Результат: вирішено
Нотатка для CRM: {доставка}; отримає сьогодні; шлях {path}
"""


def copied(visitor: Page) -> str:
    words: str = visitor.evaluate("navigator.clipboard.readText()")
    return words


def test_a_call_is_walked_by_keyboard_with_the_network_cut_in_the_middle(
    visit: Visitors, session: Session, olena: Actor, dmytro: Actor, glasses: int
) -> None:
    visit.expected += CUT_OFF
    operator = visit(dmytro, screen=LAPTOP)
    operator.context.grant_permissions(["clipboard-read", "clipboard-write"])
    opened(operator, glasses)
    assert operator.evaluate("document.documentElement.scrollHeight <= innerHeight")
    assert axe_faults(operator) == []

    operator.keyboard.press("t")  # what must be done
    operator.keyboard.press("Shift+Digit2")
    operator.keyboard.press("1")
    at(operator, "Перевірити звикання")
    operator.context.set_offline(True)
    expect(operator.locator("[data-line=offline]")).to_be_visible()
    operator.keyboard.press("Numpad2")
    at(operator, "Запросити підігнати")
    operator.keyboard.press("a")
    operator.keyboard.press("1")
    at(operator, "Вислухати")
    operator.keyboard.press("Backspace")
    at(operator, "Запросити підігнати")

    operator.context.set_offline(False)
    expect(operator.locator("[data-line=offline]")).to_have_count(0)
    factories.changed(glasses, olena, factories.GLASSES.replace("підправить", "підправить і почистить"))
    operator.reload()
    expect(operator).to_have_url(re.compile(r"/walk/1$"))  # a call finishes on the version that it began with
    at(operator, "Запросити підігнати")
    expect(operator.locator(".walk-page-note")).to_contain_text("новіша версія")
    assert axe_faults(operator) == []

    operator.context.set_offline(True)
    operator.keyboard.press("1")
    at(operator, "Домовились про візит")
    operator.keyboard.press("c")
    expect(operator.locator(".toast")).to_contain_text("Нотатку скопійовано")
    assert copied(operator) == "посадка; візит; шлях Вислухати → Перевірити звикання → Запросити підігнати"
    assert axe_faults(operator) == []
    assert [name.split(":")[0] for name in kept_here(operator)] == ["outbox"]

    operator.context.set_offline(False)
    [walk] = arrived(operator, session, 6)
    assert (walk.revision_number, walk.finish) == (1, "visit")
    assert [(key, *how) for key, _seconds, *how in walk.path["steps"]] == [
        ("listen", "start"), ("adaptation", "answer", 1), ("fitting", "answer", 2), ("listen", "any", 1),
        ("fitting", "back"), ("visit", "answer", 1),
    ]  # fmt: skip
    assert session.scalar(select(AlgorithmUser.person_id)) == dmytro.id
    operator.wait_for_function("!Object.keys(localStorage).some((name) => name.startsWith('outbox:'))")
    operator.goto("/")
    assert len(arrived(operator, session, 6)) == 1


def test_a_walk_that_begins_where_a_search_led_is_counted(
    visit: Visitors, session: Session, dmytro: Actor, glasses: int
) -> None:
    operator = visit(dmytro, screen=LAPTOP)
    operator.goto(f"/algorithms/{glasses}/walk#step-fitting")
    at(operator, "Запросити підігнати")
    operator.keyboard.press("1")
    at(operator, "Домовились про візит")
    [walk] = arrived(operator, session, 2)
    assert walk.finish == "visit"
    assert [(key, *how) for key, _seconds, *how in walk.path["steps"]] == [
        ("fitting", "found"), ("visit", "answer", 1),
    ]  # fmt: skip


def test_six_steps_take_eight_keys(visit: Visitors, olena: Actor, dmytro: Actor) -> None:
    operator = visit(dmytro, screen=LAPTOP)
    operator.context.grant_permissions(["clipboard-read", "clipboard-write"])
    opened(operator, factories.algorithm(olena, source=SIX_STEPS).id)

    keys = ["Shift+Digit1", "1", "1", "1", "1", "1", "1", "c"]
    for key in keys:
        operator.keyboard.press(key)
        assert operator.evaluate("document.documentElement.scrollHeight <= innerHeight")

    expect(operator.locator(".toast")).to_contain_text("скопійовано")
    assert copied(operator).startswith(
        "кур'єр; отримає сьогодні; шлях Почути → Знайти → Подзвонити кур'єрові → Назвати"
    )


def test_answers_depend_on_what_was_chosen(visit: Visitors, dmytro: Actor, glasses: int) -> None:
    operator = visit(dmytro)
    opened(operator, glasses)
    operator.keyboard.press("2")
    answers = operator.locator("[data-answer]")
    expect(answers).to_have_count(3)
    expect(answers.nth(1)).to_contain_text("Спершу оберіть: скарга")
    operator.keyboard.press("2")  # the question is at hand: it can be chosen here
    at(operator, "Запросити підігнати")
    expect(operator.locator("[data-value]").first).to_be_focused()
    operator.keyboard.press("Shift+Digit1")
    expect(answers).to_have_text([re.compile("Погоджується"), re.compile("Відмовляється")])
    operator.keyboard.press("Shift+Digit2")
    expect(answers).to_have_text([re.compile("Погоджується"), re.compile("Не може прийти")])
    operator.keyboard.press("3")  # not offered
    at(operator, "Запросити підігнати")
    operator.keyboard.press("2")
    at(operator, "Подзвонимо за тиждень")
    expect(operator.locator(".walk-result")).to_contain_text("через 7 днів")


def test_what_must_be_done_is_asked_for_once_and_holds_nobody_up(visit: Visitors, dmytro: Actor, glasses: int) -> None:
    operator = visit(dmytro)
    opened(operator, glasses)
    operator.keyboard.press("2")
    at(operator, "Запросити підігнати")
    line = operator.locator("[data-line=left]")
    expect(line).to_contain_text("Дати договорити")
    operator.keyboard.press("Backspace")
    expect(line).to_have_count(0)
    operator.keyboard.press("2")
    at(operator, "Запросити підігнати")
    expect(line).to_have_count(0)
    operator.keyboard.press("Backspace")
    expect(operator.locator("[data-point]").first).not_to_be_checked()


def test_the_line_ticks_what_was_done(visit: Visitors, dmytro: Actor, glasses: int) -> None:
    operator = visit(dmytro)
    opened(operator, glasses)
    operator.keyboard.press("2")
    operator.keyboard.press("t")
    expect(operator.locator("[data-line=left]")).to_have_count(0)
    operator.keyboard.press("Backspace")
    expect(operator.locator("[data-point]").first).to_be_checked()


def test_one_hand_on_a_phone_is_enough(visit: Visitors, session: Session, dmytro: Actor, glasses: int) -> None:
    operator = visit(dmytro, screen=PHONE, dark=True)
    opened(operator, glasses)
    assert wider_than_screen(operator) == 0
    assert axe_faults(operator) == []
    operator.get_by_role("button", name="посадка").click()
    operator.get_by_role("button", name=re.compile("Тиснуть")).click()
    at(operator, "Запросити підігнати")
    operator.locator("[data-do=any]").click()
    assert axe_faults(operator) == []
    operator.get_by_role("button", name=re.compile("Просить керівницю")).click()
    at(operator, "Передано керівниці")
    operator.locator("[data-do=back]").click()
    at(operator, "Запросити підігнати")
    operator.locator("[data-crumb]").first.click()
    at(operator, "Вислухати")
    assert wider_than_screen(operator) == 0
    operator.goto("/algorithms")
    [walk] = arrived(operator, session, 5)
    assert [how for _key, _seconds, how, *_number in walk.path["steps"]] == ["start", "answer", "any", "back", "back"]
    assert walk.finish is None


def test_keys_count_by_their_place_and_never_in_a_field(visit: Visitors, dmytro: Actor, glasses: int) -> None:
    operator = visit(dmytro)
    opened(operator, glasses)
    press = "([code, key]) => document.body.dispatchEvent(new KeyboardEvent('keydown', {code, key, bubbles: true}))"
    operator.evaluate(press, ["KeyA", "ф"])
    expect(operator.locator("[data-do=any]")).to_have_attribute("aria-expanded", "true")
    operator.keyboard.press("Escape")
    expect(operator.locator("[data-do=any]")).to_have_attribute("aria-expanded", "false")
    operator.keyboard.press("Control+1")
    operator.keyboard.press("Alt+2")
    at(operator, "Вислухати")
    operator.keyboard.press("2")
    operator.keyboard.press("1")
    note = operator.locator("#walk-note")
    note.fill("")
    note.press_sequentially("rc1 a")
    expect(note).to_have_value("rc1 a")
    note.press("Escape")
    operator.keyboard.press("r")
    at(operator, "Вислухати")


def test_whoever_switched_the_keys_off_walks_with_tab(
    visit: Visitors, session: Session, dmytro: Actor, glasses: int
) -> None:
    with transaction() as writing:
        writing.execute(update(Person).where(Person.id == dmytro.id).values(shortcuts=False))
    operator = visit(dmytro)
    opened(operator, glasses)
    for key in ("1", "a", "f", "Backspace"):
        operator.keyboard.press(key)
    at(operator, "Вислухати")
    tab_to(operator, "[data-answer='2']")
    operator.keyboard.press("Enter")
    at(operator, "Запросити підігнати")
    expect(operator.locator("[data-stage] h2")).to_be_focused()


def test_what_is_typed_into_the_note_is_masked_before_it_is_copied(
    visit: Visitors, dmytro: Actor, glasses: int
) -> None:
    operator = visit(dmytro)
    operator.context.grant_permissions(["clipboard-read", "clipboard-write"])
    opened(operator, glasses)
    operator.keyboard.press("2")
    operator.keyboard.press("1")
    note = operator.locator("#walk-note")
    expect(note).to_have_value("—; візит; шлях Вислухати → Запросити підігнати")
    operator.keyboard.press("Shift+Digit3")  # what the note asks for can be chosen at the end
    expect(note).to_have_value("вигляд; візит; шлях Вислухати → Запросити підігнати")
    note.fill("вигляд; дзвонити на +380 67 123 45 67, ще раз +380671234567, ira@mail.example")
    operator.locator("[data-do=copy]").click()
    expect(operator.locator(".toast")).to_contain_text("приховано: телефон, пошта")
    assert copied(operator) == "вигляд; дзвонити на [телефон 1], ще раз [телефон 1], [пошта 1]"
    assert "380" not in operator.evaluate("JSON.stringify({...localStorage}) + JSON.stringify({...sessionStorage})")


def test_unlooked_words_are_copied_only_when_asked_twice(visit: Visitors, dmytro: Actor, glasses: int) -> None:
    visit.expected += [r"guard/look\S* net::ERR_INTERNET_DISCONNECTED", *CUT_OFF]
    operator = visit(dmytro)
    operator.context.grant_permissions(["clipboard-read", "clipboard-write"])
    opened(operator, glasses)
    operator.keyboard.press("2")
    operator.keyboard.press("1")
    operator.evaluate("navigator.clipboard.writeText('')")
    operator.locator("#walk-note").fill("подзвонити ввечері")
    operator.context.set_offline(True)
    operator.locator("[data-do=copy]").click()
    expect(operator.locator(".toast")).to_contain_text("Не вдалося перевірити")
    assert copied(operator) == ""
    operator.locator("[data-do=copy]").click()
    expect(operator.locator(".toast")).to_contain_text("скопійовано")
    assert copied(operator) == "подзвонити ввечері"
    operator.context.set_offline(False)


def test_one_key_says_that_a_step_did_not_fit_and_a_word_can_follow(
    visit: Visitors, session: Session, dmytro: Actor, glasses: int
) -> None:
    visit.expected += CUT_OFF
    operator = visit(dmytro)
    opened(operator, glasses)
    operator.keyboard.press("f")
    assert axe_faults(operator) == []
    operator.keyboard.press("2")  # the call goes on: it is noted without a word
    at(operator, "Запросити підігнати")
    [first] = noted(operator, session, 1)
    assert (first.step, first.words, first.by_id) == ("listen", "", dmytro.id)

    operator.context.set_offline(True)
    operator.keyboard.press("f")
    operator.keyboard.press("f")
    operator.keyboard.type("а якщо це 2 пари?")
    operator.keyboard.press("Enter")
    expect(operator.locator(".toast")).to_contain_text("Позначено")
    at(operator, "Запросити підігнати")
    expect(operator.locator("[data-stage] h2")).to_be_focused()
    operator.keyboard.press("f")
    expect(operator.locator(".toast")).to_contain_text("уже позначено")
    operator.context.set_offline(False)
    second = noted(operator, session, 2)[1]
    assert (second.step, second.words) == ("fitting", "а якщо це 2 пари?")

    operator.keyboard.press("1")
    operator.keyboard.press("f")
    operator.keyboard.press("Escape")
    expect(operator.locator(".toast")).to_contain_text("Позначку знято")
    [walk] = arrived(operator, session, 3)
    assert walk.key not in {misfit.key for misfit in noted(operator, session, 2)}


def test_beginning_anew_in_the_middle_asks_first(
    visit: Visitors, session: Session, dmytro: Actor, glasses: int
) -> None:
    operator = visit(dmytro)
    opened(operator, glasses)
    operator.keyboard.press("2")
    operator.keyboard.press("r")
    expect(operator.locator("dialog[open]")).to_be_visible()
    assert axe_faults(operator) == []
    operator.keyboard.press("Escape")
    at(operator, "Запросити підігнати")
    operator.keyboard.press("r")
    operator.keyboard.press("Enter")
    at(operator, "Вислухати")
    operator.keyboard.press("1")
    at(operator, "Перевірити звикання")
    operator.keyboard.press("1")
    arrived(operator, session, 3)
    assert [walk.finish for walk in arrived(operator, session, 3)] == [None, "call-back"]


def test_names_of_steps_and_questions_may_be_those_of_every_object(
    visit: Visitors, olena: Actor, dmytro: Actor
) -> None:
    source = """\
# Будь-як
## Конструктор {#constructor}
> «Так?»
- [ ] Записати
? toString: а | б
- Так → Кінець: Усе
## Кінець: Усе {#__proto__}
Результат: вирішено
Нотатка для CRM: {toString}
"""
    operator = visit(dmytro)
    opened(operator, factories.algorithm(olena, source=source).id)
    operator.keyboard.press("t")
    expect(operator.locator("[data-point]")).to_be_checked()
    operator.keyboard.press("Shift+Digit2")
    operator.keyboard.press("1")
    at(operator, "Усе")
    expect(operator.locator("textarea[data-note]")).to_have_value("б")
    operator.keyboard.press("Backspace")
    expect(operator.locator("[data-point]")).to_be_checked()


def test_without_a_script_it_is_the_document_with_links(visit: Visitors, dmytro: Actor, glasses: int) -> None:
    reader = visit(dmytro, script=False, screen=DESK)
    reader.goto(f"/algorithms/{glasses}/walk")
    expect(reader.locator("section.step")).to_have_count(6)
    reader.locator(".answer a", has_text="Перевірити звикання").first.click()
    expect(reader).to_have_url(re.compile("#step-adaptation$"))
    expect(reader.locator("#step-adaptation")).to_be_in_viewport()


PREVIEW = """async (path) => {
  const { startPlayer } = await import(path);
  const pane = document.createElement("div");
  pane.id = "pane";
  pane.append(document.querySelector(".player .algorithm").cloneNode(true));
  document.querySelector(".player").replaceWith(pane);
  pane.querySelector(".algorithm").hidden = false;
  window.player = startPlayer(pane, { preview: true, from: "adaptation" });
}"""
CHANGED = """() => {
  const sheet = document.querySelector("#pane .algorithm").cloneNode(true);
  sheet.querySelector("#step-fitting h3").textContent = "Запросити до салону";
  const pane = document.getElementById("pane");
  pane.replaceChildren(sheet);
  window.player.update(pane);
}"""


def test_beside_the_editor_it_follows_the_text_and_keeps_nothing(
    visit: Visitors, session: Session, dmytro: Actor, glasses: int
) -> None:
    writer = visit(dmytro)
    opened(writer, glasses)
    path = writer.locator("script[src$='js/app.js']").get_attribute("src")
    assert path is not None
    writer.evaluate(PREVIEW, path.replace("app.js", "player.js"))
    at(writer, "Перевірити звикання")
    expect(writer.locator("[data-do=misfit]")).to_be_hidden()
    writer.keyboard.press("2")  # the keys are the editor's until one is in the pane
    at(writer, "Перевірити звикання")
    writer.get_by_role("button", name=re.compile("14 днів і більше")).click()
    at(writer, "Запросити підігнати")
    writer.evaluate(CHANGED)
    at(writer, "Запросити до салону")
    writer.evaluate("window.player.show('visit')")  # where the cursor stands
    at(writer, "Домовились про візит")
    writer.evaluate("window.player.show('not-there')")
    at(writer, "Домовились про візит")
    assert kept_here(writer) == []
    session.rollback()
    assert list(session.scalars(select(AlgorithmWalk))) == []

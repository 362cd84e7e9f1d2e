"""From a script to a first draft: without an error, without a sentence lost."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.algorithms.checking import ERROR, check
from portal.algorithms.converting import steps_of_script
from portal.algorithms.document import Block, Document
from portal.algorithms.format import read
from portal.algorithms.graph import graph_of
from tests.algorithms.decided import DATA, valid
from tests.algorithms.generated import unhurried

SCRIPTS = sorted((DATA / "scripts").glob("*.txt"))
#: Words that say what a line is, and are said by the format then.
SIGNS = {
    *("скрипт", "мета", "goal", "purpose", "script", "крок", "step", "оператор", "клієнт", "менеджер", "клиент"),
    *("operator", "agent", "customer", "якщо", "если", "то", "if", "go", "to", "and", "section", "перейти", "до", "п"),
    *("кінець", "розмови", "конец", "разговора", "end", "call"),
    *("кроку", "раздел", "скажіть", "скажите", "сказати", "заперечення", "обов", "язково"),
}
LINES = [
    *("Оператор: Добрий день! Як справи?", "Клієнт: Добре", "Клієнт: так -> крок 2", "Клієнт (сердито): ні", ""),
    *("1. Привітання", "2. Оформлення", "3) Завершення", "Крок 4. Перевірка", "# Заголовок", "### Дрібний", ""),
    *("**Жирний**", "ВЕЛИКІ ЛІТЕРИ", "Якщо так -> крок 1", "Якщо ні, то перейти до п. 3", "Якщо хоче:", "Прощання"),
    *("- Якщо просить керівника → передати керівнику", "- Обов'язково усміхнутися", "• інше → п. 9", "> цитата"),
    *("«Фраза сама по собі.»", "Скажіть: «Будь ласка»", "Заперечення", "- Дорого: «Розумію»", "Мета: добре", "---"),
    *("```", "код ## x", "~~~", "| a | b |", "|---|---|", "? name: a | b", "## Finish: Кінець", "## Будь-коли"),
    *("<!-- comment", "- [ ] box → x", "- answer (only if a = b) → Оформлення", "(otherwise) → 2", "a → b → c"),
    *(
        "- Уточнити:",
        "    - номер замовлення",
        "\t• дату покупки.",
        "   - Обов'язково чек",
        "      - Дорого:",
        "  - «Так»",
    ),
    *("Кінець розмови: подякували", "- End of the call: thanked", "Якщо так - конец разговора: перезвоним завтра"),
    *("`code → x", "Note for CRM: {x}", "## Оформлення {#x}", "##x", "#", "1)", "-", "→", "Якщо", "Так — крок 3"),
]


def converted(script: str) -> Document:
    return read(steps_of_script(script))


def step(document: Document, title: str) -> Block:
    return next(block for block in document.blocks if block.title == title)


def answers(block: Block) -> list[tuple[str, str]]:
    return [(answer.text, answer.target) for answer in block.answers]


def errors_of(text: str) -> list[str]:
    document = read(text)
    return [fault.name for fault in check(document, graph_of(document)) if fault.level == ERROR]


def words_of(text: str) -> set[str]:
    return {word.casefold() for word in re.findall(r"[^\W\d_]+", text)}


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_a_script_becomes_steps_without_an_error_or_a_word_lost(path):
    script = path.read_text()
    made = steps_of_script(script)

    assert errors_of(made) == []
    assert words_of(script) - words_of(made) <= SIGNS
    assert len(read(made).steps) >= 3


def test_sections_phrases_points_and_conditions_of_a_ukrainian_script():
    made = converted((DATA / "scripts" / "return.uk.txt").read_text())

    assert made.title == "Повернення товару"
    assert made.goal == "клієнт розуміє, коли отримає гроші."
    reason = step(made, "З'ясування причини")
    assert reason.phrases[0].text == "«Підкажіть, будь ласка, що саме вас не влаштувало?»"
    assert [(point.text, point.must) for point in reason.points] == [
        ("Назвати клієнта на ім'я", True),
        ("Уточнити дату купівлі", False),
    ]
    assert answers(reason) == [
        ("Клієнт каже, що минуло більше 14 днів", "Термін минув"),
        ("Клієнт має чек", "Оформлення повернення"),
        ("Клієнт сердиться", "Кінець: Переключити на керівника"),
    ]
    assert step(made, "Переключити на керівника").result.text == "передано"
    assert step(made, "Передзвонити за 2 дні після розмови зі старшим").result.days == 2


def test_what_follows_a_condition_is_a_step_beside_the_line():
    made = converted((DATA / "scripts" / "return.uk.txt").read_text())

    assert ("Клієнт відмовляється їхати", "Клієнт відмовляється їхати") in answers(step(made, "Оформлення повернення"))
    beside = step(made, "Клієнт відмовляється їхати")
    assert beside.phrases[0].text == "«Розумію. Можемо забрати кур'єром, це безкоштовно.»"
    # The next section is for those whose time is over: nobody else goes on there.
    assert answers(beside) == [("Далі", "Кінець: Розмову завершено")]


def test_a_point_that_names_a_list_tells_it():
    script = """1. Запитати
- Уточнити:
    - номер замовлення;
    - дату покупки.
- Перевірити:
\t• вік товару
\t• Обов'язково чек
- Подякувати
2. Кінець
Прощання
"""
    points = [(point.text, point.must) for point in step(converted(script), "Запитати").points]

    assert points == [
        ("Уточнити: номер замовлення; дату покупки", False), ("Перевірити: вік товару", False), ("Чек", True),
        ("Подякувати", False),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("script", "title", "result"),
    [
        ("1. Привітання\n«Добрий день!»\nКінець розмови: подякували за дзвінок", "Подякували за дзвінок", "вирішено"),
        (
            "1. Привіт\n- Якщо сердиться - завершення: передзвонимо завтра",
            "Передзвонимо завтра",
            "повернутися через 1 день",
        ),
        ("1. Greet\n- If angry -> End of the call: transfer to the lead", "Transfer to the lead", "escalated"),
    ],
)
def test_an_end_that_is_called_so_is_one(script, title, result):
    written = steps_of_script(script)
    assert re.search(rf"^## (?:Кінець|Finish): {title}\n\w+: {result}", written, re.MULTILINE)
    assert re.search(rf"→ (?:Кінець|Finish): {title}$", written, re.MULTILINE)


def test_a_number_alone_is_a_section():
    assert "- Calm → Check" in steps_of_script("1. Greet\n- If calm -> go to 2\n2. Check\n- Look")


def test_a_list_that_is_long_or_not_set_in_stays_points_of_its_own():
    long = "дуже " * 50
    script = f"1. Запитати\n- Уточнити:\n- номер\n- Перевірити:\n    - {long}\n2. Далі\nПрощання\n"
    points = [point.text for point in step(converted(script), "Запитати").points]

    assert points == ["Уточнити:", "номер", "Перевірити:", long.strip()]


@pytest.mark.parametrize(
    ("heading", "title"),
    [("СКРИПТ: ПРОПУЩЕНА ДОСТАВКА", "Пропущена доставка"), ("ПОВЕРНЕННЯ ГРОШЕЙ", "Повернення грошей"), ("CRM", "CRM")],
)
def test_a_title_in_capitals_is_said_quietly(heading, title):
    made = steps_of_script(f"{heading}\nМета: домовитися.\n\n1. Привітання\n- так -> п. 2\n\n2. Нова дата\nЗаписати.\n")
    assert made.startswith(f"# {title}\n")


def test_objections_are_open_at_any_time():
    made = converted((DATA / "scripts" / "return.uk.txt").read_text())

    assert answers(made.blocks[-1]) == [
        ("Дорого", "Дорого"),
        ("Клієнт просить керівника", "Кінець: Передати дзвінок керівникові зміни"),
    ]


def test_a_dialogue_is_a_step_for_each_turn():
    made = converted((DATA / "scripts" / "late_order.ru.txt").read_text())

    assert answers(step(made, "Выяснение проблемы")) == [("Вот номер", "Спасибо, вижу ваш заказ")]
    assert answers(step(made, "Спасибо, вижу ваш заказ")) == [("А когда привезут?", "Завтра до 18:00")]
    assert answers(step(made, "Завтра до 18:00")) == [
        ("Клиент согласен", "Финал: Поблагодарить и попрощаться"),
        ("Клиент говорит, что завтра неудобно", "Предложить другой день"),
        ("Клиент требует возврат денег", "Возврат"),
    ]


def test_headings_lists_and_tables_of_an_english_script():
    made = converted((DATA / "scripts" / "missed_call.en.txt").read_text())

    assert [block.title for block in made.steps][:3] == ["Call back", "The customer is angry", "Find the order"]
    order = step(made, "Find the order")
    assert [point.text for point in order.points] == [
        "Ask for the phone number",
        "Ask for the surname",
        "Never ask for the card number",
    ]
    assert any("| shipped | it comes tomorrow |" in getattr(part, "text", "") for part in order.parts)
    assert answers(order) == [("Yes", "Say goodbye"), ("No", "Offer another day")]
    assert answers(step(made, "Offer another day")) == [("Go on", "Say goodbye")]


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("Якщо клієнт згоден → крок 2", ("Клієнт згоден", "Далі тут")),
        ("Якщо клієнт каже, що дорого, перейти до п. 2", ("Клієнт каже, що дорого", "Далі тут")),
        ("- Если клиент «за», то шаг 2", ("Клиент «за»", "Далі тут")),
        ("Если клиент согласен: перейти к разделу «Далі тут»", ("Клиент согласен", "Далі тут")),
        ("If the customer says yes, go to step 2.", ("The customer says yes", "Далі тут")),
        ("When they agree -> step 2", ("They agree", "Далі тут")),
        ("Так — крок 2", ("Так", "Далі тут")),
        ("Ні -> попрощатися", ("Ні", "Кінець: Попрощатися")),
        ("У разі відмови — передати старшому", ("У разі відмови", "Кінець: Передати старшому")),
        ("Клієнт: добре → 2", ("добре", "Далі тут")),
    ],
)
def test_a_condition_is_an_answer(line, answer):
    made = converted(
        f"Крок 1. Початок\nОператор: Як вам це?\n{line}\n\nКрок 2. Далі тут\nОператор: Дякую, що зателефонували!"
    )

    assert answer in answers(step(made, "Початок"))


@pytest.mark.parametrize("line", ["Клієнт завжди правий.", "When in doubt ask.", "Про 5 хвилин → мовчимо"])
def test_what_is_no_condition_is_kept(line):
    assert words_of(line) <= words_of(steps_of_script(f"1. Початок\nОператор: Вітаю!\n{line}\n"))


def test_a_script_that_goes_in_a_circle_gets_a_way_out():
    script = "Крок 1. Перше\nЯкщо так -> крок 2\nЯкщо ні -> п. 2\nКрок 2. Друге\nЯкщо так -> крок 1\nЯкщо ні -> п. 1\n"
    made = converted(script)

    assert errors_of(steps_of_script(script)) == []
    assert answers(step(made, "Друге"))[-1] == ("Інше", "Кінець: Розмову завершено")


def test_a_section_that_nothing_leads_to_follows_the_one_before():
    script = (
        "Крок 1. Перше\nЯкщо так -> крок 3\nЯкщо ні -> крок 3\n"
        "Крок 2. Друге\nОператор: Так?\nКрок 3. Третє\nОператор: Ні?\n"
    )

    assert answers(step(converted(script), "Перше"))[-1] == ("Інше", "Друге")


def test_more_answers_than_keys_stand_in_steps_of_their_own():
    script = "Крок 1. Вибір\nОператор: Що саме?\n" + "".join(f"Якщо {n} -> дія {n}\n" for n in range(1, 21))
    made = converted(script)

    assert errors_of(steps_of_script(script)) == []
    assert max(len(block.answers) for block in made.steps) <= 9
    assert {f"Дія {n}" for n in range(1, 21)} <= {block.title for block in made.steps}


@pytest.mark.parametrize("text", ["", " \n\n", "\ufeff"])
def test_nothing_is_made_of_nothing(text):
    assert not steps_of_script(text).strip()


@pytest.mark.parametrize("decided", valid(), ids=lambda decided: decided.name)
def test_an_algorithm_stays_as_it_is(decided):
    assert steps_of_script(decided.text) == decided.text


@unhurried
@given(st.lists(st.sampled_from(LINES), max_size=14).map("\n".join) | st.text(max_size=80))
def test_a_draft_has_no_error_whatever_the_script(script):
    made = steps_of_script(script)

    assert made == script or errors_of(made) == []


@unhurried
@given(st.lists(st.sampled_from(LINES), min_size=1, max_size=14).map("\n".join))
def test_a_draft_is_a_draft_of_itself(script):
    made = steps_of_script(script)

    assert steps_of_script(made) == made


def test_a_script_of_many_lines_is_read_in_one_go():
    """What takes the square of its length would take hours."""
    script = "".join(f"Якщо {n}:\nОператор: так?\nКлієнт: ні\nЯкщо {n} -> дія {n % 7}\n" for n in range(5_000))

    assert len(converted(script).steps) > 5_000

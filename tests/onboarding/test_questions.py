"""The questions of a self-check: what an editor writes, what is said of faults, how answers are marked."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.core.i18n import speaking
from portal.onboarding import questions as questions_module
from portal.onboarding.asked import key_of
from portal.onboarding.questions import Question, QuestionKind, is_answered, mark, read_questions

FIVE = """
? Клієнт кричить. Що робимо *першим*?
Він дзвонить утретє.
( ) Просимо говорити тихіше
> Це звучить як докір.
(x) Слухаємо до кінця
  і не перебиваємо

> Хто виговорився, той чує.

? Що з цього варто сказати?
[x] «Розумію, чому ви злитеся»
- [х] «Дякую, що сказали»
[ ] «Заспокойтеся»

? У якому порядку?
1. Вислухати
2. Переказати своїми словами
3) Запропонувати

? Що до чого?
Пандус = список крамниць без сходів
Повернення = каса
Обмін = каса

? Розкажіть про свій дзвінок.
___
"""


def read_one(text: str) -> Question:
    (question,), faults = read_questions(text)
    assert not faults
    return question


def said(text: str) -> list[tuple[int, str]]:
    with speaking("en"):
        return [(fault.line, fault.sentence) for fault in read_questions(text)[1]]


def test_all_five_kinds_are_read():
    questions, faults = read_questions(FIVE)

    assert faults == ()
    assert [question.kind for question in questions] == list(QuestionKind)
    single, several, order, match, free = questions
    assert single.text == "Клієнт кричить. Що робимо *першим*?\nВін дзвонить утретє."
    assert [(option.text, option.right, option.why) for option in single.options] == [
        ("Просимо говорити тихіше", False, "Це звучить як докір."),
        ("Слухаємо до кінця і не перебиваємо", True, ""),
    ]
    assert single.why == "Хто виговорився, той чує."
    assert [option.right for option in several.options] == [True, True, False]
    assert [option.text for option in order.options] == ["Вислухати", "Переказати своїми словами", "Запропонувати"]
    assert [option.partner for option in match.options] == ["список крамниць без сходів", "каса", "каса"]
    assert len(match.partners) == 2
    assert free.options == ()


def test_an_explanation_right_below_a_choice_is_that_choices_own():
    question = read_one("? Чому?\n(x) Так\n> бо так\n( ) Ні\n> бо ні\n> двічі\n\n> Загалом.")

    assert [option.why for option in question.options] == ["бо так", "бо ні двічі"]
    assert question.why == "Загалом."


def test_the_key_of_a_question_stays_when_its_answers_change_and_when_it_moves():
    before, after = (
        read_one("? Що далі?\n(x) А\n( ) Б"),
        read_questions("? Нове?\n___\n? що  далі?\n(x) В\n( ) А")[0][1],
    )

    assert after.key == before.key
    assert after.options[1].key == before.options[0].key


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("Що робимо?\n(x) А\n( ) Б", 1, "Did you mean “? Що робимо?”?"),
        ("просто слова", 1, "belongs to no question"),
        ("? Що?", 1, "nothing to answer with"),
        ("? Що?\n( ) А\n( ) Б", 1, "Put an x between its brackets"),
        ("? Що?\n(x) А\n(x) Б", 1, "Did you mean “[x]”"),
        ("? Що?\n[ ] А\n[ ] Б", 1, "No answer is marked as right"),
        ("? Що?\n(x) А", 1, "Add another one"),
        ("? Що?\n(v) А\n( ) Б", 2, "Did you mean “(x) А”?"),
        ("? Що?\n{ } А\n(x) Б", 2, "Did you mean “( ) А”?"),
        ("? Що?\n(x) А\n[ ] Б", 3, "was begun with “( )”"),
        ("? Що?\n1. А\n3. Б", 3, "Did you mean “2.”?"),
        ("? Що?\n(x) А\n( ) а", 3, "stands in line 2 already"),
        ("? Що?\n(x) А\nБ", 3, "Did you mean “( ) Б”?"),
        ("? Що?\nА = Б\nВ - Г = Ґ\nД → Е", 4, "Did you mean “Д = Е”?"),
        ("? Що?\nА = Б\nВ = Б", 1, "belong to the same"),
        ("? Що?\n( )\n(x) А", 2, "There are no words here"),
        ("? Що?\n___\n? Що?\n___", 3, "stands in line 1 already"),
        ("?\n___", 1, "Write the question itself"),
        ("? Що?\n___\nБ", 3, "an explanation?"),
        ("? Що?\n" + "(x) " + "а" * 2000, 2, "too long"),
    ],
)
def test_every_fault_names_its_line_and_what_to_write_instead(text: str, line: int, words: str):
    found = said(text)

    assert [fault for fault in found if fault[0] == line and words in fault[1]], found


def test_one_faulty_question_does_not_hide_the_others():
    questions, faults = read_questions("? А?\n(x) 1\n? Б?\n___\n? В?\n[ ] 1\n[ ] 2")

    assert [question.text for question in questions] == ["Б?"]
    assert [fault.line for fault in faults] == [1, 5]


def test_a_text_beyond_measure_is_refused_in_one_sentence():
    questions, faults = read_questions("? Що?\n___\n" * 20_000)

    assert questions == ()
    assert len(faults) == 1


def test_more_questions_than_anybody_answers_are_one_fault():
    found = said("\n".join(f"? Питання {n}?\n___" for n in range(65)))

    assert len(found) == 1
    assert "More than 60 questions" in found[0][1]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from([*"?()[]xх>=_ \t\n1.2-{}", "? А", "(x) Б", "[ ] В", "___", "1. Г", "Ґ = Д", "> бо"])))
def test_no_text_is_an_exception_and_what_has_no_fault_is_whole(parts: list[str]):
    questions, faults = read_questions("\n".join(parts))

    assert len({question.key for question in questions}) == len(questions)
    for question in questions:
        assert question.kind is QuestionKind.FREE or len(question.options) >= 2
    if not faults:
        assert len(questions) == sum(part.lstrip().startswith("?") for part in parts)


def test_a_single_choice_is_marked_option_by_option():
    question = read_one("? Що?\n(x) А\n( ) Б")
    right, wrong = (option.key for option in question.options)

    assert mark(question, {"chosen": [right]}).right is True
    assert mark(question, {"chosen": [wrong]}).right is False
    assert mark(question, {"chosen": [right, wrong]}).right is False
    assert mark(question, {"chosen": [wrong]}).parts == {right: False, wrong: False}


def test_several_are_right_only_all_together():
    question = read_one("? Що?\n[x] А\n[x] Б\n[ ] В")
    a, b, c = (option.key for option in question.options)

    assert mark(question, {"chosen": [b, a]}).right is True
    assert mark(question, {"chosen": [a]}).parts == {a: True, b: False, c: True}


def test_an_order_is_right_place_by_place():
    question = read_one("? Що?\n1. А\n2. Б\n3. В")
    a, b, c = (option.key for option in question.options)

    assert mark(question, {"order": [a, b, c]}).right is True
    assert mark(question, {"order": [a, c, b]}).parts == {a: True, b: False, c: False}


def test_pairs_with_the_same_right_side_are_both_right():
    question = read_one("? Що?\nПовернення = каса\nОбмін = Каса\nПандус = список")
    pairs = {option.key: option.partner_key for option in question.options}

    assert mark(question, {"pairs": pairs}).right is True
    assert mark(question, {"pairs": {**pairs, key_of("Обмін"): key_of("список")}}).right is False


def test_words_of_ones_own_wait_for_whoever_reads_them():
    assert mark(read_one("? Що?\n___"), {"text": "ось що"}).right is None


@pytest.mark.parametrize("nonsense", [{}, {"chosen": None}, {"chosen": [1, None]}, {"order": "x"}, {"pairs": [1]}])
def test_what_is_no_answer_is_wrong_and_counts_as_none(nonsense: dict[str, object]):
    for question in read_questions(FIVE)[0]:
        assert not is_answered(question, nonsense)
        assert not mark(question, nonsense).right


def test_an_order_is_shown_mixed_alike_for_one_learner_and_never_in_the_right_order():
    question = read_one("? Що?\n1. А\n2. Б\n3. В")

    shown = {seed: question.shuffled(seed) for seed in map(str, range(50))}

    assert question.options not in shown.values()
    assert len(set(shown.values())) > 1
    assert shown["7"] == question.shuffled("7")


def test_an_answer_over_many_lines_has_an_end():
    made_of: list[str] = []

    def counted(text: str) -> str:
        made_of.append(text)
        return key_of(text)

    with pytest.MonkeyPatch.context() as patch, speaking("en"):
        patch.setattr(questions_module, "key_of", counted)
        questions, faults = read_questions("? Що?\n(x) так\n" + "  і\n" * 4_000)

    assert questions == ()
    assert "too long" in faults[0].sentence
    assert sum(map(len, made_of)) < 500_000


def test_more_than_a_step_can_hold_is_not_read():
    questions, faults = read_questions("? Що?\n___\n" * 2_100)

    assert questions == ()
    assert [fault.line for fault in faults] == [1]

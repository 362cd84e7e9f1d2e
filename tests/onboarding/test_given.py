"""Answers in words, and the green pen in them."""

from hypothesis import given
from hypothesis import strategies as st

from portal.onboarding.given import Stretch, in_words, marked, words_of
from portal.onboarding.questions import read_questions

WORDS = "Спершу я послухала.\nПотім спитала, коли зручно передзвонити."


def test_a_mark_stands_on_its_words_also_across_a_line_end() -> None:
    assert marked(WORDS, ["послухала. Потім спитала"]) == [
        Stretch("Спершу я "),
        Stretch("послухала.\nПотім спитала", (1,), (1,)),
        Stretch(", коли зручно передзвонити."),
    ]


def test_marks_may_share_words() -> None:
    assert marked("один два три", ["один два", "два три"]) == [
        Stretch("один ", (1,)),
        Stretch("два", (1, 2), (1,)),
        Stretch(" три", (2,), (2,)),
    ]


def test_a_quote_of_another_answer_marks_nothing() -> None:
    assert marked("один два", ["три"]) == [Stretch("один два")]


@given(st.text(max_size=60), st.lists(st.text(max_size=12), max_size=4))
def test_nothing_of_an_answer_is_lost(words: str, quotes: list[str]) -> None:
    assert "".join(stretch.words for stretch in marked(words, quotes)) == words


def test_answers_of_each_kind_in_words() -> None:
    text = """? Що спершу?
( ) Вибачитися
(x) Вислухати

? По порядку
1. Вислухати
2. Повторити

? Пари
кур'єр = доставка
чек = оплата

? Своїми словами
___
"""
    (single, order, match, free), faults = read_questions(text)
    assert not faults
    assert in_words(single, {"chosen": [single.options[1].key]}) == "Вислухати"
    assert in_words(order, {"order": [order.options[1].key, order.options[0].key]}) == "Повторити; Вислухати"
    pairs = {match.options[0].key: match.options[1].partner_key}
    assert in_words(match, {"pairs": pairs}) == "кур'єр — оплата"
    assert in_words(free, {"text": "Так і так"}) == "Так і так"


@given(
    st.recursive(
        st.none() | st.text(max_size=5) | st.integers(),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["chosen", "order", "pairs", "text", "x"]), inner, max_size=3)
        ),
    )
)
def test_whatever_is_kept_is_read_without_a_fault(kept: object) -> None:
    questions, _faults = read_questions("? Перше\n(x) так\n( ) ні\n\n? Друге\na = b\nc = d\n")
    for question in (*questions, None):
        assert isinstance(in_words(question, kept), str)
    assert isinstance(words_of(kept), str)

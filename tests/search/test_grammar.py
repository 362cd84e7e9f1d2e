"""The language of the search box: phrases, what shall not be there, filters in three languages; all else is text."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.search.grammar import MAX_LETTERS, MAX_WORDS, is_myself, parse
from portal.search.language import Token, is_filler


def texts(tokens: Sequence[Token]) -> list[str]:
    return [token.text for token in tokens]


def test_plain_words_stay_words() -> None:
    parsed = parse("  що робити,  якщо клієнт кричить? ")

    assert parsed.words == "що робити, якщо клієнт кричить?"
    assert texts(parsed.tokens) == ["що", "робити", "якщо", "клієнт", "кричить"]
    assert (parsed.phrases, parsed.without, parsed.conditions, parsed.unknown) == ((), (), (), ())


@pytest.mark.parametrize("marks", ['""', "«»", "“”", "„“", "„”"])
def test_a_phrase_stands_in_quotation_marks(marks: str) -> None:
    parsed = parse(f"скарга {marks[0]}повернення коштів{marks[1]} клієнту")

    assert [texts(phrase) for phrase in parsed.phrases] == [["повернення", "коштів"]]
    assert texts(parsed.tokens) == ["скарга", "повернення", "коштів", "клієнту"]


def test_one_word_in_quotation_marks_is_a_word() -> None:
    parsed = parse('"скарга"')

    assert parsed.phrases == ()
    assert texts(parsed.tokens) == ["скарга"]


def test_a_minus_before_a_word_takes_it_out() -> None:
    parsed = parse("доставка -кур'єр −пошта")

    assert texts(parsed.without) == ["кур'єр", "пошта"]
    assert parsed.words == "доставка"


@pytest.mark.parametrize("text", ["інтернет-магазин", "доставка - пошта", "доставка — пошта", "01-02"])
def test_hyphens_and_dashes_take_nothing_out(text: str) -> None:
    assert parse(text).without == ()


def test_a_phrase_cannot_be_taken_out_and_this_is_said() -> None:
    parsed = parse('доставка -"нова пошта"')

    assert parsed.unknown == ('-"нова пошта"',)
    assert parsed.without == ()


@pytest.mark.parametrize(
    ("text", "name", "values"),
    [
        ("status:accepted", "status", ["accepted"]),
        ("статус:accepted,новий", "status", ["accepted", "новий"]),
        ("Стан:прийнято", "status", ["прийнято"]),
        ("kind:case", "kind", ["case"]),
        ("вид:кейс", "kind", ["кейс"]),
        ("тип:кейс", "kind", ["кейс"]),
        ("tag:refund", "tag", ["refund"]),
        ("тег:оплата", "tag", ["оплата"]),
        ('мітка:"швидка допомога"', "tag", ["швидка допомога"]),
        ("метка:«две руки»", "tag", ["две руки"]),
        ("author:me", "author", ["me"]),
        ("автор:я", "author", ["я"]),
        ("команда:нічна", "team", ["нічна"]),
        ("язык:ru", "lang", ["ru"]),
        ("мова:uk", "lang", ["uk"]),
        ("після:2024-05-01", "after", ["2024-05-01"]),
        ("после:2024", "after", ["2024"]),
        ("before:2024", "before", ["2024"]),
        ("до:2024", "before", ["2024"]),
    ],
)
def test_filters_are_named_in_three_languages(text: str, name: str, values: list[str]) -> None:
    parsed = parse(f"повернення {text} коштів")

    assert parsed.conditions == ((name, tuple(values), text),)
    assert parsed.words == "повернення коштів"


def test_several_filters_gather() -> None:
    found = parse("tag:оплата  тег:доставка kind:case").conditions
    assert found == (
        ("tag", ("оплата",), "tag:оплата"), ("tag", ("доставка",), "тег:доставка"), ("kind", ("case",), "kind:case"),
    )  # fmt: skip


@pytest.mark.parametrize("text", ["помилка: не працює", "https://x.example/y", "о 12:30", "foo:bar", ":)", "status:"])
def test_a_colon_in_plain_text_is_no_filter(text: str) -> None:
    parsed = parse(text)

    assert parsed.conditions == ()
    assert parsed.words == text


def test_an_empty_value_is_said() -> None:
    assert parse('слово tag:""').unknown == ('tag:""',)


def test_a_quotation_mark_within_a_word_is_an_apostrophe() -> None:
    parsed = parse('зв"язок та об"єкт')

    assert parsed.phrases == ()
    assert texts(parsed.tokens) == ['зв"язок', "та", 'об"єкт']


@pytest.mark.parametrize("text", ['"не закрито', '"', '" "', "«", "-", "--", '-"', "- -", "tag:", '""""""', "((("])
def test_what_is_not_finished_is_no_error(text: str) -> None:
    assert parse(text).phrases == ()


@pytest.mark.parametrize("value", ["me", "ME", "я", "мої", "Мои"])
def test_whoever_asks_says_so_in_three_languages(value: str) -> None:
    assert is_myself(value)


def test_only_so_many_words_and_letters_are_taken() -> None:
    parsed = parse("слово " * 500 + '"одна друга"')

    assert len(parsed.words) <= MAX_LETTERS
    assert len([token for token in parsed.tokens if not is_filler(token)]) == MAX_WORDS


@given(st.text(max_size=300) | st.text(alphabet='аі"«»-: ,tagстu', max_size=120))
def test_no_text_is_an_error(text: str) -> None:
    parsed = parse(text)

    assert len(parsed.words) <= MAX_LETTERS + 2
    assert all(parsed.words[token.start : token.end] == token.text for token in parsed.tokens)


def test_what_no_database_keeps_is_taken_for_nothing() -> None:
    parsed = parse("автор:іва\x00н тег:\ud800меблі чек\x00")

    assert [one.values for one in parsed.conditions] == [("іван",), ("?меблі",)]
    assert parsed.words == "чек"

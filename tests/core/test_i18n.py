"""Three languages: plurals, dates, the choice of a language, the order of letters."""

import random
from datetime import UTC, date, datetime, timedelta

import pytest

from portal.core import i18n
from portal.core.i18n import ago, day, moment, month, ngettext, number, preferred_language, sort_key, speaking, today

CHARACTERS = (
    "This is too long: at most %(num)s character (now %(now)s).",
    "This is too long: at most %(num)s characters (now %(now)s).",
)


def _plain(text: str) -> str:
    """With ordinary spaces for narrow and unbreakable ones."""
    return text.replace("\u202f", " ").replace("\xa0", " ")


@pytest.mark.parametrize("code", ["uk", "ru"])
def test_slavic_plurals_have_three_forms(code: str) -> None:
    with speaking(code):
        forms = {n: ngettext(*CHARACTERS, n, now=9).replace(str(n), "N") for n in (1, 2, 5, 11, 12, 21, 22, 25, 111)}
    assert forms[1] == forms[21]
    assert forms[2] == forms[22]
    assert forms[5] == forms[11] == forms[12] == forms[25] == forms[111]
    assert len({forms[1], forms[2], forms[5]}) >= 2


def test_english_plurals_have_two_forms() -> None:
    with speaking("en"):
        assert "1 character (" in ngettext(*CHARACTERS, 1, now=9)
        assert "21 characters (" in ngettext(*CHARACTERS, 21, now=9)


def test_every_language_has_the_plural_rule_of_its_catalogues() -> None:
    for code in i18n.LANGUAGES:
        rule = i18n.translations(code).info()["plural-forms"]
        assert f"nplurals={2 if code == 'en' else 3}" in rule


@pytest.mark.parametrize(
    ("accepted", "expected"),
    [
        (["uk"], "uk"),
        (["uk-UA", "en"], "uk"),
        (["ru-RU", "uk"], "ru"),
        (["de", "fr-CH", "en-GB"], "en"),
        (["de", "pl"], "ru"),
        ([], "ru"),
        (["*"], "ru"),
        (["", "-", "x" * 500, "\x00"], "ru"),
    ],
)
def test_the_browsers_first_known_language_is_spoken(accepted: list[str], expected: str) -> None:
    assert preferred_language(accepted, "ru") == expected


def test_an_unknown_language_is_ukrainian() -> None:
    with speaking("de"):
        assert i18n.language() == "uk"


def test_another_language_lasts_for_its_block_only() -> None:
    with speaking("ru"):
        with speaking("en"):
            assert i18n.language() == "en"
        assert i18n.language() == "ru"


@pytest.mark.parametrize(
    ("code", "this_year", "earlier"),
    [("uk", "12 трав.", "12 трав. 2019 р."), ("ru", "12 мая", "12 мая 2019 г."), ("en", "May 12", "May 12, 2019")],
)
def test_days_are_written_as_the_language_does(code: str, this_year: str, earlier: str) -> None:
    with speaking(code):
        assert day(date(today(datetime.now(UTC)).year, 5, 12)) == this_year
        assert _plain(day(date(2019, 5, 12))) == earlier


def test_a_month_stands_alone_in_its_own_case() -> None:
    with speaking("uk"):
        assert month(date(2019, 5, 12)).startswith("травень 2019")
    with speaking("ru"):
        assert month(date(2019, 5, 12)).startswith("май 2019")


def test_moments_are_shown_on_the_portals_clock() -> None:
    i18n.use_language("uk", "Europe/Kyiv")
    assert _plain(moment(datetime(2019, 7, 1, 21, 30, tzinfo=UTC))) == "2 лип. 2019 р., 00:30"
    assert today(datetime(2019, 7, 1, 21, 30, tzinfo=UTC)) == date(2019, 7, 2)


@pytest.mark.parametrize(
    ("passed", "expected"),
    [
        (timedelta(seconds=59), "just now"),
        (-timedelta(seconds=59), "just now"),
        (timedelta(seconds=61), "1 minute ago"),
        (timedelta(minutes=2), "2 minutes ago"),
        (timedelta(hours=3), "3 hours ago"),
        (timedelta(days=5), "5 days ago"),
        (-timedelta(minutes=5, seconds=10), "in 5 minutes"),
    ],
)
def test_how_long_ago_is_cut_not_rounded_up(passed: timedelta, expected: str) -> None:
    now = datetime(2026, 5, 12, 12, tzinfo=UTC)
    with speaking("en"):
        assert ago(now - passed, now) == expected


def test_numbers_are_grouped_as_the_language_does() -> None:
    with speaking("uk"):
        assert (number(999), number(12345)) == ("999", "12\xa0345")
    with speaking("en"):
        assert number(12345) == "12,345"


def test_names_are_sorted_by_the_alphabet_of_each_language() -> None:
    letters = ["є", "ґ", "г", "е", "и", "і", "ї", "й", "ж", "з", "д"]
    random.Random(7).shuffle(letters)  # noqa: S311 - the same order each time
    assert sorted(letters, key=sort_key) == ["г", "ґ", "д", "е", "є", "ж", "з", "и", "і", "ї", "й"]
    assert sorted(["Єва", "Ёлка", "Елена", "Жан"], key=sort_key)[0] == "Елена"
    assert sorted(["Ёлка", "Жук", "Ель"], key=sort_key) == ["Ель", "Ёлка", "Жук"]
    assert sorted(["іван", "Анна", "Zoe", "Їжак"], key=sort_key) == ["Zoe", "Анна", "іван", "Їжак"]


def test_a_lazy_message_speaks_the_language_of_its_reader() -> None:
    message = i18n.lazy_gettext("Save my text")
    shown = set()
    for code in i18n.LANGUAGES:
        with speaking(code):
            shown.add(str(message))
    assert len(shown) == 3


@pytest.mark.parametrize(
    ("text", "title", "said"),
    [
        ("Крок «%(title)s» уже є.", "«Лайк» без слів", "Крок «„Лайк“ без слів» уже є."),
        ("The step “%(title)s” is there.", "A “like” alone", "The step “A ‘like’ alone” is there."),
        ("%(title)s уже є.", "«Лайк» без слів", "«Лайк» без слів уже є."),
        ("Крок «%(title)s» уже є.", "Лайк", "Крок «Лайк» уже є."),
    ],
)
def test_quotation_marks_inside_of_others_are_inner_ones(text: str, title: str, said: str) -> None:
    assert i18n.filled(text, {"title": title, "num": 3}) == said

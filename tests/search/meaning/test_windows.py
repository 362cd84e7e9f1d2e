"""How a text is cut into what a model can take in."""

from hypothesis import given
from hypothesis import strategies as st

from portal.search.meaning.windows import MAX_WINDOWS, TITLE, WHOLE, WINDOW_LETTERS, windows_of

SENTENCE = "Клієнт чекає на відповідь і дивиться на годинник біля каси. "


def test_a_short_text_is_its_title_and_its_whole() -> None:
    assert windows_of("Пандус", "Поставити біля входу.", "доступність") == [
        "Пандус. доступність",
        "Пандус\nПоставити біля входу.",
    ]


def test_a_title_alone_is_one_window() -> None:
    assert windows_of("Пандус", "", "") == ["Пандус"]


def test_a_step_is_one_window() -> None:
    assert windows_of("Привітання", SENTENCE * 30, "", part=True)[1:] == []


def test_a_long_text_is_cut_between_sentences() -> None:
    made = windows_of("Черга", SENTENCE * 20, "")
    assert made[TITLE] == "Черга"
    assert made[WHOLE].startswith("Черга\nКлієнт")
    assert len(made) > 3
    assert all(window.endswith("каси.") for window in made[2:])


@given(st.text(max_size=9_000))
def test_windows_are_bounded_whatever_the_text(body: str) -> None:
    made = windows_of("Черга", body, "")
    assert len(made) <= MAX_WINDOWS + 2
    assert all(len(window) <= 2.6 * WINDOW_LETTERS for window in made[2:])

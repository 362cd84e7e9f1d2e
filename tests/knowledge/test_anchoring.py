"""Marks stay on the right words, or say that these are gone; underlines leave the text what it was."""

import re

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as some

from portal.core.markdown import render
from portal.knowledge.anchoring import CONTEXT_LETTERS, anchor
from portal.knowledge.edit_distance import nearest_stretches
from portal.knowledge.plain_words import plain_words
from portal.knowledge.underlining import Underline, underlined
from tests.knowledge.texts import TRICKY

STORY = (
    "Клієнтка дзвонить утретє й ледь не плаче. Оператор мовчить кілька секунд і каже: «Я вас чую, і ми знайдемо вихід "
    "разом». Далі він перевіряє доставку і сам передзвонює ввечері. Дякую, каже клієнтка. Дякую, каже оператор."
)
QUOTE = "«Я вас чую, і ми знайдемо вихід разом»"


def _marked(text: str, quote: str, occurrence: int = 0) -> tuple[str, str, str, int]:
    """A quote of a text with what stands around it, as a mark keeps it."""
    start = [found.start() for found in re.finditer(re.escape(quote), text)][occurrence]
    end = start + len(quote)
    return quote, text[max(0, start - CONTEXT_LETTERS) : start], text[end : end + CONTEXT_LETTERS], start


def _found(text: str, mark: tuple[str, str, str, int]) -> str | None:
    place = anchor(text, *mark)
    return text[place.start : place.end] if place else None


@pytest.mark.parametrize(
    ("edited", "found"),
    [
        (STORY, QUOTE),
        (f"Ранок, перша зміна. {STORY}", QUOTE),
        (STORY.replace("ледь не плаче", "сердиться").replace("перевіряє", "дивиться"), QUOTE),
        (STORY.replace("«", '"').replace("»", '"').replace("вихід", "ВИХІД"), '"Я вас чую, і ми знайдемо ВИХІД разом"'),
        (STORY.replace("чую, і ми", "чую —  і ми"), "«Я вас чую —  і ми знайдемо вихід разом»"),
        (STORY.replace("знайдемо вихід", "обов'язково знайдемо вихід"), QUOTE.replace("знай", "обов'язково знай")),
        (STORY.replace("вихід разом", "рішення разом"), "«Я вас чую, і ми знайдемо рішення разом»"),
        (QUOTE, QUOTE),
    ],
    ids=["as it was", "moved", "around it", "signs and case", "dash", "a word more", "another word", "alone"],
)
def test_a_fragment_is_found_after_an_edit(edited: str, found: str) -> None:
    assert _found(edited, _marked(STORY, QUOTE)) == found


@pytest.mark.parametrize(
    "edited",
    ["", "Зовсім інша історія про погоду, каву і список магазинів.", STORY.replace(QUOTE, "щось ввічливе")],
    ids=["nothing", "another text", "cut out"],
)
def test_words_that_are_gone_are_not_found(edited: str) -> None:
    assert _found(edited, _marked(STORY, QUOTE)) is None


def test_of_equal_words_those_are_found_that_were_marked() -> None:
    text = "Дякую, каже клієнтка. Дякую, каже оператор. Дякую, каже зміна."

    for occurrence, start in enumerate((0, 22, 44)):
        place = anchor(f"Уранці. {text}", *_marked(text, "Дякую", occurrence))
        assert place is not None
        assert place.start == start + len("Уранці. ")


def test_of_two_places_that_are_equally_good_neither_is_taken() -> None:
    line = "Кажіть правду, навіть коли вона незручна. "
    mark = _marked(line * 9, line.strip(), occurrence=4)

    assert _found(line * 9, mark) == line.strip()
    assert anchor("х " * 20 + line * 9, *mark) is None


def test_a_short_word_is_not_taken_for_a_namesake() -> None:
    mark = _marked("Він вислухав і сказав «так», без жодних умов.", "так")

    assert anchor("Це було так давно, що ніхто й не пам'ятає.", *mark) is None


def test_composed_and_decomposed_letters_are_the_same() -> None:
    mark = _marked("Довга розмова: Київ і твій край чекають на тебе.", "Київ і твій край чекають")

    parted = "Ки\u0456\u0308в і тві\u0438\u0306 край чекають"
    assert _found(f"Розмова: {parted} на тебе.", mark) == parted


@pytest.mark.parametrize("text", ["а" * 30_000, "аб" * 15_000, "слово " * 5_000], ids=["one letter", "two", "one word"])
@pytest.mark.parametrize("quote", ["ааа", "а" * 600, "аб" * 150 + "в" + "аб" * 149, "слово слово", "(" * 600])
def test_hostile_texts_have_an_answer(text: str, quote: str) -> None:
    place = anchor(text, quote, "а" * 48, "б" * 48, 100)

    assert place is None or 0 <= place.start < place.end <= len(text)


words = some.lists(
    some.sampled_from(
        ["клієнт", "дзвінок", "дякую", "так", "і", "чекати", "гроші", "знову", "—", "«разом»", "…", "👍"]
    ),
    min_size=12,
    max_size=60,
)


@given(words, words, some.data())
@settings(max_examples=60, deadline=None)
def test_a_fragment_is_never_lost_by_what_is_added_around_it(
    text: list[str], more: list[str], data: some.DataObject
) -> None:
    """Enough of the text stays beside it to know it from its likes."""
    first = data.draw(some.integers(0, len(text) - 6))
    whole = "Початок розмови такий: " + " ".join(text) + "; на цьому ми попрощалися."
    quote = " ".join(text[first : first + 6])
    mark = _marked(whole, quote, occurrence=0)

    place = anchor(f"{whole} {' '.join(more)}", *mark)

    assert place is not None
    assert f"{whole} {' '.join(more)}"[place.start : place.end] == quote


def _without_ours(html: str) -> str:
    return re.sub(r'<mark class="green"[^>]*>|</mark>|<a class="pen-ref"[^>]*>\d+</a>', "", html)


def _names_of_tags(html: str) -> list[str]:
    """Opening tags that wait for their closing one; raises AssertionError where tags cross."""
    waiting: list[str] = []
    for closes, name in re.findall(r"<(/?)([a-z0-9]+)\b[^<>]*>", html):
        if closes:
            assert waiting.pop() == name
        elif name not in {"br", "hr", "img", "input"}:
            waiting.append(name)
    return waiting


stretches = some.lists(some.tuples(some.integers(0, 80), some.integers(1, 60)), max_size=6)


@given(some.sampled_from([source for source in TRICKY if source]), stretches)
@example("*один [два](https://a.example) три*", [(2, 8), (3, 30), (6, 2)])
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_underlines_hold_the_words_and_leave_the_text_whole(source: str, drawn: list[tuple[int, int]]) -> None:
    html = render(source).html
    text = plain_words(html).text
    marks = [(start % len(text), min(len(text), start % len(text) + length)) for start, length in drawn]

    shown = underlined(html, tuple(Underline(*place, number) for number, place in enumerate(marks, 1)))

    assert _without_ours(shown) == html
    assert _names_of_tags(shown) == []
    assert plain_words(shown).text == text
    for number, (start, end) in enumerate(marks, 1):
        named = re.findall(rf'<mark class="green" data-pen="(?:\d+ )*{number}(?: \d+)*">(.*?)</mark>', shown, re.DOTALL)
        quoted = "".join(plain_words(f"|{part}|").text[1:-1] for part in named)
        assert quoted.replace(" ", "") == text[start:end].replace(" ", "")


def test_nothing_to_click_stands_inside_a_link() -> None:
    shown = underlined('<p>а <a href="/x">б в</a> г</p>', (Underline(2, 3, 1, "Нотатка"),))

    assert shown == (
        '<p>а <a href="/x"><mark class="green" data-pen="1">б</mark> в</a>'
        '<a class="pen-ref" id="pen-1" href="#pen-note-1" aria-label="Нотатка">1</a> г</p>'
    )


def test_a_mark_outside_the_text_underlines_nothing() -> None:
    assert underlined("<p>слово</p>", (Underline(40, 60, 1), Underline(3, 3, 2))) == "<p>слово</p>"


def _edits(one: str, other: str) -> int:
    """The distance by the table itself."""
    row = list(range(len(other) + 1))
    for place, letter in enumerate(one, 1):
        before, row[0] = row[0], place
        for at, wanted in enumerate(other, 1):
            before, row[at] = row[at], min(row[at] + 1, row[at - 1] + 1, before + (letter != wanted))
    return row[-1]


letters = some.text(alphabet="абв", min_size=1, max_size=12)


@given(letters, letters)
@settings(max_examples=200, deadline=None)
def test_the_nearest_stretch_is_the_nearest_there_is(text: str, pattern: str) -> None:
    every = [text[start:end] for start in range(len(text)) for end in range(start + 1, len(text) + 1)]
    least = min(_edits(part, pattern) for part in every)

    found = nearest_stretches(text, pattern, len(pattern))

    assert found[0].edits == min(least, len(pattern))
    assert _edits(text[found[0].start : found[0].end], pattern) == found[0].edits

"""The words of laid-out text and the way back to it; the browser reads the same (see journeys/test_green_pen.py)."""

import pytest

from portal.core.markdown import render
from portal.knowledge.plain_words import plain_words
from portal.knowledge.sentences import sentences
from tests.knowledge.texts import TRICKY


@pytest.mark.parametrize(("source", "words"), TRICKY.items(), ids=range(len(TRICKY)))
def test_words_are_those_that_a_reader_sees(source: str, words: str) -> None:
    assert plain_words(render(source).html).text == words


@pytest.mark.parametrize("source", TRICKY, ids=range(len(TRICKY)))
def test_every_letter_leads_back_to_where_it_stands(source: str) -> None:
    html = render(source).html
    words = plain_words(html)

    for place, letter in enumerate(words.text):
        found = "".join(html[start:end] for start, end in words.slices(place, place + 1))
        assert plain_words(f"|{found}|").text == f"|{letter}|" or (letter == " " and not found.strip("\n\t \xa0"))


def test_words_of_two_blocks_are_parted_and_their_edge_is_known() -> None:
    words = plain_words("<p>перший</p><ul><li>другий</li><li>третій</li></ul>")

    assert words.text == "перший другий третій"
    assert words.edges == (6, 13)


def test_what_is_laid_out_badly_is_read_all_the_same() -> None:
    assert plain_words("5 < 6 & <b>7</b> &nosuch; <").text == "5 < 6 & 7 &nosuch; <"
    assert plain_words("").text == ""


def test_sentences_end_where_a_reader_ends_them() -> None:
    words = plain_words(
        "<p>Він каже: «Я вас чую!» Далі йде на вул. Зелену, 5. О 10.30 дзвонить… ще раз? Так.</p>"
        "<ul><li>Дякую</li></ul>"
    )

    found = [words.text[start:end] for start, end in sentences(words, 600)]

    assert found == [
        "Він каже: «Я вас чую!»", "Далі йде на вул. Зелену, 5.", "О 10.30 дзвонить… ще раз?", "Так.", "Дякую",
    ]  # fmt: skip


def test_a_sentence_that_is_too_long_is_parted_between_words() -> None:
    words = plain_words("<p>" + "слово " * 50 + "б" * 90 + "</p>")

    found = [words.text[start:end] for start, end in sentences(words, 40)]

    assert " ".join(found).replace(" ", "") == words.text.replace(" ", "")
    assert max(map(len, found)) == 40

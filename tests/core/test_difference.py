"""difference(): changed words are found in any of our alphabets, and nothing of the new text is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core import difference as module
from portal.core.difference import Change, Piece, difference


def test_one_changed_word_is_named_before_its_replacement() -> None:
    pieces = difference("Пандус біля нового магазину", "Пандус біля старого магазину")
    assert pieces == [
        Piece(Change.KEPT, "Пандус біля "),
        Piece(Change.REMOVED, "нового "),
        Piece(Change.ADDED, "старого "),
        Piece(Change.KEPT, "магазину"),
    ]


def test_apostrophes_and_hyphens_stay_inside_a_word() -> None:
    pieces = difference("об'їзд та ком’юніті по-новому", "об'їзд та сім’ю по-новому")
    assert Piece(Change.REMOVED, "ком’юніті ") in pieces
    assert Piece(Change.ADDED, "сім’ю ") in pieces


def test_a_comma_is_no_new_word() -> None:
    assert difference("Так добре", "Так, добре") == [
        Piece(Change.KEPT, "Так"),
        Piece(Change.ADDED, ", "),
        Piece(Change.KEPT, "добре"),
    ]


def test_equal_texts_are_one_kept_piece() -> None:
    assert difference("перший\n\nдругий ряд", "перший\n\nдругий ряд") == [Piece(Change.KEPT, "перший\n\nдругий ряд")]


def test_only_other_blanks_are_no_change() -> None:
    assert {piece.kind for piece in difference("a  b\nc", "a b\n\nc")} == {Change.KEPT}


def test_from_and_to_nothing() -> None:
    assert difference("", "нове") == [Piece(Change.ADDED, "нове")]
    assert difference("старе", "") == [Piece(Change.REMOVED, "старе")]
    assert difference("", "") == []


@given(st.text(), st.text())
def test_kept_and_added_pieces_are_the_new_text(before: str, after: str) -> None:
    pieces = difference(before, after)
    assert "".join(piece.words for piece in pieces if piece.kind is not Change.REMOVED) == after


def test_two_long_texts_do_not_take_seconds() -> None:
    before = "Клієнт чекає, ми передзвонюємо, і знову чекає. " * 500
    after = before.replace("знову", "ще раз").replace("ми ", "ніхто не ")
    assert difference(before, after)


@given(st.text("аб .\n,", max_size=60), st.text("аб .\n,", max_size=60), st.integers(0, 30))
def test_texts_with_much_to_compare_lose_nothing_either(before: str, after: str, most: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "MOST_WORK", most)
        pieces = difference(before, after)
    assert "".join(piece.words for piece in pieces if piece.kind is not Change.REMOVED) == after


def test_a_word_changed_in_a_very_long_text_is_still_the_word() -> None:
    before = " ".join(f"Клієнт {number % 40} чекає на кур’єра і питає, де він." for number in range(600))
    after = before.replace("Клієнт 7 чекає", "Клієнт 7 стоїть", 1)
    changed = [piece for piece in difference(before, after) if piece.kind is not Change.KEPT]
    assert changed == [Piece(Change.REMOVED, "чекає "), Piece(Change.ADDED, "стоїть ")]


def test_texts_made_to_be_slow_are_told_apart_as_a_whole() -> None:
    hundred = "".join(f"{chr(0x4E00 + number)} " for number in range(100)) * 100
    assert [piece.kind for piece in difference(hundred, hundred[::-1])] == [Change.REMOVED, Change.ADDED]

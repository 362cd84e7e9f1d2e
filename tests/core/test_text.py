"""Typed text as it is kept."""

import pytest

from portal.core.text import clean_line, clean_text


@pytest.mark.parametrize(
    ("typed", "kept"),
    [(None, ""), ("  два\tслова \n", "два слова"), ("a\x00b\x07", "ab"), ("по\u200bділ", "поділ"), ("a\xa0b", "a b")],
)
def test_a_line_has_single_spaces_and_nothing_unseen(typed: str | None, kept: str) -> None:
    assert clean_line(typed) == kept


def test_a_text_keeps_its_lines() -> None:
    assert clean_text("\r\n перший \r\n\r\nдругий\rтретій\x00 ") == "перший \n\nдругий\nтретій"
    assert clean_text(None) == ""

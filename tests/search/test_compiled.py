"""What was compiled of the groups says what their texts say, and nothing once these are others."""

from pathlib import Path

import pytest

from portal.search.language.compiled import FILE, compile_groups, groups_in
from portal.search.language.dictionary import Dictionary
from portal.search.language.groups import group_of

LINES = ["диван, канапа | диван | sofa, couch", "~ без світла, знеструмлення | без света | power cut, blackout"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "home.txt").write_text("\n".join(LINES), "utf-8")
    compile_groups(tmp_path)
    return tmp_path


def mark(folder: Path) -> None:
    """Change what was compiled so that it can be told from the texts."""
    file = folder / FILE
    file.write_text(file.read_text("utf-8").replace("couch", "settee"), "utf-8")


def test_what_was_compiled_is_what_the_texts_say(folder: Path) -> None:
    assert groups_in(folder) == tuple(group_of(line) for line in LINES)
    mark(folder)
    assert Dictionary(groups_in(folder)).keys_near(["settee"])


def test_other_texts_are_read_again(folder: Path) -> None:
    mark(folder)
    (folder / "more.txt").write_text("кіт | кот | cat", "utf-8")
    assert groups_in(folder) == tuple(group_of(line) for line in [*LINES, "кіт | кот | cat"])


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"stamp": 1}'])
def test_what_can_not_be_read_is_as_good_as_missing(folder: Path, content: str) -> None:
    (folder / FILE).write_text(content, "utf-8")
    assert groups_in(folder) == tuple(group_of(line) for line in LINES)


def test_a_word_is_kept_once_however_many_groups_have_it(folder: Path) -> None:
    uk, ru = (entry for entry in groups_in(folder)[0] if entry.leads and entry.lang != "en")
    assert uk.words[0] is ru.words[0]

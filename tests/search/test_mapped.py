"""Dictionaries that are read where they lie say what the library's own copies say."""

from importlib import import_module
from pathlib import Path

import pymorphy3
import pytest

from portal.search.language.mapped import let_share

WORDS = ["зламалися", "диванами", "абракадаброю", "поломка", "об'їздом", "ёлками", "x"]


@pytest.mark.parametrize("lang", ["uk", "ru"])
def test_shared_dictionaries_say_the_same(lang: str) -> None:
    own = pymorphy3.MorphAnalyzer(lang=lang, result_type=None)
    shared = pymorphy3.MorphAnalyzer(lang=lang, result_type=None)
    let_share(shared, Path(import_module(f"pymorphy3_dicts_{lang}").get_path()))
    assert _is_shared(shared)
    for word in WORDS:
        assert [parse[:3] for parse in shared.parse(word)] == [parse[:3] for parse in own.parse(word)]


def test_files_of_other_content_are_left_alone() -> None:
    analyser = pymorphy3.MorphAnalyzer(lang="uk", result_type=None)
    other = Path(import_module("pymorphy3_dicts_ru").get_path())
    let_share(analyser, other)
    assert not _is_shared(analyser)


def _is_shared(analyser: pymorphy3.MorphAnalyzer) -> bool:
    return isinstance(analyser.dictionary.words.dct._units, memoryview)  # noqa: SLF001 - the library has no name for it

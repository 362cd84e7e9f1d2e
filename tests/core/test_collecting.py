"""Where nobody looks for garbage, and where somebody does again."""

import gc
import json
import sys

import pytest

from portal.core.collecting import imported, uncollected


def test_garbage_is_looked_for_again_whatever_happens() -> None:
    assert gc.isenabled()
    with pytest.raises(ValueError, match="no"), uncollected():
        assert not gc.isenabled()
        raise ValueError("no")
    assert gc.isenabled()


def test_who_looks_for_none_goes_on_so() -> None:
    with uncollected():
        with uncollected():
            pass
        assert not gc.isenabled()


def test_a_module_that_is_there_is_given_as_it_is() -> None:
    frozen = gc.get_freeze_count()
    assert imported("json") is json
    assert gc.get_freeze_count() == frozen


def test_a_module_that_is_new_is_put_out_of_the_collectors_reach(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "colorsys", raising=False)
    before = gc.get_freeze_count()
    assert imported("colorsys").__name__ == "colorsys"
    assert gc.get_freeze_count() > before
    assert gc.isenabled()

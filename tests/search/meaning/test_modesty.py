"""What search by meaning takes from others: time while the model is loaded, and memory."""

from pathlib import Path
from threading import Event

import numpy as np
import pytest

from portal.search.meaning import embedder as embedding
from portal.search.meaning.embedder import Embedder
from portal.search.memory import let_go
from portal.search.place import Place
from tests.search.understanding import FewWords


class _Waited:
    """A model that is loaded when the test lets it be."""

    def __init__(self, made: Embedder) -> None:
        self.may, self.made = Event(), made

    def __call__(self, _place: Place) -> Embedder:
        assert self.may.wait(10)
        return self.made


def test_nobody_waits_for_the_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    waited = _Waited(FewWords())
    monkeypatch.setattr(embedding, "_held", embedding._Held())  # noqa: SLF001 - one that holds nothing yet
    monkeypatch.setattr(embedding, "_loaded", waited)
    place = Place(tmp_path)
    assert embedding.embedder_at_hand(place) is None
    assert embedding.embedder_at_hand(place) is None

    waited.may.set()
    assert embedding.embedder(place) is waited.made
    assert embedding.embedder_at_hand(place) is waited.made


def test_a_library_that_fails_leaves_the_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails() -> Embedder:
        raise TypeError("E5() got an unexpected keyword argument 'sae_path'")

    monkeypatch.setattr(embedding, "_held", embedding._Held())  # noqa: SLF001 - one that holds nothing yet
    monkeypatch.setattr(embedding, "fault_of", lambda _folder: "")
    monkeypatch.setattr(embedding, "SmallE5", fails)
    assert embedding.embedder(Place(tmp_path)) is None
    assert embedding.embedder_at_hand(Place(tmp_path)) is None


def test_pages_of_a_file_are_let_go(tmp_path: Path) -> None:
    path = tmp_path / "mapped"
    path.write_bytes(b"a" * 4096 * 100)
    held = np.memmap(path, mode="r")
    assert int(held.sum()) == 97 * 4096 * 100
    before = _mapped(path)
    let_go(path)
    assert _mapped(path) < before
    assert int(held.sum()) == 97 * 4096 * 100


def _mapped(path: Path) -> int:
    """Kilobytes of a file that are in this process's memory."""
    lines = iter(Path("/proc/self/smaps").read_text(encoding="utf-8").splitlines())
    for line in lines:
        if line.endswith(str(path)):
            return next(int(each.split()[1]) for each in lines if each.startswith("Rss:"))
    raise AssertionError("the file isn't mapped")

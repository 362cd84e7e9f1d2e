"""The file of vectors: the same are close whether all rows are read or only those that a summary lets hope."""

import os
from pathlib import Path

import numpy as np
import pytest

from portal.search.meaning import matrix, matrix_file
from portal.search.meaning.background import above_usual
from portal.search.meaning.matrix import Matrix, matrix_at
from portal.search.meaning.matrix_file import Row, write_matrix
from portal.search.meaning.windows import TITLE, WHOLE

SIZE, THEMES = 96, 12
NO_USUAL = np.zeros(SIZE, dtype=np.float32)
_drawn = np.random.default_rng(7)
_themes = _drawn.normal(size=(THEMES, SIZE)) + 0.5


def about(theme: int) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    """Somewhere near a theme."""
    made = _themes[theme] + _drawn.normal(size=SIZE) * 0.4
    return np.asarray(made / np.linalg.norm(made), dtype=np.float32)


def in_cone(
    cone: np.ndarray[tuple[int, ...], np.dtype[np.float64]], theme: int
) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    """A query near a theme, of length one."""
    made = cone + about(theme % THEMES) * 2
    return np.asarray(made / np.linalg.norm(made), dtype=np.float32)


def rows(documents: int) -> list[Row]:
    """Documents of a title, the whole and two windows; the theme of each is its number."""
    return [
        (number, window, ("uk", "ru", "en")[number % 3], about(number % THEMES).astype(np.float16).tobytes())
        for number in range(1, documents + 1)
        for window in (TITLE, WHOLE, 2, 3)
    ]


@pytest.fixture
def summarised(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Matrix, Matrix]:
    """The same vectors in a file with all and one with a summary."""
    held = rows(900)
    write_matrix(tmp_path / "all", "a model", 1, NO_USUAL, held)
    monkeypatch.setattr(matrix_file, "MANY_ROWS", 100)
    monkeypatch.setattr(matrix_file, "DIRECTIONS", 24)
    monkeypatch.setattr(matrix, "HOPEFUL", 100)
    monkeypatch.setattr(matrix, "USUAL", 300)
    write_matrix(tmp_path / "summarised", "a model", 1, NO_USUAL, held)
    return Matrix(tmp_path / "all"), Matrix(tmp_path / "summarised")


def test_a_summary_leads_to_the_same_documents(summarised: tuple[Matrix, Matrix]) -> None:
    whole, short = summarised
    query = about(5)
    near, some = whole.distinct_closeness(query), short.distinct_closeness(query)
    assert len(some) < len(near) == 900
    closest = near.documents[np.argsort(-near.best)[:40]].tolist()
    assert set(closest) <= set(some.documents.tolist())
    at = np.searchsorted(near.documents, some.documents)
    assert np.allclose(some.best, near.best[at], atol=1e-4)
    assert np.allclose(some.whole, near.whole[at], atol=1e-4)


def test_what_all_have_in_common_does_not_hide_who_is_close(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Vectors of a model lie in a narrow cone; the few directions of a summary have to tell what lies beside it."""
    cone = np.full(SIZE, 3.0)
    held = [
        (number, TITLE, "uk", (cone + about(number % THEMES) * (1 + number % 3)).astype(np.float16).tobytes())
        for number in range(1, 901)
    ]
    monkeypatch.setattr(matrix_file, "MANY_ROWS", 100)
    monkeypatch.setattr(matrix_file, "DIRECTIONS", THEMES)
    monkeypatch.setattr(matrix, "HOPEFUL", 80)
    monkeypatch.setattr(matrix, "USUAL", 1)
    usual = np.mean([in_cone(cone, number) for number in range(60)], axis=0, dtype=np.float32)
    write_matrix(tmp_path / "cone", "a model", 1, usual, held)
    some = Matrix(tmp_path / "cone").distinct_closeness(in_cone(cone, 5))
    assert sum(number % THEMES == 5 for number in some.documents.tolist()) >= 60


def test_a_text_that_is_close_to_all_queries_hides_no_answer(tmp_path: Path) -> None:
    """What queries have in common isn't what texts have: a text that lies there answers no query by that."""
    asking = np.zeros(SIZE, dtype=np.float32)
    asking[0] = 4.0
    hub = (901, TITLE, "uk", (about(1) + asking).astype(np.float16).tobytes())
    write_matrix(tmp_path / "vectors", "a model", 1, asking, [*rows(900), hub])
    write_matrix(tmp_path / "unknown", "a model", 1, NO_USUAL, [*rows(900), hub])
    query = (about(5) + asking).astype(np.float32)
    near, unknown = (Matrix(tmp_path / name).distinct_closeness(query) for name in ("vectors", "unknown"))
    assert near.documents[int(np.argmax(near.best))] % THEMES == 5
    assert unknown.documents[int(np.argmax(unknown.best))] == 901


def test_the_same_query_asked_again_is_as_close(summarised: tuple[Matrix, Matrix]) -> None:
    whole, _short = summarised
    first, other = about(3), about(4)
    before = whole.distinct_closeness(first).best.tolist()
    whole.distinct_closeness(other)
    assert whole.distinct_closeness(first).best.tolist() == before != whole.distinct_closeness(other).best.tolist()


def test_what_is_usual_is_told_by_those_that_were_taken_for_no_reason(summarised: tuple[Matrix, Matrix]) -> None:
    whole, short = summarised
    query = about(5)
    near, some = whole.distinct_closeness(query), short.distinct_closeness(query)
    all_above = dict(zip(near.documents.tolist(), above_usual(near).tolist(), strict=True))
    above = dict(zip(some.documents.tolist(), above_usual(some).tolist(), strict=True))
    best = max(above, key=lambda number: above[number])
    assert above[best] == pytest.approx(all_above[best], rel=0.15)
    assert best % THEMES == 5


def test_documents_that_are_asked_for_are_told_of(summarised: tuple[Matrix, Matrix]) -> None:
    _whole, short = summarised
    near = short.closeness(about(5))
    absent = next(number for number in range(1, 900) if number not in near.documents)
    more = short.closeness(about(5), [absent, 10**6])
    assert absent in more.documents
    assert 10**6 not in more.documents


def test_a_file_that_is_cut_off_is_none(tmp_path: Path) -> None:
    path = tmp_path / "vectors"
    write_matrix(path, "a model", 1, NO_USUAL, rows(5))
    assert matrix_at(path) is not None
    path.write_bytes(path.read_bytes()[:-1])
    assert matrix_at(path) is None


def test_what_stands_in_the_place_of_the_file_makes_way(tmp_path: Path) -> None:
    (tmp_path / "meaning").write_text("something")
    path = tmp_path / "meaning" / "vectors"
    write_matrix(path, "a model", 1, NO_USUAL, rows(5))
    path.unlink()
    (path / "left").mkdir(parents=True)
    assert matrix_at(path) is None
    write_matrix(path, "a model", 1, NO_USUAL, rows(5))
    assert matrix_at(path) is not None


def test_an_empty_file_knows_nothing(tmp_path: Path) -> None:
    write_matrix(tmp_path / "vectors", "a model", 1, NO_USUAL, [])
    held = Matrix(tmp_path / "vectors")
    assert held.rows == 0
    assert len(held.closeness(about(1))) == 0


def test_what_a_killed_process_left_is_cleared_away(tmp_path: Path) -> None:
    left, present = tmp_path / ".vectors.1.ab", tmp_path / ".vectors.2.cd"
    for path in (left, present):
        path.write_bytes(b"half")
    os.utime(left, (1.0, 1.0))
    write_matrix(tmp_path / "vectors", "a model", 1, NO_USUAL, [])
    assert sorted(path.name for path in tmp_path.iterdir()) == [".vectors.2.cd", "vectors"]

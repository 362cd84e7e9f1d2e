"""How far a command is: drawn for whoever sits at a terminal, and for nobody else."""

import sys
from io import StringIO

import pytest

from portal.cli.application import progress
from portal.cli.reindex import told_to


class _Terminal(StringIO):
    """Keeps what would be drawn."""

    def isatty(self) -> bool:
        return True


def _bar(filled: int, place: str) -> str:
    return f"[{'#' * filled}{'-' * (20 - filled)}]  {place}"


def test_a_bar_shows_how_much_of_how_much_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", terminal := _Terminal())
    with progress("Reading", 4) as bar:
        bar.update(1)
        bar.update(3)
    with progress("Bringing in", 2) as bar:
        bar.update(1)
    reading, bringing, rest = terminal.getvalue().split("\n")
    assert f"Reading  {_bar(5, '1/4')}" in reading
    assert f"Reading  {_bar(20, '4/4')}" in reading
    assert f"Bringing in  {_bar(10, '1/2')}" in bringing
    assert rest == ""


def test_many_steps_are_not_each_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", terminal := _Terminal())
    with progress("Reading", 3_000) as bar:
        for _ in range(3_000):
            bar.update(1)
    assert _bar(20, "3000/3000") in terminal.getvalue()
    assert 250 < terminal.getvalue().count("Reading") < 350


def test_a_bar_of_an_unknown_length_counts_and_ends_full(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", terminal := _Terminal())
    with progress("Writing") as bar:
        bar.update(1)
        bar.update(1)
    assert f"Writing  {_bar(0, '1')}" in terminal.getvalue()
    assert f"Writing  {_bar(20, '2')}" in terminal.getvalue()


def test_a_length_may_be_told_with_the_first_step(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", terminal := _Terminal())
    with progress("Making the index") as bar:
        tell = told_to(bar)
        tell(5, 10)
        tell(2, 10)  # it began anew
        tell(10, 10)
    assert f"Making the index  {_bar(10, '5/10')}" in terminal.getvalue()
    assert f"Making the index  {_bar(20, '10/10')}" in terminal.getvalue()


def test_nothing_to_do_draws_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", terminal := _Terminal())
    with progress("Meanings", 0):
        pass
    assert terminal.getvalue() == ""


@pytest.mark.parametrize("length", [None, 2])
def test_where_there_is_no_terminal_nothing_is_drawn(monkeypatch: pytest.MonkeyPatch, length: int | None) -> None:
    monkeypatch.setattr(sys, "stderr", stream := StringIO())
    with progress("Reading", length) as bar:
        bar.update(2)
    assert stream.getvalue() == ""

"""A reported walk is read whatever was sent, and fits only the version that can be walked so."""

from typing import Any

import pytest

from portal.algorithms.format import read
from portal.algorithms.graph import Graph, graph_of
from portal.algorithms.walks import MOST_ENTRIES, MOST_SECONDS, fits, goes_on, read_walk
from tests.algorithms.factories import GLASSES

KEY = "k" * 20
VISIT = [["listen", 5, "start"], ["fitting", 9, "answer"], ["visit", 0, "answer"]]


@pytest.fixture(scope="module")
def graph() -> Graph:
    return graph_of(read(GLASSES))


def sent(path: Any = VISIT, finish: Any = "visit", **more: Any) -> dict[str, Any]:
    return {"key": KEY, "revision": 1, "began_at": 1_700_000_000, "seconds": 14, "path": path, "finish": finish} | more


def walkable(graph: Graph, path: list[list[Any]], finish: str | None = None) -> bool:
    walk = read_walk(sent(path, finish))
    assert walk is not None
    return fits(walk, graph)


def test_a_walk_is_read_with_the_time_that_its_steps_took() -> None:
    walk = read_walk(sent(seconds=10**9))
    assert walk is not None
    assert (walk.key, walk.revision, walk.finish, walk.seconds) == (KEY, 1, "visit", 14)
    assert [entry.step for entry in walk.path] == ["listen", "fitting", "visit"]


@pytest.mark.parametrize(
    "said",
    [
        None,
        [],
        "walk",
        {},
        sent(key="short"),
        sent(key="k" * 65),
        sent(key="k" * 19 + "і"),
        sent(key="k" * 19 + "\n"),
        sent(key=["k" * 20]),
        sent(revision="1"),
        sent(revision=True),
        sent(revision=-1),
        sent(revision=2**31),
        sent(revision=1.0),
        sent(began_at=None),
        sent(began_at=-1),
        sent(began_at=10**30),
        sent(began_at=float("inf")),
        sent(path=[]),
        sent(path={}),
        sent(path="listen"),
        sent(path=[["listen", 0, "start"]] * (MOST_ENTRIES + 1)),
        sent(path=[["listen", 0]]),
        sent(path=[["listen", 0, "start", "Ольга, 067 123 45 67"]]),
        sent(path=[["listen", 0, "start", 1]]),
        sent(path=[["listen", 0, "answer", None]]),
        sent(path=[["listen", 0, "answer", "1"]]),
        sent(path=[["listen", 0, "answer", -1]]),
        sent(path=[["listen", 0, "answer", 10**9]]),
        sent(path=[["listen", 0, "answer", 1, 1]]),
        sent(path=[["listen", 0, "back", 1]]),
        sent(path=[["listen", 0, "found", 1]]),
        sent(path=[["l" * 81, 0, "start"]]),
        sent(path=[["", 0, "start"]]),
        sent(path=[["listen", -1, "start"]]),
        sent(path=[["listen", MOST_SECONDS + 1, "start"]]),
        sent(path=[["listen", 0.5, "start"]]),
        sent(path=[["listen", 0, "jumped"]]),
        sent(path=[["listen", 0, ["start"]]]),
        sent(path=[["listen", 0, {}]]),
        sent(path=[[["listen"], 0, "start"]]),
        sent(finish="fitting"),
        sent(finish=["visit"]),
        sent(finish=""),
    ],
)
def test_what_is_no_walk_is_none(said: object) -> None:
    assert read_walk(said) is None


def test_words_that_came_along_are_not_read() -> None:
    walk = read_walk(sent(customer="Ольга", values={"скарга": "посадка"}))
    assert walk is not None
    assert "Ольга" not in repr(walk)
    assert "посадка" not in repr(walk)


@pytest.mark.parametrize(
    ("path", "finish"),
    [
        (VISIT, "visit"),
        ([["listen", 0, "start"]], None),
        # By the numbers of answers, and of what is open at any time.
        ([["listen", 0, "start"], ["fitting", 0, "answer", 2], ["handed-over", 0, "any", 2]], "handed-over"),
        # Back, and on by another answer.
        ([["listen", 0, "start"], ["fitting", 0, "answer"], ["listen", 0, "back"], ["adaptation", 0, "answer"]], None),
        # An angry customer, and back to where one was.
        ([["listen", 0, "start"], ["fitting", 0, "answer"], ["listen", 0, "any"], ["fitting", 0, "back"],
          ["visit", 0, "answer"]], "visit"),
        # Several steps back at once, as crumbs lead.
        ([["listen", 0, "start"], ["adaptation", 0, "answer"], ["fitting", 0, "answer"], ["visit", 0, "answer"],
          ["listen", 0, "back"], ["fitting", 0, "answer"]], None),
        # From an end back into the conversation.
        ([*VISIT, ["fitting", 0, "back"], ["handed-over", 0, "answer"]], "handed-over"),
        # Begun where a search has led, be it at an end.
        ([["fitting", 0, "found"], ["visit", 0, "answer"]], "visit"),
        ([["listen", 0, "found"]], None),
        ([["visit", 0, "found"]], "visit"),
        # A circle, and back to its first round.
        ([["listen", 0, "start"], ["adaptation", 0, "answer"], ["listen", 0, "answer"], ["adaptation", 0, "answer"],
          ["listen", 0, "back"], ["adaptation", 0, "back"], ["listen", 0, "back"]], None),
    ],
)  # fmt: skip
def test_ways_that_are_there_fit(graph: Graph, path: list[list[Any]], finish: str | None) -> None:
    assert walkable(graph, path, finish)


@pytest.mark.parametrize(
    ("path", "finish"),
    [
        ([["fitting", 0, "start"]], None),
        ([["listen", 0, "answer"]], None),
        ([["listen", 0, "back"]], None),
        ([["nowhere", 0, "found"]], None),
        ([["listen", 0, "start"], ["fitting", 0, "found"]], None),
        ([["listen", 0, "start"], ["listen", 0, "start"]], None),
        ([["listen", 0, "start"], ["visit", 0, "answer"]], "visit"),
        ([["listen", 0, "start"], ["fitting", 0, "any"]], None),
        ([["listen", 0, "start"], ["nowhere", 0, "answer"]], None),
        ([["listen", 0, "start"], ["nowhere", 0, "back"]], None),
        ([["listen", 0, "start"], ["fitting", 0, "answer"], ["adaptation", 0, "back"]], None),
        # What was gone back on is no place to go back to.
        ([["listen", 0, "start"], ["fitting", 0, "answer"], ["listen", 0, "back"], ["fitting", 0, "back"]], None),
        # Numbers of other answers, or of none.
        ([["listen", 0, "start"], ["fitting", 0, "answer", 1]], None),
        ([["listen", 0, "start"], ["fitting", 0, "answer", 0]], None),
        ([["listen", 0, "start"], ["handed-over", 0, "any", 1]], "handed-over"),
        # An end that isn't said, and a step that is said to be one.
        (VISIT, None),
        ([["listen", 0, "start"]], "listen"),
    ],
)
def test_ways_that_nobody_can_go_do_not_fit(graph: Graph, path: list[list[Any]], finish: str | None) -> None:
    assert not walkable(graph, path, finish)


def test_only_more_of_the_same_goes_on() -> None:
    walk = read_walk(sent())
    assert walk is not None
    assert goes_on(walk.path, VISIT[:2])
    assert goes_on(walk.path, [["listen", 3, "start"]])
    assert not goes_on(walk.path, VISIT)
    assert not goes_on(walk.path, [["listen", 5, "start"], ["adaptation", 9, "answer"]])
    assert not goes_on(walk.path[:1], VISIT)
    assert not goes_on(walk.path, [VISIT[0], ["fitting", 9, "answer", 2]])

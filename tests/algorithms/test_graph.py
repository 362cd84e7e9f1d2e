"""The graph of an algorithm."""

import json
from collections import deque

from hypothesis import given

from portal.algorithms.document import BlockKind
from portal.algorithms.format import read
from portal.algorithms.graph import Graph, as_data, graph_of, reached
from tests.algorithms.decided import DATA
from tests.algorithms.generated import Made, algorithms, unhurried


def graph(text: str) -> Graph:
    return graph_of(read(text))


def page() -> Graph:
    return graph((DATA / "valid" / "page_example.md").read_text())


def test_steps_and_finishes_are_nodes_in_the_order_of_the_text():
    nodes = page().nodes

    assert [node.number for node in nodes] == list(range(1, 9))
    assert [node.kind for node in nodes] == [BlockKind.STEP] * 4 + [BlockKind.FINISH] * 4
    assert (nodes[0].key, nodes[0].line, nodes[0].last_line) == ("hear-the-story", 9, 18)


def test_distances_are_counted_in_answers_from_the_start():
    distances = {node.key: node.distance for node in page().nodes}

    assert distances["hear-the-story"] == 0
    assert distances["check-adaptation"] == distances["offer-exchange"] == 1
    assert distances["visit-booked"] == 2


def test_what_only_any_time_leads_to_has_no_distance():
    found = graph('## A\n> "b"\n- c → Finish: D\n## Finish: D\n## Finish: E\n## Any time\n- f → E\n')

    assert [node.distance for node in found.nodes] == [0, 1, None]
    assert [(arrow.source, arrow.target, arrow.number) for arrow in found.any_time] == [(None, "e", 1)]


def test_an_answer_that_names_no_step_leads_nowhere():
    [arrow] = graph("## A\n- b → C\n").arrows

    assert (arrow.source, arrow.target, arrow.text, arrow.line) == ("a", None, "b", 2)


def test_the_first_of_two_twins_has_the_title():
    found = graph("## A\n- b → C\n## C\n## c\n")

    assert [node.key for node in found.nodes] == ["a", "c", "c-2"]
    assert [arrow.target for arrow in found.arrows] == ["c"]


def test_the_first_step_is_the_start_whatever_stands_above_it():
    assert graph("## Any time\n- a → B\n## Finish: C\n## B\n").start == "b"
    assert graph("## Finish: C\n").start is None


def test_numbers_of_answers_are_counted_within_their_step():
    assert [arrow.number for arrow in page().arrows] == [1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2]


def test_reached_goes_round_circles_once():
    assert reached(["a"], [("a", "b"), ("b", "a"), ("b", "c"), ("d", "c")]) == {"a", "b", "c"}


def test_a_long_chain_has_distances_too():
    found = graph("".join(f"## {n}a\n- b → {n + 1}a\n" for n in range(3_000)))

    assert found.nodes[-1].distance == 2_999


@unhurried
@given(algorithms())
def test_arrows_are_the_answers(made: Made):
    document, found = read(made.text), graph(made.text)
    answers = [answer for block in document.steps for answer in block.answers]

    assert [(arrow.text, arrow.line) for arrow in found.arrows] == [(answer.text, answer.line) for answer in answers]
    assert {arrow.target for arrow in (*found.arrows, *found.any_time)} <= set(found.by_key)
    assert [arrow for node in found.nodes for arrow in found.leaving[node.key]] == list(found.arrows)


@unhurried
@given(algorithms())
def test_distances_are_those_of_a_search_in_breadth(made: Made):
    found = graph(made.text)
    distances, waiting = {found.start: 0}, deque([found.start])
    while waiting:
        here = waiting.popleft()
        for arrow in found.leaving[here or ""]:
            if arrow.target not in distances:
                distances[arrow.target] = distances[here] + 1
                waiting.append(arrow.target)

    assert {node.key: node.distance for node in found.nodes} == {
        node.key: distances.get(node.key) for node in found.nodes
    }


@unhurried
@given(algorithms())
def test_the_data_of_a_graph_says_the_same(made: Made):
    found = graph(made.text)
    data = json.loads(json.dumps(as_data(found)))

    assert data["start"] == found.start
    assert [node["key"] for node in data["nodes"]] == [node.key for node in found.nodes]
    assert [(arrow["source"], arrow["target"], arrow["text"]) for arrow in data["arrows"]] == [
        (arrow.source, arrow.target, arrow.text) for arrow in found.arrows
    ]
    for arrow, said in zip(found.arrows, data["arrows"], strict=True):
        condition = arrow.condition
        assert said["only_if"] == ([condition.question, condition.value] if condition else None)

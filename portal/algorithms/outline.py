"""An algorithm as a nested list: every step once, below the answer that leads to it first. Equal to its map. Pure."""

import re
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from portal.algorithms.graph import Arrow, Graph, Node

_LINKS = re.compile(r"!?\[([^\[\]]*)\]\([^()]*\)")
_SIGNS = re.compile(r"(\*\*|__|~~|`|(?<!\w)[*_](?=\S))(.+?)(?:\1)")
#: What lies deeper begins a list of its own: nobody reads a list further in, and browsers don't either.
MOST_DEPTH = 6


@dataclass(slots=True)
class OutlineStep:
    """A step and its answers, in their order."""

    node: Node
    depth: int
    answers: list["OutlineAnswer"] = field(default_factory=list)


@dataclass(slots=True)
class OutlineAnswer:
    """An answer: the step that it leads to stands below it (``step``), or elsewhere in the list (``target``)."""

    arrow: Arrow
    target: Node | None
    step: OutlineStep | None = None

    @property
    def says(self) -> str:
        """The words of the answer without the signs of Markdown."""
        return _SIGNS.sub(r"\2", _LINKS.sub(r"\1", self.arrow.text))


@dataclass(frozen=True, slots=True)
class Outline:
    """Lists of steps: from the start, then what lay too deep, then what no answer of a step leads to."""

    lists: tuple[OutlineStep, ...]
    any_time: tuple[OutlineAnswer, ...]


def outline(graph: Graph) -> Outline:
    """The nearest way to each step is the one below which it stands."""
    known = graph.by_key
    made: dict[str, OutlineStep] = {}
    lists: list[OutlineStep] = []
    for root in _roots(graph):
        if root in made:
            continue
        made[root] = OutlineStep(known[root], 0)
        lists.append(made[root])
        waiting = deque([made[root]])
        while waiting:
            step = waiting.popleft()
            step.answers += _answers(graph.leaving[step.node.key], known)
            for answer in step.answers:
                if answer.target is not None and answer.target.key not in made:
                    waiting.append(_placed(answer, step, answer.target, made, lists))
    return Outline(tuple(lists), tuple(_answers(graph.any_time, known)))


def _answers(arrows: Sequence[Arrow], known: Mapping[str, Node]) -> list[OutlineAnswer]:
    return [OutlineAnswer(arrow, known.get(arrow.target or "")) for arrow in arrows]


def _placed(
    answer: OutlineAnswer, step: OutlineStep, target: Node, made: dict[str, OutlineStep], lists: list[OutlineStep]
) -> OutlineStep:
    """The step below the answer, or at the head of a list of its own when it would lie too deep."""
    deeper = step.depth < MOST_DEPTH
    made[target.key] = OutlineStep(target, step.depth + 1 if deeper else 0)
    if deeper:
        answer.step = made[target.key]
    else:
        lists.append(made[target.key])
    return made[target.key]


def _roots(graph: Graph) -> Iterator[str]:
    if graph.start is not None:
        yield graph.start
    yield from (arrow.target for arrow in graph.any_time if arrow.target is not None)
    yield from graph.by_key

"""The graph of an algorithm: steps and finishes, and the answers that lead from one to another."""

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from portal.algorithms.document import Answer, Block, BlockKind, Condition, Document, ResultKind
from portal.algorithms.format import keys_in
from portal.algorithms.titles import comparable


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A step or a finish."""

    key: str
    title: str
    kind: BlockKind
    #: 1, 2, ... in the order of the text.
    number: int
    line: int
    last_line: int
    #: How many answers away from the start it is; None when only 'any time' leads there, or nothing.
    distance: int | None
    #: How a conversation ends there, and the words for it; of a step nothing.
    result: ResultKind | None = None
    result_text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrow:
    """An answer that leads on."""

    #: None for what is open at any time.
    source: str | None
    #: None when no step has the title that it names.
    target: str | None
    text: str
    #: 1, 2, ... within its step: the key that chooses it.
    number: int
    condition: Condition | None
    otherwise: bool
    line: int


@dataclass(frozen=True)
class Graph:
    """Where one can go. ``arrows`` are those of steps, in the order of the text."""

    nodes: tuple[Node, ...]
    arrows: tuple[Arrow, ...]
    any_time: tuple[Arrow, ...]
    start: str | None

    @cached_property
    def by_key(self) -> Mapping[str, Node]:
        """The nodes by their keys."""
        return {node.key: node for node in self.nodes}

    @cached_property
    def leaving(self) -> Mapping[str, tuple[Arrow, ...]]:
        """The arrows of each step by its key; of finishes none."""
        found: dict[str, list[Arrow]] = {node.key: [] for node in self.nodes}
        for arrow in self.arrows:
            found[str(arrow.source)].append(arrow)
        return {key: tuple(arrows) for key, arrows in found.items()}


def graph_of(document: Document) -> Graph:
    """The graph of a text, faults and all: what names no step leads nowhere, and the first of twins has the title."""
    keys = keys_in(document)
    blocks = [block for block in document.blocks if block.line in keys]
    titles: dict[str, str] = {}
    for block in blocks:
        titles.setdefault(comparable(block.title), keys[block.line])
    arrows = tuple(
        arrow for block in blocks for arrow in _arrows(keys[block.line], enumerate(block.answers, 1), titles)
    )
    open_ones = [answer for block in document.blocks if block.kind is BlockKind.ANY_TIME for answer in block.answers]
    start = next((keys[block.line] for block in document.steps), None)
    distances = _distances(start, arrows)
    return Graph(
        nodes=tuple(_node(number, block, keys[block.line], distances) for number, block in enumerate(blocks, 1)),
        arrows=arrows,
        any_time=tuple(_arrows(None, enumerate(open_ones, 1), titles)),
        start=start,
    )


def as_data(graph: Graph) -> dict[str, Any]:
    """The graph as pages get it: see the names in ``static/js/map.js`` and ``static/js/player.js``."""
    names = ("key", "title", "kind", "number", "line", "distance", "result", "result_text")
    return {
        "start": graph.start,
        "nodes": [{name: getattr(node, name) for name in names} for node in graph.nodes],
        "arrows": [_arrow_data(arrow) for arrow in graph.arrows],
        "any_time": [_arrow_data(arrow) for arrow in graph.any_time],
    }


def reached(starts: Iterable[str], arrows: Iterable[tuple[str, str]]) -> set[str]:
    """Every key that can be reached from some keys along pairs of keys, those included."""
    leading: dict[str, list[str]] = {}
    for source, target in arrows:
        leading.setdefault(source, []).append(target)
    found = set(starts)
    waiting = list(found)
    while waiting:
        for target in leading.get(waiting.pop(), ()):
            if target not in found:
                found.add(target)
                waiting.append(target)
    return found


def _arrows(source: str | None, answers: Iterable[tuple[int, Answer]], titles: Mapping[str, str]) -> Iterable[Arrow]:
    for number, answer in answers:
        yield Arrow(
            source=source, target=titles.get(comparable(answer.target)), text=answer.text, number=number,
            condition=answer.condition, otherwise=answer.otherwise, line=answer.line,
        )  # fmt: skip


def _node(number: int, block: Block, key: str, distances: Mapping[str, int]) -> Node:
    return Node(
        key=key, title=block.title, kind=block.kind, number=number, line=block.line, last_line=block.last_line,
        distance=distances.get(key), result=block.result.kind if block.result else None,
        result_text=block.result.text if block.result else "",
    )  # fmt: skip


def _distances(start: str | None, arrows: Iterable[Arrow]) -> dict[str, int]:
    if start is None:
        return {}
    leading: dict[str, list[str]] = {}
    for arrow in arrows:
        if arrow.target is not None:
            leading.setdefault(str(arrow.source), []).append(arrow.target)
    found, waiting = {start: 0}, deque([start])
    while waiting:
        here = waiting.popleft()
        for target in leading.get(here, ()):
            if target not in found:
                found[target] = found[here] + 1
                waiting.append(target)
    return found


def _arrow_data(arrow: Arrow) -> dict[str, Any]:
    condition = arrow.condition
    return {
        "source": arrow.source,
        "target": arrow.target,
        "text": arrow.text,
        "number": arrow.number,
        "only_if": [condition.question, condition.value] if condition else None,
        "otherwise": arrow.otherwise,
        "line": arrow.line,
    }

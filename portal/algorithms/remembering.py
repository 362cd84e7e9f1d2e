"""Which questions a conversation can have asked before it comes to a step."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from portal.algorithms.document import BlockKind, Document
from portal.algorithms.format import keys_in
from portal.algorithms.graph import Graph
from portal.algorithms.titles import alike


class Remembered:
    """Names and values that are asked in a text, and where they can be known.

    Each value that a condition wants is one bit; what can be known at a step is what is known at those that lead to it
    and what they ask. What is open at any time can be reached from every step, so all of it can be known there.
    """

    def __init__(self, document: Document, graph: Graph) -> None:
        #: The names as they are written, by what is compared.
        self.names: dict[str, str] = {}
        self._offered: dict[str, dict[str, str]] = {}
        for block in document.blocks:
            for question in block.questions:
                self.names.setdefault(alike(question.name), question.name)
                values = self._offered.setdefault(alike(question.name), {})
                values.update((alike(value), value) for value in question.values)
        answers = (answer for block in document.blocks for answer in block.answers)
        wanted = dict.fromkeys(
            (alike(answer.condition.question), alike(answer.condition.value)) for answer in answers if answer.condition
        )
        self._bits = {pair: 1 << place for place, pair in enumerate(wanted)}
        self._known = self._spread(document, graph) if self._bits else {}

    def is_asked(self, name: str) -> bool:
        """Whether any step asks it."""
        return alike(name) in self._offered

    def is_offered(self, name: str, value: str) -> bool:
        """Whether a question of that name offers the value."""
        return alike(value) in self._offered[alike(name)]

    def offered(self, name: str) -> Mapping[str, str]:
        """The values that questions of that name offer, as they are written, by what is compared."""
        return self._offered[alike(name)]

    def can_be_known(self, key: str, name: str, value: str) -> bool:
        """Whether the value can have been chosen in the step itself or before it."""
        return bool(self._known[key] & self._bits[alike(name), alike(value)])

    def _spread(self, document: Document, graph: Graph) -> dict[str, int]:
        """What can be known at each step, its own questions included: in proportion to steps and arrows."""
        known, everywhere = self._asked(document)
        leading: dict[str, list[str]] = {key: [] for key in known}
        for arrow in graph.arrows:
            if arrow.target is not None:
                leading[str(arrow.source)].append(arrow.target)
        for arrow in graph.any_time:
            if arrow.target is not None:
                known[arrow.target] |= everywhere
        for circle in _circles(leading):
            bits = 0
            for key in circle:
                bits |= known[key]
            for key in circle:
                known[key] = bits
                for there in leading[key]:
                    known[there] |= bits
        return known

    def _asked(self, document: Document) -> tuple[dict[str, int], int]:
        """What each step asks, and what anything does."""
        keys, everywhere = keys_in(document), 0
        known: dict[str, int] = {}
        for block in document.blocks:
            bits = 0
            for question in block.questions:
                for value in question.values:
                    bits |= self._bits.get((alike(question.name), alike(value)), 0)
            everywhere |= bits
            if block.kind is not BlockKind.ANY_TIME:
                known[keys[block.line]] = bits
        return known, everywhere


def _circles(leading: Mapping[str, Sequence[str]]) -> Iterator[Collection[str]]:
    """The strongly connected components of a graph, each before those that it leads to.

    S. R. Kosaraju's algorithm, as in A. Aho, J. Hopcroft, J. Ullman, 'Data Structures and Algorithms', 1983, 6.7.
    """
    coming: dict[str, list[str]] = {key: [] for key in leading}
    for source, targets in leading.items():
        for target in targets:
            coming[target].append(source)
    left = set(leading)
    for key in reversed(list(_in_order_of_leaving(leading))):
        if key in left:
            left.discard(key)
            circle = [key]
            for here in circle:  # it grows while it is walked
                near = [source for source in coming[here] if source in left]
                left.difference_update(near)
                circle += dict.fromkeys(near)
            yield circle


def _in_order_of_leaving(leading: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """The keys in the order in which a search in depth is done with them."""
    seen: set[str] = set()
    for root in leading:
        if root in seen:
            continue
        seen.add(root)
        path = [(root, iter(leading[root]))]
        while path:
            here, targets = path[-1]
            new = next((target for target in targets if target not in seen), None)
            if new is None:
                path.pop()
                yield here
            else:
                seen.add(new)
                path.append((new, iter(leading[new])))

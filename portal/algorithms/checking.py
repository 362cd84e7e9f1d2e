"""What is wrong with an algorithm: the faults of the format's list, each with its number and its line.

One mistake is one fault as far as that is true. An answer that names no step counts as leading on: it is reported
itself (1), and its step neither as leading nowhere (3) nor as a circle (4). A step without answers is reported as that
(3) and not as a circle too. Without any finish there is just that to say (5), and no step is a circle. Which of two
twins an answer means nobody can tell: it leads to both (6).
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from portal.algorithms.closeness import Nearest
from portal.algorithms.document import Answer, Block, BlockKind, Document
from portal.algorithms.format import keys_in
from portal.algorithms.graph import Graph, reached
from portal.algorithms.references import references
from portal.algorithms.remembering import Remembered
from portal.algorithms.reserved import PATH
from portal.algorithms.titles import alike, comparable, skeleton

MOST_ANSWERS = 9
MANY_STEPS, MOST_STEPS = 150, 1000
ERROR, WARNING = "error", "warning"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Something wrong at a line. ``name`` says what, for ``wording.message``; ``values`` is what its sentence names."""

    #: The number in the format's list, 1 to 13.
    kind: int
    line: int
    name: str
    level: str = ERROR
    values: Mapping[str, Any] = field(default_factory=dict)
    #: What was probably meant.
    suggest: str | None = None


def check(document: Document, graph: Graph, *, known: Callable[[str, str], bool] | None = None) -> list[Fault]:
    """All faults in the order of their lines.

    ``known``: whether a case or an algorithm is published, by its kind and by its number or title as it was written;
    without it nothing is said of links.
    """
    checker = _Checker(document, graph)
    found = [*checker.faults()]
    if known is not None:
        found += _unknown_links(document, known)
    return sorted(found, key=lambda fault: (fault.line, fault.kind))


def counts(document: Document, graph: Graph) -> dict[str, Any]:
    """How much of everything a text has; ``start`` is the title of the first step, or None."""
    points = [point for block in document.blocks for point in block.points]
    return {
        "steps": len(document.steps),
        "finishes": len(document.finishes),
        "arrows": len(graph.arrows),
        "any_time": len(graph.any_time),
        "questions": sum(len(block.questions) for block in document.blocks),
        "points": len(points),
        "must_points": sum(point.must for point in points),
        "phrases": sum(len(block.phrases) for block in document.blocks),
        "start": document.steps[0].title if document.steps else None,
    }


def _unknown_links(document: Document, known: Callable[[str, str], bool]) -> Iterator[Fault]:
    for kind, ref, line in references(document):
        if not known(kind, ref):
            yield Fault(kind=12, line=line, level=WARNING, name=f"unknown_{kind}", values={"ref": ref})


class _Checker:
    """Goes through the list of the format, number by number."""

    def __init__(self, document: Document, graph: Graph) -> None:
        self.document, self.graph = document, graph
        self.keys = keys_in(document)

    @cached_property
    def remembered(self) -> Remembered:
        """What is asked, and where it can be known."""
        return Remembered(self.document, self.graph)

    @cached_property
    def names(self) -> Mapping[str, str]:
        """What tells one title from another, by key: the same for twins."""
        return {node.key: comparable(node.title) for node in self.graph.nodes}

    @cached_property
    def pairs(self) -> Sequence[tuple[str, str]]:
        """Where the answers of steps lead, title to title."""
        arrows = self.graph.arrows
        return [(self.names[str(arrow.source)], self.names[arrow.target]) for arrow in arrows if arrow.target]

    @cached_property
    def nearest_name(self) -> Nearest:
        """For names that nobody asks."""
        return Nearest(self.remembered.names)

    def faults(self) -> Iterator[Fault]:
        """What is too large is refused for that alone."""
        yield from self._too_many()
        yield from self._front()
        if len(self.document.steps) > MOST_STEPS:
            return
        yield from self._missing_steps()
        yield from self._unreached()
        yield from self._dead_ends()
        yield from self._circles()
        yield from self._nothing_there()
        yield from self._twins()
        yield from self._conditions()
        yield from self._without_rest()
        yield from self._answers()
        yield from self._notes()
        yield from self._phrases()

    def _missing_steps(self) -> Iterator[Fault]:
        """1."""
        titles = {comparable(node.title): node.title for node in reversed(self.graph.nodes)}
        nearest = Nearest(titles)
        look_alikes = {skeleton(title): shown for title, shown in titles.items()}
        answers = {answer.line: answer for block in self.document.blocks for answer in block.answers}
        for arrow in (*self.graph.arrows, *self.graph.any_time):
            if arrow.target is not None:
                continue
            title = answers[arrow.line].target
            same = look_alikes.get(skeleton(comparable(title)))
            yield Fault(
                kind=1,
                line=arrow.line,
                name="look_alike_step" if same else "missing_step" if title else "no_target",
                values={"title": title},
                suggest=same or nearest.to(comparable(title)),
            )

    def _unreached(self) -> Iterator[Fault]:
        """2. What is open at any time leads on from wherever one is."""
        starts = {self.graph.start} | {arrow.target for arrow in self.graph.any_time}
        found = reached((self.names[key] for key in starts if key), self.pairs)
        for node in self.graph.nodes:
            if self.names[node.key] not in found:
                name = "unreached_finish" if node.kind is BlockKind.FINISH else "unreached_step"
                yield Fault(kind=2, line=node.line, name=name, values={"title": node.title})

    def _dead_ends(self) -> Iterator[Fault]:
        """3."""
        for block in self.document.steps:
            if not block.answers:
                yield Fault(kind=3, line=block.line, name="dead_end", values={"title": block.title})

    def _circles(self) -> Iterator[Fault]:
        """4."""
        ends = {self.names[node.key] for node in self.graph.nodes if node.kind is BlockKind.FINISH}
        if not ends:
            return
        ends |= {self.names[str(arrow.source)] for arrow in self.graph.arrows if arrow.target is None}
        found = reached(ends, ((target, source) for source, target in self.pairs))
        for block in self.document.steps:
            if block.answers and comparable(block.title) not in found:
                yield Fault(kind=4, line=block.line, name="circle", values={"title": block.title})

    def _nothing_there(self) -> Iterator[Fault]:
        """5."""
        if not self.document.steps:
            yield Fault(kind=5, line=self.document.title_line, name="no_step")
        elif not self.document.finishes:
            yield Fault(kind=5, line=self.document.title_line, name="no_finish")

    def _twins(self) -> Iterator[Fault]:
        """6."""
        first: dict[str, int] = {}
        for node in self.graph.nodes:
            line = first.setdefault(comparable(node.title), node.line)
            if line != node.line:
                yield Fault(kind=6, line=node.line, name="twin", values={"title": node.title, "first": line})

    def _conditions(self) -> Iterator[Fault]:
        """7."""
        near_values: dict[str, Nearest] = {}
        for block in self.document.blocks:
            for answer in block.answers:
                fault = self._condition(block, answer, near_values)
                if fault is not None:
                    yield fault

    def _condition(self, block: Block, answer: Answer, near_values: dict[str, Nearest]) -> Fault | None:
        if answer.condition is None:
            return None
        name, value = answer.condition.question, answer.condition.value
        if not self.remembered.is_asked(name):
            wrong, suggest = "never_asked", self.nearest_name.to(alike(name))
        elif not self.remembered.is_offered(name, value):
            nearest = near_values.setdefault(alike(name), Nearest(self.remembered.offered(name)))
            wrong, suggest = "not_offered", nearest.to(alike(value))
        elif block.kind is BlockKind.STEP and not self.remembered.can_be_known(self.keys[block.line], name, value):
            wrong, suggest = "asked_later", None
        else:
            return None
        return Fault(kind=7, line=answer.line, name=wrong, values={"name": name, "value": value}, suggest=suggest)

    def _without_rest(self) -> Iterator[Fault]:
        """8."""
        for block in self.document.steps:
            if block.answers and all(answer.condition and not answer.otherwise for answer in block.answers):
                yield Fault(kind=8, line=block.line, name="nothing_for_the_rest", values={"title": block.title})

    def _answers(self) -> Iterator[Fault]:
        """9. The same words under different conditions are different answers."""
        for block in self.document.blocks:
            seen = Counter[Any]()
            for number, answer in enumerate(block.answers, 1):
                condition = answer.condition
                asked = (alike(condition.question), alike(condition.value)) if condition else None
                said = (alike(answer.text), asked, answer.otherwise)
                if seen[said]:
                    yield Fault(kind=9, line=answer.line, name="same_answer", values={"text": answer.text})
                seen[said] += 1
                if number == MOST_ANSWERS + 1 and block.kind is BlockKind.STEP:
                    yield Fault(kind=9, line=answer.line, name="too_many_answers", values={"title": block.title})

    def _notes(self) -> Iterator[Fault]:
        """10."""
        for block in self.document.finishes:
            if block.note is None:
                continue
            for name in dict.fromkeys(block.note.names):
                if alike(name) != PATH and not self.remembered.is_asked(name):
                    yield Fault(
                        kind=10,
                        line=block.note.line,
                        name="note_of_nothing",
                        values={"name": name},
                        suggest=self.nearest_name.to(alike(name)),
                    )

    def _front(self) -> Iterator[Fault]:
        """11."""
        front = self.document.front
        if front.fault_line is not None:
            wrong = {"check again": "no_day", "language": "no_language"}.get(front.fault_key or "", "front_unreadable")
            yield Fault(kind=11, line=front.fault_line, name=wrong)
        for key, line in front.unknown:
            yield Fault(kind=11, line=line, level=WARNING, name="unknown_key", values={"name": key})

    def _phrases(self) -> Iterator[Fault]:
        """13."""
        for block in self.document.steps:
            if not block.phrases:
                yield Fault(kind=13, line=block.line, level=WARNING, name="no_phrase", values={"title": block.title})

    def _too_many(self) -> Iterator[Fault]:
        """13."""
        steps = self.document.steps
        if len(steps) > MOST_STEPS:
            yield Fault(kind=13, line=steps[MOST_STEPS].line, name="too_many_steps", values={"most": MOST_STEPS})
        elif len(steps) > MANY_STEPS:
            yield Fault(
                kind=13, line=steps[MANY_STEPS].line, level=WARNING, name="many_steps", values={"many": MANY_STEPS}
            )

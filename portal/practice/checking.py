"""What is wrong with a dialogue, line by line, in the numbers of its format. Pure: sentences are made in ``wording``.

A dialogue is looked at beside its algorithm: what it calls a step or an answer has to stand there.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from portal.algorithms.closeness import Nearest
from portal.algorithms.front_matter import LANGUAGE
from portal.algorithms.graph import Graph, reached
from portal.algorithms.titles import comparable
from portal.practice.document import MAX_MINUTES, Dialogue, Mark, Reply, Scene
from portal.practice.reader import MOST_LINES
from portal.practice.ways import Ways

MOST_SCENES, MOST_REPLIES = 120, 9
MAX_TITLE_LETTERS, MAX_WORDS_LETTERS = 160, 2_000
ERROR, WARNING = "error", "warning"
#: Nothing is wrong, and something has still to be written before it is published.
TO_WRITE = "to_write"
#: What a first draft leaves to be written.
TO_FILL = "…"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Something wrong at a line. ``name`` says what; ``values`` is what its sentence names."""

    #: The number in the format's list, 1 to 12.
    kind: int
    line: int
    name: str
    level: str = ERROR
    values: Mapping[str, Any] = field(default_factory=dict)
    #: What was probably meant.
    suggest: str | None = None


def check(dialogue: Dialogue, graph: Graph | None) -> list[Fault]:
    """All faults in the order of their lines. ``graph``: of the algorithm that is named; None: there is none."""
    faults = [*_Checker(dialogue, graph).faults()]
    return sorted(faults, key=lambda fault: (fault.line, fault.level != ERROR, fault.kind))


class _Checker:
    def __init__(self, dialogue: Dialogue, graph: Graph | None) -> None:
        self.dialogue, self.graph = dialogue, graph

    def faults(self) -> Iterator[Fault]:
        """What is too large is refused for that alone; beside no algorithm only the text itself is looked at."""
        yield from self._front()
        yield from self._too_many()
        if len(self.dialogue.scenes) > MOST_SCENES:
            return
        for scene in self.dialogue.scenes:
            yield from self._words(scene)
            yield from self._replies(scene)
        if self.graph is not None and self.dialogue.scenes:
            yield from _Beside(self.dialogue, self.graph).faults()

    def _front(self) -> Iterator[Fault]:
        """1 and 2."""
        said = self.dialogue.front
        for line in said.unreadable:
            yield Fault(kind=1, line=line, name="front_unreadable")
        if said.open:
            yield Fault(kind=1, line=1, name="front_open")
        for name, line in said.unknown:
            yield Fault(kind=1, line=line, name="unknown_key", level=WARNING, values={"name": name})
        yield from self._facts()
        title = self.dialogue.title
        if not title or len(title) > MAX_TITLE_LETTERS:
            name = "long_title" if title else "no_title"
            yield Fault(kind=2, line=self.dialogue.title_line, name=name, values={"most": MAX_TITLE_LETTERS})
        if self.graph is None:
            ref = self.dialogue.algorithm
            line = self.dialogue.front.lines.get("algorithm", 1)
            yield Fault(kind=2, line=line, name="unknown_algorithm" if ref else "no_algorithm", values={"ref": ref})

    def _facts(self) -> Iterator[Fault]:
        """1."""
        values, lines = self.dialogue.front.values, self.dialogue.front.lines
        if values.get("language") and values["language"].casefold() not in LANGUAGE:
            yield Fault(kind=1, line=lines["language"], name="no_language")
        minutes = values.get("minutes", "")
        if minutes and not (minutes.isascii() and minutes.isdigit() and 0 < int(minutes[:4]) <= MAX_MINUTES):
            yield Fault(kind=1, line=lines["minutes"], name="no_minutes", values={"most": MAX_MINUTES})

    def _too_many(self) -> Iterator[Fault]:
        """3."""
        scenes = self.dialogue.scenes
        if not scenes:
            yield Fault(kind=3, line=self.dialogue.title_line, name="no_scene")
        elif len(scenes) > MOST_SCENES:
            yield Fault(kind=3, line=scenes[MOST_SCENES].line, name="many_scenes", values={"most": MOST_SCENES})
        if len(self.dialogue.lines) > MOST_LINES:
            yield Fault(kind=3, line=MOST_LINES, name="many_lines", values={"most": MOST_LINES})
        for line in self.dialogue.stray:
            yield Fault(kind=4, line=line, name="stray", level=WARNING)

    def _words(self, scene: Scene) -> Iterator[Fault]:
        """5."""
        if scene.replies and not scene.words:
            yield Fault(kind=5, line=scene.line, name="no_words", values={"title": scene.title})
        if TO_FILL in {_bare(words) for words in scene.words}:
            values = {"title": scene.title}
            yield Fault(kind=5, line=scene.line, name="words_to_fill", level=TO_WRITE, values=values)
        if sum(map(len, scene.words)) + len(scene.setting) > MAX_WORDS_LETTERS:
            yield Fault(kind=5, line=scene.line, name="long_words", values={"most": MAX_WORDS_LETTERS})

    def _replies(self, scene: Scene) -> Iterator[Fault]:
        """6 and 7."""
        seen: set[str] = set()
        for number, reply in enumerate(scene.replies, 1):
            yield from self._reply(reply)
            text = reply.text.casefold()
            if text in seen and _bare(text) != TO_FILL:
                yield Fault(kind=6, line=reply.line, name="same_reply", values={"text": _bare(reply.text)})
            seen.add(text)
            if number == MOST_REPLIES + 1:
                yield Fault(kind=6, line=reply.line, name="many_replies", values={"title": scene.title})
        if not scene.replies:
            return
        if len(scene.replies) == 1:
            yield Fault(kind=6, line=scene.line, name="one_reply", level=WARNING, values={"title": scene.title})
        if all(reply.mark is not None and reply.mark is not Mark.BEST for reply in scene.replies):
            yield Fault(kind=7, line=scene.line, name="no_best", values={"title": scene.title})

    def _reply(self, reply: Reply) -> Iterator[Fault]:
        if reply.mark is None:
            yield Fault(kind=7, line=reply.line, name="no_mark")
        if not reply.text:
            yield Fault(kind=6, line=reply.line, name="empty_reply")
        elif missing := _to_fill(reply):
            yield Fault(kind=6, line=reply.line, name=missing, level=TO_WRITE)
        elif reply.mark in {Mark.AGAIN, Mark.POSSIBLE} and not reply.why:
            yield Fault(kind=8, line=reply.line, name="no_why", level=WARNING)
        if len(reply.text) + sum(map(len, reply.says)) + len(reply.why) > MAX_WORDS_LETTERS:
            yield Fault(kind=6, line=reply.line, name="long_reply", values={"most": MAX_WORDS_LETTERS})


class _Beside:
    """The dialogue beside its algorithm."""

    def __init__(self, dialogue: Dialogue, graph: Graph) -> None:
        self.dialogue, self.graph = dialogue, graph
        self.ways = Ways(dialogue, graph)

    def faults(self) -> Iterator[Fault]:
        yield from self._titles()
        for scene in self.dialogue.scenes:
            if self.ways.key(scene) is not None:
                yield from self._leading(scene)
        yield from self._unreached()
        yield from self._endless()

    def _titles(self) -> Iterator[Fault]:
        """9: the steps of the algorithm; moments of one stand together."""
        nearest = Nearest({comparable(node.title): node.title for node in self.graph.nodes})
        first: dict[str, Scene] = {}
        before: Scene | None = None
        for scene in self.dialogue.scenes:
            name, values = comparable(scene.title), {"title": scene.title}
            if self.ways.key(scene) is None:
                yield Fault(kind=9, line=scene.line, name="no_step", values=values, suggest=nearest.to(name))
            elif name in first and (before is None or comparable(before.title) != name):
                yield Fault(kind=9, line=scene.line, name="apart", values=values | {"first": first[name].line})
            elif self.ways.is_end(self.ways.key(scene)) and scene.replies:
                yield Fault(kind=9, line=scene.replies[0].line, name="reply_at_end", values=values)
            first.setdefault(name, scene)
            before = scene

    def _leading(self, scene: Scene) -> Iterator[Fault]:
        """10: replies lead where answers of the step lead, and a scene is there."""
        nearest: Callable[[str], str | None] | None = None
        for reply in scene.replies:
            if reply.goes_on and self.ways.following(scene) is None:
                yield Fault(kind=10, line=reply.line, name="no_next", values={"title": scene.title})
            if not reply.target:
                continue
            key = self.ways.target(scene, reply)
            if key is None:
                nearest = nearest or Nearest(self.ways.offered(scene)).to
                yield self._wrong_way(scene, reply, nearest)
            elif not self.ways.is_end(key) and self.ways.first_scene(key) is None:
                yield Fault(
                    kind=10, line=reply.line, name="no_scene_there", values={"title": self.graph.by_key[key].title}
                )
        if not self.ways.is_end(self.ways.key(scene)) and not any(_moves(reply) for reply in scene.replies):
            yield Fault(kind=11, line=scene.line, name="dead_end", values={"title": scene.title})

    def _wrong_way(self, scene: Scene, reply: Reply, nearest: Callable[[str], str | None]) -> Fault:
        values = {"target": reply.target, "title": scene.title}
        if self.ways.leads_apart(scene, reply):
            return Fault(kind=10, line=reply.line, name="several_ways", values=values)
        name = "no_way" if comparable(reply.target) in self.ways.keys else "no_answer"
        suggest = nearest(comparable(reply.target))
        return Fault(kind=10, line=reply.line, name=name, values=values, suggest=suggest)

    def _unreached(self) -> Iterator[Fault]:
        """11."""
        found = reached([str(self.dialogue.scenes[0].line)], self._pairs())
        for scene in self.dialogue.scenes:
            if str(scene.line) not in found and self.ways.key(scene) is not None:
                yield Fault(kind=11, line=scene.line, name="unreached", values={"title": scene.title})

    def _endless(self) -> Iterator[Fault]:
        """12: from each scene an end can be reached; replies that lead to nothing have faults of their own."""
        ends = [str(scene.line) for scene in self.dialogue.scenes if self._may_end(scene)]
        found = reached(ends, ((target, source) for source, target in self._pairs()))
        for scene in self.dialogue.scenes:
            if str(scene.line) not in found and self.ways.key(scene) and any(map(_moves, scene.replies)):
                yield Fault(kind=12, line=scene.line, name="endless", values={"title": scene.title})

    def _may_end(self, scene: Scene) -> bool:
        key = self.ways.key(scene)
        if key is None or self.ways.is_end(key):
            return True
        targets = [self.ways.target(scene, reply) for reply in scene.replies if reply.target]
        return any(target is None or self.ways.is_end(target) for target in targets)

    def _pairs(self) -> list[tuple[str, str]]:
        """Lines of scenes that lead to one another."""
        pairs: list[tuple[str, str]] = []
        for scene in self.dialogue.scenes:
            for reply in scene.replies:
                key = self.ways.target(scene, reply)
                there = self.ways.following(scene) if reply.goes_on else self.ways.first_scene(key) if key else None
                if there is not None:
                    pairs.append((str(scene.line), str(there.line)))
        return pairs


def _moves(reply: Reply) -> bool:
    return reply.goes_on or bool(reply.target)


def _to_fill(reply: Reply) -> str:
    """The sentence that names what of a reply has still to be written; '': nothing."""
    parts = {
        "reply_to_fill": [reply.text],
        "says_to_fill": reply.says,
        "why_to_fill": [reply.why],
    }
    return next((name for name, texts in parts.items() if TO_FILL in map(_bare, texts)), "")


def _bare(text: str) -> str:
    return text.strip("«»„“”\"' .")

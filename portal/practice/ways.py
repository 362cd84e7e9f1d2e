"""How the scenes of a dialogue lie over the graph of its algorithm: which step each plays, and where replies lead."""

from collections.abc import Mapping, Sequence
from functools import cached_property

from portal.algorithms.document import BlockKind
from portal.algorithms.graph import Arrow, Graph
from portal.algorithms.titles import alike, comparable
from portal.practice.document import Dialogue, Reply, Scene


class Ways:
    """Answers what leads where; nothing of it is said twice."""

    def __init__(self, dialogue: Dialogue, graph: Graph) -> None:
        self.dialogue, self.graph = dialogue, graph

    @cached_property
    def keys(self) -> Mapping[str, str]:
        """The keys of steps and finishes by their titles."""
        found: dict[str, str] = {}
        for node in self.graph.nodes:
            found.setdefault(comparable(node.title), node.key)
        return found

    @cached_property
    def _by_step(self) -> Mapping[str, Sequence[Scene]]:
        found: dict[str, list[Scene]] = {}
        for scene in self.dialogue.scenes:
            key = self.key(scene)
            if key is not None:
                found.setdefault(key, []).append(scene)
        return found

    @cached_property
    def _following(self) -> Mapping[int, Scene]:
        pairs = zip(self.dialogue.scenes, self.dialogue.scenes[1:], strict=False)
        return {one.line: other for one, other in pairs if comparable(one.title) == comparable(other.title)}

    @cached_property
    def _named(self) -> Mapping[str, Mapping[str, str]]:
        """By step: where its answers lead, by their words and by the titles behind them; words come first."""
        any_time = [arrow for arrow in self.graph.any_time if arrow.target]
        return {
            key: self._by_names([*(arrow for arrow in arrows if arrow.target), *any_time])
            for key, arrows in self.graph.leaving.items()
            if key in self._by_step
        }

    @cached_property
    def ends(self) -> tuple[str, ...]:
        """The finishes that replies lead to, in the order of the text."""
        led = (self.target(scene, reply) for scene in self.dialogue.scenes for reply in scene.replies)
        return tuple(dict.fromkeys(key for key in led if key and self.is_end(key)))

    def key(self, scene: Scene) -> str | None:
        """The step or the finish that a scene plays; None when the algorithm has none of that title."""
        return self.keys.get(comparable(scene.title))

    def is_end(self, key: str | None) -> bool:
        """Whether it is a finish."""
        return key is not None and self.graph.by_key[key].kind is BlockKind.FINISH

    def first_scene(self, key: str) -> Scene | None:
        """Where a step begins."""
        scenes = self._by_step.get(key)
        return scenes[0] if scenes else None

    def following(self, scene: Scene) -> Scene | None:
        """The next moment of the same step, right below."""
        return self._following.get(scene.line)

    def target(self, scene: Scene, reply: Reply) -> str | None:
        """Where a reply leads by the algorithm; None when it stays, goes on, or names nothing that leads there."""
        key = self.key(scene)
        if key is None or not reply.target:
            return None
        named = self._named.get(key, {})
        return named.get(alike(reply.target)) or named.get(comparable(reply.target))

    def leads_apart(self, scene: Scene, reply: Reply) -> bool:
        """Whether what stands behind the arrow are the words of several answers that lead to different places."""
        arrows = self.graph.leaving.get(self.key(scene) or "", ())
        targets = {arrow.target for arrow in arrows if alike(arrow.text) == alike(reply.target)}
        return len(targets) > 1 and self.target(scene, reply) is None

    def offered(self, scene: Scene) -> Mapping[str, str]:
        """What can stand behind an arrow here: as people see it, by what is compared."""
        key = self.key(scene)
        arrows = [*self.graph.leaving.get(key or "", ()), *self.graph.any_time]
        shown = {comparable(self._title(arrow)): self._title(arrow) for arrow in arrows if arrow.target}
        return shown | {alike(arrow.text): arrow.text for arrow in arrows if arrow.target}

    def _by_names(self, arrows: Sequence[Arrow]) -> Mapping[str, str]:
        """Words that lead to several places under conditions lead nowhere here: the title has to be named."""
        led: dict[str, set[str]] = {}
        for arrow in arrows:
            led.setdefault(alike(arrow.text), set()).add(str(arrow.target))
        named = {words: targets.pop() for words, targets in led.items() if len(targets) == 1}
        for arrow in arrows:
            named.setdefault(comparable(self._title(arrow)), str(arrow.target))
        return named

    def _title(self, arrow: Arrow) -> str:
        return self.graph.by_key[str(arrow.target)].title

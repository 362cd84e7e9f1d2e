"""A dialogue as it is played: moments with replies, and where each leads. Pure; kept as JSON with its version.

A learner's way is a list of choices, numbers from 1: which moment they are at follows from it and from nothing else.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from portal.algorithms.document import BlockKind
from portal.algorithms.graph import Graph
from portal.practice.document import Dialogue, Mark, Scene
from portal.practice.ways import Ways

#: More replies nobody gives in one practice: a way that is as long goes no further.
MOST_MOVES = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A reply that can be given."""

    text: str
    mark: Mark
    says: tuple[str, ...]
    why: str
    #: The place of the moment that it leads to; None: one stays and chooses anew.
    leads: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """What the customer says at a step, or how it ends."""

    #: The step or the finish of the algorithm, by its key there.
    step: str
    title: str
    words: tuple[str, ...]
    setting: str
    choices: tuple[Choice, ...]
    #: How the algorithm says that it ends; '' for a step.
    result: str

    @property
    def ends(self) -> bool:
        """Whether the conversation is over here."""
        return not self.choices


@dataclass(frozen=True, slots=True)
class Play:
    """All moments; one begins at the first."""

    moments: tuple[Moment, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """One move of a way: at which moment what was chosen."""

    moment: Moment
    choice: Choice
    number: int


@dataclass(frozen=True, slots=True)
class Way:
    """Where a list of choices leads: what was said, and the moment that one is at."""

    said: tuple[Said, ...]
    moment: Moment

    @property
    def ended(self) -> bool:
        """Whether it is over."""
        return self.moment.ends

    @property
    def tried(self) -> frozenset[int]:
        """Which replies were given at this moment since it was come to, and led nowhere."""
        found = set()
        for one in reversed(self.said):
            if one.moment is not self.moment or one.choice.leads is not None:
                break
            found.add(one.number)
        return frozenset(found)


def walk(play: Play, numbers: Sequence[int]) -> Way:
    """Follow choices from the beginning; what can't be chosen where it stands ends the way before it."""
    here, said = play.moments[0], []
    for number in numbers[:MOST_MOVES]:
        if not 1 <= number <= len(here.choices):
            break
        choice = here.choices[number - 1]
        said.append(Said(here, choice, number))
        if choice.leads is not None:
            here = play.moments[choice.leads]
    return Way(tuple(said), here)


def place_of(play: Play, moment: Moment) -> int:
    """The place of a moment in the play: two may say the same."""
    return next(place for place, one in enumerate(play.moments) if one is moment)


def said_at(play: Play, replies: Sequence[tuple[int, int]]) -> Iterator[Said]:
    """Replies by the places of their moments and their numbers; what isn't there is left out."""
    for place, number in replies:
        moment = play.moments[place] if 0 <= place < len(play.moments) else None
        if moment is not None and 1 <= number <= len(moment.choices):
            yield Said(moment, moment.choices[number - 1], number)


def play_of(dialogue: Dialogue, graph: Graph) -> Play:
    """The moments of a dialogue without errors, then the ends that it has no words for."""
    ways = Ways(dialogue, graph)
    places = {scene.line: place for place, scene in enumerate(dialogue.scenes)}
    wordless = [key for key in ways.ends if ways.first_scene(key) is None]
    ends = {key: len(dialogue.scenes) + place for place, key in enumerate(wordless)}

    def leads(scene: Scene) -> Iterator[int | None]:
        for reply in scene.replies:
            following = ways.following(scene) if reply.goes_on else None
            key = ways.target(scene, reply)
            first = following or (ways.first_scene(key) if key else None)
            yield places[first.line] if first else ends.get(key or "")

    moments = [_moment(graph, ways.key(scene) or "", scene, tuple(leads(scene))) for scene in dialogue.scenes]
    return Play(tuple(moments + [_moment(graph, key, None, ()) for key in wordless]))


def _moment(graph: Graph, key: str, scene: Scene | None, leads: Sequence[int | None]) -> Moment:
    node = graph.by_key.get(key)
    is_end = node is not None and node.kind is BlockKind.FINISH
    replies = scene.replies if scene and not is_end else ()
    return Moment(
        step=key,
        title=node.title if node else (scene.title if scene else ""),
        words=scene.words if scene else (),
        setting=scene.setting if scene else "",
        result=node.result_text if node and is_end else "",
        choices=tuple(
            Choice(
                text=reply.text, mark=reply.mark or Mark.POSSIBLE, says=reply.says, why=sentence(reply.why), leads=place
            )
            for reply, place in zip(replies, leads, strict=False)
        ),
    )


def sentence(text: str) -> str:
    """With a capital letter: behind a word and a colon people write small ones."""
    return text[:1].upper() + text[1:]


def as_data(play: Play) -> dict[str, Any]:
    """As it is kept."""
    return {
        "moments": [
            {
                "step": one.step, "title": one.title, "words": list(one.words), "setting": one.setting,
                "result": one.result,
                "choices": [
                    {"text": choice.text, "mark": choice.mark.value, "says": list(choice.says), "why": choice.why,
                     "leads": choice.leads}
                    for choice in one.choices
                ],
            }
            for one in play.moments
        ]
    }  # fmt: skip


def from_data(data: Mapping[str, Any]) -> Play:
    """As it was kept."""
    return Play(tuple(_kept(one) for one in data["moments"]))


def _kept(one: Mapping[str, Any]) -> Moment:
    choices = tuple(
        Choice(text=kept["text"], mark=Mark(kept["mark"]), says=tuple(kept["says"]), why=kept["why"],
               leads=kept["leads"])
        for kept in one["choices"]
    )  # fmt: skip
    return Moment(
        step=one["step"], title=one["title"], words=tuple(one["words"]), setting=one["setting"],
        result=one["result"], choices=choices,
    )  # fmt: skip

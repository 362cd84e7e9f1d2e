"""The text of a practice dialogue to what it says. Pure: no database, no Flask; whatever the text, no exception.

Each line is looked at once: reading takes time in proportion to the text.
"""

import re
from dataclasses import dataclass, field
from functools import lru_cache

from portal.algorithms.titles import bare_title, one_spaced
from portal.practice.document import Dialogue, Front, Mark, Reply, Scene
from portal.practice.reserved import CUSTOMER, GOAL, KEYS, NEXT, WHY

#: Lines beyond are counted and not read: nothing that people write has so many.
MOST_LINES = 5_000
#: Of a longer line only so many letters are read.
LONGEST_LINE = 2_000
_HEADING = re.compile(r"(#{1,6})\s+(.*)")
_ITEM = re.compile(r"[-*+]\s+(.*)")
_MARK = re.compile(r"[(\[]\s*([+~\-–—−])\s*[)\]]\s*(.*)")
#: Without the white space around it: that is looked for again at each of its signs.
_ARROW = re.compile(r"→|-{1,2}>")
_QUOTED = re.compile(r">\s?(.*)")
_MARKS = {"+": Mark.BEST, "~": Mark.POSSIBLE}
_COMMENT_BEGINS, _COMMENT_ENDS = "<!--", "-->"


@dataclass(slots=True)
class _Reply:
    text: str
    mark: Mark | None
    target: str
    line: int
    says: list[str] = field(default_factory=list)
    why: list[str] = field(default_factory=list)

    def done(self) -> Reply:
        goes_on = NEXT.fullmatch(self.target) is not None
        return Reply(
            text=self.text, mark=self.mark, target="" if goes_on else self.target, goes_on=goes_on, line=self.line,
            says=tuple(filter(None, self.says)), why=" ".join(self.why),
        )  # fmt: skip


@dataclass(slots=True)
class _Scene:
    title: str
    line: int
    last_line: int
    words: list[str] = field(default_factory=list)
    setting: list[str] = field(default_factory=list)
    replies: list[_Reply] = field(default_factory=list)

    def done(self) -> Scene:
        return Scene(
            title=self.title, line=self.line, last_line=self.last_line, words=tuple(filter(None, self.words)),
            setting=" ".join(self.setting), replies=tuple(reply.done() for reply in self.replies),
        )  # fmt: skip


@lru_cache(maxsize=64)
def read(source: str) -> Dialogue:
    """What a text says; kept for a while, because one page asks for it several times."""
    lines = tuple(source.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    front, first = _front(lines[:MOST_LINES])
    reader = _Reader()
    for number, line in enumerate(lines[first:MOST_LINES], first + 1):
        reader.take(number, _uncommented(line[:LONGEST_LINE]).strip())
    return Dialogue(
        front=front,
        title=reader.title or one_spaced(front.values.get("title", "")),
        title_line=reader.title_line or front.lines.get("title", 1),
        customer=" ".join(reader.customer),
        goal=" ".join(reader.goal),
        scenes=tuple(scene.done() for scene in reader.scenes),
        stray=tuple(reader.stray),
        lines=lines,
    )


class _Reader:
    """Goes down the lines and remembers to what the next one belongs."""

    def __init__(self) -> None:
        self.title, self.title_line = "", 0
        self.customer: list[str] = []
        self.goal: list[str] = []
        self.scenes: list[_Scene] = []
        self.stray: list[int] = []
        #: Where a line without a marker goes on.
        self._above: list[str] | None = None

    def take(self, number: int, line: str) -> None:
        if self.scenes and line:
            self.scenes[-1].last_line = number
        if not line:
            self._above = None
        elif heading := _HEADING.fullmatch(line):
            self._heading(number, len(heading[1]), heading[2])
        elif quoted := _QUOTED.fullmatch(line):
            self._say(number, one_spaced(quoted[1]))
        elif (item := _ITEM.fullmatch(line)) and self.scenes:
            self._reply(number, item[1])
        else:
            self._words(number, line)

    def _heading(self, number: int, level: int, text: str) -> None:
        self._above = None
        title = bare_title(text.rstrip("# "))[0]
        if level == 1 and not self.title:
            self.title, self.title_line = one_spaced(text), number
        else:
            self.scenes.append(_Scene(title, number, number))

    def _say(self, number: int, text: str) -> None:
        """The customer's words: of the reply above, else of the scene. Each line is a breath of its own."""
        if not self.scenes:
            self.stray.append(number)
            return
        scene = self.scenes[-1]
        (scene.replies[-1].says if scene.replies else scene.words).append(text)
        self._above = None

    def _reply(self, number: int, text: str) -> None:
        marked = _MARK.fullmatch(text)
        mark = _MARKS.get(marked[1], Mark.AGAIN) if marked else None
        said, *ways = _ARROW.split(marked[2] if marked else text)
        if len(ways) > 1:  # an arrow in the words: the last one leads
            said = " → ".join([said, *ways[:-1]])
        reply = _Reply(one_spaced(said), mark, one_spaced(ways[-1]) if ways else "", number)
        self.scenes[-1].replies.append(reply)
        self._above = None

    def _words(self, number: int, line: str) -> None:
        place, text = self._place(line)
        if place is None:
            self.stray.append(number)
            return
        place.append(one_spaced(text))
        self._above = place

    def _place(self, line: str) -> tuple[list[str] | None, str]:
        """Where a line of words belongs, and the words."""
        if not self.scenes:
            for pattern, place in ((CUSTOMER, self.customer), (GOAL, self.goal)):
                if found := pattern.fullmatch(line):
                    return place, found[1]
            return (self.customer if self._above is None else self._above), line
        scene = self.scenes[-1]
        if scene.replies:
            why = scene.replies[-1].why
            if found := WHY.fullmatch(line):
                return why, found[1]
            return (why if self._above is why else None), line
        return scene.setting, line


def _front(lines: tuple[str, ...]) -> tuple[Front, int]:
    """The facts, and how many lines they take. Only ``name: value``, one a line: nothing in it can surprise anybody."""
    if not lines or lines[0].lstrip("\ufeff").strip() != "---":
        return Front(), 0
    values: dict[str, str] = {}
    places: dict[str, int] = {}
    unknown: list[tuple[str, int]] = []
    unreadable: list[int] = []
    for number, line in enumerate(lines[1:], 2):
        if line.startswith("#"):
            break
        bare = line[:LONGEST_LINE].strip()
        if bare in {"---", "..."}:
            return Front(values=values, lines=places, unknown=tuple(unknown), unreadable=tuple(unreadable)), number
        name, colon, value = bare.partition(":")
        key = one_spaced(name).casefold()
        if not bare:
            continue
        if not colon:
            unreadable.append(number)
        elif key in KEYS:
            values[key], places[key] = _unquoted(one_spaced(value)), number
        else:
            unknown.append((one_spaced(name)[:60], number))
    return Front(open=True), 1


def _uncommented(line: str) -> str:
    """Without what stands between signs of a comment; one that never ends is words."""
    kept, begins = [], line.find(_COMMENT_BEGINS)
    at = 0
    while begins >= 0:
        ends = line.find(_COMMENT_ENDS, begins + len(_COMMENT_BEGINS))
        if ends < 0:
            break
        kept.append(line[at:begins])
        at = ends + len(_COMMENT_ENDS)
        begins = line.find(_COMMENT_BEGINS, at)
    return "".join(kept) + line[at:]


def _unquoted(value: str) -> str:
    return value[1:-1].strip() if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'" else value

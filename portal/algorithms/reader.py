"""The lines of an algorithm, taken one by one, to what they say."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace

from portal.algorithms.document import (
    Answer,
    Block,
    BlockKind,
    Condition,
    Document,
    Front,
    Note,
    Part,
    Phrase,
    Point,
    Prose,
    Question,
    Result,
)
from portal.algorithms.lines import Line, without_code
from portal.algorithms.reserved import ANY_TIME, CONDITION, GOAL, MUST, NOTE, OTHERWISE, RESULT, result_of
from portal.algorithms.titles import bare_title, comparable, one_spaced

_HEADING = re.compile(r" {0,3}(#{1,6})(?!#)(.*)")
_ITEM = re.compile(r" {0,3}[-*+] +(.*)")
_NUMBERED = re.compile(r" {0,3}\d{1,9}[.)] ")
_POINT = re.compile(r"\[[ xX]\](.*)")
_QUESTION = re.compile(r" {0,3}\?([^:：]*)[:：](.*)")
_BULLETS = frozenset("-*+")
#: With these, and with nothing, no goal, result or note begins; with a star one that is bold may.
_OPENS_NO_FACT = frozenset(("", "-", "+", ">", "?", "|", "`", "~"))
#: Signs with which quotations begin.
_QUOTATION_MARKS = frozenset("\"'«»‹›„“”‟‚‘’‛「『＂")
#: Word processors make a longer one of two hyphens.
_ARROW = re.compile(r"→|-{1,3}>")
#: So many arrows of one line are tried: what has more is no answer that anybody reads.
MOST_ARROWS = 12
_IN_BRACES = re.compile(r"\{([^{}]*)\}")


@dataclass
class _Open:
    """A block while its lines are read."""

    kind: BlockKind
    title: str
    written_key: str | None
    line: int
    goal: str = ""
    parts: list[Part] = field(default_factory=list)
    result: Result | None = None
    note: Note | None = None

    def closed(self, last_line: int) -> Block:
        return Block(
            kind=self.kind, title=self.title, written_key=self.written_key, line=self.line, last_line=last_line,
            goal=self.goal, parts=tuple(self.parts), result=self.result, note=self.note,
        )  # fmt: skip


class Reader:
    """Takes the lines one by one; what it doesn't understand is ordinary Markdown."""

    def __init__(self, lines: tuple[str, ...], front: Front, first_line: int) -> None:
        self.lines, self.front, self.first_line = lines, front, first_line
        self.title, self.title_line, self.goal = "", 0, ""
        self.before: list[Part] = []
        self.blocks: list[Block] = []
        self.open: _Open | None = None
        self.prose: list[Line] = []
        #: A phrase or a point stands right above: what isn't anything else goes on with it, and is kept in ``more``.
        self.goes_on = False
        self.more: list[str] = []
        #: Answers with several arrows by their lines: which one leads on is known once all titles are.
        self.forks: dict[int, tuple[str, list[tuple[int, int]]]] = {}

    def document(self) -> Document:
        """What was said, once all lines are taken."""
        self._close(len(self.lines))
        return Document(
            lines=self.lines,
            first_line=self.first_line,
            front=self.front,
            title=str(self.front.values.get("title") or self.title),
            title_line=self.title_line or self.front.lines.get("title", 1),
            goal=self.goal,
            prose=tuple(part for part in self.before if isinstance(part, Prose)),
            blocks=tuple(self._aimed()),
        )

    def take(self, line: Line) -> None:
        """Understand one more line."""
        if line.inert or line.indented:
            self._keep(line, goes_on=self.goes_on and line.indented and not _ITEM.match(line.text.lstrip()))
            return
        first = line.text.lstrip(" ")[:1]
        heading = _HEADING.fullmatch(line.text) if first == "#" else None
        if heading:
            if not self._heading(line, len(heading[1]), line.part(heading, 2)):
                self._keep(line)
            return
        part = self._part(line, first)
        if part is not None:
            self._flush()
            self._parts.append(part)
            self.goes_on = isinstance(part, (Phrase, Point))
        elif first not in _OPENS_NO_FACT and self._fact(line):
            self._flush()
            self.goes_on = False
        else:
            listed = _ITEM.match(line.text) or _NUMBERED.match(line.text)
            self._keep(line, goes_on=self.goes_on and not listed and bool(line.text.strip()))

    def _heading(self, line: Line, depth: int, words: str) -> bool:
        """Whether a heading opens a block, or is the title."""
        words = _unclosed(words)
        if depth == 1:
            # '#word' is no heading in most viewers, and a second title is ordinary text.
            if self.title_line or self.open is not None or not words[:1].isspace():
                return False
            self._flush()
            self.title, self.title_line = bare_title(words)[0], line.number
            return True
        if depth != 2:
            return False
        self._close(line.number - 1)
        title, key, finish = bare_title(words)
        kind = BlockKind.FINISH if finish else BlockKind.STEP
        if not finish and ANY_TIME.fullmatch(title.replace("\u2011", "-")):
            kind = BlockKind.ANY_TIME
        self.open = _Open(kind, title, key, line.number)
        return True

    def _part(self, line: Line, first: str) -> Part | None:
        """The part of a block that a line is, if it is one."""
        if self.open is None:
            return None
        if first == ">":
            words = one_spaced(line.words[line.text.index(">") + 1 :])
            return Phrase(text=words, line=line.number) if words[:1] in _QUOTATION_MARKS else None
        if first == "?":
            question = _QUESTION.fullmatch(line.text)
            return _question(line, question) if question else None
        item = _ITEM.fullmatch(line.text) if first in _BULLETS else None
        if item is None:
            return None
        return self._item(line, self.open, item)

    def _item(self, line: Line, block: _Open, item: re.Match[str]) -> Part | None:
        """The part of a block that an item of a list is."""
        if point := _POINT.fullmatch(item[1]):
            text, musts = MUST.subn(" ", line.part(item, 1)[point.start(1) :])
            return Point(text=one_spaced(text), must=bool(musts), line=line.number)
        if block.kind is BlockKind.FINISH:
            return None
        return self._answer(line.part(item, 1), line.number)

    def _answer(self, words: str, line: int) -> Answer | None:
        arrows = [(arrow.start(), arrow.end()) for arrow in _ARROW.finditer(without_code(words))]
        if len(arrows) > 1:
            self.forks[line] = words, arrows[:MOST_ARROWS]
        return _answer(words, arrows[-1], line) if arrows else None

    def _fact(self, line: Line) -> bool:
        """Whether a line is a goal, a result or a note; of each the first one is."""
        if found := GOAL.fullmatch(line.text):
            holder = self if self.open is None else self.open
            if holder.goal:
                return False
            holder.goal = one_spaced(line.part(found, 1))
            return True
        finish = self.open
        if finish is None or finish.kind is not BlockKind.FINISH:
            return False
        if finish.result is None and (found := RESULT.fullmatch(line.text)):
            finish.result = result_of(one_spaced(line.part(found, 1)), line.number)
            return True
        if finish.note is None and (found := NOTE.fullmatch(line.text)):
            finish.note = _note(one_spaced(line.part(found, 1)), line.number)
            return True
        return False

    def _aimed(self) -> Iterator[Block]:
        """The blocks with each fork cut at the first arrow behind which the title of a block stands."""
        known = {comparable(block.title) for block in self.blocks} if self.forks else set()
        for block in self.blocks:
            parts = tuple(self._aimed_part(part, known) for part in block.parts) if self.forks else block.parts
            yield replace(block, parts=parts) if self.forks else block

    def _aimed_part(self, part: Part, known: Collection[str]) -> Part:
        if not isinstance(part, Answer) or part.line not in self.forks:
            return part
        words, arrows = self.forks[part.line]
        cuts = (_answer(words, arrow, part.line) for arrow in arrows)
        return next((cut for cut in cuts if comparable(cut.target) in known), part)

    @property
    def _parts(self) -> list[Part]:
        return self.before if self.open is None else self.open.parts

    def _keep(self, line: Line, *, goes_on: bool = False) -> None:
        """Ordinary Markdown, or more words of the phrase or the point right above."""
        self.goes_on = goes_on
        if not goes_on:
            self.prose.append(line)
            return
        words = line.words.strip()
        self.more.append(one_spaced(words.removeprefix(">") if isinstance(self._parts[-1], Phrase) else words))

    def _flush(self) -> None:
        """Close the phrase, the point and the ordinary Markdown that were being read."""
        if self.more:
            last = self._parts[-1]
            if isinstance(last, Phrase | Point):
                self._parts[-1] = replace(last, text=" ".join((last.text, *self.more)))
            self.more = []
        if not self.prose:
            return
        kept, self.prose = self.prose, []
        while kept and not kept[-1].raw.strip():
            kept.pop()
        first = next((place for place, line in enumerate(kept) if line.raw.strip()), len(kept))
        if first < len(kept):
            text = "\n".join(line.raw for line in kept[first:])
            self._parts.append(Prose(text=text, line=kept[first].number))

    def _close(self, last_line: int) -> None:
        self._flush()
        self.goes_on = False
        if self.open is not None:
            self.blocks.append(self.open.closed(last_line))
            self.open = None


def _unclosed(words: str) -> str:
    """The words of a heading without the signs that close it."""
    bare = words.rstrip()
    stem = bare.rstrip("#")
    return stem if stem != bare and stem[-1:].isspace() else bare


def _question(line: Line, found: re.Match[str]) -> Question | None:
    name = one_spaced(line.part(found, 1))
    values = tuple(value for part in line.part(found, 2).split("|") if (value := one_spaced(part)))
    return Question(name=name, values=values, line=line.number) if name else None


def _note(text: str, line: int) -> Note:
    names = (one_spaced(name) for name in _IN_BRACES.findall(text))
    return Note(text=text, names=tuple(name for name in names if name), line=line)


def _answer(words: str, arrow: tuple[int, int], line: int) -> Answer:
    """An answer, cut at an arrow; its condition may stand on either side of it."""
    condition, otherwise = None, False
    sides = words[: arrow[0]], words[arrow[1] :]
    if "(" not in words:
        says, target = map(one_spaced, sides)
        return Answer(text=says, target=target, condition=None, otherwise=False, line=line)
    for text in sides:
        if condition is None and (given := CONDITION.search(text)):
            condition = Condition(question=one_spaced(given[1]), value=one_spaced(given[2] or ""))
        otherwise = otherwise or OTHERWISE.search(text) is not None
    says, target = (one_spaced(OTHERWISE.sub(" ", CONDITION.sub(" ", text))) for text in sides)
    return Answer(text=says, target=target, condition=condition, otherwise=otherwise, line=line)

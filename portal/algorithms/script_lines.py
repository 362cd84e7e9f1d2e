"""A script, line by line: what is a heading, what is said and by whom, what depends on the customer's answer."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from portal.algorithms import script_words as words

MAX_HEADING_LETTERS = 80
_MAX_LONE_LETTERS = 50
#: Longer ones are texts, and nothing is looked for in them.
MAX_LINE_LETTERS = 1_000
_SENTENCE_ENDS = (".", "!", "?", ";", ",", "…")
_OPENING_QUOTES, _QUOTES = '«„“"', '«»„“”"‟'
_MARKDOWN_HEADING = re.compile(r"(#{1,6}) +(.*)")
_BOLD = re.compile(r"(?:\*\*|__)(?P<words>[^*_]+)(?:\*\*|__) *:?")
_FENCE = re.compile(r"`{3,}(?=[^`]*$)|~{3,}")
_ESCAPED_START = re.compile(r"\\(?=[-+#>])")


class PieceKind(StrEnum):
    """What a line of a script is."""

    HEADING = "heading"
    GOAL = "goal"
    #: A phrase of the operator's.
    SAID = "said"
    #: What the customer says in a written dialogue.
    CUSTOMER = "customer"
    #: What follows from an answer: ``then``, empty when the lines below say it.
    ANSWER = "answer"
    POINT = "point"
    PROSE = "prose"
    #: Tables and code, as they stand.
    VERBATIM = "verbatim"


@dataclass(frozen=True, slots=True)
class Piece:
    """A line of a script, without the signs that said what it is."""

    kind: PieceKind
    text: str
    then: str = ""
    #: Of a heading: its number, and how deep it lies.
    number: int | None = None
    depth: int = 0  # of an answer: 1 in a list; of a point: how far it is set in


def pieces_of(text: str) -> list[Piece]:
    """The lines of a script in their order; those that go on with the one above are part of it."""
    return list(_Cutter(_joined(text.split("\n"))).pieces())


def is_quoted(text: str) -> bool:
    """Whether all of a text stands in quotation marks."""
    bare = text.strip().rstrip(".,;!?… ")
    return len(bare) > 1 and bare[0] in _OPENING_QUOTES and bare[-1] in _QUOTES


def _joined(lines: Sequence[str]) -> list[str]:
    """The lines, with those that were only broken put together again; items of lists stay set in."""
    whole: list[list[str]] = []
    fence = ""
    for line in lines:
        bare = " ".join(line.split())
        mark = _FENCE.match(bare)
        if mark and (not fence or (mark[0].startswith(fence) and mark[0] == bare)):
            fence = "" if fence else mark[0]
            whole.append([line.rstrip()])
        elif fence:
            whole.append([line.rstrip()])
        elif whole and _goes_on(whole[-1][-1], bare):
            whole[-1].append(bare)
        else:
            whole.append([f"{' ' * _set_in(line)}{bare}" if words.BULLET.match(bare) else bare])
    return [" ".join(parts) for parts in whole]


def _set_in(line: str) -> int:
    """By how many columns."""
    spaced = line.expandtabs(4)
    return len(spaced) - len(spaced.lstrip())


def _goes_on(above: str, line: str) -> bool:
    """Whether a line can't begin anything, and the one above has not ended."""
    if not line[:1].islower() or not above or above.endswith((*_SENTENCE_ENDS, ":", "|", "»", "”", '"', "*", "`", "~")):
        return False
    if _MARKDOWN_HEADING.match(above) or above.isupper() or words.ARROW.search(line) or words.BULLET.match(line):
        return False
    return not (words.IF_OR_WHEN.match(line) or words.STEP.fullmatch(line) or words.OPERATOR.fullmatch(line))


class _Cutter:
    def __init__(self, lines: Sequence[str]) -> None:
        self.lines = lines
        self.place, self.depth = 0, 0
        self.numbered_headings = frozenset(_numbered_headings(lines))
        #: Whoever was named in the line above speaks in this one.
        self.speaks: PieceKind | None = None
        #: Signs of code that nothing closes any more.
        self.unclosed: set[str] = set()

    def pieces(self) -> Iterator[Piece]:
        while self.place < len(self.lines):
            line = self.lines[self.place].strip()
            self.depth = _set_in(self.lines[self.place])
            if not line:
                self.place += 1
            elif block := self._block(line):
                self.place += len(block)
                yield Piece(PieceKind.VERBATIM, "\n".join(block))
            else:
                yield from self._line(line)
                self.place += 1

    def _block(self, line: str) -> Sequence[str]:
        """The lines of a table, or of code that ends."""
        if mark := _FENCE.match(line):
            for place in range(self.place + 1, len(self.lines)) if mark[0] not in self.unclosed else ():
                if self.lines[place].strip().startswith(mark[0]) and not self.lines[place].strip().strip(mark[0][0]):
                    return self.lines[self.place : place + 1]
            self.unclosed.add(mark[0])
            return ()
        end = self.place
        while end < len(self.lines) and self.lines[end].strip().startswith("|"):
            end += 1
        return self.lines[self.place : end] if end > self.place + 1 else ()

    def _line(self, line: str) -> Iterator[Piece]:
        speaks, self.speaks = self.speaks, None
        if len(line) > MAX_LINE_LETTERS:
            yield Piece(PieceKind.PROSE, line)
            return
        heading = self._heading(line)
        if heading is not None:
            yield heading
            return
        line = _ESCAPED_START.sub("", line, count=1) if line.startswith("\\") else line
        if found := words.GOAL.fullmatch(line):
            yield Piece(PieceKind.GOAL, found[1])
        elif spoken := self._spoken(line):
            yield from spoken
        elif speaks is not None and not words.IF_OR_WHEN.match(line):
            self.speaks = speaks
            yield Piece(speaks, line)
        else:
            yield from self._plain(line)

    def _spoken(self, line: str) -> Sequence[Piece]:
        """A line that opens with who says it."""
        bare = _unlisted(line)[0]
        for kind, who in ((PieceKind.SAID, words.OPERATOR), (PieceKind.CUSTOMER, words.CUSTOMER)):
            found = who.fullmatch(bare)
            if found is None:
                continue
            aside = [Piece(PieceKind.PROSE, found[1])] if found[1] and kind is PieceKind.SAID else []
            text = f"{found[1]} {found[2]}" if found[1] and kind is PieceKind.CUSTOMER else found[2]
            if not text.strip():
                self.speaks = kind
                return aside or [Piece(PieceKind.PROSE, "")]
            says, then = _parted(text, (words.ARROW,)) if kind is PieceKind.CUSTOMER else (text, "")
            return [*aside, Piece(PieceKind.ANSWER if then else kind, says, then)]
        return ()

    def _plain(self, line: str) -> Iterator[Piece]:
        """A line that nobody says."""
        bare, listed = _unlisted(line)
        if answer := _answer(bare, int(listed)):
            yield answer
        elif line.startswith(">"):
            yield Piece(PieceKind.SAID, line.lstrip("> "))
        elif is_quoted(bare) or _is_speech(bare, line):
            yield Piece(PieceKind.SAID, bare)
        elif quoted := with_quote(bare):
            before, phrase = quoted
            if not words.SAYS.fullmatch(before):
                yield Piece(PieceKind.POINT if listed else PieceKind.PROSE, before)
            yield Piece(PieceKind.SAID, phrase)
        else:
            yield Piece(PieceKind.POINT, bare, depth=self.depth) if listed else Piece(PieceKind.PROSE, bare)

    def _heading(self, line: str) -> Piece | None:
        """The heading that a line is, if it is one."""
        depth = 9
        if found := _MARKDOWN_HEADING.fullmatch(line):
            depth, line = len(found[1]), found[2].strip().rstrip("#").strip()
        bold = _BOLD.fullmatch(line)
        bare = bold["words"].strip() if bold else line
        if found := words.STEP.fullmatch(bare):
            title = found[2].strip(" *_:") or bare
            return Piece(PieceKind.HEADING, title, number=int(found[1]), depth=depth)
        if found := words.NUMBERED.fullmatch(bare):
            if bold or depth < 9 or self.place in self.numbered_headings:
                return Piece(PieceKind.HEADING, found[2].strip(" *_:"), number=int(found[1]), depth=depth)
            return None
        if depth < 9 or self._looks_like_heading(bare, bold=bool(bold)):
            return Piece(PieceKind.HEADING, bare.strip(" *_:"), depth=depth) if bare.strip(" *_:") else None
        return None

    def _looks_like_heading(self, line: str, *, bold: bool) -> bool:
        if len(line) > MAX_HEADING_LETTERS or line.endswith(_SENTENCE_ENDS) or not any(map(str.isalpha, line)):
            return False
        if words.BULLET.match(line) or words.ARROW.search(line) or line[0] in ">|\\?" or is_quoted(line):
            return False
        if words.OPERATOR.fullmatch(line) or words.CUSTOMER.fullmatch(line) or words.GOAL.fullmatch(line):
            return False
        if bold or (line.isupper() and sum(map(str.isalpha, line)) > 2):
            return True
        alone = self.place == 0 or not self.lines[self.place - 1].strip()
        if not alone or len(line) > _MAX_LONE_LETTERS or not line[0].isupper() or words.IF_OR_WHEN.match(line):
            return False
        if words.GREETING.match(line) or with_quote(line):
            return False
        below = self._below()
        if line.endswith(":"):
            return bool(below) and not words.BULLET.match(below) and not words.NUMBERED.match(below)
        return bool(below) and not any(sign in line for sign in ":,;")

    def _below(self) -> str:
        """The next line that isn't empty."""
        below = (self.lines[place].strip() for place in range(self.place + 1, len(self.lines)))
        return next(filter(None, below), "")


def _numbered_headings(lines: Sequence[str]) -> Iterator[int]:
    """The places of numbered lines that have something of their own below them."""
    found = [(place, words.NUMBERED.fullmatch(line.strip())) for place, line in enumerate(lines)]
    numbered = [(place, int(text[1]), text[2]) for place, text in found if text]
    ends = [place for place, _number, _title in numbered[1:]] + [len(lines)]
    item = 0  # the number of the item of a list that stands right above
    for (place, number, title), next_one in zip(numbered, ends, strict=False):
        has_own = any(line.strip() for line in lines[place + 1 : next_one])
        if not has_own or number == item + 1 > 1:
            item = 0 if has_own else number
            continue
        item = 0
        if len(title) > MAX_HEADING_LETTERS or title.endswith(("?", "!", ";", ",")) or words.IF.match(title):
            continue
        if words.ARROW.search(title) or is_quoted(title) or words.OPERATOR.fullmatch(title):
            continue
        yield place


def _unlisted(line: str) -> tuple[str, bool]:
    """A line without the sign of a list, and whether it had one."""
    for sign in (words.BULLET, words.SUB_NUMBERED):
        if found := sign.fullmatch(line):
            return re.sub(r"^\[[ xXхХ]?\] *", "", found[1]), True
    numbered = words.NUMBERED.fullmatch(line)
    return (numbered[2], True) if numbered and numbered[2] else (line, False)


def _answer(line: str, depth: int) -> Piece | None:
    """An answer and what follows from it: behind 'if', or before an arrow or a reference."""
    if words.IF_OR_WHEN.match(line):
        ways = words.THEN if words.IF.match(line) else words.THEN_OF_WHEN
        says, then = _parted(line, ways)
        if says != line:
            return Piece(PieceKind.ANSWER, capital(words.IF_WORD.sub("", says, count=1)), then, depth=depth)
        return None
    if words.ARROW.search(line):
        says, then = _parted(line, (words.ARROW,))
        return Piece(PieceKind.ANSWER, says, then, depth=depth) if says and then else None
    says, then = _parted(line, (words.MARK,))
    found = words.REFERENCE.search(then) if says and len(says) <= MAX_HEADING_LETTERS else None
    only = found is not None and words.JOINTS.match(then[: found.start()] + then[found.end() :])
    return Piece(PieceKind.ANSWER, says, then, depth=depth) if only else None


def _parted(line: str, ways: Sequence[re.Pattern[str]]) -> tuple[str, str]:
    """A line, parted in two at the first way that is found outside quotation marks."""
    quoted = [(found.start(), found.end()) for found in re.finditer(r"«[^»]*»|„[^“”]*[“”]|“[^”]*”|\"[^\"]*\"", line)]
    for way in ways:
        for found in way.finditer(line):
            if not any(start < found.start() < end for start, end in quoted):
                return line[: found.start()].strip(), line[found.end() :].strip()
    return line, ""


def with_quote(line: str) -> tuple[str, str] | None:
    """What stands before a colon or a dash, and the phrase behind it that ends the line."""
    found = re.search(r" *(?:[:：]|[—–-]) *(?=[«„“\"])", line)
    if found and is_quoted(line[found.end() :]):
        return line[: found.end()].strip(), line[found.end() :].strip()
    return None


def _is_speech(text: str, line: str) -> bool:
    """Whether it is said as it stands, though without quotation marks: a greeting, a question."""
    if words.GREETING.match(text) and text.endswith((".", "!", "?", "…")):
        return True
    return text.endswith("?") and (line == text or line.startswith("—"))


def capital(text: str) -> str:
    """A text that begins a line."""
    return text[:1].upper() + text[1:]

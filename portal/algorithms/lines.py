"""The lines of a text, and which of them hold nothing: code, tables, comments."""

import re
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from typing import NamedTuple

#: Spaces that aren't plain, and signs that nobody sees, to plain spaces: lines keep their lengths.
_ODD = (
    "\t\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
    "\u00ad\u200b\u200e\u200f\u2060\ufeff\x0b\x0c\x1c\x1d\x1e\x1f\x85\u2028\u2029"
)
_ANY_ODD, _TO_PLAIN = re.compile(f"[{_ODD}]"), str.maketrans(dict.fromkeys(_ODD, " "))
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})([^\n]*)")
_RULE_SIGNS, _RULE = frozenset("|:- "), re.compile(":?-+:?")
_TICKS = re.compile("`+")
_OPENS, _CLOSES = "<!--", "-->"
#: From so many columns on a line is code, or belongs to a list above.
_INDENTED = 4


class Line(NamedTuple):
    """One line of the file without its end."""

    number: int
    raw: str
    #: Without comments, as long as ``raw``.
    words: str
    #: ``words`` with plain spaces only, as long: what patterns look at.
    text: str
    #: In code, a table or a comment: nothing in it means anything here.
    inert: bool
    #: Set in so far that it is code, or goes on with what stands above.
    indented: bool

    def part(self, found: re.Match[str], group: int) -> str:
        """The words of a group that was found in ``text``."""
        return self.words[found.start(group) : found.end(group)]


def looked_at(lines: Sequence[str], first: int) -> Iterator[Line]:
    """The lines from an index on, each looked at once."""
    looker = _Looker(max((number for number, line in enumerate(lines, 1) if _CLOSES in line), default=0))
    below = chain(islice(lines, first + 1, None), ("",))
    for number, (raw, next_one) in enumerate(zip(islice(lines, first, None), below, strict=False), first + 1):
        yield looker.look(number, raw.rstrip("\r\n"), next_one)


class _Looker:
    def __init__(self, last_close: int) -> None:
        #: The last line in which a comment can end: behind words, what opens later is no comment.
        self.last_close = last_close
        self.fence = ""
        self.in_comment = self.in_table = False

    def look(self, number: int, raw: str, below: str) -> Line:
        if self.fence:
            self._end_fence(_plain(raw))
            return Line(number, raw, raw, raw, inert=True, indented=False)
        text = _plain(raw)
        if not self.in_comment and text[:1] == " " and _columns(raw) >= _INDENTED:
            return Line(number, raw, raw, text, inert=False, indented=bool(raw.strip()))
        words, inert = raw, self.in_comment
        if inert or (_OPENS in raw and (number <= self.last_close or text.lstrip().startswith(_OPENS))):
            inert = inert or text.lstrip().startswith(_OPENS)
            words, self.in_comment = _without_comments(raw, inside=self.in_comment)
            text = _plain(words)
        if not inert and ("```" in text or "~~~" in text):
            inert = self._opens_fence(text)
        if not inert and (self.in_table or "|" in text):
            inert = self._is_table(text, below)
        return Line(number, raw, words, text, inert, indented=False)

    def _opens_fence(self, text: str) -> bool:
        found = _FENCE.fullmatch(text)
        if not found or (found[1][0] == "`" and "`" in found[2]):
            return False
        self.fence = found[1]
        return True

    def _end_fence(self, text: str) -> None:
        found = _FENCE.fullmatch(text)
        if found and found[1].startswith(self.fence) and not found[2].strip():
            self.fence = ""

    def _is_table(self, text: str, below: str) -> bool:
        """Rows of a table stand together, have a bar each, and a rule below the first."""
        if self.in_table:
            self.in_table = "|" in text and not text.lstrip().startswith("#")
        else:
            self.in_table = "-" in below and _is_rule(_plain(below.rstrip("\r\n")))
        return self.in_table


def _is_rule(text: str) -> bool:
    """Whether a line parts the head of a table from its rows."""
    if "|" not in text or not _RULE_SIGNS.issuperset(text):
        return False
    cells = text.strip().removeprefix("|").removesuffix("|").split("|")
    return all(_RULE.fullmatch(cell.strip()) for cell in cells)


def _plain(text: str) -> str:
    """The text with plain spaces only. Nearly all lines have no others, and to find that out is quicker."""
    return text.translate(_TO_PLAIN) if _ANY_ODD.search(text) else text


def _columns(raw: str) -> int:
    """How far a line is set in."""
    columns = 0
    for sign in raw:
        if sign == "\t":
            columns += _INDENTED - columns % _INDENTED
        elif sign in " \u00a0":
            columns += 1
        else:
            break
        if columns >= _INDENTED:
            break
    return columns


def _without_comments(raw: str, *, inside: bool) -> tuple[str, bool]:
    """The line with spaces in place of comments, and whether one goes on below."""
    shown = list(raw)
    code = without_code(raw)
    place = 0
    while True:
        start = 0 if inside else code.find(_OPENS, place)
        if start < 0:
            return "".join(shown), False
        end = raw.find(_CLOSES, start if inside else start + len(_OPENS))
        stop = len(raw) if end < 0 else end + len(_CLOSES)
        shown[start:stop] = " " * (stop - start)
        if end < 0:
            return "".join(shown), True
        inside, place = False, stop


def without_code(text: str) -> str:
    """The text with spaces in place of what stands between ticks, as long as before."""
    if "`" not in text:
        return text
    runs = list(_TICKS.finditer(text))
    ends: dict[int, list[int]] = {}
    for place in range(len(runs) - 1, -1, -1):
        ends.setdefault(len(runs[place][0]), []).append(place)
    shown, place = list(text), 0
    while place < len(runs):
        later = ends[len(runs[place][0])]
        while later and later[-1] <= place:
            later.pop()
        if later:
            start, stop = runs[place].start(), runs[later[-1]].end()
            shown[start:stop] = " " * (stop - start)
            place = later[-1]
        place += 1
    return "".join(shown)

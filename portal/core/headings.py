"""Parts out of one text: headings as people write them.

``## Проблема``, ``**Рішення:** ...``, ``Expected outcome:``, ``2. Решение``, or the bare word on a line of its own.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from portal.core.text import clean_text

_SAME_LETTERS = str.maketrans("ёЁ’ʼ", "еЕ''")  # letter by letter, so that places in the line stay
#: After the words: nothing but decoration, or a colon or dash and the text itself.
_ALONE = re.compile(r"^[\s*_#.:：?]*$")
_GOES_ON = re.compile(r"^[*_]{0,3}(?:\s*[:：]|\s+[-–—](?=\s|$))[*_]{0,3}\s*#*")
_UNDERLINE = re.compile(r"^\s{0,3}(?:=+|-{3,})\s*$")


@dataclass(frozen=True, slots=True)
class Chapters:
    """A text as its headings tell it apart."""

    text: str
    #: What stands under the headings of each part; of a part that has none, nothing.
    parts: Mapping[str, str]
    #: Which headings were met, in their order.
    met: tuple[str, ...]


class Headings:
    """The words that head each part, in any language; ``kept_as`` says which of them stand for another part."""

    def __init__(self, words: Mapping[str, Iterable[str]], *, kept_as: Mapping[str, str] | None = None) -> None:
        #: In lower case, with ``е`` for ``ё`` and the plain apostrophe.
        self._words = {word.translate(_SAME_LETTERS): part for part, said in words.items() for word in said}
        self._kept_as = {part: part for part in words} | dict(kept_as or {})
        any_words = "|".join(re.escape(word) for word in sorted(self._words, key=len, reverse=True))
        self._line = re.compile(
            rf"^[\s#*_]*(?:\d{{1,2}}[.)]\s*)?[*_]{{0,3}}(?P<words>{any_words})(?![^\W_]|')(?P<tail>.*)$", re.IGNORECASE
        )

    def split(self, text: str, *, first: str) -> Chapters:
        """The parts of a text; what stands before every heading belongs to ``first``. Nothing written is lost."""
        text = clean_text(text)
        parts: dict[str, list[str]] = {name: [] for name in self._kept_as.values()}
        met: list[str] = []
        here = first
        lines = text.split("\n")
        for place, line in enumerate(lines):
            found = self._heading(line)
            if found is None:
                after_heading = place > 0 and self._heading(lines[place - 1]) is not None
                if not (after_heading and _UNDERLINE.match(line)):
                    parts[here].append(line)
                continue
            name, rest = found
            here = self._kept_as[name]
            met.append(name)
            gap = [""] if parts[here] and parts[here][-1] else []
            parts[here] += [*gap, *([rest] if rest else [])]
        return Chapters(text, {name: "\n".join(said).strip() for name, said in parts.items()}, tuple(met))

    def named_by(self, line: str) -> str | None:
        """The part that a line heads, when it says nothing else."""
        found = self._heading(line)
        return found[0] if found is not None and not found[1] else None

    def _heading(self, line: str) -> tuple[str, str] | None:
        """The part that a line opens and what the line says after it, or None when it opens none."""
        found = self._line.match(line.translate(_SAME_LETTERS))
        if found is None:
            return None
        part = self._words[" ".join(found["words"].lower().split())]
        tail = line[found.start("tail") :]
        if _ALONE.match(tail):
            return part, ""
        mark = _GOES_ON.match(tail)
        if mark is None:
            return None  # a sentence that begins with the word
        return part, tail[mark.end() :].strip()

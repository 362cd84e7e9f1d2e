"""The Markdown inside an algorithm: many short pieces, laid out together in one go.

Each piece alone would cost a renderer and might cost a hostile text's whole second; most of them say nothing that
Markdown would change, and these are only escaped.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from portal.core.markdown import AS_TYPED, render

#: Letters for private use, which nobody types: the number of a piece, and what keeps a line from being a block.
_BEFORE, _BEHIND, _WITHIN = "\ue0f0", "\ue0f1", "\ue0f2"
_OURS = str.maketrans("", "", _BEFORE + _BEHIND + _WITHIN)
_EDGE = re.compile(f"<p>{_BEFORE}(\\d+){_BEHIND}</p>\n?")
#: Without these signs Markdown changes nothing of a line but what HTML has to have escaped.
_SAYS_MORE = re.compile(r"[*_`\[\]~\\#|^&]|://|www\.|@")
_PARAGRAPH = re.compile(rf"<p>{_WITHIN}(?P<words>.*)</p>\s*", re.DOTALL)
_OPENS_COMMENT, _CLOSES_COMMENT = "<!--", "-->"
#: A fence as Python-Markdown's extension matches it: of tildes it is closed by fewer too.
_FENCE = re.compile(r"(~{3,}|`{3,})[^`]*")
_FENCES = ("~~~", "```")
#: From so many signs on a fence is closed by as many alone: nobody counts them.
_LONG_FENCE = 20
#: A piece's own headings stand below the title of its step, which is one of level 3.
_HEADING = re.compile(r"(?<=<)(/?h)([4-6])(?=>)")


@dataclass(frozen=True, slots=True)
class Fragment:
    """A piece of Markdown: some words within a line, or ordinary text of blocks."""

    text: str
    inline: bool


def laid_out(fragments: Sequence[Fragment]) -> list[str]:
    """Clean HTML of each piece, in their order, and behind them what belongs to no piece: the notes at the foot.

    When all together are too intricate, each is shown as it was typed.
    """
    cleaned = [_cleaned(one) for one in fragments]
    asked = [place for place, one in enumerate(cleaned) if not (one.inline and is_plain(one.text))]
    found = _ask([cleaned[place] for place in asked]) if asked else [""]
    html = [escape(one.text, quote=False).replace("\n", "<br>\n") for one in cleaned]
    if found is None:
        return [*(html[place] if one.inline else _as_typed(one.text) for place, one in enumerate(cleaned)), _TOO_MUCH]
    for place, words in zip(asked, found, strict=False):
        html[place] = _within_a_line(words, html[place]) if cleaned[place].inline else _lifted(words)
    return [*html, found[-1]]


#: Says to whoever counts what a preview costs that this one was dear.
_TOO_MUCH = f"{AS_TYPED}</div>"


def is_plain(text: str) -> bool:
    """Whether Markdown would leave the words of a line as they are."""
    return _SAYS_MORE.search(text) is None


def _cleaned(fragment: Fragment) -> Fragment:
    text = _without_comments(fragment.text).translate(_OURS)
    return Fragment(text.strip() if fragment.inline else text.strip("\n"), fragment.inline)


def _without_comments(text: str) -> str:
    """What nothing closes is no comment; behind the first of these none is."""
    kept, place = [], 0
    while (start := text.find(_OPENS_COMMENT, place)) >= 0:
        end = text.find(_CLOSES_COMMENT, start + len(_OPENS_COMMENT))
        if end < 0:
            break
        kept.append(text[place:start])
        place = end + len(_CLOSES_COMMENT)
    return "".join([*kept, text[place:]])


def _ask(fragments: Sequence[Fragment]) -> list[str] | None:
    """The HTML of the pieces and of what stands behind the last; None when they can't be laid out."""
    pieces = [f"{_edge(place)}\n\n{_as_asked(one)}" for place, one in enumerate(fragments)]
    html = render("\n\n".join([*pieces, _edge(len(fragments))])).html
    first, *rest = _EDGE.split(html)
    numbers, found = rest[::2], rest[1::2]
    whole = not first.strip() and numbers == [str(place) for place in range(len(fragments) + 1)]
    return found if whole else None


def _edge(number: int) -> str:
    return f"{_BEFORE}{number}{_BEHIND}"


def _as_asked(fragment: Fragment) -> str:
    if fragment.inline:
        return "\n".join(f"{_WITHIN}{line.strip()}" for line in fragment.text.splitlines())
    return _without_open_fence(fragment.text)


def _without_open_fence(text: str) -> str:
    """A fence that nothing closes is only shown: it would reach into the pieces behind."""
    lines = text.split("\n")
    closing: dict[str, list[int]] = {}
    for place in range(len(lines) - 1, -1, -1):
        if lines[place].startswith(_FENCES):
            closing.setdefault(lines[place].rstrip(" "), []).append(place)
    place = 0
    while place < len(lines):
        end = None
        if lines[place].startswith(_FENCES):
            end = _end_of_fence(lines[place], place, closing)
            if end is None:
                lines[place] = _WITHIN + lines[place]
        place = (place if end is None else end) + 1
    return "\n".join(lines)


def _end_of_fence(line: str, place: int, closing: dict[str, list[int]]) -> int | None:
    """The place of the line that closes a fence. ``closing``: the places of lines by their words, last first."""
    found = _FENCE.fullmatch(line)
    if found is None:
        return None
    fence = found[1]
    fewer = range(min(len(fence) - 1, _LONG_FENCE), 2, -1) if fence[0] == "~" else ()
    for length in (len(fence), *fewer):
        later = closing.get(fence[:length], [])
        while later and later[-1] <= place:
            later.pop()
        if later:
            return later[-1]
    return None


def _within_a_line(html: str, otherwise: str) -> str:
    """The words without the paragraph around them."""
    found = _PARAGRAPH.fullmatch(html)
    return found["words"].replace(_WITHIN, "") if found and "</p>" not in found["words"] else otherwise


def _lifted(html: str) -> str:
    return _HEADING.sub(lambda found: f"{found[1]}{int(found[2]) - 1}", html.replace(_WITHIN, "")).strip()


def _as_typed(text: str) -> str:
    paragraphs = (escape(part.strip(), quote=False).replace("\n", "<br>") for part in text.split("\n\n"))
    return "".join(f"<p>{part}</p>" for part in paragraphs if part)

"""Markdown to safe HTML. Run as a program, this file does so for another process, within limits.

Markdown's rules can be made to take minutes by texts that nobody has thought of yet, and while one is busy in a regular
expression every thread of its process waits. So ``portal.core.typesetter`` has the work done in a process that the
kernel ends when a text has used up its seconds. That imports nothing of the portal: it is small and quick to start.
"""

import hashlib
import re
import resource
import signal
import struct
import sys
from typing import BinaryIO

import nh3
from markdown import Markdown
from markdown.extensions.admonition import AdmonitionProcessor
from markdown.inlinepatterns import SimpleTagInlineProcessor

#: Seconds of the processor's time for one text. The longest honest ones were measured to take a fifth of a second.
CPU_SECONDS = 0.9
MEMORY_BYTES = 1024**3
#: Before each text and each answer stands its length in bytes; an answer begins with whether the text was laid out.
LENGTH = struct.Struct(">I")
LAID_OUT, TOO_INTRICATE = b"+", b"-"

_EXTENSIONS = [
    "tables",
    "footnotes",
    "fenced_code",
    "sane_lists",
    "nl2br",
    "pymdownx.saneheaders",  # "#word" is a word
    "pymdownx.tasklist",
    "pymdownx.magiclink",
]
_TAGS = {
    "a", "blockquote", "br", "code", "del", "em", "h3", "h4", "h5", "h6", "hr", "img", "input", "li", "ol", "p", "pre",
    "strong", "sub", "sup", "table", "tbody", "td", "th", "thead", "tr", "ul", "span", "div",
}  # fmt: skip
_ATTRIBUTES = {
    "a": {"href", "title", "class"},
    "img": {"src", "alt", "title", "width", "height", "loading"},
    "input": {"checked"},
    "li": {"class", "id"}, "ul": {"class"}, "ol": {"start"}, "sup": {"id"}, "div": {"class"}, "p": {"class"},
    "td": {"align"}, "th": {"align"},
}  # fmt: skip
#: Boxes that must not be overlooked: '!!! tip "Title"' and the indented lines below it.
BOXES = ("note", "tip", "warning", "danger")
BOX, BOX_TITLE = "box", "box-title"
_BOX = re.compile(rf'(?:^|\n)!!! ?({"|".join(BOXES)})(?: +"([^"\n]*)")? *(?:\n|$)')
_CLASSES = {
    "task-list", "task-list-item", "footnote", "footnote-ref", "footnote-backref", "mention",
    BOX, BOX_TITLE, *(f"{BOX}-{kind}" for kind in BOXES),
}  # fmt: skip
OWN_PICTURE = re.compile(r"^/files/[A-Za-z0-9_-]{22}(/thumb)?$")
#: Within a line, so that an open one is not looked for in the rest of the text.
_STRUCK = r"(~~)([^~\n]+)~~"
_FOOTNOTE_ID = re.compile(r"^fn(ref)?\d*:[\w-]{1,40}$")
_FOOTNOTE_PLACE = re.compile(r'((?:id="|href="#)fn(?:ref)?\d*:)')
_BRACKETS = re.compile(r"[\[\]()]")
_CLOSES = {"]": "[", ")": "("}
#: What stands for a bracket that is to be shown and not understood, until the text is laid out: letters for private
#: use, which nobody types and no rule of Markdown or HTML knows.
_SHOWN_ONLY = {"[": "\ue05b", "(": "\ue028"}
_AS_SHOWN = str.maketrans({letter: bracket for bracket, letter in _SHOWN_ONLY.items()})
#: For every bracket that opens a link Python-Markdown looks for the closing one, if need be to the end of the text:
#: 20,000 open ones take a minute. No real text has so many that are never closed or stand so deep in one another.
MAX_OPEN_BRACKETS = 50
MAX_DEPTH = 8
#: Its numbering of footnotes grows with the square of their number too.
MAX_FOOTNOTES = 500


def to_html(text: str) -> str:
    """Clean HTML in which a text's own headings start at level 3. Raise RecursionError when it is nested too deeply."""
    clean = nh3.clean(
        _headings_below_the_page(_make_renderer().convert(_few_open_brackets(text))),
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        set_tag_attribute_values={"input": {"type": "checkbox", "disabled": ""}},
        attribute_filter=_filter_attribute,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer nofollow",
        strip_comments=True,
    )
    # Several texts stand on one page: each has its own names for its footnotes.
    own = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:8]
    return _FOOTNOTE_PLACE.sub(rf"\g<1>{own}-", clean).translate(_AS_SHOWN)


def _make_renderer() -> Markdown:
    """Without raw HTML: what somebody types as <name> is shown as typed and never silently dropped.

    Each text has a renderer of its own: one that fails keeps a part of its state through ``reset()``.
    """
    wordless: dict[str, dict[str, str]] = {"footnotes": {"BACKLINK_TITLE": "↑ {}"}}
    renderer = Markdown(extensions=_EXTENSIONS, extension_configs=wordless, output_format="html")
    renderer.preprocessors.deregister("html_block")
    renderer.inlinePatterns.deregister("html")
    renderer.inlinePatterns.register(SimpleTagInlineProcessor(_STRUCK, "del"), "struck", 65)
    renderer.parser.blockprocessors.register(_Boxes(renderer.parser), "boxes", 105)
    return renderer


class _Boxes(AdmonitionProcessor):
    """Python-Markdown's admonitions, of four kinds. Each has a line for its title: an empty one is filled later."""

    CLASSNAME = BOX
    CLASSNAME_TITLE = BOX_TITLE
    RE = _BOX

    def get_class_and_title(self, match: re.Match[str]) -> tuple[str, str]:
        """The classes beside the first, and the title; a blank keeps its line."""
        return f"{BOX}-{match[1]}", (match[2] or "").strip() or " "


def _few_open_brackets(text: str) -> str:
    """The text; when it has more costly brackets than the limit, those are only shown and make no links."""
    if text.count("[^") > MAX_FOOTNOTES:
        text = text.replace("[^", f"{_SHOWN_ONLY['[']}^")
    standing: dict[str, list[int]] = {"[": [], "(": []}
    costly: list[int] = []
    for found in _BRACKETS.finditer(text):
        opened = standing[_CLOSES.get(found[0], found[0])]
        if found[0] not in _CLOSES:
            opened.append(found.start())
            if len(opened) > MAX_DEPTH:
                costly.append(found.start())
        elif opened:
            opened.pop()
    places = {*costly, *standing["["], *standing["("]}
    places = {place for place in places if text[place] == "[" or text[place - 1 : place] == "]"}
    if len(places) <= MAX_OPEN_BRACKETS:
        return text
    return "".join(_SHOWN_ONLY[letter] if place in places else letter for place, letter in enumerate(text))


def _headings_below_the_page(html: str) -> str:
    """A text's own headings start at level 3: 1 and 2 belong to the page."""
    return re.sub(r"(</?h)([1-6])\b", lambda found: f"{found[1]}{min(6, int(found[2]) + 2)}", html)


def _filter_attribute(tag: str, name: str, value: str) -> str | None:
    if tag == "img" and name == "src":
        return value if OWN_PICTURE.match(value) else None
    if name == "class":
        kept = [word for word in value.split() if word in _CLASSES]
        return " ".join(kept) or None
    if name == "id":
        return value if _FOOTNOTE_ID.match(value) else None
    return value


def serve(source: BinaryIO, target: BinaryIO) -> None:
    """Answer texts until there are no more. A text that takes too long ends the process: the kernel sees to it."""
    while head := source.read(LENGTH.size):
        text = source.read(LENGTH.unpack(head)[0]).decode()
        signal.setitimer(signal.ITIMER_PROF, CPU_SECONDS)
        try:
            answer = LAID_OUT + to_html(text).encode()
        except Exception:  # noqa: BLE001 - whatever a hostile text breaks, it is shown as it was typed
            answer = TOO_INTRICATE
        signal.setitimer(signal.ITIMER_PROF, 0)
        target.write(LENGTH.pack(len(answer)) + answer)
        target.flush()


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for whoever asked; then there is no more to read
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    serve(sys.stdin.buffer, sys.stdout.buffer)

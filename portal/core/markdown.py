"""Markdown to safe HTML, once, when a text is saved. The HTML is kept beside the source with the version below."""

import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from html import escape, unescape

import nh3
from markdown import Markdown

#: Raise when the output for the same source changes: `portal doctor` then finds what is to be rendered again.
RENDERER_VERSION = 1

_EXTENSIONS = [
    "tables",
    "footnotes",
    "fenced_code",
    "sane_lists",
    "nl2br",
    "pymdownx.saneheaders",  # "#word" is a word
    "pymdownx.tilde",
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
    "li": {"class", "id"}, "ul": {"class"}, "ol": {"start"}, "sup": {"id"}, "div": {"class"},
    "td": {"align"}, "th": {"align"},
}  # fmt: skip
_CLASSES = {"task-list", "task-list-item", "footnote", "footnote-ref", "footnote-backref", "mention"}
OWN_PICTURE = re.compile(r"^/files/[A-Za-z0-9_-]{22}(/thumb)?$")
PICTURE_IN_TEXT = re.compile(r"/files/([A-Za-z0-9_-]{22})")
_FOOTNOTE_ID = re.compile(r"^fn(ref)?\d*:[\w-]{1,40}$")
_FOOTNOTE_PLACE = re.compile(r'((?:id="|href="#)fn(?:ref)?\d*:)')
_BRACKETS = re.compile(r"[\[\]()]")
_CLOSES = {"]": "[", ")": "("}
#: For every bracket that opens a link Python-Markdown looks for the closing one, if need be to the end of the text:
#: 20,000 open ones take a minute. No real text has so many that are never closed or stand so deep in one another.
MAX_OPEN_BRACKETS = 50
MAX_DEPTH = 8
#: Its numbering of footnotes grows with the square of their number too.
MAX_FOOTNOTES = 500


def _make_renderer() -> Markdown:
    """Without raw HTML: what somebody types as <name> is shown as typed and never silently dropped."""
    wordless: dict[str, dict[str, str]] = {"footnotes": {"BACKLINK_TITLE": "↑ {}"}}
    renderer = Markdown(extensions=_EXTENSIONS, extension_configs=wordless, output_format="html")
    renderer.preprocessors.deregister("html_block")
    renderer.inlinePatterns.deregister("html")
    return renderer


@dataclass(frozen=True, slots=True)
class RenderedText:
    """A text as it was typed and as it is shown."""

    source: str
    html: str
    version: int = RENDERER_VERSION


def render(source: str) -> RenderedText:
    """Render Markdown and clean it. Slow (milliseconds): never inside a write transaction."""
    text = source.replace("\x00", "").replace("\r\n", "\n")
    return RenderedText(text, _render(text))


@lru_cache(maxsize=256)
def _render(text: str) -> str:
    clean = nh3.clean(
        _headings_below_the_page(_convert(text)),
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
    return _FOOTNOTE_PLACE.sub(rf"\g<1>{own}-", clean)


def _convert(text: str) -> str:
    """HTML, not yet clean. A text nested too deeply is shown as it was typed.

    Each text has a renderer of its own: one that fails keeps a part of its state through ``reset()`` and would spoil
    every later text.
    """
    try:
        return _make_renderer().convert(_few_open_brackets(text))
    except RecursionError:
        return "".join(f"<p>{escape(part)}</p>" for part in text.split("\n\n") if part.strip())


def _few_open_brackets(text: str) -> str:
    """The text; when it has more costly brackets than the limit, those become entities: shown, but no links."""
    if text.count("[^") > MAX_FOOTNOTES:
        text = text.replace("[^", "&#91;^")
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
    return "".join(f"&#{ord(letter)};" if place in places else letter for place, letter in enumerate(text))


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


def picture_tokens(source: str) -> set[str]:
    """The tokens of the portal's own pictures that a text shows."""
    return set(PICTURE_IN_TEXT.findall(source))


def plain_text(html: str, limit: int | None = None) -> str:
    """The words of rendered HTML in one line, cut at a word with an ellipsis."""
    words = " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())
    if limit is None or len(words) <= limit:
        return words
    return words[:limit].rsplit(" ", 1)[0].rstrip(",.;:") + "…"

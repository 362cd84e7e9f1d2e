"""Markdown to safe HTML, once, when a text is saved. The HTML is kept beside the source with the version below."""

import re
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from threading import Lock

import nh3
from markdown import Markdown

#: Raise when the output for the same source changes: `portal doctor` then finds what is to be rendered again.
RENDERER_VERSION = 1

_EXTENSIONS = [
    "tables",
    "footnotes",
    "sane_lists",
    "nl2br",
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
    "input": {"type", "checked", "disabled"},
    "li": {"class", "id"}, "ul": {"class"}, "ol": {"start"}, "sup": {"id"}, "div": {"class"},
    "td": {"align"}, "th": {"align"},
}  # fmt: skip
_CLASSES = {"task-list", "task-list-item", "footnote", "footnote-ref", "footnote-backref", "mention"}
OWN_PICTURE = re.compile(r"^/files/[A-Za-z0-9_-]{22}(/thumb)?$")
PICTURE_IN_TEXT = re.compile(r"/files/([A-Za-z0-9_-]{22})")

_renderer = Markdown(extensions=_EXTENSIONS, output_format="html")
_renderer_lock = Lock()


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
    with _renderer_lock:
        raw = _renderer.reset().convert(_headings_below_the_page(text))
    return nh3.clean(
        raw,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        attribute_filter=_filter_attribute,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer nofollow",
        strip_comments=True,
    )


def _headings_below_the_page(text: str) -> str:
    """A text's own headings start at level 3: 1 and 2 belong to the page."""
    return re.sub(r"^(#{1,4})(?=\s)", lambda found: "#" * min(6, len(found[1]) + 2), text, flags=re.MULTILINE)


def _filter_attribute(tag: str, name: str, value: str) -> str | None:
    if tag == "img" and name == "src":
        return value if OWN_PICTURE.match(value) else None
    if name == "class":
        kept = [word for word in value.split() if word in _CLASSES]
        return " ".join(kept) or None
    if tag == "input" and name == "type":
        return value if value == "checkbox" else None
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

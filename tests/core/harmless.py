"""What may stand in a rendered text, judged as a browser reads it."""

import re
from html.parser import HTMLParser

SAFE_TAGS = {
    "a", "blockquote", "br", "code", "del", "em", "h3", "h4", "h5", "h6", "hr", "img", "input", "li", "ol", "p", "pre",
    "strong", "sub", "sup", "table", "tbody", "td", "th", "thead", "tr", "ul", "span", "div",
}  # fmt: skip
SAFE_ATTRIBUTES = {
    "href", "title", "class", "rel", "src", "alt", "width", "height", "loading", "checked", "type", "disabled", "id",
    "aria-label", "start", "align",
}  # fmt: skip
SAFE_CLASSES = {
    "as-typed", "task-list", "task-list-item", "footnote", "footnote-ref", "footnote-backref", "mention", "box",
    "box-title", "box-note", "box-tip", "box-warning", "box-danger",
}  # fmt: skip
_FOOTNOTE = re.compile(r"fn(ref)?\d*:[0-9a-f]{8}-[\w-]+")


def elements(html: str) -> list[tuple[str, dict[str, str | None]]]:
    """The elements in their order, with their attributes."""
    found: list[tuple[str, dict[str, str | None]]] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            found.append((tag, dict(attrs)))

    Reader().feed(html)
    return found


def is_harmless(html: str) -> bool:
    """Whether nothing in it runs, loads from elsewhere, asks for anything or passes for a part of the page."""
    return all(_element_is_harmless(tag, attributes) for tag, attributes in elements(html))


def _element_is_harmless(tag: str, attributes: dict[str, str | None]) -> bool:
    # As browsers read it: tabs and line ends anywhere and control characters before the scheme don't count.
    address = re.sub(r"[\t\r\n]|^[\x00-\x20]+", "", attributes.get("href") or "").casefold()
    scheme = re.match(r"[a-z][a-z0-9+.-]*:", address)
    return (
        tag in SAFE_TAGS
        and attributes.keys() <= SAFE_ATTRIBUTES
        and set((attributes.get("class") or "").split()) <= SAFE_CLASSES
        and (attributes.get("id") is None or _FOOTNOTE.fullmatch(attributes["id"] or "") is not None)
        and (scheme is None or scheme[0] in {"http:", "https:", "mailto:"})
        and (tag != "img" or (attributes.get("src") or "/files/").startswith("/files/"))
        and (tag != "input" or (attributes.get("type"), "disabled" in attributes) == ("checkbox", True))
    )

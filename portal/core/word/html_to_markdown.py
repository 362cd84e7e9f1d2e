"""HTML of documents as the portal's Markdown: headings, lists, tables, emphasis, links, pictures, notes."""

import re
from collections.abc import Iterator

from portal.core.word.html_tree import Element, tree_of
from portal.core.word.inline_markdown import escaped_start, inline, note_name, one_line

_HEADING = re.compile(r"h([1-6])")
_NOTE = re.compile(r"(footnote|endnote)-(\d+)")
_BLOCKS = frozenset({"p", "ul", "ol", "table", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "pre", "div"})
INDENT = "    "
#: Of tables within tables only the words are kept.
MAX_COLUMNS = 60


def to_markdown(html: str) -> str:
    """The whole text."""
    return "\n\n".join(_blocks(tree_of(html)))


def _blocks(element: Element) -> Iterator[str]:
    """Paragraphs, lists and tables, each as text of its own."""
    loose = Element("p")
    for child in element.children:
        if isinstance(child, Element) and child.tag in _BLOCKS:
            yield from _flushed(loose)
            yield from filter(None, _block(child))
        else:
            loose.children.append(child)
    yield from _flushed(loose)


def _flushed(loose: Element) -> Iterator[str]:
    text = escaped_start(inline(loose))
    loose.children = []
    if text:
        yield text


def _block(element: Element) -> Iterator[str]:
    if heading := _HEADING.fullmatch(element.tag):
        words = one_line(element)
        yield f"{'#' * int(heading[1])} {words}" if words else ""
    elif element.tag == "hr":
        yield "---"
    elif element.tag == "table":
        yield _table(element)
    elif element.tag in {"ul", "ol"}:
        yield from _notes(element) if _is_notes(element) else ["\n".join(_list(element))]
    elif element.tag == "blockquote":
        said = "\n\n".join(_blocks(element))
        yield "\n".join(f"> {line}".rstrip() for line in said.split("\n")) if said else ""
    else:
        yield from (
            _blocks(Element("div", {}, element.children))
            if _holds_blocks(element)
            else _flushed(Element("p", {}, element.children))
        )


def _holds_blocks(element: Element) -> bool:
    return next(element.elements(*_BLOCKS), None) is not None


def _list(element: Element, depth: int = 0) -> Iterator[str]:
    for number, entry in enumerate(element.elements("li"), start=1):
        mark = "- " if element.tag == "ul" else f"{number}. "
        text = escaped_start(_words_of(entry))
        if text.startswith(("[ ] ", "[x] ")) and element.tag == "ol":
            mark = "- "
        first, *rest = text.split("\n")
        if text or next(entry.elements("ul", "ol"), None) is None:
            yield f"{INDENT * depth}{mark}{first}".rstrip()
            yield from (f"{INDENT * (depth + 1)}{line}" for line in rest if line)
        for inner in entry.elements("ul", "ol"):
            yield from _list(inner, depth + 1 if text else depth)


def _words_of(entry: Element) -> str:
    """An entry without the lists in it; its paragraphs follow each other in lines."""
    said = []
    loose = Element("p")
    for child in entry.children:
        if isinstance(child, Element) and child.tag in _BLOCKS - {"ul", "ol"}:
            said += [inline(loose), inline(child)]
            loose = Element("p")
        else:
            loose.children.append(child)
    return "\n".join(text for text in [*said, inline(loose)] if text)


def _table(element: Element) -> str:
    rows = [_cells(row) for row in _rows(element)]
    width = min(max((len(row) for row in rows), default=0), MAX_COLUMNS)
    if not width:
        return ""
    first, *rest = ([*row, *[""] * width][:width] for row in rows)
    lines = [first, ["---"] * width, *rest]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _rows(element: Element) -> Iterator[Element]:
    for child in element.elements("thead", "tbody", "tr"):
        if child.tag == "tr":
            yield child
        else:
            yield from child.elements("tr")


def _cells(row: Element) -> list[str]:
    cells: list[str] = []
    for cell in row.elements("td", "th"):
        cells.append(" ".join(_cell_words(cell).split()))
        span = cell.attributes.get("colspan", "1")
        cells += [""] * (min(int(span), MAX_COLUMNS) - 1 if span.isdigit() and len(span) < 4 else 0)
    return cells


def _cell_words(cell: Element) -> str:
    """All words of a cell in one line: lists and tables in it too."""
    said = []
    for child in cell.children:
        if isinstance(child, Element) and child.tag in _BLOCKS | {"thead", "tbody", "tr", "td", "th", "li"}:
            said.append(_cell_words(child))
        else:
            said.append(inline(Element("p", {}, [child])))
    return " ".join(text for text in said if text)


def _is_notes(element: Element) -> bool:
    first = next(element.elements("li"), None)
    return first is not None and _NOTE.fullmatch(first.attributes.get("id", "")) is not None


def _notes(element: Element) -> Iterator[str]:
    """Footnotes and endnotes, without the arrow back."""
    for entry in element.elements("li"):
        found = _NOTE.fullmatch(entry.attributes.get("id", ""))
        if found is not None:
            text = re.sub(r"\s*(?:\\?\[?↑\\?\]?|\[↑\]\([^)]*\))\s*$", "", _words_of(entry)).replace("\n", " ")
            yield f"[^{note_name(found[1], found[2])}]: {text}"

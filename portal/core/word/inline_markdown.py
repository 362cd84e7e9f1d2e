"""Words with their emphasis, links and pictures as Markdown; what looks like Markdown and is none is told apart."""

import re
from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple
from urllib.parse import urlsplit

from portal.core.word.html_tree import Element

_STYLES = {"strong": "**", "b": "**", "em": "*", "i": "*", "s": "~~", "del": "~~"}
_SCHEMES = {"http", "https", "mailto"}
_SPECIAL = re.compile(r"([\\`*\[\]|])")
#: Between letters it is a letter itself.
_UNDERLINE = re.compile(r"(?<![^\W_])_|_(?![^\W_])")
_ENTITY = re.compile(r"&(?=#?\w{1,31};)")
#: At the beginning of a line: headings, quotations, lists, boxes.
_AT_START = re.compile(r"^(\s*)(#|>|[-+](?=\s)|!(?=!!)|\d{1,9}(?=[.)](?:\s|$)))", re.MULTILINE)
#: A line of strokes is a rule, or makes a heading of the line before it.
_RULE = re.compile(r"^\s*(?=(?:-+|(?:[-_]\s*){3,})$)", re.MULTILINE)
_UNDERLINED = re.compile(r"\n\s*(?==+\s*$)", re.MULTILINE)
_IN_ADDRESS = {" ": "%20", "(": "%28", ")": "%29", "<": "%3C", ">": "%3E", "\\": "%5C", "\n": ""}
_NOTE = re.compile(r"#(footnote|endnote)-(\d+)")


class Run(NamedTuple):
    """Words of one look. ``raw``: Markdown already."""

    text: str
    styles: frozenset[str] = frozenset()
    href: str = ""
    raw: bool = False


def inline(element: Element) -> str:
    """Everything within an element as one stretch of Markdown; line breaks stay."""
    runs = [
        Run("".join(run.text for run in same), *look)
        for look, same in groupby(_runs(element, frozenset(), ""), key=lambda run: run[1:])
    ]
    pieces: list[str] = []
    for place, run in enumerate(runs):
        touching = place > 0 and runs[place - 1].styles and not _ends_with_space(runs[place - 1], run)
        pieces.append(_shown(run._replace(styles=frozenset()) if touching and not run.raw else run))
    return _tidy("".join(pieces))


def one_line(element: Element) -> str:
    """The same without line breaks."""
    return " ".join(inline(element).split())


def escaped_start(text: str) -> str:
    """Lines that would begin something else than a line of words."""
    return _AT_START.sub(_with_backslash, _RULE.sub(r"\\", _UNDERLINED.sub(" ", text)))


def _with_backslash(found: re.Match[str]) -> str:
    # Of a number the sign behind it is the one that makes it a list.
    return f"{found[1]}{found[2]}\\" if found[2][0].isdigit() else f"{found[1]}\\{found[2]}"


def _runs(element: Element, styles: frozenset[str], href: str) -> Iterator[Run]:
    for child in element.children:
        if isinstance(child, str):
            yield Run(re.sub(r"[^\S\n\xa0]+", " ", child.replace("\n", " ")), styles, href)
        elif child.tag == "br":
            yield Run("\n", raw=True)
        elif child.tag == "img":
            yield Run(_picture(child), raw=True)
        elif child.tag == "input":
            yield Run("[x] " if "checked" in child.attributes else "[ ] ", raw=True)
        elif child.tag == "a" and (note := _NOTE.fullmatch(child.attributes.get("href", ""))):
            yield Run(f"[^{note_name(note[1], note[2])}]", raw=True)
        elif child.tag == "a":
            yield from _runs(child, styles, _address(child.attributes.get("href", "")) or href)
        elif child.tag not in {"ul", "ol", "table"}:
            more = {_STYLES[child.tag]} if child.tag in _STYLES else set()
            yield from _runs(child, styles | more, href)


def note_name(kind: str, number: str) -> str:
    """What a note is called in the text."""
    return number if kind == "footnote" else f"e{number}"


def _picture(element: Element) -> str:
    alt = " ".join(element.attributes.get("alt", "").split()).translate(str.maketrans("[]\\|", "()//"))
    source = element.attributes.get("src", "")
    return f"![{alt}]({source})" if source else ""


def _address(href: str) -> str:
    """The address of a link that may be followed; '' for others."""
    try:
        scheme = urlsplit(href.strip()).scheme.lower()
    except ValueError:
        return ""
    return "".join(_IN_ADDRESS.get(letter, letter) for letter in href.strip()) if scheme in _SCHEMES else ""


def _ends_with_space(before: Run, run: Run) -> bool:
    return before.text[-1:].isspace() or run.text[:1].isspace() or not run.styles


def _shown(run: Run) -> str:
    if run.raw:
        return run.text
    words = run.text.strip()
    if not words:
        return run.text
    before, _, behind = run.text.partition(words)
    said = _escaped(words)
    for sign in sorted(run.styles):
        said = f"{sign}{said}{sign}"
    return f"{before}{f'[{said}]({run.href})' if run.href else said}{behind}"


def _escaped(words: str) -> str:
    said = _UNDERLINE.sub(r"\\_", _SPECIAL.sub(r"\\\1", words))
    return _ENTITY.sub("&amp;", said)


def _tidy(text: str) -> str:
    return re.sub(r" *\n *", "\n", re.sub(r" {2,}", " ", text)).strip(" \n")

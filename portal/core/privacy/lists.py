"""The lists of words beside the code: sections of lines, which are words or pieces of regular expressions.

A line in brackets begins a section, one that begins with a hash and a space is a remark.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

_DATA = Path(__file__).parent / "data"


@cache
def sections(name: str) -> Mapping[str, tuple[str, ...]]:
    """The lines of a list by the section that they stand in; "" before the first one."""
    found: dict[str, list[str]] = {"": []}
    section = ""
    for line in (_DATA / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("[") and line.endswith("]"):
            section = line[1:-1]
            found[section] = []
        elif line and not line.startswith("# "):
            found[section].append(line)
    return {section: tuple(lines) for section, lines in found.items()}


@cache
def word_set(name: str, section: str = "") -> frozenset[str]:
    """The words of a section, several a line, in lower case."""
    return frozenset(word for line in sections(name)[section] for word in line.lower().split())


@cache
def lines(name: str) -> frozenset[str]:
    """The lines of a list without sections."""
    return frozenset(sections(name)[""])


def pattern(name: str, section: str = "") -> str:
    """The lines of a section as one group of alternatives of a regular expression."""
    return f"(?:{'|'.join(sections(name)[section])})"

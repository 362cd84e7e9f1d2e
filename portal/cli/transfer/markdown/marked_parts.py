"""Several parts in one text: before each stands a comment with its name, and a heading for whoever reads the file."""

import re
from collections.abc import Collection, Mapping, Sequence

_MARK = re.compile(r"<!-- ([a-z_]+) -->\s*")
#: A line of a text that looks like such a comment gets a backslash more, and loses it when it is read.
_LOOKS_ALIKE = re.compile(r"^<!-- (\\*[a-z_]+) -->(?=[^\S\n]*$)", re.MULTILINE)
_BACKSLASHED = re.compile(r"^<!-- \\(\\*[a-z_]+) -->(?=[^\S\n]*$)", re.MULTILINE)
_HEADING = re.compile(r"#{1,6} [^\n]*")


def joined(parts: Sequence[tuple[str, str, str]], *, named: bool = False) -> str:
    """Name, heading and text of each part, as one text; a single part stands for itself unless all are ``named``."""
    if len(parts) == 1 and not named:
        return f"{hidden(parts[0][2])}\n"
    return "\n".join(f"<!-- {name} -->\n## {heading}\n\n{hidden(text)}\n" for name, heading, text in parts)


def hidden(text: str) -> str:
    """The text without a line that could be taken for the beginning of a part."""
    return _LOOKS_ALIKE.sub(r"<!-- \\\1 -->", text)


def parted(text: str, names: Collection[str]) -> Mapping[str, str] | None:
    """The parts by their names, as ``joined`` wrote them; None when the text has no such comment."""
    parts: dict[str, list[str]] = {}
    here: list[str] | None = None
    lines = text.split("\n")
    for place, line in enumerate(lines):
        found = _MARK.fullmatch(line)
        if found is not None and found[1] in names:
            here = parts.setdefault(found[1], [])
        elif here is not None and not (_HEADING.fullmatch(line) and _MARK.fullmatch(lines[place - 1])):
            here.append(line)
    if not parts:
        return None
    return {name: shown("\n".join(said)) for name, said in parts.items()}


def shown(text: str) -> str:
    """The text as it was before ``hidden``."""
    return _BACKSLASHED.sub(r"<!-- \1 -->", text)

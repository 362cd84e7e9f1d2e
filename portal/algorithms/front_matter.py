"""The facts that stand above an algorithm's text, each with its line."""

import re
from collections.abc import Iterator, Sequence
from datetime import date

import yaml

from portal.algorithms.document import Front
from portal.algorithms.titles import one_spaced

KEYS = ("title", "keeper", "check again", "tags", "cases", "language")
MAX_LETTERS = 20_000
#: YAML takes the square of their number, and facts need none.
MAX_BRACKETS = 200
NONE = Front(values={}, lines={})
_LANGUAGES = {
    "uk": ("uk", "ua", "ukrainian", "українська", "украинский"),
    "ru": ("ru", "russian", "російська", "русский"),
    "en": ("en", "english", "англійська", "английский"),
}
#: The code of a language, by each of its names in small letters.
LANGUAGE = {word: language for language, words in _LANGUAGES.items() for word in words}
_PARTED = re.compile(r"\s*[,;]\s*")


def front_of(lines: Sequence[str]) -> Front:
    """Read the lines between the two ``---`` (of which the first is line 1 of the file)."""
    text = "\n".join(_readable(line) for line in lines)
    if len(text) > MAX_LETTERS or text.count("[") + text.count("{") > MAX_BRACKETS:
        return Front(values={}, lines={}, fault_line=1)
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        return Front(values={}, lines={}, fault_line=_line(mark, len(lines)))
    except (yaml.YAMLError, RecursionError, ValueError):
        return Front(values={}, lines={}, fault_line=2)
    if root is None:
        return NONE
    if not isinstance(root, yaml.MappingNode):
        return Front(values={}, lines={}, fault_line=_line(root.start_mark, len(lines)))
    return _facts(root, len(lines))


def _facts(root: yaml.MappingNode, most: int) -> Front:
    values: dict[str, object] = {}
    lines: dict[str, int] = {}
    unknown: list[tuple[str, int]] = []
    wrong: dict[str, int] = {}
    for name, node in root.value:
        line = _line(name.start_mark, most)
        key = re.sub(r"[ _-]+", " ", one_spaced(name.value).casefold()) if isinstance(name, yaml.ScalarNode) else ""
        if key not in KEYS:
            unknown.append((one_spaced(name.value) if key else "?", line))
            continue
        value = _value(key, node, most)
        lines[key] = line
        if value is None:
            wrong.setdefault(key, line)
        else:
            values[key] = value
    fault_key, fault_line = next(iter(wrong.items()), (None, None))
    return Front(values=values, lines=lines, unknown=tuple(unknown), fault_line=fault_line, fault_key=fault_key)


def _value(key: str, node: yaml.Node, most: int) -> object | None:
    """A value as it has to be for its key; None when it can't be read so."""
    words = list(_words(node, most))
    if key == "cases":
        return tuple(words)
    if key == "tags":
        return tuple(word for word, _line_of in words)
    if not isinstance(node, yaml.ScalarNode):
        return None
    text = one_spaced(node.value)
    if key == "check again":
        return _day(text) if text else ""
    if key == "language":
        return LANGUAGE.get(text.casefold()) if text else ""
    return text


def _words(node: yaml.Node, most: int) -> Iterator[tuple[str, int]]:
    """The words of a list, or of a line with commas, each with its line."""
    if isinstance(node, yaml.ScalarNode):
        for word in _PARTED.split(one_spaced(node.value)):
            if word:
                yield word, _line(node.start_mark, most)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            if isinstance(item, yaml.ScalarNode) and item.value.strip():
                yield one_spaced(item.value), _line(item.start_mark, most)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _readable(line: str) -> str:
    """Without its end, with plain spaces, and without what YAML refuses to look at."""
    bare = line.rstrip("\r\n").replace("\u00a0", " ").replace("\u202f", " ")
    return "".join(sign if sign.isprintable() or sign == "\t" else " " for sign in bare)


def _line(mark: yaml.Mark | None, most: int) -> int:
    """Lines of YAML are counted from 0, and the file has one above them."""
    return min(mark.line + 2, most + 1) if mark is not None else 2

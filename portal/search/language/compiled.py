"""The shipped groups, taken apart beforehand.

Analysing fifty thousand words takes seconds and fills the caches of every process; reading what came of it takes a
tenth of a second. ``python -m portal.search.language.compiled`` writes it down, as ``make install`` does. Like compiled
Python it is nobody's source: where it's missing, or made of other texts or by other code, the texts are read instead.
"""

import json
import os
from collections.abc import Iterator
from hashlib import sha256
from importlib import metadata
from pathlib import Path
from typing import Any

from portal.search.language.groups import FOLDER, Entry, Group, group_of, lines_of

FILE = "compiled.json"
#: What says the first forms of words.
_LEMMATISERS = ("pymorphy3", "pymorphy3-dicts-uk", "pymorphy3-dicts-ru", "simplemma")


def groups_in(folder: Path = FOLDER) -> tuple[Group, ...]:
    """All groups of a folder, from what was compiled or from the texts."""
    return _compiled(folder) or _read(folder)


def compile_groups(folder: Path = FOLDER) -> None:
    """Write down what the texts of a folder become."""
    groups = _read(folder)
    keys = sorted({tuple(sorted(word)) for group in groups for entry in group for word in entry.words})
    number = {word: place for place, word in enumerate(keys)}
    packed = [
        [[[number[tuple(sorted(word))] for word in entry.words], *entry[1:]] for entry in group] for group in groups
    ]
    mine = folder / f".{FILE}.{os.getpid()}"
    mine.write_text(json.dumps({"stamp": _stamp(folder), "keys": keys, "groups": packed}, ensure_ascii=False), "utf-8")
    mine.replace(folder / FILE)


def _read(folder: Path) -> tuple[Group, ...]:
    return tuple(group_of(line) for path in _texts(folder) for line in lines_of(path))


def _compiled(folder: Path) -> tuple[Group, ...] | None:
    """None where it's missing, of something else or can't be read: the texts say the same, only slower."""
    try:
        held = json.loads((folder / FILE).read_bytes())
        return tuple(_unpacked(held["keys"], held["groups"])) if held["stamp"] == _stamp(folder) else None
    except (OSError, ValueError, LookupError, TypeError):
        return None


def _unpacked(keys: list[list[str]], groups: list[list[list[Any]]]) -> Iterator[Group]:
    """Groups whose words are the same objects wherever they stand: most stand in several."""
    words = [frozenset(word) for word in keys]
    for group in groups:
        yield tuple(Entry(tuple(words[place] for place in places), *rest) for places, *rest in group)


def _texts(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.txt"))


def _stamp(folder: Path) -> str:
    """Another one for other texts, other code of the analysis and other lemmatisers."""
    made = sha256()
    for path in [*_texts(folder), *sorted(Path(__file__).parent.glob("*.py"))]:
        made.update(f"{path.name} ".encode() + path.read_bytes())
    for name in _LEMMATISERS:
        made.update(f"{name} {metadata.version(name)} ".encode())
    return made.hexdigest()


if __name__ == "__main__":
    compile_groups()

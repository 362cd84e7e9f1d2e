"""The algorithms in ``data``, with what the format page says of them: see its README.md."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from portal.algorithms.checking import Fault

DATA = Path(__file__).parent / "data"
_CASE = re.compile(r"^=== (\S+) *(\{.*\})?\n((?:(?!=== ).*\n)*)", re.MULTILINE)
_MARK = re.compile(r"(?: %%\d+w?)+$")
_NAMED_SIGN = re.compile(r"\\u([0-9a-f]{4})")
ERROR, WARNING = "error", "warning"
#: Kind, line, level.
Place = tuple[int, int, str]


@dataclass(frozen=True)
class Decided:
    """A text, and what is expected of it."""

    name: str
    text: str
    faults: Sequence[Place] = ()
    #: Kind and level of faults whose line the page leaves open.
    anywhere: Sequence[tuple[int, str]] = ()
    #: Some of the counts, or all.
    counts: Mapping[str, Any] = field(default_factory=dict)
    suggest: str | None = None
    #: It names a case: what is known of those must be asked.
    database: bool = False


def valid() -> Sequence[Decided]:
    """Those without a fault, with all their counts."""
    counts = json.loads((DATA / "valid.json").read_text())
    return [
        Decided(path.stem, _with_named_signs(path.read_bytes().decode()), counts=counts[path.stem])
        for path in sorted((DATA / "valid").glob("*.md"))
    ]


def faulty() -> Sequence[Decided]:
    """Those with one fault or several."""
    return [_faulty(*case) for case in _CASE.findall((DATA / "faults.txt").read_bytes().decode())]


def left_over(faults: Sequence[Fault], decided: Decided) -> list[Place]:
    """The faults that were found, without those whose line is open. Fails when one of those is missing."""
    places = [(fault.kind, fault.line, fault.level) for fault in faults]
    for kind, level in decided.anywhere:
        places.remove(next(place for place in places if (place[0], place[2]) == (kind, level)))
    return sorted(places)


def _faulty(name: str, more: str, marked: str) -> Decided:
    expected = json.loads(more or "{}")
    faults: list[Place] = []
    lines = []
    for number, line in enumerate(marked.split("\n"), 1):
        marks = _MARK.search(line)
        lines.append(line[: marks.start()] if marks else line)
        faults += [_place(mark, number) for mark in (marks[0].split() if marks else ())]
    anywhere = [(kind, level) for kind, level in expected.pop("anywhere", ())]
    return Decided(name, _with_named_signs("\n".join(lines)), sorted(faults), anywhere, **expected)


def _place(mark: str, line: int) -> Place:
    return int(mark.strip("%w")), line, WARNING if mark.endswith("w") else ERROR


def _with_named_signs(text: str) -> str:
    return _NAMED_SIGN.sub(lambda found: chr(int(found[1], 16)), text)

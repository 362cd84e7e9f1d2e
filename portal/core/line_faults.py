"""Files that are read line by line: every fault of every line is found and named, before anything is kept."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeVar

from portal.core.errors import Invalid
from portal.core.i18n import lazy_gettext as _l

T = TypeVar("T")


class ImportOutcome(StrEnum):
    """What a line of a file did."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class LineFault:
    """What is wrong with a line of a file, in words."""

    line: int
    sentence: str
    #: The field that the sentence is about; '': the line as a whole.
    field: str = ""
    #: Where several files are read at once: which one it is.
    file: str = ""

    def __str__(self) -> str:
        return ": ".join(part for part in (self.file, f"line {self.line}", self.field, self.sentence) if part)


def in_order(faults: Iterable[LineFault]) -> tuple[LineFault, ...]:
    """By their files and lines; those of one line as they were met."""
    return tuple(sorted(faults, key=lambda fault: (fault.file, fault.line)))


class FaultyLines(Invalid):
    """A file can't be brought in, because of these lines."""

    sentence = _l("The file has faults; nothing was imported.")

    def __init__(self, faults: Iterable[LineFault]) -> None:
        super().__init__()
        self.faults = in_order(faults)


@dataclass(frozen=True, slots=True)
class LineReading:
    """The values of one line, read one by one: a fault in one doesn't keep the others from being looked at."""

    line: int
    values: Mapping[str, Any]
    faults: list[LineFault] = field(default_factory=list)
    file: str = ""

    def read(self, name: str, reader: Callable[[Any], T]) -> T | None:
        """The value of a field as its reader makes it; None when the reader refused it."""
        try:
            return reader(self.values.get(name))
        except Invalid as error:
            self.fault(str(error.sentence), name)
            return None

    def fault(self, sentence: str, name: str = "") -> None:
        """Note what is wrong with a field, or with the line as a whole."""
        self.faults.append(LineFault(self.line, sentence, name, self.file))

"""A text, looked through for its writer: what is wrong with it, line by line, in the writer's own words."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from portal.algorithms.checking import ERROR, Fault, check
from portal.algorithms.titles import bare_title
from portal.algorithms.understanding import Understood
from portal.algorithms.wording import message
from portal.core.i18n import gettext as _
from portal.core.i18n import ngettext

#: So many are listed at once: mending a few usually mends more.
MOST_LISTED = 50
#: Numbers of the format's list.
MISSING_STEP, UNREACHED = 1, 2
#: In longer lines nothing is looked for: nobody finds their way in them.
LONGEST_LINE = 5_000


@dataclass(frozen=True, slots=True)
class Said:
    """A fault as it is shown. In its line ``suggest`` is meant in the place of ``wrong``, from ``column`` on."""

    kind: int
    line: int
    level: str
    message: str
    suggest: str | None
    wrong: str
    #: Counted as scripts do, from 0; None when there is no such place.
    column: int | None


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found, in the order of the lines, errors before warnings."""

    faults: Sequence[Said]

    @property
    def shown(self) -> Sequence[Said]:
        """Those that are listed."""
        return self.faults[:MOST_LISTED]

    @property
    def more(self) -> int:
        """How many are not."""
        return len(self.faults) - len(self.shown)

    @property
    def summary(self) -> str:
        """How many errors and warnings there are."""
        errors = sum(fault.level == ERROR for fault in self.faults)
        warnings = len(self.faults) - errors
        counted = [
            ngettext("%(num)s error", "%(num)s errors", errors) if errors else "",
            ngettext("%(num)s warning", "%(num)s warnings", warnings) if warnings else "",
        ]
        return ", ".join(filter(None, counted)) or _("No faults")


def looked_through(found: Understood, known: Callable[[str, str], bool] | None = None) -> Checked:
    """The faults of a text. ``known`` says whether a linked item of a kind is there to be read."""
    faults, lines = _causes(check(found.document, found.graph, known=known)), found.document.lines
    said = (_said(fault, lines[fault.line - 1] if fault.line <= len(lines) else "") for fault in faults)
    return Checked(sorted(said, key=lambda fault: (fault.line, fault.level != ERROR, fault.kind)))


def _causes(faults: Sequence[Fault]) -> Sequence[Fault]:
    """Without the steps that nothing leads to as long as an answer leads nowhere: mostly that is why."""
    if any(fault.kind == MISSING_STEP for fault in faults):
        return [fault for fault in faults if fault.kind != UNREACHED]
    return faults


def _said(fault: Fault, line: str) -> Said:
    wrong, column = _wrong(fault, line) if fault.suggest and len(line) <= LONGEST_LINE else ("", -1)
    return Said(
        kind=fault.kind,
        line=fault.line,
        level=fault.level,
        message=message(fault),
        suggest=fault.suggest,
        wrong=wrong,
        column=_units(line[:column]) if column >= 0 else None,
    )


def _wrong(fault: Fault, line: str) -> tuple[str, int]:
    """The words that are wrong and where they begin in their line, below zero when they are not found."""
    values = fault.values
    if fault.name == "never_asked":
        return values["name"], line.find(values["name"], line.rfind("("))
    if fault.name == "not_offered":
        return values["value"], line.rfind(values["value"])
    if fault.name == "note_of_nothing":
        found = re.search(rf"\{{\s*({re.escape(values['name'])})\s*\}}", line)
        return values["name"], found.start(1) if found else -1
    title = bare_title(values.get("title", ""))[0]
    return title, line.rfind(title)


def _units(text: str) -> int:
    """Its length as scripts count it, in halves of UTF-16 signs."""
    return len(text) + sum(letter > "\uffff" for letter in text)

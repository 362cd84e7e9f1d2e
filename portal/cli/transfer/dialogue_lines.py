"""Practice dialogues of files: the text says what is played; the line says whether it is, and who keeps it."""

from dataclasses import dataclass

from portal.cli.transfer.file_lines import Line
from portal.cli.transfer.values import read_choice, read_text
from portal.core.line_faults import LineReading
from portal.people.services.person_fields import read_email, read_id
from portal.practice.models import MAX_SOURCE_LETTERS

DIALOGUE = "dialogue"
PUBLISHED, DRAFT, CLOSED = "published", "draft", "closed"
STATES = (PUBLISHED, DRAFT, CLOSED)


@dataclass(frozen=True, slots=True, kw_only=True)
class DialogueLine(Line):
    """A dialogue as a file describes it."""

    source: str
    state: str
    #: The address of its keeper; None: the file says nothing of one.
    keeper: str | None
    #: What was written since it was published, and nobody plays yet.
    draft: str


def dialogue_line(reading: LineReading) -> DialogueLine | None:
    """The dialogue, or None when it has no id or no text."""
    read = reading.read
    line = DialogueLine(
        file=reading.file,
        line=reading.line,
        kind=DIALOGUE,
        id=read("id", read_id) or "",
        source=read("source", _read_source) or "",
        state=read("state", _read_state) or "",
        keeper=read("keeper", read_email) or None,
        draft=read("draft", _read_source) or "",
    )
    for name in ("id", "source"):
        if not getattr(line, name) and not any(fault.field == name for fault in reading.faults):
            reading.fault("is missing.", name)
    return line if line.id and line.source else None


def _read_source(value: object) -> str:
    return read_text(value, longest=MAX_SOURCE_LETTERS, verbatim=True)


def _read_state(value: object) -> str:
    return read_choice(value, STATES) or PUBLISHED

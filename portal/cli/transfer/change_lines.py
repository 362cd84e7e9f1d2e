"""A draft of a change beside a published item, of a file: its shape is checked here, without a database."""

from typing import Any

from portal.cli.transfer.file_lines import ChangeLine
from portal.cli.transfer.item_lines import (
    ITEM_KINDS,
    parts_of_text,
    read_language,
    read_reference,
    title_of_text,
)
from portal.cli.transfer.values import read_choice, read_flag, read_moment, read_tags, read_text
from portal.core.line_faults import LineReading
from portal.knowledge.channels import CHANNELS
from portal.knowledge.models import MAX_NOTE_LETTERS, MAX_REVIEW_NOTE_LETTERS, RevisionState
from portal.people.services.person_fields import read_email, read_line, read_name

CHANGE, OF = "change", "of"
STATES = (RevisionState.DRAFT, RevisionState.IN_REVIEW)


def change_line(reading: LineReading) -> ChangeLine | None:
    """The change, or None when it doesn't say of what; faults stay in the reading."""
    read = reading.read
    about = read(OF, _read_about)
    if about is None:
        if not reading.faults:
            reading.fault("is missing.", OF)
        return None
    kind, _id = about
    return ChangeLine(
        file=reading.file, line=reading.line, kind=CHANGE, id=":".join(about), about=about,
        title=title_of_text(reading, kind),
        genre=read("genre", read_line) or None,
        language=read("lang", read_language),
        parts=parts_of_text(reading, kind),
        channel=read("channel", lambda value: read_choice(value, tuple(CHANNELS))),
        area=read("area", read_name) or None,
        tags=read("tags", read_tags) or (),
        author=read("author", read_email) or None,
        state=read("state", lambda value: read_choice(value, STATES) or "") or RevisionState.DRAFT,
        note=read("note", lambda value: read_text(value, longest=MAX_NOTE_LETTERS)) or "",
        major=read("major", read_flag) or False,
        asked_for=read("asked_for", lambda value: read_text(value, longest=MAX_REVIEW_NOTE_LETTERS)) or "",
        begun=read("begun", read_moment), saved=read("saved", read_moment), submitted=read("submitted", read_moment),
    )  # fmt: skip


def _read_about(value: Any) -> tuple[str, str] | None:
    return read_reference(value, ITEM_KINDS) if value not in (None, "") else None

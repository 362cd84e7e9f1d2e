"""An initiative of a file: its shape is checked here, without a database."""

from collections.abc import Mapping
from typing import Any

from portal.cli.transfer.file_lines import InitiativeLine
from portal.cli.transfer.item_lines import links_of, needed, read_language
from portal.cli.transfer.values import read_choice, read_moment, read_number, read_tags, read_text
from portal.core.errors import Invalid
from portal.core.line_faults import LineReading
from portal.initiatives.models import Origin
from portal.initiatives.services.importing import BodyParts, parse_body
from portal.initiatives.services.texts import MAX_PART_LETTERS, MAX_TITLE_LETTERS, MetricPlan
from portal.people.services.person_fields import read_date, read_email, read_id, read_line, read_name

MAX_UNIT_LETTERS = 20
PARTS = ("problem", "solution", "outcome")


def initiative_line(reading: LineReading) -> InitiativeLine | None:
    """The line, or None when its id, title or text is missing or can't be read; faults stay in the reading."""
    read = reading.read
    origin = read("origin", lambda value: read_choice(value, tuple(Origin)))
    parts = _parts(reading)
    line = InitiativeLine(
        file=reading.file,
        line=reading.line,
        kind="initiative",
        id=needed(reading, "id", read_id),
        origin=Origin(origin or parts.origin),
        language=read("lang", read_language),
        title=needed(reading, "title", lambda value: read_line(value, longest=MAX_TITLE_LETTERS)),
        problem=parts.problem,
        solution=parts.solution,
        outcome=parts.outcome,
        tags=read("tags", read_tags) or (),
        area=read("area", read_name) or None,
        author=read("author", read_email) or None,
        created=read("created", read_moment),
        status=read("status", read_line) or None,
        status_type=read("status_type", read_line) or None,
        defer_until=read("defer_until", read_date),
        metric=read("metric", _read_metric),
        links=links_of(reading),
    )
    return line if line.id else None


def _parts(reading: LineReading) -> BodyParts:
    """The three parts; 'body' stands instead of them."""
    said = {name: reading.read(name, read_text) or "" for name in PARTS}
    body = reading.read("body", lambda value: read_text(value, longest=len(PARTS) * MAX_PART_LETTERS))
    if not body:
        if not any(said.values()) and not {fault.field for fault in reading.faults} & {*PARTS, "body"}:
            reading.fault("there is no text: 'problem', 'solution' and 'outcome', or 'body'.")
        return BodyParts(Origin.PROBLEM, **said)
    if any(said.values()):
        reading.fault("stands instead of the three parts, not beside them.", "body")
    parts = parse_body(body)
    for name in PARTS:
        if len(getattr(parts, name)) > MAX_PART_LETTERS:
            reading.fault(f"its {name} has more than {MAX_PART_LETTERS} characters.", "body")
    return parts


def _read_metric(value: Any) -> MetricPlan | None:
    if value is None:
        return None
    if not isinstance(value, Mapping):
        raise Invalid("has to be an object with a name.")
    if not value.get("name"):
        raise Invalid("its name is missing.")
    return MetricPlan(
        name=read_line(value.get("name")),
        unit=read_line(value.get("unit"), longest=MAX_UNIT_LETTERS),
        baseline=read_number(value.get("baseline")),
        target=read_number(value.get("target")),
        due_on=read_date(value.get("due_on")),
    )

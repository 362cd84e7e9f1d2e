"""A table of people out of a CSV or XLSX file: rows by column name, with their line numbers. Nothing is executed."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.drafts import MAX_CHARACTERS, get_draft, keep_packed
from portal.core.errors import Invalid, NotFound
from portal.core.i18n import lazy_gettext as _l
from portal.core.packing import pack, unpack
from portal.people.services.person_fields import column_of
from portal.people.services.workbooks import NO_TABLE, workbook_lines

MAX_FILE_BYTES = 5 * 1024 * 1024
MAX_ROWS = 5_000
#: Lines of any kind: a sheet may be formatted, or say it is, down to its millionth row.
MAX_LINES = 10_000
MAX_COLUMNS = 60
#: More than any field takes: what is longer is refused as too long, and needn't be carried along.
MAX_CELL_LETTERS = 500
DRAFT_FORM = "people-import"
#: A draft's name of the field counts too.
MAX_PACKED_CHARACTERS = MAX_CHARACTERS - 100
#: More text than any table has that passes.
MAX_UNPACKED = 64 * 1024 * 1024
_ZIP = b"PK\x03\x04"


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a file. Each has 'line' beside the columns; ``ignored`` are headers that mean nothing here."""

    rows: list[dict[str, Any]]
    ignored: list[str]


def read_table(data: bytes) -> Table:
    """Read a file. Raises Invalid with a sentence when it is too large, no table, or has no column of addresses."""
    lines = file_lines(data, MAX_COLUMNS)
    header = [_plain(cell) for cell in next((cells for _line, cells in lines if any(cells)), ())]
    columns = [column_of(cell) for cell in header]
    named = [column for column in columns if column]
    if "email" not in named and "id" not in named:
        raise Invalid(_l("The first line has to name the columns, among them 'email' or 'id'."), field="file")
    if len(set(named)) != len(named):
        raise Invalid(_l("Two columns of the file mean the same. Remove one."), field="file")
    ignored = [cell for cell, column in zip(header, columns, strict=True) if cell and not column][:MAX_COLUMNS]
    return Table(_rows(lines, columns), ignored)


def file_lines(data: bytes, max_columns: int) -> Iterator[tuple[int, Sequence[Any]]]:
    """The lines of a CSV or XLSX file with their numbers, as far to the right as ``max_columns``. Raises Invalid."""
    if len(data) > MAX_FILE_BYTES:
        raise Invalid(_l("The file is larger than 5 MB. Split it into parts."), field="file")
    is_workbook = data.startswith(_ZIP)
    return _counted(workbook_lines(data, max_columns) if is_workbook else _text_lines(data, max_columns))


def _counted(lines: Iterable[tuple[int, Sequence[Any]]]) -> Iterator[tuple[int, Sequence[Any]]]:
    """The lines, whatever they hold, up to the most that a file may have."""
    for line, cells in lines:
        if line > MAX_LINES:
            sentence = _l("The file has more than 10,000 lines, empty ones counted. Delete the empty ones or split it.")
            raise Invalid(sentence, field="file")
        yield line, cells


def _rows(lines: Iterable[tuple[int, Sequence[Any]]], columns: Sequence[str | None]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for line, cells in lines:
        values = {column: _plain(cell) for column, cell in zip(columns, cells, strict=False) if column and cell}
        if not values:
            continue
        if len(rows) == MAX_ROWS:
            raise Invalid(_l("The file has more than 5,000 people. Split it into parts."), field="file")
        rows.append({"line": line, **values})
    return rows


def _plain(cell: Any) -> str:
    """A cell as text: a day as 2024-05-31, a whole number without '.0', an empty one as ''."""
    if cell is None:
        return ""
    if isinstance(cell, (datetime, date)):
        return cell.date().isoformat() if isinstance(cell, datetime) else cell.isoformat()
    return (str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell))[:MAX_CELL_LETTERS]


def _text_lines(data: bytes, max_columns: int) -> Iterator[tuple[int, Sequence[str]]]:
    text = _decoded(data)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=False)
    line = 1
    try:
        for cells in reader:
            yield line, [cell.strip() for cell in cells[:max_columns]]
            line = reader.line_num + 1
    except csv.Error as error:
        raise Invalid(NO_TABLE, field="file") from error


def _decoded(data: bytes) -> str:
    """What Excel and its cousins write: UTF-8 with or without a mark, UTF-16, or the Cyrillic Windows page."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1251", errors="replace")


def _separator(text: str) -> str:
    """The separator that the first line with one uses most; of equals not the comma, which stands in words too."""
    first = next((line for line in text.splitlines() if any(sign in line for sign in "\t;,")), "")
    return max("\t;,", key=first.count)


def pack_table(table: Table) -> str:
    """The table so that five thousand people fit into a draft, column by column, for alike values pack well.

    Slow, never inside a write transaction. Raises Invalid when it is too much all the same.
    """
    columns = sorted({column for row in table.rows for column in row})
    kept = {"ignored": table.ignored, "columns": {name: [row.get(name) for row in table.rows] for name in columns}}
    packed = pack(kept, tightness=9)
    if len(packed) > MAX_PACKED_CHARACTERS:
        raise Invalid(_l("The file holds too much for one preview. Split it into parts."), field="file")
    return packed


def keep_table(session: Session, actor: Actor, key: str, packed: str, *, now: datetime) -> None:
    """Keep what was read between the preview and the import, for this person alone."""
    keep_packed(session, actor, DRAFT_FORM, key, packed, now=now)


def kept_table(session: Session, actor: Actor, key: str) -> Table:
    """The table that this person kept under the key, or NotFound."""
    packed = get_draft(session, actor, DRAFT_FORM, key).fields.get("packed", "")
    try:
        # Another form of theirs may have written under the key.
        return _table(unpack(packed, most_bytes=MAX_UNPACKED))
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise NotFound from error


def _table(kept: Any) -> Table:
    """Out of its columns: texts and line numbers. What is of another shape raises one of four errors."""
    names, cells = list(kept["columns"]), zip(*kept["columns"].values(), strict=True)
    rows = [{name: cell for name, cell in zip(names, row, strict=True) if cell is not None} for row in cells]
    texts = [cell for row in rows for name, cell in row.items() if name != "line"] + kept["ignored"]
    if not all(isinstance(cell, str) for cell in texts) or not all(isinstance(row["line"], int) for row in rows):
        raise ValueError("no table of people")
    return Table(rows, kept["ignored"])

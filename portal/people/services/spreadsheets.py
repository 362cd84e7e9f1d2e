"""A table of people out of a CSV or XLSX file: rows by column name, with their line numbers. Nothing is executed."""

import base64
import csv
import io
import json
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.drafts import get_draft, save_draft
from portal.core.errors import Invalid
from portal.core.i18n import lazy_gettext as _l
from portal.people.services.person_fields import column_of

MAX_FILE_BYTES = 5 * 1024 * 1024
MAX_UNPACKED_BYTES = 60 * 1024 * 1024
MAX_ROWS = 5_000
MAX_COLUMNS = 60
DRAFT_FORM = "people-import"
_ZIP = b"PK\x03\x04"


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a file. Each has 'line' beside the columns; ``ignored`` are headers that mean nothing here."""

    rows: list[dict[str, Any]]
    ignored: list[str]


def read_table(data: bytes) -> Table:
    """Read a file. Raises Invalid with a sentence when it is too large, no table, or has no column of addresses."""
    if len(data) > MAX_FILE_BYTES:
        raise Invalid(_l("The file is larger than 5 MB. Split it into parts."), field="file")
    lines = iter(_workbook_lines(data) if data.startswith(_ZIP) else _text_lines(data))
    header: Sequence[Any] = next((cells for _line, cells in lines if any(cells)), ())
    columns = [column_of(cell) for cell in header]
    named = [column for column in columns if column]
    if "email" not in named and "id" not in named:
        raise Invalid(_l("The first line has to name the columns, among them 'email' or 'id'."), field="file")
    if len(set(named)) != len(named):
        raise Invalid(_l("Two columns of the file mean the same. Remove one."), field="file")
    ignored = [str(cell) for cell, column in zip(header, columns, strict=True) if cell and not column]
    return Table(_rows(lines, columns), ignored)


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
    """A cell as text: a day as 2024-05-31, a whole number without '.0'."""
    if isinstance(cell, (datetime, date)):
        return cell.strftime("%Y-%m-%d")
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def _text_lines(data: bytes) -> Iterator[tuple[int, Sequence[str]]]:
    text = _decoded(data)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=False)
    line = 1
    try:
        for cells in reader:
            yield line, [cell.strip() for cell in cells[:MAX_COLUMNS]]
            line = reader.line_num + 1
    except csv.Error as error:
        raise Invalid(_l("This file can't be read as a table."), field="file") from error


def _decoded(data: bytes) -> str:
    """What Excel and its cousins write: UTF-8 with or without a mark, UTF-16, or the Cyrillic Windows page."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1251", errors="replace")


def _separator(text: str) -> str:
    """The separator that the first line with words uses most."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max(",;\t", key=first.count)


def _workbook_lines(data: bytes) -> Iterator[tuple[int, Sequence[Any]]]:
    """The first sheet. Formulas show the value that was saved with them; an archive made to swell is refused."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MAX_UNPACKED_BYTES:
                raise Invalid(_l("The file is larger than 5 MB. Split it into parts."), field="file")
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # what a file says of its own size isn't trusted
        yield from enumerate(sheet.iter_rows(values_only=True, max_col=MAX_COLUMNS), start=1)
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, OSError, IndexError, SyntaxError) as error:
        raise Invalid(_l("This file can't be read as a table."), field="file") from error


def pack_table(table: Table) -> str:
    """The table so that five thousand people fit into a draft. Slow, never inside a write transaction."""
    raw = json.dumps({"rows": table.rows, "ignored": table.ignored[:MAX_COLUMNS]}, ensure_ascii=False)
    return base64.b64encode(zlib.compress(raw.encode(), 9)).decode()


def keep_table(session: Session, actor: Actor, key: str, packed: str, *, now: datetime) -> None:
    """Keep what was read between the preview and the import, for this person alone."""
    save_draft(session, actor, DRAFT_FORM, key, {"packed": packed}, now=now)


def kept_table(session: Session, actor: Actor, key: str) -> Table:
    """The table that this person kept under the key, or NotFound."""
    packed = get_draft(session, actor, DRAFT_FORM, key).fields["packed"]
    raw = json.loads(zlib.decompress(base64.b64decode(packed)))
    return Table(raw["rows"], raw["ignored"])

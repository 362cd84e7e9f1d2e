"""A spreadsheet of values as it was given: cells by their names in it, kept between the preview and the import."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.collecting import imported
from portal.core.drafts import MAX_CHARACTERS, get_draft, keep_packed
from portal.core.errors import Invalid, NotFound
from portal.core.i18n import lazy_gettext as _l
from portal.core.packing import pack, unpack
from portal.core.text import clean_line
from portal.people.services.spreadsheets import file_lines

#: Several years of days across, and room beside them.
MAX_COLUMNS = 1_200
MAX_CELLS = 60_000
MAX_CELL_LETTERS = 80
DRAFT_FORM = "metrics-import"
MAX_PACKED_CHARACTERS = MAX_CHARACTERS - 100
#: All cells at their longest, in four bytes a letter.
MAX_UNPACKED = MAX_CELLS * (MAX_CELL_LETTERS * 4 + 8)


@dataclass(frozen=True, slots=True)
class Sheet:
    """Rows of cells as texts, each row as long as it has to be; row and column begin at 0."""

    rows: Sequence[Sequence[str]]

    def cell(self, row: int, column: int) -> str:
        """The text of a cell; empty where there is none."""
        cells = self.rows[row] if row < len(self.rows) else ()
        return cells[column] if column < len(cells) else ""


def cell_name(row: int, column: int) -> str:
    """As spreadsheets call it: 'C5'."""
    letters = imported("openpyxl.utils").get_column_letter(column + 1)
    return f"{letters}{row + 1}"


def read_sheet(data: bytes) -> Sheet:
    """The first sheet of a file, or a pasted table as UTF-8. Raises Invalid with a sentence."""
    rows: list[list[str]] = []
    count = 0
    for _line, cells in file_lines(data, MAX_COLUMNS):
        row = [_text(cell) for cell in cells]
        while row and not row[-1]:
            row.pop()
        rows.append(row)
        count += len(row)
        if count > MAX_CELLS:
            raise Invalid(_l("The table has more than 60,000 cells. Split it into parts."), field="file")
    while rows and not rows[-1]:
        rows.pop()
    if not rows:
        raise Invalid(_l("There is nothing in this table."), field="file")
    return Sheet(rows)


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, (date, time)):
        return cell.isoformat("seconds") if isinstance(cell, time) else cell.isoformat()
    if isinstance(cell, timedelta):
        return str(int(cell.total_seconds()))
    if isinstance(cell, float):
        # 93.4 is kept as 93.400000000000006 by some programs.
        return f"{Decimal(repr(cell)).quantize(Decimal('0.000001')).normalize():f}" if abs(cell) < 1e15 else "1e15"
    return clean_line(str(cell))[:MAX_CELL_LETTERS]


def pack_sheet(sheet: Sheet) -> str:
    """The cells so that they fit into a draft. Slow, never inside a write transaction; raises Invalid if it is much."""
    text = pack(sheet.rows, tightness=6)
    if len(text) > MAX_PACKED_CHARACTERS:
        raise Invalid(_l("The table holds too much for one preview. Split it into parts."), field="file")
    return text


def keep_sheet(session: Session, actor: Actor, key: str, packed: str, *, now: datetime) -> None:
    """Keep what was read between the preview and the import, for this person alone."""
    keep_packed(session, actor, DRAFT_FORM, key, packed, now=now)


def kept_sheet(session: Session, actor: Actor, key: str) -> Sheet:
    """The table that this person kept under the key, or NotFound."""
    packed = get_draft(session, actor, DRAFT_FORM, key).fields.get("packed", "")
    try:
        # What was kept under the key may have been written by another form of theirs.
        return Sheet(_rows(unpack(packed, most_bytes=MAX_UNPACKED)))
    except ValueError as error:
        raise NotFound(_l("This preview isn't kept any more. Please bring the table in once more.")) from error


def _rows(kept: Any) -> list[list[str]]:
    """Rows of texts; ValueError for anything of another shape."""
    if not isinstance(kept, list) or not all(isinstance(row, list) for row in kept) or sum(map(len, kept)) > MAX_CELLS:
        raise ValueError("no table of values")
    if not all(isinstance(cell, str) for row in kept for cell in row):
        raise ValueError("a table of values holds texts")
    return kept

"""A table to take away: CSV or an Excel workbook, with nothing in it that a spreadsheet would run as a formula."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

Cell = str | int | float | Decimal | date | datetime | None

#: Excel, Calc and Sheets read a text that begins so as a formula, the full-width twins included (OWASP, 'CSV
#: Injection'); a leading blank doesn't stop them.
_FORMULA = re.compile(r"^\s*[=+\-@\t\r\n|%＝＋－＠]")
#: Where a spreadsheet that takes another sign for the separator (most of Europe: a semicolon) begins a cell of its own
#: in the midst of ours. A dash with a blank is a list in Markdown.
_FORMULA_INSIDE = re.compile(r"(?<=[;\t\r\n])([^\S\r\n]*)(?=[=@|%＝＠]|[+\-＋－]\S)")
#: What XML 1.0 can't hold.
_NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
#: A cell of a workbook holds no more.
MAX_CELL_CHARACTERS = 32_767
#: Rows gathered before they are sent.
CHUNK_ROWS = 200
IN_MEMORY_BYTES = 2 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Column:
    """The head of a column and its width in a workbook, in letters."""

    head: str
    width: int = 14


@dataclass(frozen=True, slots=True)
class Table:
    """Columns and rows; the rows are read once, while they are written."""

    title: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Cell]]


def harmless(text: str) -> str:
    """The text with an apostrophe before what a spreadsheet would take for a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def csv_file(table: Table) -> IO[bytes]:
    """The table as a CSV file open for reading: whole before the first byte goes out, so that a slow reader holds no
    transaction open and a fault is an error page, not half a file."""
    target = SpooledTemporaryFile(max_size=IN_MEMORY_BYTES)  # noqa: SIM115 - handed to the caller open
    for chunk in _csv_chunks(table):
        target.write(chunk)
    target.seek(0)
    return target


def _csv_chunks(table: Table) -> Iterator[bytes]:
    """CSV (RFC 4180) in UTF-8 with a byte-order mark, by which Excel knows the encoding."""
    held = io.StringIO()
    writer = csv.writer(held)
    held.write("\ufeff")
    writer.writerow([harmless(column.head) for column in table.columns])
    for number, row in enumerate(table.rows, 1):
        writer.writerow([_plain(cell) for cell in row])
        if number % CHUNK_ROWS == 0:
            yield held.getvalue().encode()
            held.seek(0)
            held.truncate()
    yield held.getvalue().encode()


def _plain(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%d %H:%M")
    if isinstance(cell, date):
        return cell.isoformat()
    return _FORMULA_INSIDE.sub(r"\1'", harmless(cell)) if isinstance(cell, str) else str(cell)


def workbook(table: Table) -> IO[bytes]:
    """The table as an .xlsx file open for reading: the head stands still, is bold and filters.

    Moments lose their time zone, which a workbook doesn't know: give them in the reader's.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_sheet_name(table.title))
    for place, column in enumerate(table.columns, 1):
        sheet.column_dimensions[get_column_letter(place)].width = column.width
    sheet.freeze_panes = "A2"
    sheet.append([_text_cell(sheet, column.head, bold=True) for column in table.columns])
    written = 1
    for row in table.rows:
        sheet.append([_cell(sheet, cell) for cell in row])
        written += 1
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(table.columns))}{written}"
    target = SpooledTemporaryFile(max_size=IN_MEMORY_BYTES)  # noqa: SIM115 - handed to the caller open
    book.save(target)
    target.seek(0)
    return target


def _sheet_name(title: str) -> str:
    return re.sub(r"[\\/*?:\[\]]", " ", title)[:31].strip("' ") or "1"


def _cell(sheet: Any, cell: Cell) -> object:
    if isinstance(cell, str):
        return _text_cell(sheet, cell)
    return cell.replace(tzinfo=None) if isinstance(cell, datetime) else cell


_TOP, _BOLD = Alignment(vertical="top", wrap_text=True), Font(bold=True)


def _text_cell(sheet: Any, text: str, *, bold: bool = False) -> object:
    """A cell that is text whatever it says: openpyxl would make a formula of '=...' and an error of '#N/A'."""
    made = WriteOnlyCell(sheet, value="")
    made.value = _NOT_IN_XML.sub(" ", harmless(text))[:MAX_CELL_CHARACTERS]
    made.data_type = "s"
    made.alignment = _TOP
    if bold:
        made.font = _BOLD
    return made

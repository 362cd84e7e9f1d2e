"""A table as an Excel workbook, read when somebody asks for one: openpyxl takes five megabytes of each process."""

import re
from datetime import datetime
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from portal.core.tables import IN_MEMORY_BYTES, Cell, Table, harmless

#: What XML 1.0 can't hold.
_NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
#: A cell of a workbook holds no more.
MAX_CELL_CHARACTERS = 32_767


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

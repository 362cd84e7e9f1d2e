"""A table to take away: as CSV here, as a workbook beside (`workbook.py`), with nothing in it that a spreadsheet would
run as a formula."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from tempfile import SpooledTemporaryFile
from typing import IO

Cell = str | int | float | Decimal | date | datetime | None

#: Excel, Calc and Sheets read a text that begins so as a formula, the full-width twins included (OWASP, 'CSV
#: Injection'); a leading blank doesn't stop them.
_FORMULA = re.compile(r"^\s*[=+\-@\t\r\n|%＝＋－＠]")
#: Where a spreadsheet that takes another sign for the separator (most of Europe: a semicolon) begins a cell of its own
#: in the midst of ours. A dash with a blank is a list in Markdown.
_FORMULA_INSIDE = re.compile(r"(?<=[;\t\r\n])([^\S\r\n]*)(?=[=@|%＝＠]|[+\-＋－]\S)")
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

"""Tables as files to download."""

from enum import StrEnum
from threading import BoundedSemaphore
from typing import IO

from flask import Response, send_file

from portal.core.collecting import imported
from portal.core.errors import Busy
from portal.core.i18n import lazy_gettext as _l
from portal.core.tables import Table, csv_file


class TableFormat(StrEnum):
    """As what a table may be taken away."""

    CSV = "csv"
    XLSX = "xlsx"


TYPES = {
    TableFormat.CSV: "text/csv",
    TableFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
#: A long table keeps a thread busy for seconds: one at a time in a process, so that pages always have threads left.
_writing = BoundedSemaphore(1)
PATIENCE_SECONDS = 5


def _workbook(table: Table) -> IO[bytes]:
    """Most web workers never make one, and carry nothing for it."""
    made: IO[bytes] = imported("portal.core.workbook").workbook(table)
    return made


def download(table: Table, format_: TableFormat, name: str) -> Response:
    """The table as an attachment called ``name`` with the format's ending.

    Raises Busy when others are having tables written for longer than one waits.
    """
    if not _writing.acquire(timeout=PATIENCE_SECONDS):
        raise Busy(_l("Somebody else is taking a list away just now. Please try again in a minute."))
    try:
        written = _workbook(table) if format_ is TableFormat.XLSX else csv_file(table)
    finally:
        _writing.release()
    answer = send_file(written, mimetype=TYPES[format_], as_attachment=True, download_name=f"{name}.{format_.value}")
    answer.headers["Cache-Control"] = "no-store"
    return answer

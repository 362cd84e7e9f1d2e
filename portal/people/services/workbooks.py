"""The first sheet of an XLSX file, cell by cell. Nothing in it is executed, and no file keeps the server busy for long.

The bytes are looked through before openpyxl builds anything of them: it would make an object of every element, believe
a row that calls itself the billionth, and let entities swell.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from typing import Any
from xml.parsers import expat

from portal.core.collecting import imported
from portal.core.errors import Invalid
from portal.core.i18n import lazy_gettext as _l

MAX_UNPACKED_BYTES = 30 * 1024 * 1024
#: Elements of XML in the whole file: a list of 5,000 people with ten columns has about 120,000.
MAX_ELEMENTS = 600_000
#: Elsewhere than in sheets and their texts: styles take ten times as long as cells.
MAX_OTHER_ELEMENTS = 50_000
MAX_DEPTH = 100
MAX_ATTRIBUTES = 100
#: Of a tag, or of the text of a cell with every letter escaped. Tens of thousands of attributes take expat seconds, and
#: it says so only afterwards; "<" stands nowhere inside a tag.
_TOO_LONG = re.compile(rb"<[^<]{400000}")
#: How XML begins in two bytes a letter, where that couldn't be told: no program writes workbooks so.
_WIDE = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")
_MANY = ("xl/worksheets/", "xl/sharedstrings")
_XML = (".xml", ".rels")

TOO_MUCH = _l("The workbook holds too much for one table. Leave in it one sheet with nothing but the table.")
NO_TABLE = _l("This file can't be read as a table. Save it as CSV or XLSX once more.")
#: What zipfile, expat and openpyxl raise at files that are damaged or made up, besides its own InvalidFileException.
_FAULTS = (
    *(zipfile.BadZipFile, zlib.error, expat.ExpatError, SyntaxError, EOFError, OSError),
    *(ValueError, TypeError, AttributeError, LookupError, ArithmeticError, RuntimeError),
)


def workbook_lines(data: bytes, max_columns: int) -> Iterator[tuple[int, Sequence[Any]]]:
    """Lines with their numbers. Formulas show the value that was saved with them. Raises Invalid with a sentence."""
    openpyxl = imported("openpyxl")  # five megabytes for what few do
    try:
        _look_through(data)
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # what a file says of its own size isn't trusted
        yield from enumerate(sheet.iter_rows(values_only=True, max_col=max_columns), start=1)
    except (*_FAULTS, openpyxl.utils.exceptions.InvalidFileException) as error:
        raise Invalid(NO_TABLE, field="file") from error


def _look_through(data: bytes) -> None:
    """Refuse what would swell: too many bytes, too many elements, too deep, or entities of its own."""
    elements = other = 0
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > MAX_UNPACKED_BYTES:
            raise Invalid(TOO_MUCH, field="file")
        for entry in archive.infolist():
            if not entry.filename.lower().endswith(_XML):
                continue
            found = _count_elements(archive.read(entry), MAX_ELEMENTS - elements)
            elements += found
            other += 0 if entry.filename.lower().startswith(_MANY) else found
            if other > MAX_OTHER_ELEMENTS:
                raise Invalid(TOO_MUCH, field="file")


def _count_elements(part: bytes, most: int) -> int:
    count = depth = 0
    parser = expat.ParserCreate()
    if part.startswith(_WIDE):
        raise Invalid(NO_TABLE, field="file")
    if _TOO_LONG.search(part):
        raise Invalid(TOO_MUCH, field="file")

    def begins(_name: str, attributes: dict[str, str]) -> None:
        nonlocal count, depth
        count, depth = count + 1, depth + 1
        if count > most or depth > MAX_DEPTH or len(attributes) > MAX_ATTRIBUTES:
            raise Invalid(TOO_MUCH, field="file")

    def ends(_name: str) -> None:
        nonlocal depth
        depth -= 1

    parser.StartElementHandler, parser.EndElementHandler = begins, ends
    parser.StartDoctypeDeclHandler = _refuse_entities
    parser.Parse(part, True)
    return count


def _refuse_entities(*_declared: object) -> None:
    """No program that writes workbooks declares a document type; entities are declared nowhere else."""
    raise Invalid(NO_TABLE, field="file")

"""Workbooks that are damaged or made to swell are refused with a sentence, before anything is built of them."""

import io
import zipfile
from collections.abc import Iterator
from functools import cache

import pytest
from openpyxl import Workbook

from portal.core.errors import Invalid
from portal.core.i18n import speaking
from portal.people.services import workbooks
from portal.people.services.spreadsheets import MAX_LINES, read_table

SHEET = "xl/worksheets/sheet1.xml"
HEAD = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
NAMES = '<row r="1"><c t="inlineStr"><is><t>name</t></is></c><c t="inlineStr"><is><t>email</t></is></c></row>'
END = "</sheetData></worksheet>"
ANNA = '<c t="inlineStr"><is><t>Анна</t></is></c><c t="inlineStr"><is><t>anna@example.test</t></is></c>'


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with speaking("en"):
        yield


@cache
def plain() -> bytes:
    out = io.BytesIO()
    Workbook().save(out)
    return out.getvalue()


def workbook(rows: str = "", **parts: str | bytes) -> bytes:
    """A workbook with these rows below its header; ``parts`` replace or add parts of the archive."""
    parts = {SHEET: HEAD + NAMES + rows + END, **parts}
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(plain())) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in {*source.namelist(), *parts}:
            target.writestr(name, parts.get(name) or source.read(name))
    return out.getvalue()


def test_a_sheet_of_inline_texts_is_read() -> None:
    table = read_table(workbook(f'<row r="3">{ANNA}</row>'))
    assert table.rows == [{"line": 3, "name": "Анна", "email": "anna@example.test"}]


@pytest.mark.parametrize(
    "rows",
    [f'<row r="1000000000">{ANNA}</row>', f'<row r="1048576">{ANNA}</row>', "<row/>" * (MAX_LINES + 1)],
)
def test_lines_are_counted_whatever_they_hold(rows: str) -> None:
    with pytest.raises(Invalid, match="more than 10,000 lines"):
        read_table(workbook(rows))


def test_empty_lines_of_a_text_are_counted_too() -> None:
    with pytest.raises(Invalid, match="more than 10,000 lines"):
        read_table(b"name,email\n" + b"\n" * MAX_LINES + b"Anna,anna@example.test\n")


@pytest.mark.parametrize(
    "made_up",
    [
        {"rows": "<row>" + "<c/>" * workbooks.MAX_ELEMENTS + "</row>"},
        {"xl/styles.xml": f"<styleSheet>{'<xf/>' * (workbooks.MAX_OTHER_ELEMENTS + 1)}</styleSheet>"},
        {"xl/sharedStrings.xml": f"<sst>{'<si/>' * workbooks.MAX_ELEMENTS}</sst>"},
        {"rows": "<c>" * workbooks.MAX_DEPTH + "</c>" * workbooks.MAX_DEPTH},
        {"xl/media/large.bin": "0" * (workbooks.MAX_UNPACKED_BYTES + 1)},
        {"rows": "<row " + " ".join(f"a{place}='>'" for place in range(workbooks.MAX_ATTRIBUTES + 1)) + "/>"},
        {"rows": f'<row a="{"x" * 400_000}"/>'},
    ],
    ids=["cells", "styles", "shared texts", "depth", "bytes", "attributes", "one tag"],
)
def test_what_would_swell_is_refused(made_up: dict[str, str]) -> None:
    data = workbook(**made_up)
    assert len(data) < 100_000
    with pytest.raises(Invalid, match="holds too much"):
        read_table(data)


def test_entities_are_refused_before_they_are_resolved() -> None:
    declared = '<!DOCTYPE worksheet [<!ENTITY a "Анна"><!ENTITY b "&a;&a;&a;">]>'
    with pytest.raises(Invalid, match="can't be read as a table"):
        read_table(workbook(**{SHEET: declared + HEAD + NAMES + "<row><c><v>&b;</v></c></row>" + END}))


def test_a_sheet_in_two_bytes_a_letter_is_no_table() -> None:
    wide = (HEAD + NAMES + END).encode("utf-16")
    with pytest.raises(Invalid, match="can't be read as a table"):
        read_table(workbook(rows="", **{SHEET: wide}))


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="no number"/>',
        '<row><c t="s"><v>99</v></c></row>',
        '<row><c t="d"><v>never</v></c></row>',
        '<row><c s="-1"><v>1</v></c></row><row',
    ],
)
def test_a_damaged_sheet_is_no_table(rows: str) -> None:
    with pytest.raises(Invalid, match="can't be read as a table"):
        read_table(workbook(rows))


def test_a_cell_of_any_length_stays_a_fault_of_its_line() -> None:
    rows = read_table(b"name,email\n" + b"x" * 100_000 + b",anna@example.test\n").rows
    assert 120 < len(rows[0]["name"]) < 1_000

"""Tables to take away."""

import csv
import io
from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from portal.core.tables import CHUNK_ROWS, Cell, Column, Table, csv_file, harmless
from portal.core.workbook import workbook

MOMENT = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)


def table(*rows: Sequence[Cell]) -> Table:
    return Table("Ініціативи", [Column("Назва", 40), Column("=Кількість")], rows)


def as_csv(made: Table) -> list[list[str]]:
    return list(csv.reader(io.StringIO(csv_file(made).read().decode("utf-8-sig"))))


def sheet_of(made: Table) -> Any:
    return load_workbook(workbook(made)).active


def as_sheet(made: Table) -> list[tuple[object, ...]]:
    return list(sheet_of(made).iter_rows(values_only=True))


@pytest.mark.parametrize(
    "text", ["=1+1", "+380", "-2", "@SUM(A1)", "\t=1", "\r=1", "  =cmd|' /C calc'!A0", "＝1+1", "|x"]
)
def test_a_formula_becomes_text(text: str) -> None:
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "Пандус", "1-2", "'=1", "а = б", "№ 5"])
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert harmless(text) == text


@given(st.text(max_size=50))
def test_no_text_begins_like_a_formula_afterwards(text: str) -> None:
    assert harmless(text).lstrip()[:1] not in set("=+-@|%")


def test_csv_has_heads_and_plain_values() -> None:
    rows = as_csv(table(['Пандус, "двері"\nі ліфт', -7], [None, Decimal("7.6")], [date(2026, 5, 4), MOMENT]))

    assert rows == [
        ["Назва", "'=Кількість"],
        ['Пандус, "двері"\nі ліфт', "-7"],
        ["", "7.6"],
        ["2026-05-04", "2026-05-04 09:30"],
    ]


def test_a_long_csv_is_whole() -> None:
    made = table(*[(f"Рядок {number}", number) for number in range(2 * CHUNK_ROWS + 1)])

    assert [row[1] for row in as_csv(made)[1:]] == [str(number) for number in range(2 * CHUNK_ROWS + 1)]


def test_a_workbook_keeps_numbers_and_days_and_makes_formulas_text() -> None:
    rows = as_sheet(table(["=HYPERLINK(1)", 7], ["#N/A", Decimal("7.6")], ["x", date(2026, 5, 4)], ["y", MOMENT]))

    assert rows[0] == ("Назва", "'=Кількість")
    assert rows[1] == ("'=HYPERLINK(1)", 7)
    assert rows[2] == ("#N/A", 7.6)
    assert rows[3] == ("x", datetime(2026, 5, 4))  # noqa: DTZ001 - a workbook knows no zone
    assert rows[4] == ("y", datetime(2026, 5, 4, 9, 30))  # noqa: DTZ001 - as above


def test_no_cell_of_a_workbook_is_a_formula() -> None:
    sheet = sheet_of(table(["=1+1", "=2"], ["-3", "@x"]))

    assert {cell.data_type for row in sheet.iter_rows() for cell in row} == {"s"}


def test_a_workbook_takes_what_xml_cannot_hold_and_cuts_what_a_cell_cannot() -> None:
    rows = as_sheet(table(["\x00\x0bПандус", "я" * 40_000]))

    assert rows[1][0] == "  Пандус"
    assert len(str(rows[1][1])) == 32_767


def test_a_title_that_is_no_sheet_name_is_made_one() -> None:
    made = Table("[Усе]/: що 'є' у списку дуже довгою назвою", [Column("A")], [])

    assert len(load_workbook(workbook(made)).sheetnames[0]) <= 31


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Спершу;=1+2", "Спершу;'=1+2"),
        ("рядок\n=2+5+cmd|' /C calc'!A0", "рядок\n'=2+5+cmd|' /C calc'!A0"),
        ("було;  @SUM(A1)", "було;  '@SUM(A1)"),
        ("так;-5+cmd", "так;'-5+cmd"),
        ("список:\n- перше\n- друге", "список:\n- перше\n- друге"),
        ("а; б = в", "а; б = в"),
    ],
)
def test_no_cell_hides_inside_another_for_a_reader_with_other_separators(text: str, written: str) -> None:
    assert as_csv(table([text]))[1] == [written]

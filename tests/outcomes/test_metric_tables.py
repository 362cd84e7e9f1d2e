"""Tables of values: every usual layout is read, every faulty cell named, and the same table again changes nothing."""

import io
from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
from flask import Flask
from openpyxl import Workbook
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.db import db, transaction
from portal.core.errors import Conflict, Forbidden, Invalid
from portal.core.i18n import speaking
from portal.outcomes.models import PointSource, Rhythm
from portal.outcomes.services.metric_import import bring_in
from portal.outcomes.services.metric_plan import ValuesPlan, doubts, plan_values
from portal.outcomes.services.metric_sheets import Sheet, cell_name, read_sheet
from portal.outcomes.services.metric_values import Entered, enter_values
from portal.outcomes.services.metrics import MetricFields, change_metric, get_metric
from tests.outcomes.metric_factories import corrections, metric, stands
from tests.parallel import at_once

TODAY = date(2026, 3, 10)
NOW = datetime(2026, 3, 10, 9, tzinfo=UTC)
JANUARY, FEBRUARY = date(2026, 1, 1), date(2026, 2, 1)


def planned(session: Session, data: str | bytes, *, shares: bool = False) -> ValuesPlan:
    """What a file or a pasted table would do, said in English."""
    with speaking("en"):
        sheet = read_sheet(data if isinstance(data, bytes) else data.encode())
        return plan_values(session, sheet, shares=shares, today=TODAY)


def found(plan: ValuesPlan) -> dict[tuple[str, date], Decimal]:
    assert plan.faults == []
    return {(one.metric.key, one.starts_on): one.value for one in plan.values}


def book(*rows: list[object]) -> bytes:
    """A workbook with these rows."""
    made, target = Workbook(), io.BytesIO()
    for row in rows:
        made.worksheets[0].append(row)
    made.save(target)
    return target.getvalue()


WANTED = {
    ("fcr", JANUARY): Decimal("80.3"),
    ("fcr", FEBRUARY): Decimal(81),
    ("aht", JANUARY): Decimal(214),
    ("aht", FEBRUARY): Decimal("209.5"),
}


@pytest.mark.parametrize(
    "table",
    [
        "Місяць;FCR, %;AHT (с)\n01.2026;80,3;214\n02.2026;81;209,5\n",
        "Місяць\tFCR: вирішено одразу\tAHT\nсічень 2026\t80,3 %\t214\nлютий 2026 р.\t81\t209,5\n",
        "month,fcr,aht\n2026-01,80.3,214\n2026-02,81,209.5\n",
        "Показник;січень 2026;лютий 2026\nFCR;80,3;81\nAHT;214;209,5\n",
        "metric,2026-01-31,2026-02-28\nfcr,80.3,81\naht,214,209.5\n",
        "Показник;Період;Значення\nfcr;01.2026;80,3\nAHT: час обробки;01.2026;214\nFCR;02.2026;81\naht;2026-02;209,5\n",
        "Звіт служби турботи за 2026 рік\n\nМісяць;FCR;AHT\n15.01.2026;80,3;214\n15.02.2026;81;209,5\n",
    ],
)  # fmt: skip
def test_usual_tables_are_read(session: Session, table: str) -> None:
    assert found(planned(session, table)) == WANTED


def test_a_workbook_with_dates_numbers_and_times_is_read(session: Session) -> None:
    data = book(
        ["Місяць", "FCR", "AHT", "Коментар"],
        [datetime(2026, 1, 1), 80.3, time(0, 3, 34), "свята"],  # noqa: DTZ001 - workbooks know no time zones
        [datetime(2026, 2, 1), 81.00000000000001, time(0, 3, 29), None],  # noqa: DTZ001 - workbooks know no time zones
    )
    plan = planned(session, data)
    assert found(plan) == WANTED | {("aht", FEBRUARY): Decimal(209)}
    assert plan.ignored == ["Коментар"]


def test_an_empty_cell_says_nothing(session: Session) -> None:
    assert found(planned(session, "m;FCR;AHT\n01.2026;80;\n02.2026;;\n")) == {("fcr", JANUARY): Decimal(80)}


def test_weeks_are_read_by_any_of_their_days(hanna: Actor, session: Session) -> None:
    with transaction() as writing:
        row = get_metric(writing, "sl")
        fields = MetricFields(
            names=row.names, definitions=row.definitions, unit=row.unit, direction=row.direction,
            rhythm=Rhythm.WEEK, scale_min=row.scale_min, scale_max=row.scale_max,
        )  # fmt: skip
        change_metric(writing, row, hanna, fields, now=NOW)
    plan = planned(session, "week,sl\n2026-W09,80\n05.03.2026,81\n")
    assert found(plan) == {("sl", date(2026, 2, 23)): Decimal(80), ("sl", date(2026, 3, 2)): Decimal(81)}


def test_every_faulty_cell_is_named(session: Session) -> None:
    table = (
        "Місяць;FCR;AHT\n"
        "01.2026;80,3;багато\n"  # C2 is no number
        "разом;81;200\n"  # A3 is no month
        "02.2026;181;-5\n"  # B4 and C4 are off their scales
        "01.2026;79;200\n"  # B5 says something else than B2
        "04.2026;80;\n"  # A6 has not begun
    )
    plan = planned(session, table)
    assert {fault.cell: fault.said for fault in plan.faults} == {
        "C2": "багато", "A3": "разом", "B4": "181", "C4": "-5", "B5": "79", "A6": "04.2026",
    }  # fmt: skip
    said = {fault.cell: fault.sentence for fault in plan.faults}
    assert "no number" in said["C2"]
    assert "05.2026" in said["A3"]
    assert "from 0 to 100" in said["B4"]
    assert "begins at 0" in said["C4"]
    assert "B2" in said["B5"]
    assert "begun" in said["A6"]


def test_an_unknown_name_is_a_fault_where_a_line_is_a_value(session: Session) -> None:
    plan = planned(session, "metric,period,value\nfcr,2026-01,80\nfrc,2026-01,81\n")
    assert [(fault.cell, fault.said) for fault in plan.faults] == [("A3", "frc")]


def test_unknown_columns_and_lines_are_told(session: Session) -> None:
    assert planned(session, "m;FCR;Щось\n01.2026;80;1\n").ignored == ["Щось"]
    assert planned(session, "n;01.2026\nFCR;80\nЩось;1\n").ignored == ["Щось"]


@pytest.mark.parametrize("table", ["", "\n\n", "просто слова\n", "a;b\n1;2\n", "FCR\n80\n"])
def test_what_is_no_table_of_values_is_refused(session: Session, table: str) -> None:
    with pytest.raises(Invalid):
        planned(session, table)


def carry_out(actor: Actor, table: str) -> Entered:
    """Look at it, and confirm what was shown."""
    db.session().rollback()
    return confirmed(actor, table, planned(db.session(), table).digest)


def confirmed(actor: Actor, table: str, digest: str) -> Entered:
    with transaction() as session:
        return bring_in(session, actor, read_sheet(table.encode()), shares=False, digest=digest, now=NOW)


def test_the_same_table_again_changes_nothing(hanna: Actor, session: Session) -> None:
    table = "Місяць;FCR;AHT\n01.2026;80,30;214\n02.2026;81;209,5\n"
    assert carry_out(hanna, table) == Entered(4, 0, 0)
    session.rollback()
    again = planned(session, table)
    assert (again.new, again.changed, again.unchanged) == ([], [], 4)
    assert carry_out(hanna, table) == Entered(0, 0, 4)
    assert corrections() == []


def test_a_changed_table_shows_both_values(hanna: Actor, session: Session) -> None:
    carry_out(hanna, "Місяць;FCR\n01.2026;80\n02.2026;81\n")
    session.rollback()
    plan = planned(session, "Місяць;FCR\n01.2026;80\n02.2026;82\n")
    [change] = plan.changed
    assert (change.cell, change.before, change.value) == ("B3", Decimal(81), Decimal(82))
    carry_out(hanna, "Місяць;FCR\n01.2026;80\n02.2026;82\n")
    assert stands() == {JANUARY: Decimal(80), FEBRUARY: Decimal(82)}
    assert [row.was for row in corrections()] == [Decimal(81)]


def test_what_somebody_entered_since_the_look_is_never_replaced_unseen(
    app: Flask, hanna: Actor, lidiia: Actor, session: Session
) -> None:
    table = "Місяць;FCR\n01.2026;81\n"
    digest, fcr = planned(session, table).digest, metric().id

    def enter(place: int) -> bool:
        """From the file, by hand, from the file, by hand."""
        try:
            if place % 2 == 0:
                confirmed(hanna, table, digest)
            else:
                with transaction() as writing:
                    values = {(fcr, JANUARY): Decimal(70 + place)}
                    enter_values(writing, lidiia, values, source=PointSource.HAND, now=NOW)
        except Conflict:
            return False
        return True

    at_once(app, 6, enter)
    assert stands()[JANUARY] in {71, 73, 75}
    assert sum(row.source is PointSource.FILE for row in corrections()) == 0


def test_a_table_with_a_fault_is_never_brought_in(hanna: Actor, session: Session) -> None:
    table = "Місяць;FCR\n01.2026;багато\n"
    with pytest.raises(Conflict):
        confirmed(hanna, table, planned(session, table).digest)


def test_only_committee_and_administrators_bring_in(olena: Actor, session: Session) -> None:
    table = "Місяць;FCR\n01.2026;81\n"
    with pytest.raises(Forbidden):
        confirmed(olena, table, planned(session, table).digest)


def test_parts_of_one_are_asked_about_and_read_as_told(session: Session) -> None:
    table = "Місяць;FCR;CES\n01.2026;0,803;5\n02.2026;1;6\n"
    plain = planned(session, table)
    assert [one.key for one in plain.shares] == ["fcr"]
    assert found(plain)["fcr", JANUARY] == Decimal("0.803")
    told = planned(session, table, shares=True)
    assert told.shares == []
    assert found(told) == {
        ("fcr", JANUARY): Decimal("80.3"), ("fcr", FEBRUARY): Decimal(100),
        ("ces", JANUARY): Decimal(5), ("ces", FEBRUARY): Decimal(6),
    }  # fmt: skip


def test_a_slip_of_the_comma_is_pointed_at(session: Session) -> None:
    rows = "".join(f"{month:02d}.2025;{value}\n" for month, value in enumerate((214, 2130, 209, 220, 215), 1))
    plan = planned(session, f"Місяць;AHT\n{rows}")
    with speaking("en"):
        asked = doubts(session, plan)
    assert [one.cell for one in plan.values if one.place in asked] == ["B3"]
    assert "comma" in next(iter(asked.values()))


def test_the_digest_follows_the_plan(hanna: Actor, session: Session) -> None:
    table = "Місяць;FCR\n01.2026;80\n"
    first = planned(session, table).digest
    assert planned(session, table).digest == first
    assert planned(session, "Місяць;FCR\n01.2026;81\n").digest != first
    carry_out(hanna, "Місяць;FCR\n01.2026;79\n")
    session.rollback()
    assert planned(session, table).digest != first


def test_cells_have_the_names_of_spreadsheets() -> None:
    assert [cell_name(0, 0), cell_name(4, 2), cell_name(9, 27)] == ["A1", "C5", "AB10"]
    assert Sheet([["a"], []]).cell(1, 5) == ""


def test_what_is_taken_away_can_be_brought_in_again(hanna: Actor, session: Session) -> None:
    carry_out(hanna, "metric,period,value\nfcr,2026-01,80.3\naht,2026-01,100\nnps,2026-02,-5\n")
    session.rollback()
    assert metric("nps").id
    assert found(planned(session, "Показник,Період,Значення,Одиниця\nnps,2026-02,-5,\n")) == {
        ("nps", FEBRUARY): Decimal(-5)
    }

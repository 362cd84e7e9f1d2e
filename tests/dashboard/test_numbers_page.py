"""The page of the numbers: each opens a list of as many, files hold the same, and only the committee reads them."""

import csv
import io
from datetime import datetime, timedelta
from decimal import Decimal
from urllib.parse import parse_qs, urlsplit

import pytest
from openpyxl import load_workbook
from werkzeug.datastructures import MultiDict

from portal.committee.queries.settings import promised
from portal.core import i18n
from portal.core.actor import Actor
from portal.core.db import db, transaction
from portal.core.markdown import render
from portal.dashboard.conditions import month_of, months_back
from portal.dashboard.figures import Figures, Wanted, figures
from portal.dashboard.presenting import Cell, Named, Sheet, sheets, tiles
from portal.dashboard.queries.facts import facts
from portal.dashboard.views.pages import kept_facts
from portal.initiatives.models import Initiative, StatusType, Visibility
from portal.initiatives.queries import statuses
from portal.initiatives.queries.exporting import row_count
from portal.initiatives.views import filters
from portal.outcomes.models import Benefit, Verdict
from portal.people.models import Area
from tests.committee.factories import moved, watched
from tests.conftest import Clients
from tests.initiatives import factories
from tests.outcomes.factories import begun, confirm, done


@pytest.fixture
def bank(olena: Actor, dmytro: Actor, hanna: Actor, area: Area, now: datetime) -> None:
    """Initiatives of many fates."""
    long_ago = now - timedelta(days=70)
    factories.initiative(olena, now=long_ago)  # never answered
    factories.initiative(dmytro, now=now)
    accepted = factories.initiative(olena, now=now - timedelta(days=40)).id
    moved(accepted, hanna, StatusType.ACCEPTED, now - timedelta(days=39))
    declined = factories.initiative(dmytro, now=now - timedelta(days=40)).id
    moved(declined, hanna, StatusType.DECLINED, now - timedelta(days=1))  # late
    asked = factories.initiative(olena, now=now - timedelta(days=10)).id
    moved(asked, hanna, StatusType.IN_REVIEW, now - timedelta(days=9))
    begun(olena, hanna, dmytro, now - timedelta(days=30), benefit=Benefit.TIME)
    for verdict, value in ((Verdict.REACHED, "7"), (Verdict.PARTLY, "12"), (Verdict.UNKNOWN, None)):
        number = done(olena, hanna, dmytro, now - timedelta(days=100), benefit=Benefit.CUSTOMERS)
        confirm(
            number, hanna, now - timedelta(days=2), verdict=verdict, value=Decimal(value) if value else None,
            words=render("Міряли місяць і порадилися з командою, ось що вийшло."),
        )  # fmt: skip
    factories.initiative(olena, StatusType.MEASURED, now=now - timedelta(days=3))  # before anybody recorded outcomes
    hidden = factories.initiative(olena, now=now).id
    with transaction() as session:
        session.get_one(Initiative, hidden).visibility = Visibility.TEAMS
        session.get_one(Initiative, declined).area_id = area.id
    watched(now)


def counted(wanted: Wanted, today: datetime) -> tuple[Figures, Wanted]:
    session = db.session()
    calendar = promised(session).calendar
    return figures(facts(session, i18n.today(today)), wanted, calendar.day_of, calendar.is_working), wanted


def made(wanted: Wanted, today: datetime) -> list[Sheet]:
    session = db.session()
    found, _wanted = counted(wanted, today)
    areas = {row.id: row.name for row in session.query(Area).order_by(Area.id)}
    return sheets(found, wanted, Named(areas=areas, teams={}))


def behind(cell: Cell, reader: Actor, now: datetime) -> int:
    """How many the list of a cell has."""
    session = db.session()
    args = MultiDict(parse_qs(urlsplit(cell.href).query))
    wanted = filters.parse(args, statuses(session))
    return row_count(session, wanted, reader, today=i18n.today(now), most=1000)


def the_last(months: int, now: datetime) -> Wanted:
    present = month_of(i18n.today(now))
    return Wanted(first=months_back(present, months - 1), last=present)


@pytest.mark.usefixtures("bank")
@pytest.mark.parametrize("months", [1, 2, 12])
def test_each_number_opens_a_list_of_as_many(months: int, hanna: Actor, now: datetime) -> None:
    checked = 0
    for label, cell in tiles(*counted(the_last(months, now), now))[:2]:  # those after them are shares
        assert behind(cell, hanna, now) == cell.value, label
    for sheet in made(the_last(months, now), now):
        for line in sheet.lines:
            for place, (head, cell) in enumerate(zip(sheet.heads[1:], line.cells, strict=True)):
                is_days = sheet.name == "times" and place in {1, 2}
                if is_days or "%" in cell.text or cell.value is None:
                    continue
                assert behind(cell, hanna, now) == cell.value, (sheet.name, line.label, head)
                checked += 1
    assert checked > 30


def test_what_was_implemented_twice_is_one_and_its_list_knows_the_months(
    olena: Actor, hanna: Actor, dmytro: Actor, now: datetime
) -> None:
    number = done(olena, hanna, dmytro, now - timedelta(days=400))
    moved(number, hanna, StatusType.IN_PROGRESS, now - timedelta(days=390))
    moved(number, hanna, StatusType.IMPLEMENTED, now)
    present = month_of(i18n.today(now))
    whole = Wanted(first=months_back(present, 15), last=present)
    between = Wanted(first=months_back(present, 9), last=months_back(present, 3))
    for wanted, count in ((whole, 1), (between, 0)):
        _label, cell = tiles(*counted(wanted, now))[1]
        assert (cell.value, behind(cell, hanna, now)) == (count, count)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("uk", "Впроваджено: січень 2026 р. — березень 2026 р."),
        ("ru", "Внедрено: январь 2026 г. — март 2026 г."),
        ("en", "Implemented from January 2026 to March 2026"),
    ],
)
def test_the_list_of_what_was_implemented_says_so(client: Clients, hanna: Actor, language: str, words: str) -> None:
    page = client(hanna).get("/initiatives?done_between=202601202603", headers={"Accept-Language": language})
    assert words in page.text.replace("\xa0", " ").replace("\u202f", " ")


@pytest.mark.usefixtures("bank")
def test_a_column_of_the_chart_opens_the_list_of_its_number(hanna: Actor, now: datetime) -> None:
    flow = next(sheet for sheet in made(the_last(12, now), now) if sheet.name == "flow")
    assert flow.drawn is not None
    for chart in flow.drawn:
        assert [column.href for column in chart.columns] == [
            cell.href for line in flow.lines for cell in (line.cells[0], line.cells[3])
        ]


@pytest.mark.usefixtures("bank")
def test_the_error_of_the_estimate_opens_what_has_numbers(hanna: Actor, now: datetime) -> None:
    with i18n.speaking("en"):
        sheet = next(sheet for sheet in made(the_last(12, now), now) if sheet.name == "outcomes")
    error = next(line.cells[0] for line in sheet.lines if line.label == "Estimate error")
    assert error.value is not None
    assert "2 of them have numbers." in sheet.note
    assert behind(error, hanna, now) == 2  # the third was confirmed without a number


@pytest.mark.usefixtures("bank")
def test_what_became_of_them(now: datetime) -> None:
    with i18n.speaking("en"):
        by_name = {sheet.name: sheet for sheet in made(the_last(12, now), now)}
    counts = {line.label: [cell.value for cell in line.cells] for sheet in by_name.values() for line in sheet.lines}
    assert counts["Came in"][0] == 11
    assert counts["Implemented"][0] == 4
    assert counts["Hit rate"] == [0.5]
    assert counts["Reached"] == [1]
    assert counts["Time"] == [1, 1, 0, 0]


@pytest.mark.usefixtures("bank")
def test_the_page_and_its_files_say_the_same(client: Clients, hanna: Actor) -> None:
    page = client(hanna).get("/numbers")
    assert page.status_code == 200
    for name in ("flow", "funnel", "times", "outcomes", "benefits", "areas", "teams"):
        text = client(hanna).get(f"/numbers/{name}.csv").data.decode("utf-8-sig")
        read = list(csv.reader(io.StringIO(text)))
        book = load_workbook(io.BytesIO(client(hanna).get(f"/numbers/{name}.xlsx").data)).active
        assert book is not None
        assert len(read) == book.max_row
        assert read[0] == [cell.value for cell in next(book.iter_rows(max_row=1))]
    assert client(hanna).get("/numbers/nothing.csv").status_code == 404
    assert client(hanna).get("/numbers/flow.pdf").status_code == 404


@pytest.mark.parametrize("reader", ["olena", "marta", "lidiia"])
def test_numbers_by_team_are_for_the_committee(reader: str, client: Clients, request: pytest.FixtureRequest) -> None:
    browser = client(request.getfixturevalue(reader))
    assert browser.get("/numbers").status_code == 403
    assert browser.get("/numbers/teams.csv").status_code == 403


def test_an_empty_bank_says_so(client: Clients, hanna: Actor) -> None:
    page = client(hanna).get("/numbers").text
    assert "Nothing happened in these months" in page or "нічого не було" in page


@pytest.mark.parametrize(
    "query",
    [
        "since=999999",
        "until=0",
        "since=-1",
        "stage=99",
        "verdict=0",
        "done_in=202613",
        "done_between=202603202601",
        "benefit=6",
        "first_answer=7",
    ],
)
def test_numbers_that_mean_nothing_find_nothing(query: str, client: Clients, hanna: Actor) -> None:
    assert client(hanna).get(f"/initiatives?{query}").status_code == 200
    assert client(hanna).get(f"/initiatives/export.csv?{query}").status_code == 200
    assert client(hanna).get(f"/numbers?{query}").status_code == 200


def test_figures_are_kept_for_a_minute(olena: Actor, now: datetime) -> None:
    as_of, known = kept_facts.read(db.session(), now)
    factories.initiative(olena, now=now)
    assert kept_facts.read(db.session(), now + timedelta(seconds=59)) == (as_of, known)
    later, anew = kept_facts.read(db.session(), now + timedelta(seconds=61))
    assert len(anew.initiatives) == len(known.initiatives) + 1
    assert later > as_of


def test_numbers_that_are_forgotten_are_made_anew_though_the_clock_stands(olena: Actor, now: datetime) -> None:
    month = month_of(i18n.today(now))
    wanted = Wanted(first=month, last=month)
    before = kept_facts.figures(db.session(), wanted, now)[1].handed_in
    factories.initiative(olena, now=now)
    assert kept_facts.figures(db.session(), wanted, now)[1].handed_in == before
    kept_facts.forget()
    assert kept_facts.figures(db.session(), wanted, now)[1].handed_in == before + 1

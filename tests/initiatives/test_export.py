"""Lists taken away as tables."""

import csv
import io
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import update

from portal.core.actor import Actor
from portal.core.db import transaction
from portal.core.web.downloads import TableFormat
from portal.initiatives.models import Frequency, Initiative, StatusType, Visibility
from portal.initiatives.services.supporting import support
from portal.initiatives.views import exporting
from portal.people.models import Area
from tests.conftest import Clients
from tests.initiatives import factories

T = StatusType


def as_csv(client: Clients, actor: Actor, query: str = "") -> list[dict[str, str]]:
    answer = client(actor).get(f"/initiatives/export.csv?{query}")
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.get_data().decode("utf-8-sig"))))


def as_sheet(client: Clients, actor: Actor, query: str = "") -> list[tuple[Any, ...]]:
    answer = client(actor).get(f"/initiatives/export.xlsx?{query}")
    assert answer.status_code == 200
    book: Any = load_workbook(io.BytesIO(answer.get_data()))
    return list(book.active.iter_rows(values_only=True))


def _with_a_metric(number: int) -> None:
    with transaction() as session:
        row = session.get_one(Initiative, number)
        row.metric_name, row.metric_unit, row.metric_target = "Скарги", "%", Decimal(5)


def test_anonymous_visitors_are_sent_to_sign_in(client: Clients) -> None:
    assert client().get("/initiatives/export.csv").status_code == 302


def test_an_unknown_format_is_nothing(client: Clients, olena: Actor) -> None:
    assert client(olena).get("/initiatives/export.pdf").status_code == 404


def test_a_row_says_what_the_list_knows(
    client: Clients, olena: Actor, dmytro: Actor, hanna: Actor, area: Area, now: datetime
) -> None:
    made = factories.initiative(olena, T.ACCEPTED, title="Пандуси біля входу", area_id=area.id, tags=("вхід", "візок"))
    _with_a_metric(made.id)
    with transaction() as session:
        row = session.get_one(Initiative, made.id)
        support(session, row, dmytro, frequency=Frequency.DAILY, now=now)
        support(session, row, hanna, now=now)
        row.owner_id = dmytro.id

    (found,) = as_csv(client, hanna)

    assert found["№"] == str(made.id)
    assert found["Назва"] == "Пандуси біля входу"
    assert found["Стан"] == "Прийнята"
    assert found["Напрям"] == area.name
    assert (found["Автор"], found["Відповідає"]) == (olena.name, dmytro.name)
    assert (found["Підтримали"], found["Щодня"]) == ("2", "1")
    assert {tag.strip() for tag in found["Теги"].split(",")} == {"вхід", "візок"}
    assert found["Показник"] == "Очікували: Скарги 5 %"
    assert found["Рішення"] == factories.SOLUTION
    assert found["Адреса"].endswith(f"/initiatives/{made.id}")


def test_the_filters_and_the_order_of_the_list_hold(client: Clients, olena: Actor, dmytro: Actor) -> None:
    first, second = factories.initiative(olena, title="Перша з двох моїх"), factories.initiative(dmytro, T.DECLINED)
    third = factories.initiative(olena, title="Друга з двох моїх")

    assert [row["№"] for row in as_csv(client, olena)] == [str(third.id), str(second.id), str(first.id)]
    assert [row["№"] for row in as_csv(client, olena, "mine=1")] == [str(third.id), str(first.id)]
    assert [row["№"] for row in as_csv(client, olena, "type=declined")] == [str(second.id)]


def test_what_is_hidden_from_the_reader_is_not_taken_away(
    client: Clients, olena: Actor, stranger: Actor, hanna: Actor
) -> None:
    made = factories.initiative(olena)
    with transaction() as session:
        session.execute(update(Initiative).where(Initiative.id == made.id).values(visibility=Visibility.TEAMS))

    assert as_csv(client, stranger) == []
    assert len(as_csv(client, hanna)) == 1


def test_a_title_that_is_a_formula_is_made_harmless(client: Clients, olena: Actor) -> None:
    factories.initiative(olena, title='=HYPERLINK("http://evil.example")')

    assert as_csv(client, olena)[0]["Назва"].startswith("'=")
    assert as_sheet(client, olena)[1][1].startswith("'=")


def test_a_workbook_has_the_same_rows(client: Clients, olena: Actor) -> None:
    made = factories.initiative(olena, title="Пандуси біля входу")

    head, row = as_sheet(client, olena)

    assert head[:3] == ("№", "Назва", "Стан")
    assert row[:3] == (str(made.id), "Пандуси біля входу", "Нова")


def test_a_list_too_long_for_a_workbook_is_refused_with_a_way_out(
    client: Clients, olena: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(exporting.MOST_ROWS, TableFormat.XLSX, 1)
    factories.initiative(olena)
    factories.initiative(olena)

    answer = client(olena).get("/initiatives/export.xlsx")

    assert answer.status_code == 422
    assert "CSV" in answer.get_data(as_text=True)
    assert len(as_csv(client, olena)) == 2


def test_the_file_is_named_by_its_day_and_never_kept_by_the_browser(client: Clients, olena: Actor) -> None:
    answer = client(olena).get("/initiatives/export.csv")

    assert "attachment" in answer.headers["Content-Disposition"]
    assert answer.headers["Cache-Control"] == "no-store"

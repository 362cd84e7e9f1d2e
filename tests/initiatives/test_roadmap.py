"""The roadmap: what stands in which quarter."""

import re
from collections.abc import Iterator
from datetime import date, datetime

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update

from portal.core.actor import Actor
from portal.core.db import transaction
from portal.initiatives.models import Initiative, StatusType, Visibility
from portal.initiatives.queries.roadmap import Quarter
from portal.initiatives.services.moving import change_status
from tests.conftest import Clients
from tests.initiatives import factories

T = StatusType
TODAY = "2026-05-20T12:00:00+00:00"


@pytest.fixture(autouse=True)
def in_may() -> Iterator[None]:
    """The second quarter of 2026."""
    with time_machine.travel(TODAY, tick=False):
        yield


def quarters(client: Clients, actor: Actor, query: str = "") -> dict[str, list[str]]:
    """Titles by quarter; those without a day under 'undated'."""
    page = client(actor).get(f"/initiatives/roadmap?{query}").get_data(as_text=True)
    parts = re.split(r'aria-labelledby="q-([\w-]+)"', page)[1:]
    found = {
        name: re.findall(r'roadmap-entry.*?<a href="[^"]+">([^<]+)</a>', part, re.DOTALL)
        for name, part in zip(parts[::2], parts[1::2], strict=True)
    }
    return {name: titles for name, titles in found.items() if titles}


def planned(olena: Actor, title: str, due_on: date | None, type_: StatusType = T.ACCEPTED) -> int:
    made = factories.initiative(olena, type_, title=title)
    with transaction() as session:
        session.execute(update(Initiative).where(Initiative.id == made.id).values(due_on=due_on))
    return made.id


def moved(number: int, type_: StatusType, now: datetime) -> None:
    with transaction() as session:
        change_status(session, session.get_one(Initiative, number), None, factories.status(type_), now=now)


def test_anonymous_visitors_are_sent_to_sign_in(client: Clients) -> None:
    assert client().get("/initiatives/roadmap").status_code == 302


def test_an_empty_portal_says_what_the_roadmap_is_for(client: Clients, olena: Actor) -> None:
    assert "/initiatives/new" in client(olena).get("/initiatives/roadmap").get_data(as_text=True)


def test_what_is_promised_stands_in_the_quarter_of_its_day(client: Clients, olena: Actor) -> None:
    planned(olena, "Останній день кварталу", date(2026, 6, 30))
    planned(olena, "Перший день наступного", date(2026, 7, 1), T.IN_PROGRESS)
    planned(olena, "Колись потім, без дня", None)
    planned(olena, "Далеко за краєм сторінки", date(2027, 7, 1))
    factories.initiative(olena, T.NEW, title="Ще не вирішена")

    assert quarters(client, olena) == {
        "2026-2": ["Останній день кварталу"],
        "2026-3": ["Перший день наступного"],
        "undated": ["Колись потім, без дня"],
    }


def test_what_is_late_stands_in_the_present_quarter(client: Clients, olena: Actor) -> None:
    planned(olena, "Мала бути торік", date(2025, 9, 1))
    planned(olena, "Мала бути взимку", date(2026, 2, 1))

    assert quarters(client, olena) == {"2026-2": ["Мала бути торік", "Мала бути взимку"]}


def test_an_earlier_page_shows_what_was_due_then(client: Clients, olena: Actor) -> None:
    planned(olena, "Мала бути торік", date(2025, 3, 1))

    assert quarters(client, olena, "from=2025-1") == {"2025-1": ["Мала бути торік"]}


def test_what_was_done_stays_in_its_quarter_when_it_is_measured_later(
    client: Clients, olena: Actor, now: datetime
) -> None:
    number = planned(olena, "Зроблено взимку", date(2026, 4, 30))
    moved(number, T.IMPLEMENTED, datetime.fromisoformat("2026-02-10T10:00:00+00:00"))
    moved(number, T.MEASURED, datetime.fromisoformat("2026-05-10T10:00:00+00:00"))

    assert quarters(client, olena) == {"2026-1": ["Зроблено взимку"]}


def test_what_went_back_to_work_is_done_no_longer(client: Clients, olena: Actor) -> None:
    number = planned(olena, "Переробляємо", date(2026, 7, 30))
    moved(number, T.IMPLEMENTED, datetime.fromisoformat("2026-02-10T10:00:00+00:00"))
    moved(number, T.IN_PROGRESS, datetime.fromisoformat("2026-05-10T10:00:00+00:00"))

    assert quarters(client, olena) == {"2026-3": ["Переробляємо"]}


def test_a_day_belongs_to_the_quarter_of_the_portals_clock(client: Clients, olena: Actor) -> None:
    number = planned(olena, "Опівночі в Києві", None)
    moved(number, T.IMPLEMENTED, datetime.fromisoformat("2026-03-31T22:30:00+00:00"))

    assert quarters(client, olena) == {"2026-2": ["Опівночі в Києві"]}


def test_what_is_hidden_from_the_reader_is_not_on_the_map(client: Clients, olena: Actor, stranger: Actor) -> None:
    number = planned(olena, "Лише для своїх команд", date(2026, 6, 30))
    with transaction() as session:
        session.execute(update(Initiative).where(Initiative.id == number).values(visibility=Visibility.TEAMS))

    assert quarters(client, stranger) == {}


@pytest.mark.parametrize("asked", ["", "2026", "2026-5", "0000-1", "9999-4", "2026-1'", "２０２６-1"])
def test_a_quarter_that_nobody_knows_is_the_present_one(client: Clients, olena: Actor, asked: str) -> None:
    planned(olena, "У цьому кварталі", date(2026, 6, 30))

    assert quarters(client, olena, f"from={asked}") == {"2026-2": ["У цьому кварталі"]}


@given(st.dates(date(1990, 1, 1), date(2150, 1, 1)), st.integers(-40, 40))
def test_quarters_can_be_counted(day: date, n: int) -> None:
    quarter = Quarter.of(day)

    assert quarter.first_day <= day < quarter.later(1).first_day
    assert quarter.later(n).later(-n) == quarter

"""A value that is far from what is usual is asked about once, and then kept."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import time_machine

from portal.core.actor import Actor
from portal.outcomes.doubts import Around
from portal.outcomes.slips import far_from_usual
from tests.conftest import Clients
from tests.outcomes.metric_factories import entered, metric, months, stands

PATH = "/outcomes/metrics"
ENGLISH = {"Accept-Language": "en"}
NOW = datetime(2026, 3, 10, 9, tzinfo=UTC)
FEBRUARY = date(2026, 2, 1)


@pytest.fixture(autouse=True)
def march() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def test_what_is_far_from_usual_is_asked_about_once(client: Clients, hanna: Actor) -> None:
    before = months(date(2025, 8, 1), "15", "16", "18", "17", "15", "16")
    entered(hanna, before, NOW, key="aht")
    data = {"by": "month", "period": "2026-02", f"v{metric('aht').id}": "42"}
    asked = client(hanna).post(f"{PATH}/enter", data=data, headers=ENGLISH)
    assert asked.status_code == 422
    assert "Is it right? Of late it was from 15" in asked.text
    assert f'name="v{metric("aht").id}"' in asked.text
    assert 'value="42"' in asked.text
    assert client(hanna).post(f"{PATH}/enter", data={**data, "sure": "1"}).status_code == 303
    assert stands("aht")[FEBRUARY] == 42


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("uk", "Сусідні значення: від 15\xa0с до 18\xa0с."),
        ("ru", "Соседние значения: от 15\xa0с до 18\xa0с."),
        ("en", "Is it right? Around this time it was from 15\xa0s to 18\xa0s."),
    ],
)
def test_a_correction_far_from_the_values_around_is_asked_about_once(
    client: Clients, hanna: Actor, language: str, question: str
) -> None:
    entered(hanna, months(date(2025, 9, 1), "15", "16", "18", "17", "15", "16", "17"), NOW, key="aht")
    middle, data = f"{PATH}/aht/2025-12", {"value": "42", "was": "17", "reason": ""}
    asked = client(hanna).post(middle, data=data, headers={"Accept-Language": language})
    assert asked.status_code == 422
    assert question in asked.text
    assert 'value="42"' in asked.text
    assert stands("aht")[date(2025, 12, 1)] == 17
    sure = re.search(r'name="sure"[^>]*value="([^"]*)"', asked.text)
    assert sure is not None
    assert client(hanna).post(middle, data=data | {"sure": sure[1]}).status_code == 303
    assert stands("aht")[date(2025, 12, 1)] == 42


@pytest.mark.parametrize(("value", "reason"), [("16,5", ""), ("42", "Так і було"), ("", "")])
def test_a_correction_near_what_stands_around_is_asked_nothing(
    client: Clients, hanna: Actor, value: str, reason: str
) -> None:
    """Nor is one that changes nothing but the reason, and one that takes the value away."""
    entered(hanna, months(date(2025, 9, 1), "15", "16", "18", "42", "15", "16", "17"), NOW, key="aht")
    data = {"value": value, "was": "42", "reason": reason}
    assert client(hanna).post(f"{PATH}/aht/2025-12", data=data).status_code == 303


def test_a_table_marks_what_is_far_and_comes_in_all_the_same(client: Clients, hanna: Actor) -> None:
    entered(hanna, months(date(2025, 8, 1), "15", "16", "18", "17", "15", "16"), NOW, key="aht")
    table = {"pasted": "Місяць\tAHT\n12.2025\t41\n01.2026\t16\n02.2026\t42\n"}
    address = client(hanna).post(f"{PATH}/import", data=table, content_type="multipart/form-data").location
    page = client(hanna).get(address, headers=ENGLISH).text
    assert "2 values are far from those around them" in page
    marked = {row.split('"Cell">')[1].split("<")[0] for row in page.split("<tr>") if "import-doubt" in row}
    assert marked == {"B2", "B4"}
    assert page.count("Around this time it was from 15\xa0s to 18\xa0s.") == 2  # neither vouches for the other
    digest = re.search(r'name="digest"[^>]*value="([^"]+)"', page)
    assert digest is not None
    assert client(hanna).post(address, data={"digest": digest[1]}).status_code == 303
    assert stands("aht")[FEBRUARY] == 42
    again = client(hanna).post(f"{PATH}/import", data=table, content_type="multipart/form-data").location
    assert "import-doubt" not in client(hanna).get(again).text  # what stands there already was decided


def test_what_is_around_is_the_nearest_in_time() -> None:
    """Of a year and more, only twelve values tell: the old ones of ten don't make ten usual."""
    days = [date(2024 + month // 12, month % 12 + 1, 1) for month in range(24)]
    around = Around({day: Decimal(10 if place < 12 else 100 + place) for place, day in enumerate(days)})
    assert around.doubt(days[23], Decimal(10), "")
    assert not around.doubt(days[2], Decimal(10), "")


@pytest.mark.parametrize(("value", "is_far"), [("21", False), ("22", True), ("11", False), ("10", True)])
def test_far_is_five_times_the_median_distance_from_the_median(value: str, is_far: bool) -> None:
    """Of 14, 15, 16, 16, 17, 18 the median is 16 and the median distance from it 1."""
    others = [Decimal(one) for one in (14, 15, 16, 16, 17, 18)]
    assert far_from_usual(Decimal(value), others) is is_far
    assert not far_from_usual(Decimal(value), others[:5])

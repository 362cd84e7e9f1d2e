"""A value that is far from what is usual is asked about once, and then kept."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import time_machine

from portal.core.actor import Actor
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


@pytest.mark.parametrize(("value", "is_far"), [("21", False), ("22", True), ("11", False), ("10", True)])
def test_far_is_five_times_the_median_distance_from_the_median(value: str, is_far: bool) -> None:
    """Of 14, 15, 16, 16, 17, 18 the median is 16 and the median distance from it 1."""
    others = [Decimal(one) for one in (14, 15, 16, 16, 17, 18)]
    assert far_from_usual(Decimal(value), others) is is_far
    assert not far_from_usual(Decimal(value), others[:5])

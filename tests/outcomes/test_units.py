"""A unit that is typed beside a number: its own is taken quietly, another one is refused in words."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine

from portal.core import i18n
from portal.core.actor import Actor
from portal.initiatives.models import StatusType
from portal.outcomes import figures
from tests.conftest import Clients
from tests.initiatives import factories as initiatives
from tests.outcomes import factories
from tests.outcomes.metric_factories import metric, stands

PATH = "/outcomes/metrics"
NOW = datetime(2026, 3, 10, 9, tzinfo=UTC)
FEBRUARY = date(2026, 2, 1)


@pytest.fixture(autouse=True)
def march() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.mark.parametrize(
    ("text", "unit", "sentence"),
    [
        ("19,4 %", "%", ""),
        ("19,4 відсотка", "%", ""),
        ("19,4 відсотків", "%", ""),
        ("12 %", "s", "Тут одиниця виміру: с."),
        ("12 сек.", "s", ""),
        ("12 calls a day", "calls a day", ""),
        ("12 calls", "calls a day", "Тут одиниця виміру: calls a day."),
        ("4 %", "", "Напишіть саме число, без одиниці."),
        ("12", "s", ""),
        ("багато", "s", ""),
    ],
)
def test_another_unit_is_named(text: str, unit: str, sentence: str) -> None:
    with i18n.speaking("uk"):
        assert figures.other_unit(text, unit).startswith(sentence)
        assert bool(figures.other_unit(text, unit)) is bool(sentence)


@pytest.mark.parametrize(
    ("language", "said"), [("uk", "Тут одиниця виміру: с."), ("ru", "Здесь единица измерения: с."), ("en", "s:")]
)
def test_an_entered_value_keeps_to_the_unit_of_its_metric(
    client: Clients, hanna: Actor, language: str, said: str
) -> None:
    data = {"by": "month", "period": "2026-02", f"v{metric('aht').id}": "12 %", f"v{metric('fcr').id}": "80 %"}
    page = client(hanna).post(f"{PATH}/enter", data=data, headers={"Accept-Language": language})
    assert page.status_code == 422
    assert said in page.text
    assert all(f'value="{typed}"' in page.text for typed in ("12 %", "80 %"))
    assert client(hanna).post(f"{PATH}/enter", data=data | {f"v{metric('aht').id}": "12 сек"}).status_code == 303
    assert (stands("aht")[FEBRUARY], stands("fcr")[FEBRUARY]) == (Decimal(12), Decimal(80))


def test_a_corrected_value_keeps_to_the_unit_of_its_metric(client: Clients, hanna: Actor) -> None:
    page = client(hanna).post(f"{PATH}/aht/2026-02", data={"value": "12 %", "was": "", "reason": ""})
    assert page.status_code == 422
    assert "Тут одиниця виміру: с." in page.text
    assert 'value="12 %"' in page.text


def test_a_cell_in_another_unit_is_named(client: Clients, hanna: Actor) -> None:
    table = {"pasted": "Місяць;AHT\n01.2026;12 %\n"}
    sent = client(hanna).post(f"{PATH}/import", data=table, content_type="multipart/form-data")
    page = client(hanna).get(sent.location).text
    assert "<dt>B2</dt>" in page
    assert "Тут одиниця виміру: с." in page


def plan(measurer: Actor, **changes: str) -> dict[str, str]:
    return {
        "kind": "metric", "metric": "", "metric_name": "Пропущені дзвінки", "unit": "", "baseline": "19",
        "target": "8", "check_on": (NOW + timedelta(days=90)).date().isoformat(), "measurer": measurer.name,
        "opened": "0", "only_save": "1",
    } | changes  # fmt: skip


@pytest.mark.parametrize(
    ("key", "typed", "said"),
    [
        ("fcr", {"baseline": "19 %", "target": "8%"}, ""),
        ("aht", {"baseline": "300 с", "target": "240 seconds"}, ""),
        ("aht", {"target": "8 %"}, "Тут одиниця виміру: с."),
        ("aht", {"baseline": "5 хв"}, "Тут одиниця виміру: с."),
        ("", {"baseline": "19 %", "target": "8 %"}, ""),
        ("", {"baseline": "19 %", "target": "8 днів"}, "різні одиниці: %, днів"),
        ("", {"target": "8 %", "unit": "днів"}, "різні одиниці: днів, %"),
    ],
)
def test_an_agreed_number_keeps_its_unit(
    client: Clients, olena: Actor, hanna: Actor, dmytro: Actor, key: str, typed: dict[str, str], said: str
) -> None:
    number = initiatives.initiative(olena, StatusType.ACCEPTED, now=NOW).id
    data = plan(dmytro, metric=str(metric(key).id) if key else "", **typed)
    answer = client(hanna).post(f"/outcomes/{number}/plan", data=data)
    if said:
        assert answer.status_code == 422
        assert said in answer.text
        assert all(f'value="{words}"' in answer.text for words in typed.values())
    else:
        assert answer.status_code == 303
        row = factories.plan_row(number)
        assert (row.target, row.unit) == (Decimal(240 if key == "aht" else 8), "" if key else "%")


def test_units_of_hidden_numbers_are_nobodys_business(
    client: Clients, olena: Actor, hanna: Actor, dmytro: Actor
) -> None:
    number = initiatives.initiative(olena, StatusType.ACCEPTED, now=NOW).id
    data = plan(dmytro, kind="sign", sign=factories.SIGN, target="8 %", unit="днів")
    assert client(hanna).post(f"/outcomes/{number}/plan", data=data).status_code == 303


@pytest.mark.parametrize(("key", "good", "wrong"), [("", "7,6 %", "7,6 днів"), ("aht", "212 с", "212 %")])
def test_a_measured_number_keeps_to_the_unit_that_was_agreed(
    client: Clients, olena: Actor, hanna: Actor, dmytro: Actor, key: str, good: str, wrong: str
) -> None:
    agreed = {"metric_id": metric(key).id} if key else {"unit": "%"}
    number = factories.done(olena, hanna, dmytro, NOW, **agreed)
    data = {"value": wrong, "measured_on": NOW.date().isoformat(), "words": factories.WORDS, "only_measure": "1"}
    refused = client(hanna).post(f"/outcomes/{number}/measure", data=data)
    assert refused.status_code == 422
    assert f"Тут одиниця виміру: {'с' if key else '%'}." in refused.text
    assert f'value="{wrong}"' in refused.text
    assert client(dmytro).post(f"/outcomes/{number}/measure", data=data | {"value": good}).status_code == 303

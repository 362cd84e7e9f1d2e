"""Pages of metrics: read by everybody, kept by the committee, and honest about what can be told."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import time_machine
from sqlalchemy import select, update

from portal.core.actor import Actor
from portal.core.db import db, transaction
from portal.core.extension import ItemRef
from portal.initiatives.models import Initiative, StatusType, Visibility
from portal.outcomes.models import Direction, Metric, MetricMark, Rhythm
from portal.outcomes.queries.metrics import metrics
from portal.outcomes.services.marking import Marks, mark
from tests.conftest import Clients
from tests.initiatives import factories
from tests.outcomes import factories as plans
from tests.outcomes.metric_factories import corrections, done, entered, metric, months, stands
from tests.statements import MOST_A_PAGE, counted

NOW = datetime(2026, 3, 10, 9, tzinfo=UTC)
START, JANUARY, FEBRUARY = date(2025, 3, 1), date(2026, 1, 1), date(2026, 2, 1)
ENGLISH = {"Accept-Language": "en"}
#: Six around 80, then a September in which it is done, then five around 90: all of them over.
LEAP = months(START, "80", "81", "79.5", "80.5", "81.5", "80.2", "84", "90", "91.2", "89.7", "90.4", "92")
PATH = "/outcomes/metrics"


@pytest.fixture(autouse=True)
def march() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def leap(hanna: Actor, olena: Actor) -> int:
    """A year of values, and the initiative that stands before the leap."""
    entered(hanna, LEAP, NOW)
    number = done(olena, datetime(2025, 9, 15, 9, tzinfo=UTC))
    with transaction() as session:
        mark(session, hanna, metric(), number, acted_on=None, now=NOW)
    return number


def test_everybody_reads_the_list(client: Clients, dmytro: Actor, leap: int) -> None:
    page = client(dmytro).get(PATH, headers=ENGLISH).text
    assert "FCR: solved at once" in page
    assert "92%" in page
    assert "+1.6" in page
    assert "Enter values" not in page


def test_the_committee_finds_its_tools(client: Clients, hanna: Actor, lidiia: Actor) -> None:
    for keeper in (hanna, lidiia):
        page = client(keeper).get(PATH, headers=ENGLISH).text
        assert f'href="{PATH}/enter"' in page
        assert f'href="{PATH}/import"' in page


def test_the_line_says_the_same_as_its_table(client: Clients, dmytro: Actor, leap: int) -> None:
    page = client(dmytro).get(f"{PATH}/fcr", headers=ENGLISH).text
    dots = re.findall(r"<title>([^<]+ 20\d\d: [^<]+)</title>", page.split("chart-narrow")[0])
    rows = re.findall(r'<th scope="row">([^<]+)</th><td class="number">([^<]+)</td>', page)
    assert len(rows) == len(LEAP)
    assert dots == [f"{period}: {value}" for period, value in reversed(rows)]
    label = re.search(r'role="img" aria-label="([^"]+)"', page)
    assert label is not None
    assert "from 80% (March 2025) to 92% (February 2026)" in label[1]
    assert "style=" not in page.split('class="chart"')[1].split("</section>")[0]


def test_before_and_after_is_told_with_its_test(client: Clients, dmytro: Actor, leap: int) -> None:
    page = client(dmytro).get(f"{PATH}/fcr?initiative={leap}", headers=ENGLISH).text
    told = page.split('id="compare"')[1].split("</section>")[0]
    # Six before: 482.7 / 6 = 80.45. Five after: 453.3 / 5 = 90.66. No other split of the eleven is as far: 1 of 462
    # one way, and none the other.
    assert "On average 80.45% before and 90.66% after: +10.21\N{NO-BREAK SPACE}pp, which is better." in told
    assert "Chance alone would hardly make such a difference: in 0.2% of cases." in told
    assert "1 of all 462 ways" in told
    assert "no trend, no seasons" in told
    assert "1 value is missing" in told
    assert "Left out: September 2025, the time of the change itself." in told


def test_too_few_values_are_said_plainly(client: Clients, dmytro: Actor, hanna: Actor, olena: Actor) -> None:
    entered(hanna, months(date(2025, 12, 1), "80", "81", "90"), NOW)
    number = done(olena, datetime(2026, 1, 31, 12, tzinfo=UTC))
    with transaction() as session:
        mark(session, hanna, metric(), number, acted_on=date(2026, 2, 1), now=NOW)
    told = client(dmytro).get(f"{PATH}/fcr?initiative={number}", headers=ENGLISH).text.split('id="compare"')[1]
    assert "Too few values to tell anything: 2 before and 1 after, at least 4" in told
    assert "Chance alone" not in told
    assert "Permutation" not in told


def test_another_initiative_in_the_same_time_is_said(client: Clients, hanna: Actor, olena: Actor, leap: int) -> None:
    other = done(olena, datetime(2025, 11, 3, 9, tzinfo=UTC), title="Картка клієнта без двійників")
    with transaction() as session:
        mark(session, hanna, metric(), other, acted_on=None, now=NOW)
    page = client(hanna).get(f"{PATH}/fcr?initiative={leap}", headers=ENGLISH).text
    assert "1 other initiative touched it in the same time" in page.split('id="compare"')[1]
    assert page.count("chart-flag") == 4  # two on each of the two drawings


def test_who_may_not_see_an_initiative_sees_no_flag_of_it(
    client: Clients, stranger: Actor, hanna: Actor, leap: int
) -> None:
    with transaction() as session:
        hidden = update(Initiative).where(Initiative.id == leap)
        session.execute(hidden.values(visibility=Visibility.TEAMS))
    assert "chart-flag" in client(hanna).get(f"{PATH}/fcr").text
    page = client(stranger).get(f"{PATH}/fcr?initiative={leap}").text
    assert "chart-flag" not in page
    assert "Окрема черга" not in page


def test_ten_values_are_entered_at_once(client: Clients, hanna: Actor) -> None:
    keys = ("nps", "csat", "odsat", "csi", "ces", "fcr", "aht", "asa", "sl", "missed_calls")
    typed = ("44", "83,1", "9.4 %", "8,2", "5,1", "80,3", "3:34", "21,5", "74,5", "19,27")
    data = {f"v{metric(key).id}": text for key, text in zip(keys, typed, strict=True)}
    sent = client(hanna).post(f"{PATH}/enter", data={"by": "month", "period": "2026-02", **data})
    assert (sent.status_code, sent.location) == (303, f"{PATH}/enter?by=month&period=2026-02")
    assert [stands(key)[FEBRUARY] for key in keys] == [
        Decimal(text) for text in ("44", "83.1", "9.4", "8.2", "5.1", "80.3", "214", "21.5", "74.5", "19.27")
    ]
    page = client(hanna).get(sent.location).text
    assert 'value="19,27"' in page


def test_a_faulty_cell_keeps_all_that_was_typed(client: Clients, hanna: Actor) -> None:
    fcr, aht = metric("fcr").id, metric("aht").id
    data = {"by": "month", "period": "2026-02", f"v{fcr}": "803", f"v{aht}": "багато"}
    sent = client(hanna).post(f"{PATH}/enter", data=data, headers=ENGLISH)
    assert sent.status_code == 422
    assert 'value="803"' in sent.text
    assert 'value="багато"' in sent.text
    assert stands("fcr") == {}


def test_an_empty_field_changes_nothing(client: Clients, hanna: Actor) -> None:
    entered(hanna, {FEBRUARY: "80"}, NOW)
    fcr = metric().id
    data = {"by": "month", "period": "2026-02", f"v{fcr}": "", f"was{fcr}": "80"}
    assert client(hanna).post(f"{PATH}/enter", data=data).status_code == 303
    assert stands() == {FEBRUARY: Decimal(80)}


def test_what_seems_a_slip_is_asked_about_once(client: Clients, hanna: Actor) -> None:
    entered(hanna, months(date(2025, 10, 1), "214", "209", "220", "211"), NOW, key="aht")
    aht = metric("aht").id
    data = {"by": "month", "period": "2026-02", f"v{aht}": "2130"}
    asked = client(hanna).post(f"{PATH}/enter", data=data, headers=ENGLISH)
    assert asked.status_code == 422
    assert "Is the comma in its place?" in asked.text
    sure = re.search(r'name="sure"[^>]*value="([^"]*)"', asked.text)
    assert sure is not None
    assert client(hanna).post(f"{PATH}/enter", data={**data, "sure": sure[1]}).status_code == 303
    assert stands("aht")[FEBRUARY] == 2130


def test_a_time_of_more_digits_than_there_are_is_refused(client: Clients, hanna: Actor) -> None:
    data = {"period": "2026-02", f"v{metric('aht').id}": "9" * 5000 + ":00"}
    assert client(hanna).post(f"{PATH}/enter", data=data).status_code == 422
    assert stands("aht") == {}


def test_both_values_are_shown_when_somebody_was_quicker(client: Clients, hanna: Actor, lidiia: Actor) -> None:
    fcr = metric().id
    data = {"by": "month", "period": "2026-02", f"v{fcr}": "82", f"was{fcr}": ""}
    entered(lidiia, {FEBRUARY: "79"}, NOW)
    sent = client(hanna).post(f"{PATH}/enter", data=data, headers=ENGLISH)
    assert sent.status_code == 422
    assert 'value="82"' in sent.text
    assert "Saved meanwhile" in sent.text
    was = re.search(rf'name="was{fcr}"[^>]*value="([^"]*)"', sent.text)
    assert was is not None
    assert client(hanna).post(f"{PATH}/enter", data={**data, f"was{fcr}": was[1]}).status_code == 303
    assert stands() == {FEBRUARY: Decimal(82)}
    assert [row.was for row in corrections()] == [79]


def test_a_value_is_corrected_with_a_reason_that_everybody_reads(client: Clients, hanna: Actor, dmytro: Actor) -> None:
    entered(hanna, {FEBRUARY: "38"}, NOW)
    data = {"value": "83", "was": "38", "reason": "Переставлені цифри"}
    assert client(hanna).post(f"{PATH}/fcr/2026-02", data=data).status_code == 303
    page = client(dmytro).get(f"{PATH}/fcr", headers=ENGLISH).text.split('id="corrections"')[1]
    assert "<del>38%</del> → <ins>83%</ins>" in page
    assert "Переставлені цифри" in page
    assert "Ганна Тиха" in page


def test_an_emptied_value_is_taken_away(client: Clients, hanna: Actor) -> None:
    entered(hanna, {FEBRUARY: "38"}, NOW)
    assert client(hanna).post(f"{PATH}/fcr/2026-02", data={"value": "", "was": "38"}).status_code == 303
    assert stands() == {}
    assert client(hanna).get(f"{PATH}/fcr/nonsense").status_code == 404


def test_a_metric_of_the_company_s_own(client: Clients, hanna: Actor) -> None:
    data = {
        "uk": "Бій у доставці", "ru": "Бой в доставке", "en": "Broken in delivery", "unit": "відсотки",
        "direction": "down", "rhythm": "week", "scale_min": "0", "scale_max": "100", "definition": "Частка розбитого.",
    }  # fmt: skip
    sent = client(hanna).post(f"{PATH}/new", data=data)
    assert sent.status_code == 303
    made = metric(sent.location.rsplit("/", 1)[1])
    assert (made.unit, made.direction, made.rhythm) == ("%", Direction.DOWN, Rhythm.WEEK)
    assert made.definitions == {"uk": "Частка розбитого."}
    again = client(hanna).post(f"{PATH}/new", data=data, headers=ENGLISH)
    assert again.status_code == 422


def test_what_a_value_stands_for_stays_once_there_are_values(client: Clients, hanna: Actor) -> None:
    entered(hanna, {FEBRUARY: "80"}, NOW)
    names = metric().names
    data = {**names, "unit": "%", "direction": "up", "rhythm": "week", "scale_min": "0", "scale_max": "100"}
    assert client(hanna).post(f"{PATH}/fcr/change", data=data).status_code == 422
    assert metric().rhythm is Rhythm.MONTH


def test_another_unit_needs_a_word_that_the_numbers_stay_and_is_told(client: Clients, hanna: Actor) -> None:
    def unit() -> str:
        db.session.rollback()
        return db.session.scalars(select(Metric.unit).where(Metric.key == "fcr")).one()

    entered(hanna, {FEBRUARY: "80"}, NOW)
    browser, names = client(hanna), metric().names
    data = {**names, "unit": "хв", "direction": "up", "rhythm": "month", "scale_min": "0", "scale_max": "100"}
    refused = browser.post(f"{PATH}/fcr/change", data=data, headers=ENGLISH)
    assert refused.status_code == 422
    assert "It has numbers already." in refused.text
    assert unit() == "%"
    assert browser.post(f"{PATH}/fcr/change", data=data | {"numbers_stay": "y"}).status_code == 303
    assert (unit(), stands()) == ("min", {FEBRUARY: Decimal(80)})
    told = browser.get(f"{PATH}/fcr", headers=ENGLISH).text.split('id="readings"')[1]
    assert "Unit: <del>%</del> → <ins>min</ins>. The numbers stayed as they were." in told


def test_a_name_alone_asks_nothing_and_tells_nothing(client: Clients, hanna: Actor) -> None:
    entered(hanna, {FEBRUARY: "80"}, NOW)
    data = {
        **metric().names, "en": "Solved at once", "unit": "%", "direction": "up", "rhythm": "month", "scale_min": "0",
        "scale_max": "100",
    }  # fmt: skip
    assert client(hanna).post(f"{PATH}/fcr/change", data=data).status_code == 303
    assert 'id="readings"' not in client(hanna).get(f"{PATH}/fcr").text


def test_a_scale_holds_all_values_that_stand(client: Clients, hanna: Actor) -> None:
    entered(hanna, {FEBRUARY: "80", JANUARY: "4"}, NOW)
    browser, names = client(hanna), metric().names
    data = {**names, "unit": "%", "direction": "up", "rhythm": "month", "scale_min": "0", "numbers_stay": "y"}
    refused = browser.post(f"{PATH}/fcr/change", data=data | {"scale_max": "5"}, headers=ENGLISH)
    assert "1 value lies outside of this scale." in refused.text
    assert browser.post(f"{PATH}/fcr/change", data=data | {"scale_max": "80"}).status_code == 303
    told = browser.get(f"{PATH}/fcr", headers=ENGLISH).text.split('id="readings"')[1]
    assert "<del>from 0 to 100</del> → <ins>from 0 to 80</ins>" in told


def test_what_was_agreed_by_a_metric_without_values_keeps_its_unit_too(
    client: Clients, olena: Actor, hanna: Actor, dmytro: Actor
) -> None:
    plans.begun(olena, hanna, dmytro, NOW, metric_id=metric().id)
    data = {**metric().names, "unit": "хв", "direction": "up", "rhythm": "month", "scale_min": "0", "scale_max": "100"}
    assert client(hanna).post(f"{PATH}/fcr/change", data=data).status_code == 422


def test_two_who_change_a_metric_at_once_do_not_overwrite_each_other(
    client: Clients, hanna: Actor, lidiia: Actor
) -> None:
    def opened(actor: Actor) -> dict[str, str]:
        was = re.search(r'name="was"[^>]*value="(\w+)"', client(actor).get(f"{PATH}/fcr/change").text)
        assert was is not None
        return {
            **metric().names, "unit": "%", "direction": "up", "rhythm": "month", "scale_min": "0", "scale_max": "100",
            "was": was[1],
        }  # fmt: skip

    mine, theirs = opened(hanna), opened(lidiia)
    assert client(lidiia).post(f"{PATH}/fcr/change", data=theirs | {"en": "Solved at once"}).status_code == 303
    late = client(hanna).post(f"{PATH}/fcr/change", data=mine | {"scale_max": "90"})
    assert late.status_code == 422
    assert metric().names["en"] == "Solved at once"
    again = re.search(r'name="was"[^>]*value="(\w+)"', late.text)
    assert again is not None
    assert client(hanna).post(f"{PATH}/fcr/change", data=mine | {"scale_max": "90", "was": again[1]}).status_code == 303
    assert metric().scale_max == 90


def test_a_retired_metric_keeps_its_page_and_comes_back(client: Clients, hanna: Actor) -> None:
    entered(hanna, {FEBRUARY: "80"}, NOW)
    assert client(hanna).post(f"{PATH}/fcr/retire").status_code == 303
    assert metric().retired_at is not None
    assert client(hanna).get(f"{PATH}/fcr").status_code == 200
    assert f'id="v{metric().id}"' not in client(hanna).get(f"{PATH}/enter").text
    assert client(hanna).post(f"{PATH}/fcr/bring-back").status_code == 303
    assert metric().retired_at is None


def test_metrics_stand_in_the_company_s_order(client: Clients, hanna: Actor) -> None:
    client(hanna).post(f"{PATH}/csat/up")
    page = client(hanna).get(PATH).text
    assert page.index('id="metric-csat"') < page.index('id="metric-nps"') < page.index('id="metric-odsat"')


@pytest.mark.parametrize("format_", ["csv", "xlsx"])
def test_values_are_taken_away(client: Clients, dmytro: Actor, leap: int, format_: str) -> None:
    answer = client(dmytro).get(f"{PATH}/fcr/values.{format_}")
    assert answer.status_code == 200
    if format_ == "csv":
        assert "fcr,2026-02,92,FCR" in answer.text
    assert client(dmytro).get(f"{PATH}/all.{format_}").status_code == 200
    assert client(dmytro).get(f"{PATH}/all.exe").status_code == 404


def test_only_what_is_done_is_marked(client: Clients, hanna: Actor, olena: Actor) -> None:
    number = factories.initiative(olena, StatusType.ACCEPTED).id
    for typed in (str(number), "999999", "abc", ""):
        assert client(hanna).post(f"{PATH}/fcr/marks", data={"number": typed}).status_code == 422
    finished = done(olena, datetime(2026, 1, 5, 9, tzinfo=UTC))
    assert client(hanna).post(f"{PATH}/fcr/marks", data={"number": f"№ {finished}"}).status_code == 303
    assert client(hanna).post(f"{PATH}/fcr/marks/{finished}/remove").status_code == 303
    assert "chart-flag" not in client(hanna).get(f"{PATH}/fcr").text


def test_pages_ask_little(client: Clients, hanna: Actor, leap: int) -> None:
    browser = client(hanna)
    for address in (PATH, f"{PATH}/fcr?initiative={leap}", f"{PATH}/enter", f"{PATH}/fcr/2026-02"):
        browser.get(address)
        with counted() as statements:
            assert browser.get(address).status_code == 200
        assert len(statements) <= MOST_A_PAGE, "\n".join(statements)


def _marked(number: int) -> set[str]:
    session = db.session()
    session.rollback()
    mine = select(Metric.key).join(MetricMark).where(MetricMark.initiative_id == number)
    return set(session.scalars(mine))


def test_marks_go_along_when_initiatives_are_merged_and_come_back(hanna: Actor, olena: Actor, leap: int) -> None:
    """What is done can't be merged away, but it may have been opened again before."""
    twin = done(olena, datetime(2025, 11, 3, 9, tzinfo=UTC), title="Картка клієнта без двійників")
    with transaction() as session:
        for key in ("fcr", "aht"):
            mark(session, hanna, metrics(session).by_key(key) or metric(), twin, acted_on=None, now=NOW)
    here, there = ItemRef("initiative", twin), ItemRef("initiative", leap)
    with transaction() as session:
        names = Marks().rise(session, here, there)
    assert (_marked(leap), _marked(twin)) == ({"fcr", "aht"}, {"fcr"})
    with transaction() as session:
        Marks().give_back(session, names, there, here)
    assert (_marked(leap), _marked(twin)) == ({"fcr"}, {"fcr", "aht"})

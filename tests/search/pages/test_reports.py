"""What editors learn of searches, and what they make of it in two presses."""

import html
import re
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.db import transaction
from portal.core.i18n import today
from portal.search.meaning.embedder import understood_by
from portal.search.models import Asked
from portal.search.queries.reports import AskedGroup, clicks_by_rank, in_vain, not_opened, totals
from portal.search.services.noting import note_opened
from tests.conftest import Clients
from tests.search.understanding import FewWords

PATH = "/search/reports"


def asked(words: str, on: date, **counts: int) -> int:
    with transaction() as session:
        row = Asked(day=on, words=words, **{"times": 2, "found_none": 0, "opened": 0, "wished": 0, **counts})
        session.add(row)
        session.flush()  # the test names it
        return row.id


@pytest.fixture
def day(now: datetime) -> date:
    return today(now)


def told(groups: Any) -> list[tuple[str, int]]:
    return [(group.words, group.times) for group in groups]


def test_searches_of_the_same_words_are_one(app: object, session: Session, day: date) -> None:
    asked("пандус на складі", day, times=4, found_none=4)
    asked("складі пандуси", day, times=2, found_none=2)
    asked("пандус на складі", day - timedelta(days=1), times=1, found_none=1)
    asked("як обміняти подарунок", day, times=5, found_none=5)

    found = in_vain(session, day - timedelta(days=7))

    assert told(found) == [("пандус на складі", 7), ("як обміняти подарунок", 5)]
    assert found[0].others == (("складі пандуси", 2),)
    assert found[0].last_day == day


def test_what_was_typed_in_another_layout_counts_as_what_was_meant(
    app: object, session: Session, client: Clients, marta: Actor, day: date
) -> None:
    asked("gfylec", day, times=3, found_none=3)
    asked("пандуси", day, times=2, found_none=2)
    row = asked("nfrcb", day, times=2, found_none=2)
    asked("qwrtp", day, times=4, found_none=4)  # nothing in any layout

    assert told(in_vain(session, day)) == [("пандус", 5), ("qwrtp", 4), ("такси", 2)]
    assert "Колеги шукають «такси»" in client(marta).get(f"/initiatives/new?from=asked:{row}").text


def test_searches_that_mean_the_same_are_one(app: object, session: Session, day: date) -> None:
    asked("повернення", day, times=4, found_none=4)
    asked("refund", day, times=1, found_none=1)
    asked("таксі", day, times=3, found_none=3)

    with understood_by(FewWords()):
        found = in_vain(session, day)
    assert told(found) == [("повернення", 5), ("таксі", 3)]
    assert found[0].others == (("refund", 1),)

    with understood_by(None):  # words alone don't tell that these are one
        assert told(in_vain(session, day)) == [("повернення", 4), ("таксі", 3)]


def test_a_single_search_is_nobody_s_business(app: object, session: Session, day: date) -> None:
    asked("рідкісна хвороба", day, times=1, found_none=1)
    asked("мрія", day, times=1, found_none=1, wished=1)
    assert told(in_vain(session, day)) == [("мрія", 1)]  # it was wished for

    asked("рідкісні хвороби", day, times=1, found_none=1)
    assert sorted(told(in_vain(session, day))) == [("мрія", 1), ("рідкісна хвороба", 2)]


def test_a_single_search_is_told_by_no_address_either(client: Clients, marta: Actor, day: date) -> None:
    alone, wished = asked("рідкісна хвороба", day, times=1), asked("мрія", day, times=0, wished=1)
    browser = client(marta)

    assert "хвороба" not in browser.get(f"/initiatives/new?from=asked:{alone}").text
    assert "мрія" in browser.get(f"/initiatives/new?from=asked:{wished}").text
    asked("рідкісні хвороби", day, times=1)
    assert "хвороба" in browser.get(f"/initiatives/new?from=asked:{alone}").text


def test_what_is_older_is_left_out(app: object, session: Session, day: date) -> None:
    asked("давнє", day - timedelta(days=40), found_none=1)
    assert in_vain(session, day - timedelta(days=29)) == []


def test_a_wish_is_told_though_something_was_found(app: object, session: Session, day: date) -> None:
    asked("гарантія", day, times=3, opened=1, wished=2)
    found: list[AskedGroup] = list(in_vain(session, day))
    assert [(group.words, group.wished) for group in found] == [("гарантія", 2)]


def test_what_was_opened_in_another_form_is_no_search_without_a_click(app: object, session: Session, day: date) -> None:
    asked("пральна машина", day, times=3)
    asked("пральні машини", day, times=1, opened=1)
    asked("сушарка", day, times=2)
    asked("марно", day, times=2, found_none=2)

    assert told(not_opened(session, day)) == [("сушарка", 2)]


def test_places_of_clicks_are_counted_by_place(app: object, session: Session, now: datetime, day: date) -> None:
    for rank in (1, 1, 3):
        with transaction() as writing:
            note_opened(writing, "чек", rank, counted=False, now=now)

    assert [(one.rank, one.times) for one in clicks_by_rank(session, day)] == [(1, 2), (3, 1)]
    summed = totals(session, day)
    assert (summed.times, summed.found_none, summed.opened) == (3, 0, 3)


@pytest.mark.parametrize("show", ["nothing", "unopened", "places", "xx"])
@pytest.mark.parametrize("days", ["30", "365", "-1", "x"])
def test_every_report_can_be_read(client: Clients, marta: Actor, show: str, days: str) -> None:
    assert client(marta).get(f"{PATH}?show={show}&days={days}").status_code == 200


def test_a_row_becomes_a_text_or_a_proposal(client: Clients, marta: Actor, day: date) -> None:
    number = asked("пандус на складі", day, found_none=1)
    browser = client(marta)

    page = browser.get(PATH).text
    ways = [
        way.replace("&amp;", "&")
        for way in re.findall(r'href="((?:/knowledge|/initiatives)/new[^"]*title=[^"]*)"', page)
    ]

    assert [way.split("?")[0] for way in ways] == [
        "/knowledge/new/instruction",
        "/knowledge/new/wow",
        "/initiatives/new",
    ]
    for way in ways:
        assert 'value="Пандус на складі"' in browser.get(way).text
    proposal = browser.get(ways[-1]).text
    assert f'value="asked:{number}"' in proposal
    assert "Колеги шукають «пандус на складі» і не знаходять потрібного." in proposal


def test_what_is_begun_from_a_row_begins_with_its_words_alone(client: Clients, marta: Actor, day: date) -> None:
    asked("«пандус на складі» вид:стаття", day, found_none=2)
    browser = client(marta)
    page = browser.get(PATH).text

    ways = re.findall(r'href="((?:/knowledge/new|/initiatives/new|/search/words)[^"]*=[^"]*)"', page)

    assert len(ways) == 4
    for way in ways[:3]:
        assert 'value="Пандус на складі"' in browser.get(html.unescape(way)).text, way
    assert ">\r\nпандус на складі\n</textarea>" in browser.get(html.unescape(ways[3])).text


def test_single_searches_in_vain_are_not_denied(client: Clients, marta: Actor, day: date) -> None:
    assert "Марно не шукали нічого" in client(marta).get(PATH).text
    asked("пандус на складі", day, times=1, found_none=1)

    page = client(marta).get(PATH).text

    assert "1 марно" in page
    assert "Двічі марно ніхто нічого не шукав" in page


def test_what_colleagues_look_for_is_told_to_nobody_else(
    client: Clients, olena: Actor, hanna: Actor, day: date
) -> None:
    number = asked("таємне слово", day, found_none=1)

    for actor in (olena, hanna):
        assert client(actor).get(PATH).status_code == 403
        assert "таємне" not in client(actor).get(f"/initiatives/new?from=asked:{number}").text


def test_masks_are_shown_as_words(client: Clients, lidiia: Actor, day: date) -> None:
    asked("[name 1] [phone 2]", day, found_none=1)
    page = client(lidiia).get(PATH).text
    assert "[ім’я] [телефон]" in page

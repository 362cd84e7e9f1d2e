"""Taking back, handing in again, throwing away: the author's to do, and nobody's noise."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.db import transaction
from portal.core.errors import Forbidden, Invalid, NotFound
from portal.initiatives.models import Initiative, StatusType
from portal.initiatives.queries import get_visible
from portal.initiatives.services.withdrawing import MOST_AGAIN, discard, hand_in_again, keep_after_all, withdraw
from portal.notifications.models import Notification
from tests.conftest import Clients
from tests.initiatives import factories


def there_and_back(number: int, author: Actor, now: datetime) -> None:
    with transaction() as session:
        withdraw(session, get_visible(session, number, author), author, now=now)
    with transaction() as session:
        hand_in_again(session, get_visible(session, number, author), author, now=now)


def told(session: Session, reader: Actor) -> int:
    session.rollback()
    return session.scalar(select(func.count()).where(Notification.person_id == reader.id)) or 0


def test_committee_is_told_once_within_a_day_whatever_the_author_does(
    session: Session, olena: Actor, hanna: Actor, now: datetime
) -> None:
    made = factories.initiative(olena, now=now)
    for hours in (1, 2, 3):
        there_and_back(made.id, olena, now + timedelta(hours=hours))
    assert told(session, hanna) == 1

    there_and_back(made.id, olena, now + timedelta(hours=26))
    assert told(session, hanna) == 2


def test_handed_in_again_it_keeps_its_day_and_the_time_until_the_answer(olena: Actor, now: datetime) -> None:
    made = factories.initiative(olena, now=now)
    there_and_back(made.id, olena, now + timedelta(hours=5))
    row = factories.fresh(made.id)
    assert (row.submitted_at, row.status_changed_at) == (now, now)

    late = now + timedelta(days=9)
    there_and_back(made.id, olena, late)
    row = factories.fresh(made.id)
    assert (row.submitted_at, row.status_changed_at) == (now, late)


def test_there_is_an_end_to_handing_in_again(olena: Actor, now: datetime) -> None:
    made = factories.initiative(olena, now=now)
    for minutes in range(MOST_AGAIN):
        there_and_back(made.id, olena, now + timedelta(minutes=minutes))
    with pytest.raises(Invalid):
        there_and_back(made.id, olena, now + timedelta(hours=1))
    with transaction() as session:
        later = now + timedelta(hours=25)
        hand_in_again(session, get_visible(session, made.id, olena), olena, now=later)
    assert factories.fresh(made.id).status_type is StatusType.NEW


def test_withdrawn_one_says_so_to_its_author_with_both_ways_on(
    client: Clients, olena: Actor, open_initiative: Initiative
) -> None:
    browser, address = client(olena), f"/initiatives/{open_initiative.id}"
    browser.post(f"{address}/withdraw")
    page = browser.get(address).text
    assert "Ви забрали її" in page
    assert "Чернетка" not in page
    for action in ("hand-in", "discard"):
        assert f'action="{address}/{action}"' in page


def test_lines_about_what_was_withdrawn_say_so_and_lead_nowhere(
    client: Clients, olena: Actor, hanna: Actor, open_initiative: Initiative
) -> None:
    assert open_initiative.title in client(hanna).get("/inbox").text
    client(olena).post(f"/initiatives/{open_initiative.id}/withdraw")
    page = client(hanna).get("/inbox").text
    assert "забрав" in page or "забрала" in page or "забрано" in page.lower()
    assert open_initiative.title not in page
    assert f"/initiatives/{open_initiative.id}" not in page


def test_thrown_away_one_is_nobodys_until_its_author_wants_it_back(
    client: Clients, olena: Actor, hanna: Actor, open_initiative: Initiative
) -> None:
    browser, address = client(olena), f"/initiatives/{open_initiative.id}"
    browser.post(f"{address}/withdraw")
    page = browser.post(f"{address}/discard", follow_redirects=True)
    assert f'action="{address}/keep"' in page.text
    for somebody in (olena, hanna):
        assert client(somebody).get(address).status_code == 404
    for place in ("/", "/initiatives?mine=1"):
        assert open_initiative.title not in browser.get(place).text

    assert browser.post(f"{address}/keep").location == address
    assert open_initiative.title in browser.get(address).text


def test_only_the_author_throws_away_and_only_what_is_withdrawn(
    olena: Actor, hanna: Actor, open_initiative: Initiative, now: datetime
) -> None:
    with pytest.raises(Forbidden), transaction() as session:
        discard(session, get_visible(session, open_initiative.id, olena), olena, now=now)
    with transaction() as session:
        withdraw(session, get_visible(session, open_initiative.id, olena), olena, now=now)
    with pytest.raises(NotFound), transaction() as session:
        discard(session, get_visible(session, open_initiative.id, hanna), hanna, now=now)
    with transaction() as session:
        discard(session, get_visible(session, open_initiative.id, olena), olena, now=now)
    with pytest.raises(NotFound), transaction() as session:
        keep_after_all(session, open_initiative.id, hanna, now=now)


@pytest.mark.parametrize("verb", ["discard", "keep"])
def test_who_may_throw_away(client: Clients, olena: Actor, dmytro: Actor, verb: str) -> None:
    hidden = factories.initiative(olena, StatusType.DRAFT).id
    assert client(dmytro).post(f"/initiatives/{hidden}/{verb}").status_code == 404
    assert client().post(f"/initiatives/{hidden}/{verb}").status_code == 401

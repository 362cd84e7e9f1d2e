"""The year: what was carried out, who gave it; nothing that ranks or shames."""

from datetime import UTC, datetime

import pytest

from portal.campaigns.models import Stage
from portal.core.actor import Actor
from portal.core.db import db, transaction
from portal.initiatives.models import Initiative, StatusType, Visibility
from portal.people.models import Person
from portal.recognition.presenting import people, teams
from portal.recognition.queries.year import Year, changes_in, shares_in
from tests.campaigns import factories as campaigns
from tests.conftest import Clients
from tests.initiatives import factories as initiatives
from tests.recognition import factories
from tests.statements import counted

MOST_STATEMENTS = 8
SPRING = datetime(2025, 4, 2, 9, tzinfo=UTC)
#: Still the old year in Greenwich, but not in Kyiv.
NEW_YEARS_NIGHT = datetime(2025, 12, 31, 22, 30, tzinfo=UTC)


@pytest.fixture
def spring(olena: Actor, dmytro: Actor) -> Initiative:
    """Proposed by the author and seen through by the colleague."""
    made = initiatives.initiative(olena, StatusType.IMPLEMENTED, now=SPRING, title="Один номер для всіх магазинів")
    with transaction() as session:
        session.get_one(Initiative, made.id).owner_id = dmytro.id
    return made


def test_year_tells_what_was_carried_out_and_thanks_to_whom(
    client: Clients, spring: Initiative, stranger: Actor, now: datetime
) -> None:
    factories.thanks(spring, stranger, "Тепер знаю, куди дзвонити", now=SPRING)
    page = client(stranger).get("/changes/2025").text
    assert "Один номер для всіх магазинів" in page
    assert "Олена Савчук, Дмитро Гай" in page
    assert "Тепер знаю, куди дзвонити" in page
    assert "Один номер" not in client(stranger).get("/changes/2024").text


def test_people_count_what_they_proposed_and_what_they_saw_through(
    spring: Initiative, olena: Actor, dmytro: Actor, stranger: Actor
) -> None:
    initiatives.initiative(olena, now=SPRING)
    initiatives.initiative(stranger, now=SPRING)
    named, more = people(shares_in(db.session(), Year(2025)))
    assert [(one.name, one.proposed, one.done, one.saw_through) for one in named] == [
        ("Дмитро Гай", 0, 0, 1),
        ("Олена Савчук", 2, 1, 0),
    ]
    assert more == 1


def test_whoever_wrote_along_counts_like_the_author(spring: Initiative, stranger: Actor) -> None:
    initiatives.wrote_along(spring.id, stranger)
    named, _more = people(shares_in(db.session(), Year(2025)))
    assert ("Захар Чужий", 1, 1) in [(one.name, one.proposed, one.done) for one in named]


def test_teams_without_anything_done_are_named_without_a_number(spring: Initiative, stranger: Actor) -> None:
    initiatives.initiative(stranger, StatusType.DECLINED, now=SPRING)
    shares = shares_in(db.session(), Year(2025))
    names = {key: f"Команда {key}" for key in shares.teams}
    counted, others = teams(shares, names)
    assert [(one.proposed, one.done) for one in counted] == [(1, 1)]
    assert others == [f"Команда {stranger.team_id}"]


def test_a_year_begins_at_the_companys_midnight(olena: Actor) -> None:
    made = initiatives.initiative(olena, StatusType.IMPLEMENTED, now=NEW_YEARS_NIGHT)
    session = db.session()
    assert [row.id for row in changes_in(session, Year(2026))] == [made.id]
    assert changes_in(session, Year(2025)) == []


@pytest.mark.parametrize("what", ["restricted", "taken back"])
def test_what_not_everybody_may_see_counts_for_nobody(
    client: Clients, spring: Initiative, stranger: Actor, hanna: Actor, what: str
) -> None:
    factories.thanks(spring, stranger, now=SPRING)
    assert shares_in(db.session(), Year(2025)).thanked == 1
    with transaction() as session:
        row = session.get_one(Initiative, spring.id)
        row.visibility = Visibility.TEAMS if what == "restricted" else Visibility.AUTHOR
    shares = shares_in(db.session(), Year(2025))
    assert (shares.proposed, shares.done, shares.thanked, shares.people, shares.teams) == (0, 0, 0, {}, {})
    assert "Один номер" not in client(hanna).get("/changes/2025").text


def test_the_erased_are_named_nowhere(client: Clients, spring: Initiative, olena: Actor, hanna: Actor) -> None:
    with transaction() as session:
        row = session.get_one(Person, olena.id)
        row.name, row.email, row.deactivated_at, row.erased_at = "", "erased-1@example.test", SPRING, SPRING
    shares = shares_in(db.session(), Year(2025))
    assert olena.id not in shares.people
    assert shares.done == 1
    assert client(hanna).get("/changes/2025").status_code == 200


def test_campaigns_stand_in_the_year_in_which_their_results_were_told(
    client: Clients, hanna: Actor, olena: Actor, now: datetime
) -> None:
    campaigns.campaign(hanna, Stage.TOLD, now=now)
    assert campaigns.QUESTION in client(olena).get(f"/changes/{now.year}").text


def test_year_and_thanked_page_ask_little(
    client: Clients, spring: Initiative, olena: Actor, stranger: Actor, hanna: Actor, now: datetime
) -> None:
    campaigns.campaign(hanna, Stage.TOLD, now=now)
    for reader in (stranger, hanna):
        factories.thanks(spring, reader, now=SPRING)
    for _ in range(12):
        initiatives.initiative(olena, StatusType.IMPLEMENTED, now=SPRING)
    browser = client(stranger)
    for address in ("/changes/2025", f"/initiatives/{spring.id}"):
        browser.get(address)  # names of statuses and places are read once a process
        with counted() as statements:
            assert browser.get(address).status_code == 200
        assert len(statements) <= MOST_STATEMENTS, "\n".join(statements)


def test_there_are_no_years_to_come(client: Clients, olena: Actor, now: datetime) -> None:
    assert client(olena).get("/changes").location == f"/changes/{now.year}"
    assert client(olena).get(f"/changes/{now.year + 2}").status_code == 404
    assert client(olena).get("/changes/1").status_code == 404


def test_a_full_year_shows_the_first_and_keeps_all_of_it_on_the_page(client: Clients, olena: Actor) -> None:
    for place in range(12):
        initiatives.initiative(olena, StatusType.IMPLEMENTED, now=SPRING, title=f"Зміна {place:02}")
    page = client(olena).get("/changes/2025", headers={"Accept-Language": "en"}).text
    shown, folded = page.split("7 more")
    assert shown.count('class="change"') == 5
    assert folded.count('class="change"') == 7

"""A person's page shows what they proposed, as far as whoever looks may see it."""

from datetime import datetime, timedelta

from portal.core import clock
from portal.core.actor import Actor
from portal.core.db import transaction
from portal.initiatives.models import Initiative
from portal.initiatives.services.planning import restrict
from portal.people.models import Person
from portal.people.services.leaving import erase
from tests.conftest import Clients
from tests.initiatives import factories


def test_a_colleague_s_initiatives_stand_on_their_page(client: Clients, olena: Actor, dmytro: Actor) -> None:
    made = factories.initiative(olena, title="Пандуси біля входів")

    page = client(dmytro).get(f"/people/{olena.id}").text

    assert f'href="/initiatives/{made.id}"' in page
    assert "Пандуси біля входів" in page
    assert "Пандуси біля входів" not in client(olena).get(f"/people/{dmytro.id}").text


def test_what_is_hidden_from_the_reader_is_not_there(
    client: Clients, olena: Actor, stranger: Actor, hanna: Actor, now: datetime
) -> None:
    made = factories.initiative(olena, title="Лише для своїх очей")
    with transaction() as session:
        restrict(session, session.get_one(Initiative, made.id), hanna, team_ids=[], now=now)

    assert "Лише для своїх очей" not in client(stranger).get(f"/people/{olena.id}").text
    assert "Лише для своїх очей" in client(hanna).get(f"/people/{olena.id}").text


def test_of_many_the_newest_are_shown_and_the_rest_is_a_click_away(
    client: Clients, olena: Actor, now: datetime
) -> None:
    for days in range(7):
        factories.initiative(olena, title=f"Пропозиція номер {days}", now=now - timedelta(days=days))

    page = client(olena).get(f"/people/{olena.id}").text

    assert "Пропозиція номер 4" in page
    assert "Пропозиція номер 5" not in page
    assert f'href="/initiatives?author={olena.id}"' in page


def test_the_page_of_an_erased_person_names_nothing_of_theirs(
    client: Clients, olena: Actor, dmytro: Actor, lidiia: Actor
) -> None:
    factories.initiative(dmytro, title="Пандуси біля входів")
    with transaction() as session:
        person = session.get_one(Person, dmytro.id)
        person.deactivated_at = clock.now()
        erase(session, lidiia, person, now=clock.now())

    answer = client(olena).get(f"/people/{dmytro.id}")

    assert answer.status_code == 200
    assert "Пандуси біля входів" not in answer.text

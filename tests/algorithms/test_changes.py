"""What changed is shown step by step before the next walk, confirmed once, and the keeper sees who has not."""

from datetime import datetime

import pytest

from portal.algorithms.changes import changes_by_step
from portal.algorithms.format import read
from portal.algorithms.services.using import note_use
from portal.core.actor import Actor
from portal.core.db import transaction
from portal.core.difference import Change
from portal.knowledge.models import KnowledgeItem
from portal.people.models import Team
from tests import factories as people
from tests.algorithms import factories
from tests.conftest import Clients

SLOWER = factories.GLASSES.replace("Менше як 14 днів", "Менше як 21 день")


def changes(after: str, before: str = factories.GLASSES) -> dict[str, list[tuple[Change, str]]]:
    return {
        str(change.label): [(piece.kind, piece.words.strip()) for piece in change.pieces]
        for change in changes_by_step(read(before), read(after))
    }


@pytest.mark.usefixtures("app")
def test_each_step_that_says_something_else_stands_by_itself() -> None:
    found = changes(SLOWER.replace("## 1. Вислухати", "## 1. Почути"))
    assert list(found) == ["Почути", "Перевірити звикання"]
    assert (Change.REMOVED, "14 днів") in found["Перевірити звикання"]
    assert (Change.ADDED, "21 день") in found["Перевірити звикання"]
    assert (Change.ADDED, "Почути") in found["Почути"]


@pytest.mark.usefixtures("app")
def test_the_title_of_a_step_stands_above_its_change_and_not_in_it_again() -> None:
    said = [words for _kind, words in changes(SLOWER)["Перевірити звикання"]]
    assert not any("Перевірити звикання" in words for words in said)


@pytest.mark.usefixtures("app")
def test_hidden_keys_facts_and_order_change_nothing_that_people_do() -> None:
    steps = factories.GLASSES.split("## ")
    moved = "## ".join([*steps[:3], steps[4], steps[3], *steps[5:]])
    assert moved != factories.GLASSES
    assert changes(moved) == {}
    assert changes(factories.GLASSES.replace("tags: оптика, скарга", "tags: оптика")) == {}


@pytest.mark.usefixtures("app")
def test_steps_that_are_new_or_gone_are_told() -> None:
    gone = factories.GLASSES.replace("## Кінець: Передано керівниці {#handed-over}\nРезультат: передано\n", "")
    assert [kind for kind, _words in changes(gone)["Передано керівниці"]] == [Change.REMOVED]
    assert [kind for kind, _words in changes(factories.GLASSES, gone)["Передано керівниці"]] == [Change.ADDED]


@pytest.fixture
def glasses(olena: Actor, dmytro: Actor, stranger: Actor, earlier: datetime) -> KnowledgeItem:
    """An algorithm that two people used and that has changed since."""
    made = factories.algorithm(olena, now=earlier)
    with transaction() as session:
        for somebody in (dmytro, stranger):
            note_use(session, session.get_one(KnowledgeItem, made.id), somebody, number=1, now=earlier)
    factories.changed(made.id, olena, SLOWER)
    return made


def test_whoever_used_it_sees_what_changed_and_confirms_it_once(
    client: Clients, glasses: KnowledgeItem, dmytro: Actor, marta: Actor
) -> None:
    browser, start = client(dmytro), f"/algorithms/{glasses.id}/walk"
    page = browser.get(start).text
    assert "data-changed" in page
    assert "21 день" in page.partition("data-changed")[2]
    assert "data-changed" not in client(marta).get(start).text
    later = browser.get(f"{start}?later=1").text
    assert "data-changed" not in later
    assert "data-changed" in browser.get(start).text
    answer = browser.post(f"/algorithms/{glasses.id}/changes", data={"number": "2"})
    assert answer.location.endswith(start)
    assert "data-changed" not in browser.get(start).text


def test_a_form_that_is_out_of_date_confirms_nothing(
    client: Clients, glasses: KnowledgeItem, olena: Actor, dmytro: Actor
) -> None:
    browser = client(dmytro)
    for said in ({"number": "1"}, {"number": "x"}, {}):
        assert browser.post(f"/algorithms/{glasses.id}/changes", data=said).status_code == 302
    assert "data-changed" in browser.get(f"/algorithms/{glasses.id}/walk").text
    assert client(olena).post(f"/algorithms/{glasses.id}/changes", data={"number": "2"}).status_code == 404


def test_keeper_and_editors_see_everybody_a_lead_the_team_and_others_nobody(
    client: Clients, glasses: KnowledgeItem, olena: Actor, dmytro: Actor, stranger: Actor, marta: Actor, mentor: Actor,
    care_team: Team,
) -> None:  # fmt: skip
    address = f"/algorithms/{glasses.id}/users"
    for reader in (olena, marta):
        page = client(reader).get(address).text.partition("<main")[2]
        assert dmytro.name in page
        assert stranger.name in page
    assert client(dmytro).get(address).status_code == 403
    with transaction() as session:
        session.get_one(Team, care_team.id).lead_id = mentor.id
    people.area()  # the teams are read again
    assert f'href="{address}"' in client(mentor).get(f"/algorithms/{glasses.id}").text
    assert f'href="{address}"' not in client(dmytro).get(f"/algorithms/{glasses.id}").text
    page = client(mentor).get(address).text.partition("<main")[2]
    assert dmytro.name in page
    assert stranger.name not in page


@pytest.mark.usefixtures("app")
def test_numbers_and_signs_of_the_format_are_no_change_for_whoever_walks() -> None:
    assert changes(factories.GLASSES.replace("## 2. Перевірити", "## 7) Перевірити")) == {}
    found = changes(factories.GLASSES.replace("- [ ] Спитати, скільки годин", "- [ ] Дізнатися, скільки годин"))
    words = "".join(words for _kind, words in found["Вислухати"])
    assert "☐" in words
    assert not set("#>") & set(words)

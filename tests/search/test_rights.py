"""Nobody finds what they may not see: in the index, and again by its owner."""

from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from portal.core import clock
from portal.core.actor import Actor
from portal.core.db import transaction
from portal.core.markdown import render
from portal.initiatives.models import Initiative, StatusType
from portal.initiatives.services.merging import merge
from portal.initiatives.services.parting import unmerge
from portal.initiatives.services.planning import assign_owner, open_again, restrict
from portal.initiatives.services.withdrawing import discard, hand_in_again, withdraw
from portal.knowledge.models import ItemState, KnowledgeItem, KnowledgeRevision
from portal.knowledge.queries import open_revision
from portal.knowledge.services.keeping import archive, bring_back
from portal.knowledge.services.reviewing import send_back
from portal.knowledge.services.writing import save
from portal.people.models import Person, Team
from portal.people.services.accounts import change_person
from portal.people.services.leaving import deactivate, erase, reactivate
from portal.search.sources import sources
from tests.anonymous import speaking
from tests.conftest import Clients
from tests.initiatives import factories
from tests.knowledge import factories as knowledge
from tests.search.looking import finds, ids

WHY = render("Обидві про одне й те саме, тож хай стоять разом.")
TITLE = "Дзеркало біля примірочної висить криво"


@pytest.fixture(autouse=True)
def _no_index(no_index: None) -> None:
    """Each begins with nothing on the disk."""


@pytest.fixture
def mirror(olena: Actor) -> Initiative:
    return factories.initiative(olena, title=TITLE)


def test_an_open_initiative_is_found_by_everybody(mirror: Initiative, stranger: Actor) -> None:
    assert ids("криві дзеркала", stranger) == []  # both words have to be there
    assert ids("дзеркало примірочна", stranger) == [mirror.id]


def test_a_withdrawn_one_is_found_by_its_author_alone(
    session: Session, mirror: Initiative, olena: Actor, hanna: Actor, now: datetime
) -> None:
    assert ids("дзеркало", hanna) == [mirror.id]
    with transaction() as session:
        withdraw(session, session.get_one(Initiative, mirror.id), olena, now=now)
    assert ids("дзеркало", hanna) == []
    assert ids("дзеркало", olena) == [mirror.id]

    with transaction() as session:
        discard(session, session.get_one(Initiative, mirror.id), olena, now=now)
    assert ids("дзеркало", olena) == []


def test_one_that_is_handed_in_again_is_found_again(
    mirror: Initiative, olena: Actor, hanna: Actor, now: datetime
) -> None:
    with transaction() as session:
        withdraw(session, session.get_one(Initiative, mirror.id), olena, now=now)
    assert ids("дзеркало", hanna) == []
    with transaction() as session:
        hand_in_again(session, session.get_one(Initiative, mirror.id), olena, now=now)
    assert ids("дзеркало", hanna) == [mirror.id]


def test_a_restricted_one_is_found_by_its_circle(
    mirror: Initiative,
    other_team: Team,
    olena: Actor,
    dmytro: Actor,
    stranger: Actor,
    hanna: Actor,
    mentor: Actor,
    now: datetime,
) -> None:
    with transaction() as session:
        restrict(session, session.get_one(Initiative, mirror.id), hanna, team_ids=[other_team.id], now=now)

    assert [bool(ids("дзеркало", who)) for who in (olena, stranger, hanna, dmytro, mentor)] == [
        True, True, True, False, False,
    ]  # fmt: skip
    with transaction() as session:
        assign_owner(session, session.get_one(Initiative, mirror.id), hanna, mentor.id, now=now)
    assert ids("дзеркало", mentor) == [mirror.id]
    with transaction() as session:
        open_again(session, session.get_one(Initiative, mirror.id), hanna, now=now)
    assert ids("дзеркало", dmytro) == [mirror.id]


def test_what_is_hidden_since_is_gone_at_once(
    session: Session, mirror: Initiative, olena: Actor, hanna: Actor, now: datetime
) -> None:
    """Before the index knows: the owner has the last word."""
    assert ids("дзеркало", hanna) == [mirror.id]
    with transaction() as session:
        withdraw(session, session.get_one(Initiative, mirror.id), olena, now=now)

    assert sources["initiative"].shown(session, [(mirror.id, "")], hanna) == {}


def test_the_words_of_a_twin_lead_to_the_survivor(
    mirror: Initiative, olena: Actor, dmytro: Actor, hanna: Actor, now: datetime
) -> None:
    twin = factories.initiative(dmytro, title="Люстро в кутку кабінки нахилене")
    assert ids("люстро", hanna) == [twin.id]
    with transaction() as session:
        merge(session, mirror.id, [twin.id], hanna, reason=WHY, now=now)
    assert ids("люстро", hanna) == [mirror.id]
    assert ids("люстро", dmytro) == [mirror.id]

    with transaction() as session:
        unmerge(session, twin.id, hanna, reason=WHY, now=now)
    assert ids("люстро", hanna) == [twin.id]
    assert ids("дзеркало", olena) == [mirror.id]


def test_an_anonymous_one_is_found_without_anybody(
    client: Clients, olena: Actor, dmytro: Actor, session: Session
) -> None:
    ticket = speaking.propose(client(olena), title="Вентилятор у кімнаті відпочинку гуде")
    assert ids("вентилятор гуде", dmytro) == []
    speaking.strike()

    assert ids("вентилятор гуде", dmytro) == [ticket.number]
    text = sources["initiative"].texts(session, [ticket.number])[ticket.number][0]
    assert (text.author_id, text.team_id) == (None, None)


def test_a_draft_is_found_by_its_author_alone(olena: Actor, dmytro: Actor, marta: Actor) -> None:
    draft = knowledge.item(olena, ItemState.DRAFT, title="Кактус на касі")
    assert [bool(ids("кактус", who, "case")) for who in (olena, dmytro, marta)] == [True, False, False]
    assert draft.id in ids("кактус", olena, "case")


def test_what_waits_for_review_is_found_by_editors(olena: Actor, dmytro: Actor, marta: Actor) -> None:
    knowledge.item(olena, ItemState.IN_REVIEW, title="Кактус на касі")
    assert [bool(ids("кактус", who, "case")) for who in (olena, dmytro, marta)] == [True, False, True]


def test_what_was_sent_back_to_somebody_who_left_is_found_by_editors(
    olena: Actor, marta: Actor, lidiia: Actor, now: datetime
) -> None:
    item = knowledge.item(olena, ItemState.IN_REVIEW, title="Кактус на касі")
    with transaction() as session:
        revision = open_revision(session, session.get_one(KnowledgeItem, item.id))
        assert revision is not None
        send_back(session, revision, marta, note="Допишіть, будь ласка, чим скінчилося.", now=now)
    assert ids("кактус", marta, "case") == []
    with transaction() as session:
        deactivate(session, lidiia, session.get_one(Person, olena.id), {}, now=now)
    assert ids("кактус", marta, "case") == [item.id]
    with transaction() as session:
        reactivate(session, lidiia, session.get_one(Person, olena.id), now=now)
    assert ids("кактус", marta, "case") == []


def test_archived_and_discarded_ones_are_found_by_nobody(olena: Actor, marta: Actor, now: datetime) -> None:
    item = knowledge.item(olena, title="Кактус на касі")
    knowledge.item(olena, ItemState.DISCARDED, title="Кактус на підвіконні")
    assert ids("кактус", marta, "case") == [item.id]
    with transaction() as session:
        archive(session, session.get_one(KnowledgeItem, item.id), marta, reason="Кактус зів'яв.", now=now)
    assert ids("кактус", marta, "case") == ids("кактус", olena, "case") == []
    with transaction() as session:
        bring_back(session, session.get_one(KnowledgeItem, item.id), marta, now=now)
    assert ids("кактус", olena, "case") == [item.id]


def test_a_draft_beside_what_stands_changes_nothing(olena: Actor, dmytro: Actor, marta: Actor) -> None:
    item = knowledge.item(olena, title="Кактус на касі")
    draft = knowledge.draft_beside(item.id, dmytro, title="Фікус на касі")

    assert [ids("фікус", who, "case") for who in (olena, dmytro, marta)] == [[], [], []]
    knowledge.handed_in(draft, dmytro)
    assert ids("фікус", dmytro, "case") == []
    assert ids("кактус", dmytro, "case") == [item.id]


def test_a_draft_is_found_by_what_it_says_now(session: Session, olena: Actor) -> None:
    item = knowledge.item(olena, ItemState.DRAFT, title="Кактус на касі")
    assert ids("кактус", olena, "case") == [item.id]
    said = knowledge.content(title="Фікус на касі")
    with transaction() as session:
        revision = open_revision(session, session.get_one(KnowledgeItem, item.id))
        assert isinstance(revision, KnowledgeRevision)
        save(session, revision, olena, said, version=revision.version, now=clock.now())

    assert (ids("кактус", olena, "case"), ids("фікус", olena, "case")) == ([], [item.id])


def test_colleagues_are_found_as_long_as_their_account_is_open(
    olena: Actor, dmytro: Actor, lidiia: Actor, now: datetime
) -> None:
    assert ids("олена савчук", dmytro, "person") == [olena.id]
    with transaction() as session:
        change_person(session, lidiia, session.get_one(Person, olena.id), {"name": "Олена Гончар"}, now=now)
    assert (ids("савчук", dmytro, "person"), ids("гончар", dmytro, "person")) == ([], [olena.id])
    with transaction() as session:
        deactivate(session, lidiia, session.get_one(Person, olena.id), {}, now=now)
    assert ids("гончар", lidiia, "person") == []
    with transaction() as session:
        erase(session, lidiia, session.get_one(Person, olena.id), now=now)
    assert ids("гончар", lidiia, "person") == ids("колега", lidiia, "person") == []


def test_a_tag_is_found_by_whoever_sees_something_that_has_it(
    olena: Actor, dmytro: Actor, hanna: Actor, care_team: Team, now: datetime, stranger: Actor
) -> None:
    made = factories.initiative(olena, title=TITLE, tags=("надбавки",))
    assert [place[0] for place in finds("надбавки", stranger)].count("tag") == 1
    with transaction() as session:
        restrict(session, session.get_one(Initiative, made.id), hanna, team_ids=[care_team.id], now=now)
    assert finds("надбавки", stranger) == []
    assert {place[0] for place in finds("надбавки", dmytro)} == {"tag", "initiative"}

    knowledge.item(olena, title="Про зарплату", tags=["надбавки"])
    assert {place[0] for place in finds("надбавки", stranger)} == {"tag", "case"}


def test_the_owner_shows_a_restricted_tag_to_nobody_else(
    app: Flask, session: Session, olena: Actor, hanna: Actor, stranger: Actor, care_team: Team, now: datetime
) -> None:
    made = factories.initiative(olena, title=TITLE, tags=("надбавки",))
    (tag,) = ids("надбавки", stranger, "tag")
    with transaction() as session:
        restrict(session, session.get_one(Initiative, made.id), hanna, team_ids=[care_team.id], now=now)

    assert sources["tag"].shown(session, [(tag, "")], stranger) == {}
    assert sources["tag"].shown(session, [(tag, "")], olena)


def test_a_merged_one_is_no_status_that_is_found(olena: Actor, dmytro: Actor) -> None:
    factories.initiative(olena, StatusType.MERGED, title=TITLE)
    assert len(ids("дзеркало", dmytro)) == 1  # the survivor, by the words of its twin

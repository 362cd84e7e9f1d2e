"""Pages: they stand in every status, and ask the database eight questions at most, whatever the data."""

from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient

from portal.core.actor import Actor
from portal.core.db import transaction
from portal.core.extension import ItemRef
from portal.core.markdown import render
from portal.discussion.models import ReactionKind
from portal.discussion.services.reactions import react
from portal.initiatives.models import Frequency, Reach, StatusType
from portal.initiatives.queries import get_visible, statuses
from portal.initiatives.services.moving import move
from portal.initiatives.services.planning import plan
from portal.initiatives.services.supporting import support
from portal.people.models import Area
from tests import factories as people
from tests.conftest import Clients
from tests.discussion.factories import said
from tests.initiatives import factories
from tests.statements import MOST_A_PAGE, counted


def cost(browser: FlaskClient, address: str) -> int:
    """Statements of a page that was open before: names of statuses, areas and teams are in the process by then."""
    assert browser.get(address).status_code == 200
    with counted() as seen:
        browser.get(address)
    return len(seen)


@pytest.mark.parametrize("type_", list(StatusType))
def test_page_stands_in_every_status(client: Clients, olena: Actor, type_: StatusType) -> None:
    number = factories.initiative(olena, type_).id
    answer = client(olena).get(f"/initiatives/{number}", follow_redirects=True)
    assert answer.status_code == 200
    assert factories.OUTCOME in answer.text


def busy_initiative(author: Actor, decider: Actor, talkers: list[Actor], area: Area, comments: int) -> int:
    """One with everything that a page can show."""
    now = datetime.fromisoformat("2026-03-02T09:00+00:00")
    number = factories.initiative(author, now=now, tags=["пандус", "вхід"]).id
    for talker in talkers:
        with transaction() as session:
            support(
                session,
                get_visible(session, number, talker),
                talker,
                frequency=Frequency.WEEKLY,
                reach=Reach.DOZENS,
                evidence=f"Так у мене щотижня, {talker.name}.",
                now=now,
            )
    item = ItemRef("initiative", number)
    for n in range(comments):
        talker = talkers[n % len(talkers)]
        first = said(talker, f"Допис {n}", item=item, now=now + timedelta(minutes=10 * n))
        said(author, f"Відповідь {n}", to=first, item=item, now=now + timedelta(minutes=10 * n + 5))
        with transaction() as session:
            react(session, first.id, author, ReactionKind.THANKS, now=now)
    for type_, hours in ((StatusType.IN_REVIEW, 3), (StatusType.ACCEPTED, 30)):
        with transaction() as session:
            to = statuses(session).default(type_)
            reason = render("Зробимо це цього кварталу, бо питають щодня.")
            move(
                session, get_visible(session, number, decider), decider, to, reason=reason,
                now=now + timedelta(hours=hours),
            )  # fmt: skip
    with transaction() as session:
        plan(
            session, get_visible(session, number, decider), decider, owner_id=talkers[0].id,
            due_on=now.date() + timedelta(days=400), area_id=area.id, tags=["пандус"], now=now,
        )  # fmt: skip
    return number


@pytest.mark.parametrize("comments", [3, 60])
def test_page_asks_eight_questions_whatever_the_data(
    client: Clients, olena: Actor, hanna: Actor, area: Area, comments: int
) -> None:
    talkers = [people.person() for _ in range(5)]
    number = busy_initiative(olena, hanna, talkers, area, comments)
    for reader in (olena, hanna, talkers[0]):
        assert cost(client(reader), f"/initiatives/{number}") <= MOST_A_PAGE


@pytest.mark.parametrize("address", ["/initiatives/new", "/initiatives/{n}/edit", "/initiatives/{n}/revisions"])
def test_other_pages_ask_eight_questions_at_most(client: Clients, olena: Actor, address: str) -> None:
    number = factories.initiative(olena, tags=["пандус", "вхід"]).id
    assert cost(client(olena), address.format(n=number)) <= MOST_A_PAGE


@pytest.mark.parametrize("address", ["/plan", "/restrict"])
def test_pages_of_the_committee_ask_eight_questions_at_most(
    client: Clients, olena: Actor, hanna: Actor, address: str
) -> None:
    number = factories.initiative(olena).id
    assert cost(client(hanna), f"/initiatives/{number}{address}") <= MOST_A_PAGE


def test_long_discussion_is_paged_and_each_event_stands_on_one_page(
    client: Clients, olena: Actor, hanna: Actor, area: Area
) -> None:
    number = busy_initiative(olena, hanna, [people.person() for _ in range(5)], area, 60)
    factories.agreed_beforehand(number)
    with transaction() as session:
        reopened = get_visible(session, number, hanna)
        reason = render("Вирішили почати вже наступного тижня, людей знайшли.")
        in_progress = statuses(session).default(StatusType.IN_PROGRESS)
        # between the last comment of the first page (8 hours 10 minutes) and the first of the second
        between = datetime.fromisoformat("2026-03-02T17:15+00:00")
        move(session, reopened, hanna, in_progress, reason=reason, now=between)
    browser = client(people.person())
    first = browser.get(f"/initiatives/{number}").text
    later = first.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")
    second = browser.get(later).text
    assert "Допис 0" in first
    assert "Допис 59" not in first
    assert "Допис 59" in second
    assert ("людей знайшли" in first.split('id="talk"')[1]) + ("людей знайшли" in second.split('id="talk"')[1]) == 1

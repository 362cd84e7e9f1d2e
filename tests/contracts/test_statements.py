"""A page asks the database at most eight times, however much there is."""

from datetime import datetime
from typing import Any

import pytest
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.db import transaction
from portal.discussion.models import Comment, Reaction, ReactionKind
from portal.initiatives.models import Frequency, Reach, StatusType, Support
from portal.initiatives.services.supporting import support
from tests import factories as people
from tests.conftest import Clients
from tests.initiatives import factories
from tests.notifications.factories import many_lines
from tests.statements import MOST_A_PAGE, counted

PAGES = {
    "/": "olena",
    "/initiatives": "olena",
    "/initiatives?sort=support&status=new": "olena",
    "/initiatives/anonymous": "olena",
    "/knowledge/anonymous/mistake": "olena",
    "/anonymous": "olena",
    "/initiatives/1": "hanna",
    "/initiatives/new": "olena",
    "/initiatives/1/edit": "olena",
    "/initiatives/1/plan": "hanna",
    "/initiatives?waiting=1&sort=oldest": "hanna",
    "/initiatives?mine=1": "olena",
    "/queue": "hanna",
    "/queue/promises": "lidiia",
    "/scoring": "hanna",
    "/scoring/1": "hanna",
    "/scoring/agreed": "hanna",
    "/scoring/matrix": "hanna",
    "/scoring/models": "lidiia",
    "/numbers": "hanna",
    "/outcomes/metrics": "olena",
    "/outcomes/metrics/fcr": "olena",
    "/outcomes/metrics/enter": "hanna",
    "/outcomes/metrics/import": "hanna",
    "/outcomes/metrics/fcr/2026-05": "hanna",
    "/inbox": "olena",
    "/inbox/choices": "olena",
    "/people": "olena",
    "/me": "olena",
    "/me/devices": "olena",
    "/discussion/reports": "marta",
    "/knowledge/new/wow": "olena",
    "/knowledge/mine": "olena",
    "/knowledge/review": "marta",
    "/knowledge/to-read": "olena",
    "/knowledge/upkeep": "olena",
    "/knowledge/upkeep?whose=all": "marta",
    "/knowledge/upkeep/answers": "olena",
    "/collections": "olena",
    "/collections/new": "olena",
    "/administration/people": "lidiia",
    "/administration/places": "lidiia",
    "/administration/statuses": "lidiia",
    "/administration/public-contacts": "lidiia",
    "/cards": "olena",
    "/cards/all": "marta",
    "/cards/proposals": "marta",
    "/cards/new": "marta",
    "/search": "olena",
    "/search/words": "marta",
    "/search/reports": "marta",
}


@pytest.fixture
def much(olena: Actor, hanna: Actor, lidiia: Actor, now: datetime) -> None:
    """More of everything than one page shows."""
    supporters = [people.person() for _ in range(5)]
    for number in range(25):
        type_ = (StatusType.NEW, StatusType.IN_REVIEW, StatusType.ACCEPTED, StatusType.IMPLEMENTED)[number % 4]
        made = factories.initiative(olena if number % 2 == 0 else hanna, type_)
        for supporter in supporters[: number % 6]:
            if type_ is StatusType.NEW:
                with transaction() as session:
                    support(session, session.merge(made), supporter, now=now)
    for _ in range(25):
        people.sign_in_session(olena, now)


def _talked_about(session: Session, number: int, voices: list[Actor], reader: Actor, now: datetime) -> None:
    """40 comments, every fourth a reply, 60 reactions, 30 supports, and 50 lines in the reader's inbox."""
    written: list[int] = []
    for n in range(40):
        rows: dict[str, Any] = {"parent_id": written[-3]} if n % 4 == 3 else {}
        row = Comment(
            item_kind="initiative", item_id=number, author_id=voices[n % len(voices)].id, body="Так і в нас",
            html="<p>Так і в нас</p>", renderer_version=1, at=now, **rows,
        )  # fmt: skip
        session.add(row)
        session.flush()  # replies name it
        written.append(row.id)
        if n < 20:
            given = [(voice, kind) for voice, kind in zip(voices, ReactionKind, strict=False)]
            session.add_all(Reaction(comment_id=row.id, person_id=voice.id, kind=kind, at=now) for voice, kind in given)
    often, many = list(Frequency), list(Reach)
    for n, voice in enumerate(voices):
        said = {"frequency": often[n % 4], "reach": many[n % 4], "evidence": f"Сьогодні {n} разів"}
        session.add(Support(initiative_id=number, person_id=voice.id, at=now, **said))
    many_lines(session, reader, number, 50, now)


@pytest.mark.parametrize("reader", ["olena", "dmytro", "hanna", "marta"])
@pytest.mark.parametrize("show", ["all", "discussion", "history"])
def test_an_initiative_that_everybody_talks_about_asks_as_little(
    client: Clients, olena: Actor, now: datetime, request: pytest.FixtureRequest, reader: str, show: str
) -> None:
    actor: Actor = request.getfixturevalue(reader)
    made = factories.initiative(olena, StatusType.IN_REVIEW)
    voices = [people.person() for _ in range(30)]
    with transaction() as session:
        _talked_about(session, made.id, voices, actor, now)
    browser = client(actor)
    browser.get(f"/initiatives/{made.id}")
    with counted() as statements:
        page = browser.get(f"/initiatives/{made.id}?show={show}").text
    assert len(statements) <= MOST_A_PAGE, "\n".join(statements)
    assert page.count("Так і в нас</p>") == (0 if show == "history" else 40)


@pytest.mark.parametrize("address", PAGES)
def test_a_page_asks_little(client: Clients, much: None, request: pytest.FixtureRequest, address: str) -> None:
    actor: Actor = request.getfixturevalue(PAGES[address])
    browser = client(actor)
    browser.get(address)  # names of statuses and places are read once a process
    with counted() as statements:
        answer = browser.get(address)
    assert answer.status_code == 200
    assert len(statements) <= MOST_A_PAGE, "\n".join(statements)

"""Campaigns are found by everybody once they have begun, and by their results once these are told."""

from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from portal.campaigns.models import Campaign, Stage
from portal.campaigns.services.running import watch_calendar
from portal.campaigns.services.telling import write_results
from portal.core.actor import Actor
from portal.core.db import transaction
from portal.core.markdown import render
from portal.search.sources import sources
from tests.campaigns import factories
from tests.conftest import Clients
from tests.search.looking import finds, ids


@pytest.fixture(autouse=True)
def _no_index(no_index: None) -> None:
    """Each begins with nothing on the disk."""


def test_a_question_is_found_once_everybody_is_asked(hanna: Actor, olena: Actor, now: datetime) -> None:
    made = factories.campaign(hanna, Stage.PLANNED, now=now)
    for actor in (hanna, olena):
        assert ids("телефонувати двічі", actor, "campaign") == []
    with transaction() as session:
        session.get_one(Campaign, made.id).starts_on = now.date()
        watch_calendar(session, now)
    assert ids("телефонувати двічі", olena, "campaign") == [made.id]
    assert ids("чуєте щодня", olena, "campaign") == [made.id]


def test_results_are_found_once_they_are_told(hanna: Actor, olena: Actor, now: datetime) -> None:
    made = factories.campaign(hanna, Stage.OVER, now=now)
    with transaction() as session:
        row = session.get_one(Campaign, made.id)
        write_results(session, row, hanna, render(factories.RESULTS), tell=False, version=row.version, now=now)
    for actor in (hanna, olena):
        assert ids("повторюються", actor, "campaign") == []
    factories.tell(made.id, hanna, now=now)
    assert ids("повторюються", olena, "campaign") == [made.id]


def test_a_campaign_stands_in_the_palette_and_on_the_page(
    session: Session, client: Clients, hanna: Actor, olena: Actor, now: datetime
) -> None:
    made = factories.campaign(hanna, now=now)
    assert {place[0] for place in finds("телефонувати двічі", olena)} == {"campaign"}
    assert f"/campaigns/{made.id}" in client(olena).get("/search?q=kind:campaign телефонувати").text
    shown = sources["campaign"].shown(session, [(made.id, ""), (10**9, "")], olena)
    assert {part: one.href for part, one in shown.items()} == {(made.id, ""): f"/campaigns/{made.id}"}

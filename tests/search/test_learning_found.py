"""Tracks and practice dialogues are found by everybody as long as they can be begun, and by nobody else."""

from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.db import transaction
from portal.onboarding.models import StepKind, Track
from portal.onboarding.services.making import close as close_track
from portal.practice.models import Dialogue
from portal.practice.services.publishing import close as close_dialogue
from portal.practice.services.publishing import publish
from portal.practice.services.writing import save
from portal.search.sources import sources
from tests.conftest import Clients
from tests.onboarding import track_factories as tracks
from tests.practice.factories import DIALOGUE, dialogue, practised
from tests.search.looking import finds, ids


@pytest.fixture(autouse=True)
def _no_index(no_index: None) -> None:
    """Each begins with nothing on the disk."""


@pytest.fixture
def number(marta: Actor, now: datetime) -> int:
    """The id of a published dialogue."""
    practised(marta)
    return dialogue(marta, now)


def test_a_track_is_found_once_it_is_published(session: Session, marta: Actor, olena: Actor) -> None:
    made = tracks.track(marta, "Чаювання з наставником")
    assert ids("чаювання", marta, "track") == []
    tracks.publish_draft(made, marta)
    for words in ("чаювання", "десять днів", "щойно прийшов"):
        assert ids(words, olena, "track") == [made.id]
    shown = sources["track"].shown(session, [(made.id, ""), (10**9, "")], olena)
    assert {part: one.href for part, one in shown.items()} == {(made.id, ""): f"/tracks/{made.id}"}


def test_a_draft_beside_a_published_track_changes_nothing(marta: Actor, olena: Actor) -> None:
    made = tracks.track(marta, "Чаювання", published=True)
    tracks.step(made, marta, tracks.words(title="Ранкова прогулянка"))
    assert ids("прогулянка", marta, "track") == []
    tracks.publish_draft(made, marta)
    assert ids("прогулянка", olena, "track") == [made.id]


def test_a_closed_track_is_found_by_nobody_and_again_when_it_is_opened(
    marta: Actor, olena: Actor, now: datetime
) -> None:
    made = tracks.track(marta, "Чаювання", published=True)
    for closed, found in ((True, []), (False, [made.id])):
        with transaction() as session:
            close_track(session, session.get_one(Track, made.id), marta, closed=closed, now=now)
        for actor in (marta, olena):
            assert ids("чаювання", actor, "track") == found


def test_the_answers_of_a_track_are_not_found(marta: Actor, olena: Actor) -> None:
    made = tracks.track(marta)
    tracks.step(made, marta, tracks.words(StepKind.CHECK, title="Перевірка", questions=tracks.QUESTION))
    tracks.publish_draft(made, marta)
    assert ids("перевірка", olena, "track") == [made.id]
    assert ids("перебити", olena, "track") == []


def test_a_dialogue_is_found_by_its_customer_and_not_by_its_replies(
    number: int, olena: Actor, session: Session
) -> None:
    for words in ("blurred tuesday", "bookkeeper", "everything swims"):
        assert ids(words, olena, "dialogue") == [number]
    assert ids("sounds blame", olena, "dialogue") == []
    shown = sources["dialogue"].shown(session, [(number, "")], olena)
    assert shown[number, ""].href == f"/practice/{number}"


def test_a_dialogue_that_nobody_can_begin_is_found_by_nobody(
    number: int, marta: Actor, olena: Actor, now: datetime
) -> None:
    dialogue(marta, now, source=DIALOGUE.replace("Blurred since Tuesday", "Half written"), published=False, key="two")
    assert ids("half written", marta, "dialogue") == []
    for closed, found in ((True, []), (False, [number])):
        with transaction() as session:
            close_dialogue(session, session.get_one(Dialogue, number), marta, closed=closed, now=now)
        for actor in (marta, olena):
            assert ids("blurred tuesday", actor, "dialogue") == found


def test_a_changed_dialogue_is_found_by_what_it_says_now(
    number: int, marta: Actor, olena: Actor, now: datetime
) -> None:
    with transaction() as session:
        row = session.get_one(Dialogue, number)
        save(session, row, marta, row.source.replace("bookkeeper", "gardener"), version=row.version, now=now)
    assert ids("gardener", olena, "dialogue") == []
    with transaction() as session:
        row = session.get_one(Dialogue, number)
        publish(session, row, marta, version=row.version, note="Ruth has a garden.", now=now)
    assert ids("gardener", olena, "dialogue") == [number]
    assert ids("bookkeeper", olena, "dialogue") == []


def test_both_stand_in_the_palette_and_on_the_page(client: Clients, number: int, marta: Actor, olena: Actor) -> None:
    made = tracks.track(marta, "Чаювання", published=True)
    assert {place[0] for place in finds("чаювання", olena)} == {"track"}
    assert f"/tracks/{made.id}" in client(olena).get("/search?q=чаювання").text
    assert f"/practice/{number}" in client(olena).get("/search?q=kind:dialogue blurred").text

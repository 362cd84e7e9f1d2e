"""Letting somebody begin a track from its page: mentors, editors, and whoever keeps it, whatever their roles."""

import re
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.db import transaction
from portal.onboarding.models import Enrolment, Track
from portal.people.models import Role, Team
from tests import factories
from tests.conftest import Clients
from tests.onboarding import mentoring_factories as make

#: What each may do with a track of somebody else's: every role, and neither.
ROLES = {Role.EMPLOYEE: False, Role.COMMITTEE: False, Role.EDITOR: True, Role.MENTOR: True, Role.ADMINISTRATOR: False}


@pytest.fixture
def track(dmytro: Actor) -> Track:
    """Kept by somebody who is neither mentor nor editor."""
    return make.track(dmytro)


def form(person: Actor, now: datetime, **changes: object) -> dict[str, object]:
    return {"person": person.id, "first_day": now.date().isoformat(), "mentor": ""} | changes


@pytest.mark.parametrize(("role", "may"), ROLES.items())
def test_each_role_has_what_the_table_grants(
    client: Clients,
    session: Session,
    newcomer: Actor,
    care_team: Team,
    track: Track,
    now: datetime,
    role: Role,
    *,
    may: bool,
) -> None:
    somebody = factories.person("Хтось Інший", care_team, *([role] if role is not Role.EMPLOYEE else []))
    browser, path = client(somebody), f"/tracks/{track.id}/enrol"
    assert (f'href="{path}"' in browser.get(f"/tracks/{track.id}").text) is may
    assert browser.get(path).status_code == (200 if may else 403)
    assert browser.post(path, data=form(newcomer, now)).status_code == (303 if may else 403)
    assert session.scalars(select(Enrolment.enrolled_by_id)).all() == ([somebody.id] if may else [])


def test_whoever_keeps_it_puts_people_on_it_and_on_no_other(
    client: Clients, session: Session, dmytro: Actor, mentor: Actor, newcomer: Actor, track: Track, now: datetime
) -> None:
    browser, path = client(dmytro), f"/tracks/{track.id}/enrol"
    for page in (f"/tracks/{track.id}", f"/tracks/{track.id}/numbers"):
        assert f'href="{path}"' in browser.get(page).text
    sent = browser.post(path, data=form(newcomer, now, mentor=mentor.id))
    assert (sent.status_code, sent.headers["Location"]) == (303, f"/tracks/{track.id}")
    row = session.scalars(select(Enrolment)).one()
    assert (row.track_id, row.person_id, row.mentor_id, row.enrolled_by_id) == (
        track.id,
        newcomer.id,
        mentor.id,
        dmytro.id,
    )
    other = make.track(mentor)
    assert browser.get(f"/tracks/{other.id}/enrol").status_code == 403
    assert browser.post(f"/tracks/{other.id}/enrol", data=form(newcomer, now)).status_code == 403
    assert browser.get("/learning/mentor/enrol").status_code == 403


def test_nobody_signs_in_for_it_but_oneself(client: Clients, track: Track, newcomer: Actor, now: datetime) -> None:
    path = f"/tracks/{track.id}/enrol"
    assert client().get(path).status_code == 302
    assert client().post(path, data=form(newcomer, now)).status_code == 401
    assert client(newcomer).get("/tracks/99999/enrol").status_code == 404


def test_what_was_filled_in_stays_when_something_is_wrong(
    client: Clients, session: Session, dmytro: Actor, newcomer: Actor, track: Track, now: datetime
) -> None:
    far = (now + timedelta(days=900)).date().isoformat()
    sent = client(dmytro).post(f"/tracks/{track.id}/enrol", data=form(newcomer, now, first_day=far))
    assert sent.status_code == 422
    assert f'<option selected value="{newcomer.id}">' in sent.text
    assert session.scalars(select(Enrolment)).all() == []


def test_nobody_is_put_on_a_track_that_was_closed(
    client: Clients, session: Session, dmytro: Actor, newcomer: Actor, track: Track, now: datetime
) -> None:
    with transaction() as writing:
        writing.get_one(Track, track.id).closed_at = now
    browser, path = client(dmytro), f"/tracks/{track.id}/enrol"
    assert path not in browser.get(f"/tracks/{track.id}").text
    assert browser.get(path).status_code == 403
    # It was closed while the form was open: what was chosen stays, and the page says why not.
    sent = browser.post(path, data=form(newcomer, now))
    assert (sent.status_code, re.findall(r'<option selected value="(\d+)">', sent.text)[:1]) == (
        422,
        [str(newcomer.id)],
    )
    assert session.scalars(select(Enrolment)).all() == []


def test_the_form_of_all_tracks_asks_for_one(client: Clients, mentor: Actor, track: Track) -> None:
    assert 'name="track"' in client(mentor).get("/learning/mentor/enrol").text
    assert 'name="track"' not in client(mentor).get(f"/tracks/{track.id}/enrol").text

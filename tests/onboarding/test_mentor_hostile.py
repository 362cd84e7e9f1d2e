"""Forms and addresses of mentors take anything that a browser can send."""

from urllib.parse import quote, urlencode

import pytest

from portal.core.actor import Actor
from portal.onboarding.models import Enrolment, StepState
from tests.conftest import Clients
from tests.contracts.test_hostile_input import FORM, HOSTILE, Forms
from tests.onboarding import mentoring_factories as make

ADDRESSES = ("/learning/mentor", "/learning/mentor?show=finished", "/learning/{id}/talk", "/learning/changes")


@pytest.fixture
def learning(newcomer: Actor, mentor: Actor, marta: Actor) -> Enrolment:
    row = make.enrol(newcomer, make.track(marta), mentor)
    make.answer(row)
    make.progress(row, make.CHECK, StepState.WAITING)
    make.progress(row, make.MEET, StepState.WAITING)
    return row


@pytest.mark.parametrize(
    "address",
    [
        "/learning/mentor/{id}",
        "/learning/{id}/talk",
        "/learning/mentor/{id}/hand-over",
        "/learning/mentor/enrol",
        "/tracks/1/enrol",
    ],
)
def test_a_form_takes_anything(client: Clients, mentor: Actor, learning: Enrolment, address: str) -> None:
    browser, path, forms = client(mentor), address.format(id=learning.id), Forms(frame=False)
    forms.feed(browser.get(path).get_data(as_text=True))
    own = [(action or path, fields) for action, fields in forms.found]
    assert own
    broken = [
        (action, hostile[:20])
        for action, fields in own
        for hostile in HOSTILE
        if browser.post(action, data=urlencode(dict.fromkeys(fields, hostile)), content_type=FORM).status_code >= 500
    ]
    assert broken == []


def test_an_address_takes_anything(client: Clients, mentor: Actor, marta: Actor, learning: Enrolment) -> None:
    asked = [
        f"{path}{'&' if '?' in path else '?'}{urlencode({name: hostile[:3000]})}"
        for path in (address.format(id=learning.id) for address in ADDRESSES)
        for name in ("after", "show", "at", "step")
        for hostile in HOSTILE
    ]
    browser, numbers = client(mentor), f"/tracks/{learning.track_id}/numbers"
    assert [address for address in asked if browser.get(address).status_code >= 500] == []
    keeper = client(marta)
    asked = [f"{numbers}?{urlencode({'after': hostile[:3000]})}" for hostile in HOSTILE]
    assert [address for address in asked if keeper.get(address).status_code >= 500] == []


def test_a_step_of_any_name_is_looked_for(client: Clients, mentor: Actor, learning: Enrolment) -> None:
    keys = [quote(hostile[:200], safe="") or "x" for hostile in HOSTILE]
    asked = [f"/learning/mentor/{learning.id}/steps/{key}/settle" for key in keys]
    asked += [f"/learning/{learning.id}/changes/{key}/seen" for key in keys]
    browser = client(mentor)
    assert [address for address in asked if browser.post(address).status_code not in {302, 400, 404, 405}] == []

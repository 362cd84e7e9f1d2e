"""Pages of mentors and keepers cost the same however many learners there are."""

from collections.abc import Iterator
from datetime import datetime

import pytest

from portal.core.actor import Actor
from portal.onboarding.models import StepKind, Track
from portal.onboarding.views.numbers import kept
from tests import factories
from tests.conftest import Clients
from tests.contracts.test_statements import MOST, counted
from tests.onboarding import mentoring_factories as make

QUESTION = "? Так?\n(x) так\n( ) ні\n"
STEPS = [
    {"key": f"step-{n}", "kind": StepKind.READ, "title": f"Крок {n}", "due_day": 1 + n // 4, "questions": QUESTION}
    for n in range(12)
]


@pytest.fixture(autouse=True)
def reckoned_anew() -> Iterator[None]:
    kept.forget()
    yield
    kept.forget()


@pytest.fixture
def crowd(mentor: Actor, marta: Actor, now: datetime) -> Track:
    """A track with sixty learners of one mentor."""
    track = make.track(marta, STEPS)
    people = [factories.person().id for _ in range(60)]
    make.many(track, people, [str(step["key"]) for step in STEPS], now, mentor)
    return track


@pytest.mark.parametrize(
    ("who", "address"),
    [
        ("mentor", "/learning/mentor"),
        ("mentor", "/learning/mentor?show=finished"),
        ("mentor", "/learning/mentor/enrol"),
        ("mentor", "/learning/mentor/1"),
        ("mentor", "/learning/mentor/1/hand-over"),
        ("mentor", "/learning/1/talk"),
        ("mentor", "/learning/changes"),
        ("marta", "/tracks/{track}/numbers"),
    ],
)
def test_a_page_asks_little_of_many_learners(
    client: Clients, crowd: Track, request: pytest.FixtureRequest, who: str, address: str
) -> None:
    actor: Actor = request.getfixturevalue(who)
    browser, path = client(actor), address.format(track=crowd.id)
    browser.get(path)
    kept.forget()
    with counted() as statements:
        answer = browser.get(path)
    assert answer.status_code == 200
    assert len(statements) <= MOST, "\n".join(statements)


def test_numbers_are_said_of_five_and_not_of_four(client: Clients, marta: Actor, now: datetime) -> None:
    track = make.track(marta, STEPS)
    keys = [str(step["key"]) for step in STEPS]
    four = [factories.person().id for _ in range(4)]
    make.many(track, four, keys, now)
    page = client(marta).get(f"/tracks/{track.id}/numbers").text
    assert " %</td>" not in page
    kept.forget()
    make.many(track, [factories.person().id for _ in range(70)], keys, now)
    assert client(marta).get(f"/tracks/{track.id}/numbers").status_code == 200

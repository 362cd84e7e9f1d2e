"""Pages of mentors and keepers cost the same however many learners there are."""

from datetime import datetime

import pytest

from portal.core.actor import Actor
from portal.onboarding.asked import key_of
from portal.onboarding.models import StepKind, Track
from portal.onboarding.views.numbers import kept
from tests import factories
from tests.conftest import Clients
from tests.onboarding import mentoring_factories as make
from tests.statements import MOST_A_PAGE, counted

QUESTION = "? Так?\n(x) так\n( ) ні\n"
STEPS = [
    {"key": f"step-{n}", "kind": StepKind.READ, "title": f"Крок {n}", "due_day": 1 + n // 4, "questions": QUESTION}
    for n in range(12)
]


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
        ("marta", "/tracks/{track}/enrol"),
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
    assert len(statements) <= MOST_A_PAGE, "\n".join(statements)


def test_numbers_are_said_of_five_and_not_of_four(client: Clients, marta: Actor, now: datetime) -> None:
    track, keys = make.track(marta, STEPS[:1]), [str(STEPS[0]["key"])]
    path, question = f"/tracks/{track.id}/numbers", key_of("Так?")
    # Every second of them has answered: see ``many``.
    make.many(track, [factories.person().id for _ in range(8)], keys, now, question=question)
    page = client(marta).get(path).text
    assert "Так?" in page
    assert " %</td>" not in page
    kept.forget()
    make.many(track, [factories.person().id for _ in range(2)], keys, now, question=question)
    assert " %</td>" in client(marta).get(path).text

"""How far somebody is: the same number everywhere, and one that never falls because something is looked at again."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from sqlalchemy.orm import Session

from portal.core import i18n
from portal.core.actor import Actor
from portal.core.db import transaction
from portal.onboarding.models import Enrolment, StepKind, StepProgress, StepState
from portal.onboarding.queries.learning import locked_enrolment
from portal.onboarding.questions import read_questions
from portal.onboarding.services.progress import settle
from tests.conftest import Clients
from tests.onboarding import mentoring_factories as make

FREE = "? Як було у вас?\n___\n"
STEPS: tuple[Mapping[str, Any], ...] = (
    {"key": "read", "kind": StepKind.READ, "title": "Прочитайте"},
    {"key": "check", "kind": StepKind.CHECK, "title": "Перевірте себе", "questions": FREE},
    {"key": "meet", "kind": StepKind.MEET, "title": "Зустріньтеся"},
    {"key": "more", "kind": StepKind.READ, "title": "Ще почитати", "required": False},
)


@pytest.fixture(autouse=True)
def in_ukrainian() -> Iterator[None]:
    with i18n.speaking("uk"):
        yield


@pytest.fixture
def way(newcomer: Actor, mentor: Actor, marta: Actor) -> Enrolment:
    """One of three steps is done, one waits for the mentor, and the one that nobody has to do is done as well."""
    row = make.enrol(newcomer, make.track(marta, STEPS, open_to_all=True), mentor)
    make.progress(row, "read")
    make.progress(row, "more")
    make.progress(row, "check", StepState.WAITING)
    make.answer(row, key="check", question=read_questions(FREE)[0][0].key)
    return row


def told(page: str) -> set[str]:
    """Every 'n of m steps' of a page."""
    return set(re.findall(r"\d+ із \d+ крок\w+", page))


def test_learner_mentor_and_keeper_see_the_same_number(
    client: Clients, newcomer: Actor, mentor: Actor, marta: Actor, way: Enrolment
) -> None:
    pages = {
        newcomer: ("/", "/learning", f"/learning/{way.id}", f"/learning/{way.id}/steps/meet"),
        mentor: ("/learning/mentor", f"/learning/mentor/{way.id}"),
        marta: (f"/learning/mentor/{way.id}", f"/tracks/{way.track_id}/numbers"),
    }
    for who, addresses in pages.items():
        for address in addresses:
            assert told(client(who).get(address).text) == {"1 із 3 кроків"}, address


def test_the_catalogue_tells_the_same_steps(client: Clients, dmytro: Actor, way: Enrolment) -> None:
    for address in ("/learning", "/tracks", f"/tracks/{way.track_id}"):
        page = client(dmytro).get(address).text
        assert "3 кроки" in page, address
        assert "4 кроки" not in page, address


def test_looking_again_takes_nothing_away(
    client: Clients, session: Session, newcomer: Actor, mentor: Actor, way: Enrolment
) -> None:
    browser = client(newcomer)
    assert told(browser.get("/learning").text) == {"1 із 3 кроків"}
    with transaction() as writing:
        settle(writing, locked_enrolment(writing, way.id, None), "check", mentor, done=False, now=way.made_at)
    assert told(browser.get("/learning").text) == {"1 із 3 кроків"}
    with transaction() as writing:  # of what is done as well, which nobody helped with at the time
        settle(writing, locked_enrolment(writing, way.id, None), "read", mentor, done=False, now=way.made_at)
    assert told(browser.get("/learning").text) == {"1 із 3 кроків"}
    assert session.get_one(StepProgress, (way.id, "read")).state is StepState.DONE


def test_a_step_that_is_done_asks_nothing_and_shows_the_word_to_it(
    client: Clients, newcomer: Actor, mentor: Actor, way: Enrolment
) -> None:
    with transaction() as writing:
        settle(writing, locked_enrolment(writing, way.id, None), "check", mentor, done=True, now=way.made_at)
    answers = re.findall(r"/answers/(\d+)/read", client(mentor).get(f"/learning/mentor/{way.id}").text)
    path = f"/learning/mentor/{way.id}/answers/{answers[0]}/read"
    client(mentor).post(path, data={"good": "0", "note": "Погляньмо разом."})
    page = client(newcomer).get(f"/learning/{way.id}/steps/check").text
    assert "Погляньмо разом." in page
    assert "Я спитав би" in page
    assert "<textarea" not in page[page.index('id="answers"') : page.index("</form>", page.index('id="answers"'))]
    assert "Надіслати відповіді" not in page

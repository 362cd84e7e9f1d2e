"""How somebody gets on is seen by the learner, their mentor and the track's keeper: every page, every other role."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from portal.core.actor import Actor
from portal.core.db import transaction
from portal.core.journal import JournalEntry
from portal.onboarding.models import Enrolment, LearningNote, NoteKind, StepAnswer, StepProgress, StepState, Track
from portal.onboarding.services.reminding import remind
from portal.people.models import Role, Team
from tests import factories
from tests.conftest import Clients
from tests.onboarding import mentoring_factories as make

#: Words that stand nowhere but in what a learner and a mentor wrote.
SECRETS = ("перепілка", "бурштин", "смерека", "кориця")
OUTSIDERS = ("dmytro", "other_mentor", "lidiia", "hanna", "other_editor", "former_mentor")


@pytest.fixture
def track(marta: Actor) -> Track:
    return make.track(marta)


@pytest.fixture
def other_mentor(care_team: Team) -> Actor:
    """A mentor of somebody else, on the same track."""
    return factories.person("Інна Друга", care_team, Role.MENTOR)


@pytest.fixture
def former_mentor(care_team: Team) -> Actor:
    """Helped once and wrote; handed over since."""
    return factories.person("Роман Колишній", care_team, Role.MENTOR)


@pytest.fixture
def other_editor(other_team: Team) -> Actor:
    """Edits tracks, and keeps none."""
    return factories.person("Ніна Інша", other_team, Role.EDITOR)


@pytest.fixture
def learning(newcomer: Actor, mentor: Actor, other_mentor: Actor, former_mentor: Actor, track: Track) -> Enrolment:
    """Somebody with answers, marks and a conversation; a colleague on the same track."""
    row = make.enrol(newcomer, track, mentor)
    make.progress(row, make.READ)
    make.progress(row, make.CHECK, StepState.WAITING)
    make.answer(row, "У мене тут перепілка.")
    make.answer(row, "Колись був бурштин.", question="second", right=True)
    make.note(row, newcomer, "Під вікном смерека.")
    make.note(row, former_mentor, "Пахне кориця.", kind=NoteKind.GREEN, quote="бурштин", step_key=make.CHECK)
    make.enrol(factories.person("Сусід Маршруту"), track, other_mentor)
    return row


def pages(app: Flask, learning: Enrolment, method: str) -> Iterator[str]:
    """Every address of onboarding with this learner's ids in it, and every list beside."""
    ids = {"enrolment_id": learning.id, "answer_id": 1, "note_id": 1, "track_id": learning.track_id, "number": 1,
           "person_id": learning.person_id}  # fmt: skip

    def value(found: re.Match[str]) -> str:
        if found["name"] == "key":
            return make.CHECK
        return str(ids.get(found["name"], 1)) if (found["kind"] or "").startswith(("int", "item")) else "x" * 22

    for rule in app.url_map.iter_rules():
        if method in (rule.methods or ()) and concerns_learning(rule):
            yield re.sub(r"<(?:(?P<kind>\w+)(?:\([^)]*\))?:)?(?P<name>\w+)>", value, rule.rule)


def concerns_learning(rule: Rule) -> bool:
    """Pages of onboarding, and the general ones on which something of it might come to stand."""
    general = {"/", "/inbox", "/me", "/people", "/search", "/numbers", "/people/<int:person_id>"}
    return rule.rule.startswith(("/learning", "/tracks", "/administration", "/cards", "/practice")) or (
        rule.rule in general
    )


@pytest.mark.parametrize("who", OUTSIDERS)
def test_no_page_shows_it_to_anybody_else(
    app: Flask, client: Clients, request: pytest.FixtureRequest, learning: Enrolment, who: str
) -> None:
    browser = client(request.getfixturevalue(who))
    tried = list(pages(app, learning, "GET"))
    assert len([path for path in tried if f"/{learning.id}" in path]) > 8
    for path in [*tried, "/search?q=перепілка", f"/learning/{learning.id}/talk?at=x"]:
        answer = browser.get(path)
        found = [word for word in SECRETS if word in answer.text and f"q={word}" not in path]
        assert not found, f"{path} shows {found} to {who}"
        if re.match(rf"/learning/(mentor/)?{learning.id}(/|$)", path):
            assert answer.status_code in {403, 404, 405}, f"{path} answers {answer.status_code} to {who}"


@pytest.mark.parametrize("who", OUTSIDERS)
def test_nobody_else_is_told_where_a_learner_is(
    client: Clients, request: pytest.FixtureRequest, learning: Enrolment, who: str
) -> None:
    browser = client(request.getfixturevalue(who))
    for path in ("/learning/mentor", "/learning/mentor?show=finished", "/learning", "/learning/changes"):
        assert "Соломія Васильків" not in browser.get(path).text
    assert browser.get(f"/tracks/{learning.track_id}/numbers").status_code == 403


@pytest.mark.parametrize("who", OUTSIDERS)
def test_nobody_else_writes_reads_or_settles(
    app: Flask, client: Clients, session: Session, request: pytest.FixtureRequest, learning: Enrolment, who: str
) -> None:
    def stands() -> tuple[object, ...]:
        session.rollback()
        answers = session.execute(select(StepAnswer.id, StepAnswer.read_at, StepAnswer.note).order_by(StepAnswer.id))
        mine = StepProgress.enrolment_id == learning.id
        states = session.execute(
            select(StepProgress.step_key, StepProgress.state).where(mine).order_by(StepProgress.step_key)
        )
        kept = session.execute(
            select(Enrolment.mentor_id, Enrolment.left_at, Enrolment.first_day).where(Enrolment.id == learning.id)
        )
        return (*answers.all(), *states.all(), *kept.all(), session.scalar(select(func.count(LearningNote.id))))

    before, browser = stands(), client(request.getfixturevalue(who))
    data = {"good": "1", "done": "1", "body": "Чуже слово", "mentor": "1", "note": "Слово", "quote": "бурштин"}
    for path in pages(app, learning, "POST"):
        if path.startswith((f"/learning/mentor/{learning.id}", f"/learning/{learning.id}")):
            assert browser.post(path, data=data).status_code in {403, 404}, path
    assert stands() == before


@pytest.mark.parametrize("who", ["mentor", "marta"])
def test_those_who_help_see_it(client: Clients, request: pytest.FixtureRequest, learning: Enrolment, who: str) -> None:
    browser = client(request.getfixturevalue(who))
    page = browser.get(f"/learning/mentor/{learning.id}").text
    assert all(word in page for word in SECRETS)
    assert "смерека" in browser.get(f"/learning/{learning.id}/talk").text


def test_the_learner_sees_what_concerns_them_and_not_the_mentors_page(
    client: Clients, newcomer: Actor, learning: Enrolment
) -> None:
    browser = client(newcomer)
    assert "смерека" in browser.get(f"/learning/{learning.id}/talk").text
    assert browser.get(f"/learning/mentor/{learning.id}").status_code == 403


def test_the_journal_holds_no_words_and_no_results(
    client: Clients, session: Session, mentor: Actor, newcomer: Actor, learning: Enrolment
) -> None:
    answer = session.scalars(select(StepAnswer.id).where(StepAnswer.right.is_(None))).one()
    path = f"/learning/mentor/{learning.id}"
    client(mentor).post(f"{path}/answers/{answer}/green", data={"quote": "перепілка", "note": "кориця"})
    client(mentor).post(f"{path}/answers/{answer}/read", data={"good": "0", "note": "Ще раз про перепілку"})
    client(newcomer).post(f"/learning/{learning.id}/talk", data={"body": "А смерека?", "submission_key": "a" * 22})
    client(mentor).post(f"{path}/steps/{make.MEET}/met")
    with transaction() as writing:
        for days in range(12):  # whichever of them are days of rest
            remind(writing, learning.made_at.replace(hour=9) + timedelta(days=days))
    for name in ("steps_due", "meeting_noted"):
        assert session.scalar(select(func.count()).where(JournalEntry.name == f"onboarding.{name}"))
    known = {
        "day",
        "day_before",
        "enrolment_id",
        "note_id",
        "person_id",
        "mentor_id",
        "previous_mentor_id",
        "track_id",
        "at_start",
        "step_key",
    }
    rows = session.scalars(select(JournalEntry).where(JournalEntry.name.startswith("onboarding.")))
    for row in rows:
        assert set(row.data) <= known, row.name
    assert session.scalar(select(func.count(JournalEntry.id)).where(JournalEntry.item_kind == "enrolment"))


def test_what_is_hidden_looks_like_what_is_absent(client: Clients, learning: Enrolment, stranger: Actor) -> None:
    """Ids are guessed: every enrolment that isn't there looks like one that is hidden."""
    browser = client(stranger)
    hidden, absent = browser.get(f"/learning/mentor/{learning.id}"), browser.get("/learning/mentor/99999")
    assert (hidden.status_code, absent.status_code) == (404, 404)
    said = [re.findall(r"<main.*?</main>", page.text, re.DOTALL) for page in (hidden, absent)]
    assert said[0]
    plain = [re.sub(r"<code>\w+</code>|/mentor/\d+|value=\"[^\"]*\"", "", words[0]) for words in said]
    assert plain[0] == plain[1]

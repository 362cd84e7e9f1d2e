"""Two people change the same thing at the same moment: no word is lost, and whoever came second sees both texts.

PORTAL_TEST_RACES says how many races there are in all; before a release it is 500.
"""

import os
from collections.abc import Callable
from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from portal.core.actor import Actor
from portal.core.db import db, transaction
from portal.core.extension import ItemRef
from portal.core.markdown import render
from portal.discussion.models import Comment, CommentRevision
from portal.discussion.services.comments import comment
from portal.initiatives.models import Initiative, InitiativeRevision, StatusType, Transition
from portal.initiatives.services.planning import present_plan
from portal.people.models import Role
from tests import factories as people
from tests.conftest import Clients
from tests.initiatives import factories
from tests.parallel import at_once

KINDS = 5
RACES = range(max(1, int(os.environ.get("PORTAL_TEST_RACES", "60")) // KINDS))
Sent = tuple[Actor, str, dict[str, str]]


@pytest.fixture
def race(app: Flask, client: Clients) -> Callable[[Sent, Sent], list[TestResponse]]:
    """Send two forms at once, each from a browser of its own."""

    def both(*sent: Sent) -> list[TestResponse]:
        browsers = [client(actor) for actor, _path, _fields in sent]
        db.session.rollback()
        return at_once(app, 2, lambda n: browsers[n].post(sent[n][1], data=sent[n][2]))

    return both


Race = Callable[[Sent, Sent], list[TestResponse]]


@pytest.fixture
def author(app: Flask) -> Actor:
    """Somebody new each time: an author may send sixty texts in ten minutes."""
    return people.person()


@pytest.fixture
def committee(app: Flask) -> list[Actor]:
    return [people.person(None, None, Role.COMMITTEE) for _ in range(2)]


def words(n: int, who: str) -> str:
    return f"Поставити пандуси біля кожного входу, варіант {n} від {who}."


def form(row: Initiative, solution: str) -> dict[str, str]:
    return {
        "kind": "problem", "title": row.title, "problem": factories.PROBLEM, "solution": solution,
        "outcome": factories.OUTCOME, "version": "1",
    }  # fmt: skip


def first_and_second(answers: list[TestResponse]) -> tuple[int, int]:
    """Who was quicker, and who met what they had written."""
    assert sorted(answer.status_code for answer in answers) == [302, 409]
    first = [answer.status_code for answer in answers].index(302)
    return first, 1 - first


@pytest.mark.parametrize("n", RACES)
def test_of_two_edits_the_second_sees_both(race: Race, author: Actor, n: int) -> None:
    row = factories.initiative(author)
    texts, path = [words(n, "першої"), words(n, "другої")], f"/initiatives/{row.id}/edit"

    answers = race((author, path, form(row, texts[0])), (author, path, form(row, texts[1])))

    first, second = first_and_second(answers)
    shown = answers[second].get_data(as_text=True)
    assert texts[first] in shown
    assert texts[second] in shown
    now = factories.fresh(row.id)
    assert (now.solution, now.version) == (texts[first], 2)
    kept = db.session.scalars(select(InitiativeRevision.solution).where(InitiativeRevision.initiative_id == row.id))
    assert list(kept) == [factories.SOLUTION]


@pytest.mark.parametrize("n", RACES)
def test_an_edit_and_a_move_both_hold(race: Race, author: Actor, committee: list[Actor], n: int) -> None:
    row, review = factories.initiative(author), factories.status(StatusType.IN_REVIEW)

    answers = race(
        (author, f"/initiatives/{row.id}/edit", form(row, words(n, "авторки"))),
        (committee[0], f"/initiatives/{row.id}/move", {"to": str(review.id), "reason": ""}),
    )

    assert [answer.status_code for answer in answers] == [302, 302]
    now = factories.fresh(row.id)
    assert (now.solution, now.status_type) == (words(n, "авторки"), StatusType.IN_REVIEW)
    moves = select(Transition.to_status_id).where(Transition.initiative_id == row.id).order_by(Transition.id)
    assert list(db.session.scalars(moves))[1:] == [review.id]


@pytest.mark.parametrize("n", RACES)
def test_of_two_plans_the_second_sees_both(race: Race, author: Actor, committee: list[Actor], n: int) -> None:
    row = factories.initiative(author)
    opened, path = present_plan(factories.fresh(row.id)).mark, f"/initiatives/{row.id}/plan"
    tags = [f"перший план {n}", f"другий план {n}"]

    answers = race(
        *(
            (committee[k], path, {"opened": opened, "owner": "", "due_on": "", "area": "", "tags": tags[k]})
            for k in (0, 1)
        )
    )

    first, second = first_and_second(answers)
    shown = answers[second].get_data(as_text=True)
    assert tags[first] in shown
    assert tags[second] in shown
    assert [tag.name for tag in factories.fresh(row.id).tags] == [tags[first]]


@pytest.mark.parametrize("n", RACES)
def test_an_edit_is_in_before_a_merge_or_shown_again(race: Race, author: Actor, committee: list[Actor], n: int) -> None:
    twin, survivor = factories.initiative(author), factories.initiative(people.person())
    merged = {"with": str(twin.id), "survivor": str(survivor.id), "reason": "Це одне й те саме, тільки про інший вхід."}

    answers = race(
        (author, f"/initiatives/{twin.id}/edit", form(twin, words(n, "авторки"))),
        (committee[0], f"/initiatives/{survivor.id}/merge", merged),
    )

    assert answers[1].status_code == 303
    now = factories.fresh(twin.id)
    assert (now.status_type, now.merged_into_id) == (StatusType.MERGED, survivor.id)
    saved = now.solution == words(n, "авторки")
    assert saved or words(n, "авторки") in answers[0].get_data(as_text=True)
    assert (answers[0].status_code == 302) is saved


@pytest.mark.parametrize("n", RACES)
def test_of_two_edits_of_a_comment_the_second_sees_both(race: Race, author: Actor, now: datetime, n: int) -> None:
    row = factories.initiative(author)
    with transaction() as session:
        said = comment(session, ItemRef("initiative", row.id), author, render("У нас так само."), now=now)
    bodies, path = [words(n, "одного"), words(n, "іншого")], f"/discussion/comments/{said.id}/edit"

    answers = race(*((author, path, {"body": body, "version": str(said.version)}) for body in bodies))

    first, second = first_and_second(answers)
    shown = answers[second].get_data(as_text=True)
    assert bodies[first] in shown
    assert bodies[second] in shown
    db.session.rollback()
    assert db.session.scalar(select(Comment.body).where(Comment.id == said.id)) == bodies[first]
    old = db.session.scalars(select(CommentRevision.body).where(CommentRevision.comment_id == said.id))
    assert list(old) == ["У нас так само."]

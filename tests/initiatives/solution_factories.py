"""Ways to solve it, and what people do to them."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import select

from portal.core.actor import Actor
from portal.core.db import db, transaction
from portal.core.markdown import render
from portal.initiatives.models import Solution
from portal.initiatives.queries import get_visible
from portal.initiatives.queries.solutions import get_solution
from portal.initiatives.services.solutions import propose_solution

WORDS = "Домовитися з сусідньою аптекою: у неї пандус є, і вхід у нас спільний."


def propose(number: int, actor: Actor, now: datetime, words: str = WORDS, key: str = "k" * 22) -> Solution:
    with transaction() as session:
        initiative = get_visible(session, number, actor)
        return propose_solution(session, initiative, actor, render(words), submission_key=key, now=now)


def do(verb: Callable[..., object], solution_id: int, actor: Actor, now: datetime, **also: object) -> object:
    with transaction() as session:
        return verb(session, *get_solution(session, solution_id, actor, lock=True), actor, now=now, **also)


def fresh(solution_id: int) -> Solution:
    session = db.session()
    session.rollback()
    session.expire_all()
    return session.get_one(Solution, solution_id)


def original_of(number: int) -> Solution:
    session = db.session()
    session.rollback()
    session.expire_all()
    return session.scalars(select(Solution).where(Solution.original_of_id == number)).one()

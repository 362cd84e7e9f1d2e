"""Ties between two items that are made and taken away at the same moment, from both of their pages."""

from flask import Flask
from sqlalchemy import func, select

from portal.core import clock
from portal.core.actor import Actor
from portal.core.db import db, transaction
from portal.core.extension import ItemRef
from portal.core.journal import JournalEntry
from portal.core.links import Link
from portal.linking.events import ItemsTied, ItemsUntied
from portal.linking.relations import Relation
from portal.linking.services import tie, untie
from tests.knowledge import factories as knowledge
from tests.parallel import at_once

MANY = 10


def told(name: str) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).where(JournalEntry.name == name).select_from(JournalEntry)) or 0


def test_see_also_said_from_both_pages_at_once_is_one_link_and_taken_away_once(app: Flask, olena: Actor) -> None:
    one, two = (ItemRef("case", knowledge.item(olena).id) for _ in range(2))

    def say(n: int) -> bool:
        ends = (one, two) if n % 2 else (two, one)
        with transaction() as session:
            return tie(session, ends[0], Relation.SEE_ALSO, ends[1], olena, now=clock.now())

    def take_away(_n: int) -> bool:
        with transaction() as session:
            return untie(session, one, Relation.SEE_ALSO, two, olena, now=clock.now())

    assert sum(at_once(app, MANY, say)) == 1
    assert told(ItemsTied.name) == 2  # at either end
    assert db.session.scalar(select(func.count()).select_from(Link)) == 1
    assert sum(at_once(app, MANY, take_away)) == 1
    assert told(ItemsUntied.name) == 2

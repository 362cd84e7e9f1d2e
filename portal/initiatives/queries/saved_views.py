"""Saved views as the menu shows them."""

from typing import NamedTuple

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.i18n import sort_key
from portal.initiatives.models import SavedView, Shape
from portal.people.models import Person
from portal.people.queries import shown_name

#: Shared views beyond this many would be a list that nobody reads.
MOST_SHARED = 100


class View(NamedTuple):
    """One saved view, with whoever made it."""

    id: int
    name: str
    shape: Shape
    query: str
    shared: bool
    maker_id: int
    maker: str


def saved_views(session: Session, actor: Actor) -> list[View]:
    """One's own and the shared ones, each in alphabetical order, one's own first: one statement."""
    rows = session.execute(
        select(SavedView, Person.name)
        .join(Person, Person.id == SavedView.person_id)
        .where(or_(SavedView.person_id == actor.id, SavedView.shared))
        .order_by(SavedView.person_id != actor.id, SavedView.id)
        .limit(MOST_SHARED)
    )
    views = [
        View(
            row.id, row.name, row.shape, row.query, row.shared, row.person_id,
            shown_name(name),
        )
        for row, name in rows
    ]  # fmt: skip
    return sorted(views, key=lambda view: (view.maker_id != actor.id, sort_key(view.name)))

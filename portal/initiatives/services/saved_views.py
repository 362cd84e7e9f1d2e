"""Filters with a name: kept by whoever needs them again, shared by whoever thinks that others do."""

from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.db import insert_new, one_at_a_time
from portal.core.errors import Invalid, NotFound, require
from portal.core.i18n import lazy_gettext as _l
from portal.initiatives.models import SavedView, Shape
from portal.initiatives.policy import can_remove_view

MAX_VIEWS = 30


def save_view(
    session: Session, actor: Actor, name: str, shape: Shape, query: str, *, shared: bool, now: datetime
) -> SavedView:
    """Keep the choices under a name; the same name again replaces what it stood for.

    Raises Invalid when somebody has as many views as one finds anything in.
    """
    one_at_a_time(session, f"views:{actor.id}")
    mine = select(SavedView).where(SavedView.person_id == actor.id)
    known = session.scalar(mine.where(SavedView.name == name))
    if known is None:
        held = select(func.count()).select_from(SavedView).where(SavedView.person_id == actor.id)
        if (session.scalar(held) or 0) >= MAX_VIEWS:
            raise Invalid(_l("You have 30 saved views. Remove one that you no longer need first."), field="name")
        values = {
            "person_id": actor.id, "name": name, "shape": shape, "query": query, "shared": shared, "at": now,
        }  # fmt: skip
        insert_new(session, SavedView, values, ["person_id", "name"])  # two tabs may save the same at once
        known = session.scalars(mine.where(SavedView.name == name)).one()
    known.shape, known.query, known.shared = shape, query, shared
    return known


def remove_view(session: Session, actor: Actor, view_id: int) -> SavedView:
    """Remove one's own view, or as an administrator anybody's shared one; NotFound when it isn't there to be seen."""
    view = session.get(SavedView, view_id)
    if view is None or (view.person_id != actor.id and not view.shared):
        raise NotFound
    require(can_remove_view(actor, maker_id=view.person_id, shared=view.shared))
    session.delete(view)
    return view


def forget_views(session: Session, person_id: int, _name: str) -> None:
    """Somebody is erased: their own views go, what they shared stays with the others."""
    session.execute(delete(SavedView).where(SavedView.person_id == person_id, SavedView.shared.is_(False)))

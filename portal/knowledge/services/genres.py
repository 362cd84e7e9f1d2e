"""The company's own genres: names and order are free; what an item is made of, and whether it is blameless, stays."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.db import insert_new
from portal.core.errors import Invalid, NotFound, require
from portal.core.i18n import lazy_gettext as _l
from portal.core.journal import record
from portal.core.own_words import clean_names, key_from, number_places, shifted
from portal.core.reference import reference_changed
from portal.knowledge.events import GenresChanged
from portal.knowledge.models import Genre
from portal.knowledge.policy import can_manage_genres
from portal.knowledge.shapes import shapes


def add_genre(
    session: Session,
    actor: Actor,
    *,
    shape_name: str,
    names: Mapping[str, str],
    blameless: bool = False,
    now: datetime,
) -> Genre:
    """One more genre of a shape, at the end of those of its kind. Only what is told of people can be ``blameless``."""
    require(can_manage_genres(actor))
    shape = shapes.get(shape_name)
    if shape is None:
        raise Invalid(_l("Choose of which parts it is made."), field="shape")
    order = _in_order(session)
    cleaned = _clean_names(session, names, kind=shape.kind, but=None)
    genre = Genre(
        key=key_from(names, "genre"), kind=shape.kind, shape=shape.name, names=cleaned,
        blameless=blameless and shape.has_channel, position=0,
    )  # fmt: skip
    session.add(genre)
    session.flush()  # the order and the event need the id
    number_places([*order, genre])
    _changed(session, genre, actor, "added", now)
    return genre


def bring_genre(session: Session, values: Mapping[str, Any], *, now: datetime) -> bool:
    """A genre of a file, with the columns of its row; False when its key is taken: then it is the portal's own."""
    if not insert_new(session, Genre, values, ["key"]):
        return False
    made = session.scalars(select(Genre).where(Genre.key == values["key"])).one()
    _changed(session, made, None, "added", now)
    return True


def rename_genre(session: Session, genre: Genre, actor: Actor, *, names: Mapping[str, str], now: datetime) -> None:
    """Other names; what is of the genre stays."""
    require(can_manage_genres(actor))
    genre.names = _clean_names(session, names, kind=genre.kind, but=genre)
    _changed(session, genre, actor, "renamed", now)


def shift_genre(session: Session, genre: Genre, actor: Actor, *, by: int, now: datetime) -> None:
    """Move a genre one place up (-1) or down (1) among those of its kind; at an end it stays."""
    require(can_manage_genres(actor))
    alike = [one for one in _in_order(session) if one.kind == genre.kind and one.retired_at is None]
    if genre in alike and shifted(alike, genre, by):
        _changed(session, genre, actor, "moved", now)


def retire_genre(session: Session, genre: Genre, actor: Actor, *, now: datetime) -> None:
    """Take a genre out of use. What is of it stays; nothing new is. The last of a kind can't be retired."""
    require(can_manage_genres(actor))
    others = [one for one in _in_order(session) if one.kind == genre.kind and one is not genre and not one.retired_at]
    if not others:
        raise Invalid(_l("This is the last one in use: nothing new could be written. Add another one first."))
    if genre.retired_at is None:
        genre.retired_at = now
        _changed(session, genre, actor, "retired", now)


def bring_back_genre(session: Session, genre: Genre, actor: Actor, *, now: datetime) -> None:
    """Put a retired genre into use again."""
    require(can_manage_genres(actor))
    if genre.retired_at is not None:
        genre.retired_at = None
        _changed(session, genre, actor, "brought_back", now)


def get_genre(session: Session, genre_id: int) -> Genre:
    """The row, or NotFound."""
    genre = session.get(Genre, genre_id)
    if genre is None:
        raise NotFound
    return genre


def _in_order(session: Session) -> list[Genre]:
    return list(session.scalars(select(Genre).order_by(Genre.position, Genre.id).with_for_update()))


def _clean_names(session: Session, names: Mapping[str, str], *, kind: str, but: Genre | None) -> dict[str, str]:
    others = [one for one in _in_order(session) if one is not but and one.kind == kind and one.retired_at is None]
    return clean_names(names, taken=[one.names for one in others])


def _changed(session: Session, genre: Genre, actor: Actor | None, what: str, now: datetime) -> None:
    session.flush()  # the reference data are read again from the tables
    reference_changed(session)
    record(session, GenresChanged(genre_id=genre.id, what=what), actor, at=now)

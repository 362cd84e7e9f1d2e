"""Words that people file things under: one vocabulary for initiatives and knowledge."""

from collections.abc import Collection, Iterable
from functools import cache
from typing import Any

from sqlalchemy import String, bindparam, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from portal.core.db import Base, Pk, insert_new, read_rows
from portal.core.text import clean_line

MAX_TAGS = 8
MAX_TAG_LETTERS = 40


class Tag(Base):
    """A word that people file things under, in lower case."""

    __tablename__ = "tags"

    id: Mapped[Pk]
    name: Mapped[str] = mapped_column(String(MAX_TAG_LETTERS), unique=True)


def clean_tags(tags: Iterable[str]) -> tuple[str, ...]:
    """Tags in lower case, each once, in the order given; empty ones left out."""
    cleaned = (clean_line(tag).strip("#,;. ").lower()[:MAX_TAG_LETTERS].rstrip() for tag in tags)
    return tuple(dict.fromkeys(tag for tag in cleaned if tag))


def put_tags(session: Session, rows: type[Base], column: str, item_id: int, names: Collection[str]) -> bool:
    """Give an item exactly these tags, cleaned before; whether that changed any.

    ``rows`` is the table that ties items to tags: its ``column`` names the item, ``tag_id`` the tag.
    """
    table: Any = rows.__table__
    wanted = set(names)
    held = {row.name: row.id for row in read_rows(session, _tagged(table, column), {"item": item_id})}
    if wanted == held.keys():
        return False
    if gone := [held[name] for name in held.keys() - wanted]:
        session.execute(table.delete().where(table.c[column] == item_id, table.c.tag_id.in_(gone)))
    if new := wanted - held.keys():
        session.execute(table.insert(), [{column: item_id, "tag_id": number} for number in _numbers(session, new)])
    return True


@cache
def _tagged(table: Any, column: str) -> Any:
    """Built once a table: building costs more than reading."""
    return select(Tag.name, Tag.id).join(table, table.c.tag_id == Tag.id).where(table.c[column] == bindparam("item"))


def _numbers(session: Session, names: Collection[str]) -> Collection[int]:
    """The ids of words, which are added to the vocabulary when it lacks them."""
    known = _known(session, names)
    missing = sorted(set(names) - known.keys())  # in one order for everybody: no two writers wait in a circle
    for name in missing:
        insert_new(session, Tag, {"name": name}, ["name"])
    return (_known(session, names) if missing else known).values()


def _known(session: Session, names: Collection[str]) -> dict[str, int]:
    return {row.name: row.id for row in read_rows(session, _NAMED, {"names": list(names)})}


_NAMED = select(Tag.name, Tag.id).where(Tag.name.in_(bindparam("names", expanding=True)))

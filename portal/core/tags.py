"""Words that people file things under: one vocabulary for initiatives and knowledge."""

from collections.abc import Collection, Iterable

from sqlalchemy import String, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from portal.core.db import Base, Pk, insert_new
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
    item, tag_id = rows.__table__.c[column], rows.__table__.c.tag_id
    wanted = set(names)
    tagged = select(Tag.name, Tag.id).join(rows, tag_id == Tag.id).where(item == item_id)
    held = dict(session.execute(tagged).all())
    if wanted == held.keys():
        return False
    gone = [held[name] for name in held.keys() - wanted]
    session.execute(delete(rows).where(item == item_id, tag_id.in_(gone)))
    for name in sorted(wanted - held.keys()):  # in one order for everybody: no two writers wait in a circle
        insert_new(session, Tag, {"name": name}, ["name"])
    for number in session.scalars(select(Tag.id).where(Tag.name.in_(wanted - held.keys()))):
        session.add(rows(**{column: item_id, "tag_id": number}))
    session.flush()  # the relationship is read again after this
    return True

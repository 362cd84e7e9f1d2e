"""Tags and areas of an initiative."""

from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal.core.db import insert_new
from portal.core.errors import Invalid
from portal.core.i18n import lazy_gettext as _l
from portal.initiatives.models import Initiative, InitiativeTag, Tag
from portal.people.models import Area


def set_tags(session: Session, initiative: Initiative, names: Sequence[str]) -> bool:
    """Give the initiative exactly these tags (cleaned before: see ``texts.clean_tags``); whether that changed any."""
    wanted = set(names)
    held = {
        name: tag_id
        for tag_id, name in session.execute(
            select(Tag.id, Tag.name)
            .join(InitiativeTag, InitiativeTag.tag_id == Tag.id)
            .where(InitiativeTag.initiative_id == initiative.id)
        )
    }
    if wanted == held.keys():
        return False
    gone = [held[name] for name in held.keys() - wanted]
    session.execute(
        delete(InitiativeTag).where(InitiativeTag.initiative_id == initiative.id, InitiativeTag.tag_id.in_(gone))
    )
    for name in sorted(wanted - held.keys()):  # in one order for everybody: no two writers wait in a circle
        insert_new(session, Tag, {"name": name}, ["name"])
    for tag_id in session.scalars(select(Tag.id).where(Tag.name.in_(wanted - held.keys()))):
        session.add(InitiativeTag(initiative_id=initiative.id, tag_id=tag_id))
    session.flush()  # the relationship is read again below
    session.expire(initiative, ["tags"])
    return True


def require_open_area(session: Session, area_id: int | None, *, present: int | None = None) -> None:
    """Raise Invalid when there is no such area or it takes nothing new; the ``present`` one may stay."""
    if area_id is None or area_id == present:
        return
    area = session.get(Area, area_id)
    if area is None or area.closed_at is not None:
        raise Invalid(_l("This area isn't in use any more. Choose another one."), field="area")

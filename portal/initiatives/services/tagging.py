"""Tags and areas of an initiative."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from portal.core.errors import Invalid
from portal.core.i18n import lazy_gettext as _l
from portal.core.tags import put_tags
from portal.initiatives.models import Initiative, InitiativeTag
from portal.people.models import Area


def set_tags(session: Session, initiative: Initiative, names: Sequence[str]) -> bool:
    """Give the initiative exactly these tags (cleaned before: see ``core.tags``); whether that changed any."""
    changed = put_tags(session, InitiativeTag, "initiative_id", initiative.id, names)
    if changed:
        session.expire(initiative, ["tags"])
    return changed


def require_open_area(session: Session, area_id: int | None, *, present: int | None = None) -> None:
    """Raise Invalid when there is no such area or it takes nothing new; the ``present`` one may stay."""
    if area_id is None or area_id == present:
        return
    area = session.get(Area, area_id)
    if area is None or area.closed_at is not None:
        raise Invalid(_l("This area isn't in use any more. Choose another one."), field="area")

"""What somebody chooses to follow or to mute holds for all that is one at that time, and stays so when it is parted."""

from datetime import datetime

from sqlalchemy import and_, delete, select, update
from sqlalchemy.orm import Session

from portal.core.db import insert_new
from portal.discussion.models import Follow
from portal.initiatives.models import MergedRow
from portal.initiatives.queries.families import twins_within

KIND = "initiative"
#: The name under which follows are registered as belongings.
FOLLOWS = "follows"
_IN_SQL = {"synchronize_session": False}


def choose_for_all(session: Session, number: int, person_id: int, *, muted: bool, now: datetime) -> None:
    """The person has just chosen so at an initiative; the same holds for its twins of which they had said something."""
    family = twins_within(session, number)
    if not family:
        return
    away = and_(
        MergedRow.belongings == FOLLOWS,
        MergedRow.merge_id.in_([twin.merge_id for twin in family]),
        MergedRow.data["person"].as_integer() == person_id,
    )
    noted = set(session.scalars(select(MergedRow.merge_id).where(away)))
    for twin in family:
        if twin.merge_id in noted:
            # Until now it was the word for a twin that rose here. It goes home, and here is one of its own.
            home = {"person_id": person_id, "item_kind": KIND, "item_id": twin.number}
            insert_new(session, Follow, {**home, "muted": muted, "at": now}, list(home))
    session.execute(delete(MergedRow).where(away), execution_options=_IN_SQL)
    inside = Follow.item_id.in_([twin.number for twin in family])
    session.execute(
        update(Follow)
        .where(Follow.item_kind == KIND, inside, Follow.person_id == person_id)
        .values(muted=muted, at=now),
        execution_options=_IN_SQL,
    )

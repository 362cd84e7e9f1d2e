"""The index by which look-alikes are found, kept in the transaction of each title."""

from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from portal.initiatives.models import Initiative, TitleStem
from portal.initiatives.queries.look_alikes import stems_of


def keep_title_stems(session: Session, initiative: Initiative) -> None:
    """Put the words of the present title in the place of those of the one before."""
    session.execute(delete(TitleStem).where(TitleStem.initiative_id == initiative.id))
    rows = [{"stem": stem, "initiative_id": initiative.id} for stem in sorted(stems_of(initiative.title))]
    if rows:
        session.execute(insert(TitleStem), rows)

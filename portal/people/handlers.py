"""What the slice does with its own events."""

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from portal.core.journal import JournalEntry, Subscription
from portal.core.reference import reference_changed
from portal.people.events import PersonAdded, PersonDeactivated, PersonEvent, PersonReactivated, RolesChanged
from portal.people.models import PersonRole, Role


def notice_the_committee(session: Session, event: PersonEvent, _entry: JournalEntry) -> None:
    """Somebody joined the committee or left it: every page has to know anew whether anybody answers."""
    if _concerns_committee(session, event):
        reference_changed(session)


def _concerns_committee(session: Session, event: PersonEvent) -> bool:
    if isinstance(event, RolesChanged):
        return Role.COMMITTEE in {*event.added, *event.removed}
    held = exists().where(PersonRole.person_id == event.person_id, PersonRole.role == Role.COMMITTEE)
    return bool(session.scalar(select(held)))


COMMITTEE = Subscription((PersonAdded, RolesChanged, PersonDeactivated, PersonReactivated), notice_the_committee)

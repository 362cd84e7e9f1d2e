"""What an enrolment answers when another slice asks about it by kind and id: hardly anything, and to three people."""

from collections.abc import Collection, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.extension import ItemCard, ItemRef, Spoken
from portal.onboarding.care_events import ENROLMENT
from portal.onboarding.models import Enrolment, Track
from portal.onboarding.queries.care import seen_by


class EnrolmentKind:
    """The kind ``enrolment`` for core.extension: news is told of it. It is in no list, no search and no link."""

    def cards(self, session: Session, ids: Collection[int], actor: Actor) -> Mapping[int, ItemCard]:
        """The title of the track: to the learner with their own page, to whoever helps with theirs."""
        rows = session.execute(
            select(Enrolment.id, Enrolment.person_id, Track.title)
            .join(Track, Track.id == Enrolment.track_id)
            .where(Enrolment.id.in_(ids), seen_by(actor.id))
        )
        return {
            row.id: ItemCard(
                ref=ItemRef(ENROLMENT, row.id), title=row.title, icon="sprout",
                href="/learning" if row.person_id == actor.id else f"/learning/mentor/{row.id}",
            )
            for row in rows
        }  # fmt: skip

    def audience(self, session: Session, item_id: int) -> Collection[int]:
        """The three whom it concerns."""
        return {person_id for person_id in _three(session, item_id) if person_id is not None}

    def may_discuss(self, session: Session, item_id: int, actor: Actor) -> bool:  # noqa: ARG002 - the protocol's
        """Nobody: learner and mentor have a conversation of their own."""
        return False

    def readers(self, session: Session, item_id: int, people: Collection[int]) -> Collection[int]:
        """Those three, of ``people``."""
        return {*people} & {*self.audience(session, item_id)}

    def place_of_talk(self, session: Session, item_id: int) -> int:  # noqa: ARG002 - the protocol's argument
        """Itself."""
        return item_id

    def discussed(self, session: Session, item_id: int, *, by: Actor, spoken: Spoken, internal: bool) -> None:
        """There is nothing to count."""


def _three(session: Session, item_id: int) -> Collection[int | None]:
    row = session.execute(
        select(Enrolment.person_id, Enrolment.mentor_id, Track.keeper_id)
        .join(Track, Track.id == Enrolment.track_id)
        .where(Enrolment.id == item_id)
    ).one_or_none()
    return tuple(row) if row is not None else ()

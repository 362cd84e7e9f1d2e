"""What a track answers when another slice asks about it by kind and id."""

from collections.abc import Collection, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.extension import ItemCard, ItemRef, Spoken
from portal.onboarding.models import Track
from portal.onboarding.policy import can_edit_tracks
from portal.onboarding.queries.tracks import editors
from portal.onboarding.queries.visibility import visible

KIND = "track"


class TrackKind:
    """The kind ``track`` for core.extension. It has no discussion of its own: learners talk with their mentors."""

    def cards(self, session: Session, ids: Collection[int], actor: Actor) -> Mapping[int, ItemCard]:
        """The title and its page, of those that ``actor`` may see."""
        seen = Track.id.in_(ids), visible(edits=can_edit_tracks(actor))
        rows = session.execute(select(Track.id, Track.title).where(*seen))
        return {
            row.id: ItemCard(ref=ItemRef(KIND, row.id), title=row.title, href=f"/tracks/{row.id}", icon="sprout")
            for row in rows
        }

    def audience(self, session: Session, item_id: int) -> Collection[int]:
        """Whoever keeps it."""
        keeper_id = session.scalar(select(Track.keeper_id).where(Track.id == item_id))
        return {keeper_id} if keeper_id is not None else set()

    def may_discuss(self, session: Session, item_id: int, actor: Actor) -> bool:  # noqa: ARG002 - the protocol's
        """Nobody."""
        return False

    def readers(self, session: Session, item_id: int, people: Collection[int]) -> Collection[int]:
        """Everybody, once it is published; before that the editors."""
        if session.scalar(select(Track.id).where(Track.id == item_id, visible(edits=False))) is not None:
            return set(people)
        return editors(session, people)

    def place_of_talk(self, session: Session, item_id: int) -> int:  # noqa: ARG002 - the protocol's argument
        """Itself."""
        return item_id

    def discussed(self, session: Session, item_id: int, *, by: Actor, spoken: Spoken, internal: bool) -> None:
        """There is nothing to count."""

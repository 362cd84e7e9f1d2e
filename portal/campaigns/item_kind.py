"""What a campaign answers when another slice asks about it by kind and id."""

from collections.abc import Collection, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.campaigns.models import Campaign
from portal.campaigns.policy import can_run
from portal.campaigns.queries.campaigns import visible
from portal.campaigns.services.making import KIND
from portal.core.actor import Actor
from portal.core.extension import ItemCard, ItemRef, Spoken
from portal.people.models import PersonRole, Role


class CampaignKind:
    """The kind ``campaign`` for core.extension. It has no discussion of its own: its answers have."""

    def cards(self, session: Session, ids: Collection[int], actor: Actor) -> Mapping[int, ItemCard]:
        """The question and its page, of those that ``actor`` may see."""
        rows = session.execute(
            select(Campaign.id, Campaign.question).where(Campaign.id.in_(ids), visible(runs=can_run(actor)))
        )
        return {
            row.id: ItemCard(
                ref=ItemRef(KIND, row.id), title=row.question, href=f"/campaigns/{row.id}", icon="message-square-quote"
            )
            for row in rows
        }

    def audience(self, session: Session, item_id: int) -> Collection[int]:
        """Whoever sees to it."""
        keeper_id = session.scalar(select(Campaign.keeper_id).where(Campaign.id == item_id))
        return {keeper_id} if keeper_id is not None else set()

    def may_discuss(self, session: Session, item_id: int, actor: Actor) -> bool:  # noqa: ARG002 - the protocol's
        """Nobody: what is to be said is said as a proposal."""
        return False

    def readers(self, session: Session, item_id: int, people: Collection[int]) -> Collection[int]:
        """Everybody, once it has begun; before that those who run campaigns."""
        if session.scalar(select(Campaign.id).where(Campaign.id == item_id, visible(runs=False))) is not None:
            return set(people)
        able = (Role.COMMITTEE, Role.ADMINISTRATOR)
        rows = select(PersonRole.person_id).where(PersonRole.person_id.in_(people), PersonRole.role.in_(able))
        return set(session.scalars(rows))

    def place_of_talk(self, session: Session, item_id: int) -> int:  # noqa: ARG002 - the protocol's argument
        """Itself."""
        return item_id

    def discussed(self, session: Session, item_id: int, *, by: Actor, spoken: Spoken, internal: bool) -> None:
        """There is nothing to count."""


def reads_any_campaign(session: Session, ids: Collection[int], actor: Actor) -> bool:
    """Whether somebody may read any of these, with the pictures in them."""
    seen = select(Campaign.id).where(Campaign.id.in_(ids), visible(runs=can_run(actor)))
    return session.scalar(seen.limit(1)) is not None

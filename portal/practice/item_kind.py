"""What a dialogue answers when another slice asks about it by kind and id."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.extension import CardSource, ItemCard, ItemRef, Spoken
from portal.core.i18n import gettext as _
from portal.people.models import PersonRole, Role
from portal.practice.models import Dialogue
from portal.practice.policy import can_write
from portal.practice.queries import titled, visible_to, visible_when

KIND, ICON = "dialogue", "headset"


class DialogueKind:
    """The kind ``dialogue`` for core.extension. Nobody discusses it there: its algorithm has a discussion."""

    def cards(self, session: Session, ids: Collection[int], actor: Actor) -> Mapping[int, ItemCard]:
        """Title and page of those that ``actor`` may see."""
        rows = session.execute(select(Dialogue.id, Dialogue.title).where(Dialogue.id.in_(ids), visible_to(actor)))
        return {row.id: card(row.id, row.title) for row in rows}

    def audience(self, session: Session, item_id: int) -> Collection[int]:
        """Its keeper."""
        keeper_id = session.scalar(select(Dialogue.keeper_id).where(Dialogue.id == item_id))
        return {keeper_id} if keeper_id is not None else set()

    def may_discuss(self, session: Session, item_id: int, actor: Actor) -> bool:  # noqa: ARG002 - the protocol's
        """Nobody."""
        return False

    def readers(self, session: Session, item_id: int, people: Collection[int]) -> Collection[int]:
        """Everybody once it was published; before that editors."""
        published = select(Dialogue.id).where(Dialogue.id == item_id, visible_when(writes=False))
        if session.scalar(published) is not None:
            return set(people)
        rows = select(PersonRole.person_id).where(PersonRole.person_id.in_(people), PersonRole.role == Role.EDITOR)
        return set(session.scalars(rows))

    def place_of_talk(self, session: Session, item_id: int) -> int:  # noqa: ARG002 - the protocol's argument
        """Itself."""
        return item_id

    def discussed(self, session: Session, item_id: int, *, by: Actor, spoken: Spoken, internal: bool) -> None:
        """There is nothing to count."""


def card(number: int, title: str) -> ItemCard:
    """What others may show of it."""
    return ItemCard(
        ref=ItemRef(KIND, number), title=title, href=f"/practice/{number}", note=_("Practice dialogue"), icon=ICON
    )


def find_titled(
    session: Session,
    text: str,
    actor: Actor,  # noqa: ARG001 - everybody's
    limit: int,
) -> Sequence[ItemCard]:
    """Dialogues by words of their titles."""
    return [card(row.id, row.title) for row in titled(session, text, limit)]


def _visible(actor: Actor) -> tuple[ColumnElement[bool], ...]:
    return (visible_when(writes=can_write(actor)),)


def _card(_session: Session, number: int, title: str, _sort: int) -> ItemCard:
    return card(number, title)


SOURCE = CardSource(
    id=Dialogue.id, title=Dialogue.title, sort=func.coalesce(Dialogue.published_number, 0), visible=_visible, card=_card
)

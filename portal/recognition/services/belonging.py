"""What of thanks goes along when an initiative is merged into another one, and what comes back."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import and_, exists, update
from sqlalchemy.orm import Session, aliased

from portal.core.batches import in_batches
from portal.core.extension import ItemRef
from portal.recognition.models import Thanks

_IN_SQL = {"synchronize_session": False}
_Other = aliased(Thanks)


class GivenThanks:
    """Belongings: thanks. A person thanks once for what is one now; the second waits at home."""

    def rise(self, session: Session, source: ItemRef, target: ItemRef) -> list[dict[str, Any]]:
        """Those of customers, and of people who haven't thanked for the target."""
        own = and_(_Other.from_customer.is_(False), Thanks.from_customer.is_(False))
        has = exists().where(_Other.initiative_id == target.id, _Other.by_id == Thanks.by_id, own)
        moved = session.scalars(
            update(Thanks)
            .where(Thanks.initiative_id == source.id, ~has)
            .values(initiative_id=target.id)
            .returning(Thanks.id),
            execution_options=_IN_SQL,
        )
        return [{"id": thanks_id} for thanks_id in sorted(moved)]

    def give_back(self, session: Session, names: Collection[dict[str, Any]], holder: ItemRef, home: ItemRef, /) -> None:
        """The same thanks, as their people and editors left them."""
        for ids in in_batches(name["id"] for name in names):
            there = (Thanks.id.in_(ids), Thanks.initiative_id == holder.id)
            session.execute(update(Thanks).where(*there).values(initiative_id=home.id), execution_options=_IN_SQL)

    def parted(self, session: Session, one: ItemRef, other: ItemRef) -> None:
        """Nothing of it reaches further."""

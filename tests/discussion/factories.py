"""A small kind of item to discuss, and comments on it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from portal.core import clock
from portal.core.actor import Actor
from portal.core.db import transaction
from portal.core.extension import ItemCard, ItemRef, Spoken
from portal.core.markdown import render
from portal.discussion.models import Comment
from portal.discussion.services.comments import comment

KIND = "noticeboard"
ITEM = ItemRef(KIND, 1)
CLOSED_ITEM = ItemRef(KIND, 2)
OTHER_ITEM = ItemRef(KIND, 3)


@dataclass
class Noticeboard:
    """Items 1 and 3 (open) and 2 (closed to comments). People in ``blind`` see none of them. Counts what it is told."""

    blind: set[int] = field(default_factory=set)
    counted: list[tuple[int, bool]] = field(default_factory=list)

    def cards(self, _session: Session, ids: Collection[int], actor: Actor) -> Mapping[int, ItemCard]:
        if actor.id in self.blind:
            return {}
        return {
            n: ItemCard(ref=ItemRef(KIND, n), title=f"Оголошення {n}", href=f"/noticeboard/{n}")
            for n in ids
            if n in {1, 2, 3}
        }

    def audience(self, _session: Session, _item_id: int) -> Collection[int]:
        return ()

    def may_discuss(self, _session: Session, item_id: int, actor: Actor) -> bool:
        return item_id in {1, 3} and actor.id not in self.blind

    def readers(self, _session: Session, _item_id: int, people: Collection[int]) -> Collection[int]:
        return [person for person in people if person not in self.blind]

    def place_of_talk(self, _session: Session, item_id: int) -> int:
        return item_id

    def discussed(self, _session: Session, _item_id: int, *, by: Actor, spoken: Spoken, internal: bool) -> None:
        self.counted.append((spoken.delta, internal))


def said(
    actor: Actor,
    text: str = "Так і в нас.",
    *,
    to: Comment | None = None,
    internal: bool = False,
    asks: bool = False,
    item: ItemRef = ITEM,
    key: str | None = None,
    now: datetime | None = None,
) -> Comment:
    """A comment that somebody wrote."""
    rendered = render(text)
    with transaction() as session:
        return comment(
            session,
            item,
            actor,
            rendered,
            parent_id=to.id if to else None,
            internal=internal,
            asks=asks,
            submission_key=key,
            now=now or clock.now(),
        )

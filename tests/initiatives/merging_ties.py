"""Links between merged and parted initiatives, and what people have typed beside them and not sent."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import select

from portal.core.actor import Actor
from portal.core.db import transaction
from portal.core.drafts import find_draft, forget_draft, save_draft
from portal.core.extension import ItemRef
from portal.core.links import Link
from portal.discussion.thread import DRAFTS, draft_key
from portal.linking.relations import Relation
from portal.linking.services import tie, untie

if TYPE_CHECKING:
    from tests.initiatives.merging_world import World

KIND = "initiative"


@dataclass
class Ties:
    """Each with its home: the two initiatives that were tied, the one beside which it was typed."""

    links: dict[int, tuple[int, int]] = field(default_factory=dict)
    unsent: dict[int, tuple[int, int]] = field(default_factory=dict)

    def tie(self, world: World, one: int, other: int, *, back: bool) -> None:
        one, other = world.root(one), world.root(other)
        if one == other:
            return
        ends = ItemRef(KIND, one), ItemRef(KIND, other)
        with transaction() as session:
            before = set(session.scalars(select(Link.id)))
            verb = untie if back else tie
            verb(session, ends[0], Relation.SEE_ALSO, ends[1], world.committee, now=world.tick())
        with transaction() as session:
            after = set(session.scalars(select(Link.id)))
        assert not (after - before if back else before - after)
        self.links = {key: self.links.get(key, (one, other)) for key in after}

    def type(self, world: World, number: int, person: Actor, *, sent: bool) -> None:
        """Type beside what stands for an initiative, or send (and so forget) what stands there."""
        root = world.root(number)
        key = draft_key(ItemRef(KIND, root))
        with transaction() as session:
            there = find_draft(session, person, DRAFTS, key)
            if sent:
                forget_draft(session, person, key)
                if there is not None:
                    del self.unsent[there.id]
            else:
                made = save_draft(session, person, DRAFTS, key, {"body": "Ще не все"}, now=world.tick())
                assert there is None or made.id == there.id
                self.unsent.setdefault(made.id, (root, person.id))

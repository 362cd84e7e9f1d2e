"""Links between merged and parted initiatives, and what people have typed beside them and not sent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import select

from portal.core.actor import Actor
from portal.core.db import transaction
from portal.core.drafts import find_draft, forget_draft, save_draft
from portal.core.extension import ItemRef
from portal.core.links import Link
from portal.discussion.thread import DRAFTS, draft_key
from portal.initiatives.queries.solutions import SOLUTION, solution_key
from portal.linking.relations import Relation
from portal.linking.services import tie, untie

if TYPE_CHECKING:
    from tests.initiatives.merging_world import World

KIND = "initiative"


#: Where people type: the form and the key under which it is kept.
COMMENT, WAY = range(2)
UNSENT: tuple[tuple[str, Callable[[int, Actor], str]], ...] = (
    (DRAFTS, lambda number, _writer: draft_key(ItemRef(KIND, number))),
    (SOLUTION, solution_key),
)


class Tied(NamedTuple):
    """A link with its home: the two initiatives that were tied."""

    relation: Relation
    homes: tuple[int, int]


@dataclass
class Ties:
    """Each with its home: the two initiatives that were tied, the one beside which it was typed."""

    links: dict[int, Tied] = field(default_factory=dict)
    #: The form, the home and the writer.
    unsent: dict[int, tuple[int, int, Actor]] = field(default_factory=dict)

    def said_between(self, world: World, relation: Relation, one: int, other: int) -> set[int]:
        """The links that say so of what stands for two families now; 'see also' is said of both."""
        ways = [(one, other)] if relation is not Relation.SEE_ALSO else [(one, other), (other, one)]
        return {
            key
            for key, tied in self.links.items()
            if tied.relation is relation and tuple(world.root(home) for home in tied.homes) in ways
        }

    def tie(self, world: World, one: int, other: int, relation: Relation) -> None:
        """What is said already isn't said twice."""
        ends = world.root(one), world.root(other)
        if ends[0] == ends[1]:
            return
        said = self.said_between(world, relation, *ends)
        before = _links()
        with transaction() as session:
            made = tie(session, ItemRef(KIND, one), relation, ItemRef(KIND, other), world.committee, now=world.tick())
        after = _links()
        assert made == (not said)
        assert before <= after
        self.links |= {key: Tied(relation, ends) for key in after - before}

    def untie(self, world: World, one: int, other: int, relation: Relation) -> None:
        """What is taken back is taken back of all that is one at that time."""
        if world.root(one) == world.root(other):
            return
        for key in self.said_between(world, relation, world.root(one), world.root(other)):
            del self.links[key]
        with transaction() as session:
            untie(session, ItemRef(KIND, one), relation, ItemRef(KIND, other), world.committee, now=world.tick())

    def type(self, world: World, number: int, person: Actor, form: int, *, sent: bool) -> None:
        """Type beside what stands for an initiative, or send (and so forget) what stands there."""
        root = world.root(number)
        name, key_of = UNSENT[form]
        key = key_of(root, person)
        if sent:
            self.sent(root, person, form)
        with transaction() as session:
            there = find_draft(session, person, name, key)
            if sent:
                forget_draft(session, person, key)
            else:
                made = save_draft(session, person, name, key, {"body": "Ще не все"}, now=world.tick())
                assert there is None or made.id == there.id
                self.unsent.setdefault(made.id, (form, root, person))

    def sent(self, root: int, person: Actor, form: int) -> None:
        """What stands there is about to be sent."""
        name, key_of = UNSENT[form]
        with transaction() as session:
            there = find_draft(session, person, name, key_of(root, person))
            if there is not None:
                del self.unsent[there.id]


def _links() -> set[int]:
    with transaction() as session:
        return set(session.scalars(select(Link.id)))

"""The ways to solve it in the world of merged and parted initiatives: who supports which, and which is chosen where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from portal.core.actor import Actor
from portal.core.db import transaction
from portal.core.markdown import render
from portal.initiatives.queries import get_visible
from portal.initiatives.queries.solutions import get_solution
from portal.initiatives.services.choosing import (
    choose_solution,
    support_solution,
    unchoose_solution,
    withdraw_solution_support,
)
from portal.initiatives.services.solutions import (
    edit_solution,
    propose_solution,
    put_back_solution,
    withdraw_solution,
)
from tests.initiatives.merging_ties import WAY

if TYPE_CHECKING:
    from tests.initiatives.merging_world import World

WORDS = "Домовитися з сусідами про спільний вхід, спосіб"


@dataclass
class Way:
    """A proposed solution: where it was proposed, by whom, and who supports it."""

    home: int
    author: Actor
    backers: set[int] = field(default_factory=set)
    withdrawn: bool = False
    version: int = 1


@dataclass
class Ways:
    """All of them, and the committee's choices."""

    all: dict[int, Way] = field(default_factory=dict)
    #: What is chosen at those that stand for themselves or for a family.
    chosen: dict[int, int] = field(default_factory=dict)
    #: What was chosen at twins when they were merged.
    chosen_before: dict[int, int] = field(default_factory=dict)

    def propose(self, world: World, number: int, person: Actor) -> None:
        root, now = world.root(number), world.tick()
        words = render(f"{WORDS} {len(self.all)}.")
        world.ties.sent(root, person, WAY)
        with transaction() as session:
            what = get_visible(session, root, person)
            made = propose_solution(session, what, person, words, submission_key="w" * 22, now=now)
        self.all[made.id] = Way(root, person)
        world.follows_from_now_on(root, person.id)

    def judge(self, world: World, which: int, person: Actor, *, how: str) -> None:
        """Support one or no longer; choose it or leave open again what is chosen."""
        standing = [key for key, way in self.all.items() if not way.withdrawn]
        if not standing:
            return
        key, now = standing[which % len(standing)], world.tick()
        way = self.all[key]
        root = world.root(way.home)
        with transaction() as session:
            found, what = get_solution(session, key, person, lock=True)
            if how == "choose":
                choose_solution(session, found, what, world.committee, now=now)
                self.chosen[root] = key
            elif how == "leave open":
                unchoose_solution(session, found, what, world.committee, now=now)
                if self.chosen.get(root) == key:
                    del self.chosen[root]
            elif way.author.id == person.id:
                return
            elif how == "back":
                support_solution(session, found, what, person, now=now)
            else:
                withdraw_solution_support(session, found, what, person, now=now)
        if how == "no longer back":
            way.backers.discard(person.id)
        elif how == "back" and person.id not in way.backers:
            way.backers.add(person.id)
            world.follows_from_now_on(root, person.id)

    def change(self, world: World, which: int, *, how: str) -> None:
        """Its author takes it back, puts it back or says it in other words, unless it is chosen."""
        keys = [key for key in self.all if key not in self.chosen.values()]
        if not keys:
            return
        key, now = keys[which % len(keys)], world.tick()
        way = self.all[key]
        if way.withdrawn != (how == "put back"):
            return
        with transaction() as session:
            found, what = get_solution(session, key, way.author, lock=True)
            if how == "take back":
                withdraw_solution(session, found, what, way.author, now=now)
            elif how == "put back":
                put_back_solution(session, found, what, way.author, now=now)
            else:
                text = render(f"{found.body} І ключ у них.")
                edit_solution(session, found, what, way.author, text, version=way.version, now=now)
        way.withdrawn = how == "take back"
        if how == "reword":
            way.version += 1
            self.chosen_before = {twin: one for twin, one in self.chosen_before.items() if one != key}

    def merged(self, survivor: int, twins: Sequence[int]) -> None:
        """What is chosen at a twin is so at the survivor too, if nothing else is; the first one wins."""
        for twin in sorted(twins):
            if (key := self.chosen.pop(twin, None)) is not None:
                self.chosen_before[twin] = key
                self.chosen.setdefault(survivor, key)

    def parted(self, path: Sequence[int], family: Sequence[int]) -> None:
        """A twin goes with its family; ``path`` leads from it to what stood for it. Where a way goes, a choice ends."""
        twin, *between, root = path
        for one in between:
            key = self.chosen_before.get(one)
            if key in self.at(family):
                del self.chosen_before[one]
        if self.chosen.get(root) in self.at(family):
            del self.chosen[root]
        key = self.chosen_before.pop(twin, None)
        if key in self.at(family) and not self.all[key].withdrawn:
            self.chosen[twin] = key

    def at(self, family: Sequence[int]) -> set[int]:
        """Those that were proposed within a family."""
        return {key for key, way in self.all.items() if way.home in family}

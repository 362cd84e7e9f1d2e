"""What people do to merged and parted initiatives, kept in plain sets beside the database.

Everything has a home: the initiative on whose page it was written. Merging changes no home, so after all partings
each initiative has what its home says; meanwhile the page of the one that stands for a family shows all of it.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, select

from portal.core.actor import Actor
from portal.core.db import db, transaction
from portal.core.extension import ItemRef
from portal.core.markdown import render
from portal.discussion.models import Follow, ReactionKind
from portal.discussion.services.comments import comment, withdraw_comment
from portal.discussion.services.follows import follow, unfollow
from portal.discussion.services.moderation import hide
from portal.discussion.services.reactions import react
from portal.initiatives.models import Initiative
from portal.initiatives.queries import get_visible
from portal.initiatives.services.merging import merge
from portal.initiatives.services.parting import unmerge
from portal.initiatives.services.supporting import support, withdraw_support
from tests.initiatives.merging_ties import Ties
from tests.initiatives.merging_ways import Ways

KIND = "initiative"
REASON = render("Це одне й те саме: двері магазинів, у які не заїде візок.")


@dataclass
class Remark:
    """A comment: where it was written, and what it says."""

    home: int
    author_id: int
    parent: int | None
    answered: int | None = None
    withdrawn: bool = False
    hidden: bool = False
    reactions: set[int] = field(default_factory=set)


@dataclass
class World:
    """Initiatives by different authors, and people who do things to them."""

    authors: dict[int, Actor]
    people: list[Actor]
    committee: Actor
    editor: Actor
    now: datetime
    into: dict[int, int] = field(default_factory=dict)
    voices: set[tuple[int, int]] = field(default_factory=set)
    follows: dict[tuple[int, int], bool] = field(default_factory=dict)
    remarks: dict[int, Remark] = field(default_factory=dict)
    ways: Ways = field(default_factory=Ways)
    ties: Ties = field(default_factory=Ties)
    before: dict[int, tuple[object, ...]] = field(default_factory=dict)

    @property
    def numbers(self) -> list[int]:
        return sorted(self.authors)

    def path(self, number: int) -> list[int]:
        """From an initiative to the one that stands for it, both among them."""
        found = [number]
        while found[-1] in self.into:
            found.append(self.into[found[-1]])
        return found

    def root(self, number: int) -> int:
        return self.path(number)[-1]

    def roots(self) -> list[int]:
        return [number for number in self.numbers if number not in self.into]

    def family(self, number: int) -> list[int]:
        """An initiative with all that is merged into it, straight or through others."""
        return [one for one in self.numbers if number in self.path(one)]

    def tick(self) -> datetime:
        self.now += timedelta(minutes=7)
        return self.now

    # What people do. Numbers of merged ones are used too: their words go where they stand now.

    def support(self, number: int, person: Actor, *, back: bool) -> None:
        root, now = self.root(number), self.tick()
        family = self.family(root)
        if person.id in {self.authors[one].id for one in family}:
            return
        with transaction() as session:
            what = get_visible(session, root, person)
            (withdraw_support if back else support)(session, what, person, now=now)
        mine = {(one, person.id) for one in family} & self.voices
        if back:
            self.voices -= mine
        elif not mine:
            self.voices.add((root, person.id))
            self.follows_from_now_on(root, person.id)

    def say(self, number: int, person: Actor, answering: int | None) -> None:
        root, now = self.root(number), self.tick()
        tops = [
            key
            for key, one in self.remarks.items()
            if self.root(one.home) == root and one.parent is None and not one.withdrawn and not one.hidden
        ]
        parent = tops[answering % len(tops)] if tops and answering is not None else None
        with transaction() as session:
            made = comment(session, ItemRef(KIND, number), person, render("Так і в нас."), parent_id=parent, now=now)
        assert made.item_id == root
        self.remarks[made.id] = Remark(root, person.id, parent)
        self.follows_from_now_on(root, person.id)

    def change_remark(self, which: int, person: Actor, *, how: str) -> None:
        standing = [key for key, one in self.remarks.items() if not one.withdrawn and not one.hidden]
        if not standing:
            return
        key, now = standing[which % len(standing)], self.tick()
        remark = self.remarks[key]
        with transaction() as session:
            if how == "hide":
                hide(session, key, self.editor, reason="Не про справу, а про людину.", now=now)
                remark.hidden = True
            elif how == "withdraw":
                author = next(one for one in self.people if one.id == remark.author_id)
                withdraw_comment(session, key, author, now=now)
                remark.withdrawn = True
            elif person.id != remark.author_id:
                react(session, key, person, ReactionKind.AGREE, now=now)
                remark.reactions.add(person.id)

    def follow(self, number: int, person: Actor, *, muted: bool) -> None:
        """A choice holds for what stands for all, and for every one of these that the person had said something of."""
        root, now = self.root(number), self.tick()
        shown = rows(select(Follow.muted).where(Follow.person_id == person.id, *followed(root)))
        with transaction() as session:
            (unfollow if muted else follow)(session, ItemRef(KIND, number), person, now=now)
        if shown != {muted}:
            held = [one for one in self.family(root) if (one, person.id) in self.follows]
            self.follows |= {(one, person.id): muted for one in (root, *held)}

    def follows_from_now_on(self, root: int, person_id: int) -> None:
        """Whoever takes part follows, unless they have said something of it before."""
        if not any((one, person_id) in self.follows for one in self.family(root)):
            self.follows[root, person_id] = False

    def merge(self, survivor: int, twins: list[int]) -> None:
        twins = [one for one in twins if one != survivor]
        if not twins:
            return
        self.before |= {one: facts(one) for one in twins}
        with transaction() as session:
            merge(session, survivor, twins, self.committee, reason=REASON, now=self.tick())
        self.into |= dict.fromkeys(twins, survivor)
        self.ways.merged(survivor, twins)

    def part(self, twin: int) -> None:
        path = self.path(twin)
        with transaction() as session:
            unmerge(session, twin, self.committee, reason=REASON, now=self.tick())
        del self.into[twin]
        assert facts(twin) == self.before.pop(twin)
        self.ways.parted(path, self.family(twin))
        for remark in self.remarks.values():
            if remark.parent is not None and self.root(remark.home) != self.root(self.remarks[remark.parent].home):
                remark.parent, remark.answered = None, remark.parent


def followed(number: int) -> tuple[Any, Any]:
    return Follow.item_kind == KIND, Follow.item_id == number


def rows(statement: Select[Any]) -> set[Any]:
    """What a select of one column finds now."""
    session = db.session()
    session.rollback()
    return set(session.scalars(statement))


def facts(number: int) -> tuple[object, ...]:
    """What a merge and a parting leave as it was."""
    session = db.session()
    session.rollback()
    columns = (
        Initiative.title, Initiative.status_id, Initiative.status_type, Initiative.status_changed_at,
        Initiative.defer_until, Initiative.visibility, Initiative.first_answered_at, Initiative.edited_at,
        Initiative.submitted_at, Initiative.last_activity_at, Initiative.owner_id, Initiative.due_on,
        Initiative.version, Initiative.merged_into_id,
    )  # fmt: skip
    return tuple(session.execute(select(*columns).where(Initiative.id == number)).one())

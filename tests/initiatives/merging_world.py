"""What is to be true of merged and parted initiatives, kept in plain sets beside the database.

Everything has a home: the initiative on whose page it was written. Merging changes no home, so after all partings
each initiative has what its home says; meanwhile the page of the one that stands for a family shows all of it.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, or_, select

from portal.core.actor import Actor
from portal.core.db import db, transaction
from portal.core.extension import ItemRef
from portal.core.markdown import render
from portal.discussion.models import Comment, Follow, Reaction, ReactionKind
from portal.discussion.services.comments import comment, withdraw_comment
from portal.discussion.services.follows import follow, unfollow
from portal.discussion.services.moderation import hide
from portal.discussion.services.reactions import react
from portal.initiatives.models import CoAuthor, Initiative, Solution, SolutionSupport, Support
from portal.initiatives.queries import get_visible
from portal.initiatives.queries.solutions import get_solution
from portal.initiatives.queries.truth import COMMENTS, SOLUTIONS, SUPPORTS, TWINS
from portal.initiatives.services.choosing import choose_solution, support_solution
from portal.initiatives.services.counting import count_faults
from portal.initiatives.services.merging import merge
from portal.initiatives.services.parting import unmerge
from portal.initiatives.services.solutions import propose_solution
from portal.initiatives.services.supporting import support, withdraw_support

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
    #: Where each solution was proposed, and who supports it.
    ways: dict[int, int] = field(default_factory=dict)
    backers: dict[int, set[int]] = field(default_factory=dict)
    before: dict[int, tuple[object, ...]] = field(default_factory=dict)

    @property
    def numbers(self) -> list[int]:
        return sorted(self.authors)

    def root(self, number: int) -> int:
        while number in self.into:
            number = self.into[number]
        return number

    def roots(self) -> list[int]:
        return [number for number in self.numbers if number not in self.into]

    def family(self, root: int) -> list[int]:
        return [number for number in self.numbers if self.root(number) == root]

    def _tick(self) -> datetime:
        self.now += timedelta(minutes=7)
        return self.now

    # What people do. Numbers of merged ones are used too: their words go where they stand now.

    def support(self, number: int, person: Actor, *, back: bool) -> None:
        root, now = self.root(number), self._tick()
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
            self._follows_from_now_on(root, person.id)

    def say(self, number: int, person: Actor, answering: int | None) -> None:
        root, now = self.root(number), self._tick()
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
        self._follows_from_now_on(root, person.id)

    def change_remark(self, which: int, person: Actor, *, how: str) -> None:
        standing = [key for key, one in self.remarks.items() if not one.withdrawn and not one.hidden]
        if not standing:
            return
        key, now = standing[which % len(standing)], self._tick()
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

    def propose(self, number: int, person: Actor) -> None:
        root, now = self.root(number), self._tick()
        words = render(f"Домовитися з сусідами про спільний вхід, спосіб {len(self.ways)}.")
        with transaction() as session:
            what = get_visible(session, root, person)
            made = propose_solution(session, what, person, words, submission_key="w" * 22, now=now)
        self.ways[made.id], self.backers[made.id] = root, set()
        self._follows_from_now_on(root, person.id)

    def judge_way(self, which: int, person: Actor, *, how: str) -> None:
        if not self.ways:
            return
        key, now = sorted(self.ways)[which % len(self.ways)], self._tick()
        with transaction() as session:
            found, what = get_solution(session, key, person, lock=True)
            if how == "choose":
                choose_solution(session, found, what, self.committee, now=now)
            elif found.author_id != person.id:
                support_solution(session, found, what, person, now=now)
                self.backers[key].add(person.id)
        if person.id in self.backers[key] and how == "back":
            self._follows_from_now_on(self.root(self.ways[key]), person.id)

    def follow(self, number: int, person: Actor, *, muted: bool) -> None:
        root, now = self.root(number), self._tick()
        family = self.family(root)
        if any(self.into.get(one, root) != root for one in family):
            return  # what somebody chooses on top of a chain is told of in a test of its own
        shown = self._rows(select(Follow.muted).where(Follow.person_id == person.id, *_followed(root)))
        with transaction() as session:
            (unfollow if muted else follow)(session, ItemRef(KIND, number), person, now=now)
        held = [one for one in family if (one, person.id) in self.follows]
        if shown != {muted}:
            self.follows |= {(one, person.id): muted for one in (root, *held)}

    def _follows_from_now_on(self, root: int, person_id: int) -> None:
        """Whoever takes part follows, unless they have said something of it before."""
        if not any((one, person_id) in self.follows for one in self.family(root)):
            self.follows[root, person_id] = False

    def merge(self, survivor: int, twins: list[int]) -> None:
        twins = [one for one in twins if one != survivor]
        if not twins:
            return
        self.before |= {one: facts(one) for one in twins}
        with transaction() as session:
            merge(session, survivor, twins, self.committee, reason=REASON, now=self._tick())
        self.into |= dict.fromkeys(twins, survivor)
        self.check()

    def part(self, twin: int) -> None:
        with transaction() as session:
            unmerge(session, twin, self.committee, reason=REASON, now=self._tick())
        del self.into[twin]
        assert facts(twin) == self.before.pop(twin)
        for remark in self.remarks.values():
            if remark.parent is not None and self.root(remark.home) != self.root(self.remarks[remark.parent].home):
                remark.parent, remark.answered = None, remark.parent
        self.check()

    # What is to be true at any time.

    def check(self) -> None:
        """Each page shows what its family has, and everything is counted rightly."""
        for root in self.roots():
            family = self.family(root)
            self._check_voices(root, family)
            self._check_remarks(root, family)
            self._check_follows(root, family)
            self._check_ways(root, family)
            wrote = {self.authors[one].id for one in family} - {self.authors[root].id}
            assert self._rows(select(CoAuthor.person_id).where(CoAuthor.initiative_id == root)) == wrote
        counted = (Initiative.support_count != SUPPORTS, Initiative.comment_count != COMMENTS)
        counted += (Initiative.twin_count != TWINS, Initiative.solution_count != SOLUTIONS)
        wrong = select(Initiative.id).where(or_(*counted))
        assert self._rows(wrong) == set()
        assert count_faults(db.session()) == []

    def _check_voices(self, root: int, family: list[int]) -> None:
        shown = {person for home, person in self.voices if home in family and not self._blocked(home, person)}
        assert self._rows(select(Support.person_id).where(Support.initiative_id == root)) == shown

    def _check_ways(self, root: int, family: list[int]) -> None:
        here = Solution.initiative_id == root
        own = self._rows(select(Solution.original_of_id).where(here, Solution.original_of_id.is_not(None)))
        assert own <= set(family)
        assert own >= set(family) - {root}
        proposed = self._rows(select(Solution.id).where(here, Solution.original_of_id.is_(None)))
        assert proposed == {key for key, home in self.ways.items() if home in family}
        assert len(self._rows(select(Solution.id).where(here, Solution.chosen_at.is_not(None)))) <= 1
        for key in proposed:
            backed = select(SolutionSupport.person_id).where(SolutionSupport.solution_id == key)
            assert self._rows(backed) == self.backers[key]

    def _blocked(self, home: int, person: int) -> bool:
        """A voice doesn't count where it comes past what its person wrote."""
        while home in self.into:
            home = self.into[home]
            if self.authors[home].id == person:
                return True
        return False

    def _check_remarks(self, root: int, family: list[int]) -> None:
        columns = (Comment.id, Comment.parent_id, Comment.answered_id, Comment.withdrawn_at, Comment.hidden_at)
        session = db.session()
        found = session.execute(select(*columns).where(Comment.item_kind == KIND, Comment.item_id == root)).all()
        given = session.execute(select(Reaction.comment_id, Reaction.person_id)).all()
        reactions = {row.id: {person for key, person in given if key == row.id} for row in found}
        shown = {
            row.id: (row.parent_id, row.answered_id, bool(row.withdrawn_at), bool(row.hidden_at), reactions[row.id])
            for row in found
        }
        assert shown == {
            key: (one.parent, one.answered, one.withdrawn, one.hidden, one.reactions)
            for key, one in self.remarks.items()
            if one.home in family
        }

    def _check_follows(self, root: int, family: list[int]) -> None:
        rows = db.session().execute(select(Follow.person_id, Follow.muted).where(*_followed(root))).all()
        assert {row.person_id for row in rows} == {person for home, person in self.follows if home in family}
        if family == [root]:
            own = {person: muted for (home, person), muted in self.follows.items() if home == root}
            assert {row.person_id: row.muted for row in rows} == own

    @staticmethod
    def _rows(statement: Select[Any]) -> set[Any]:
        session = db.session()
        session.rollback()
        return set(session.scalars(statement))


def _followed(number: int) -> tuple[Any, Any]:
    return Follow.item_kind == KIND, Follow.item_id == number


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

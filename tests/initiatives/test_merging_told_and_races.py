"""Who is told of a merge, and merges at the same moment as everything else."""

from datetime import datetime

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.db import db, transaction
from portal.core.errors import Conflict
from portal.core.extension import ItemRef
from portal.core.journal import JournalEntry
from portal.discussion.models import Comment, Follow
from portal.discussion.services.follows import follow, unfollow
from portal.initiatives.models import Merge
from portal.initiatives.queries.visibility import MergedAway
from portal.notifications.models import Notification
from portal.people.models import Team
from tests import factories as people
from tests.initiatives import factories
from tests.initiatives.merging_factories import merged, parted, said, supported, supporters
from tests.parallel import at_once

# Who is told.


def test_everybody_concerned_is_told_once_with_the_reason(
    ramps: int, doors: int, olena: Actor, dmytro: Actor, stranger: Actor, hanna: Actor, session: Session, now: datetime
) -> None:
    with transaction() as writing:
        for number in (ramps, doors):
            follow(writing, ItemRef("initiative", number), stranger, now=now)
        unfollow(writing, ItemRef("initiative", ramps), stranger, now=now)
    for deed in (merged, parted):
        before = session.scalar(select(func.max(JournalEntry.id))) or 0
        deed(hanna, *((ramps, doors) if deed is merged else (doors,)), now=now)
        session.rollback()
        told = session.execute(
            select(Notification.person_id, JournalEntry.data)
            .join(JournalEntry, JournalEntry.id == Notification.entry_id)
            .where(Notification.entry_id > before)
        ).all()
        assert sorted(row.person_id for row in told) == sorted([olena.id, dmytro.id, stranger.id])
        assert all(row.data["transition_id"] for row in told)


# Everything at once.


def test_two_who_merge_crosswise_leave_one_merge(
    app: Flask, ramps: int, doors: int, hanna: Actor, now: datetime
) -> None:
    def one(n: int) -> bool:
        pair = (ramps, doors) if n % 2 else (doors, ramps)
        try:
            merged(hanna, *pair, now=now)
        except Conflict:
            return False
        return True

    done = at_once(app, 4, one)
    assert done.count(True) in {1, 2}  # the same merge sent twice is one
    merges = list(db.session().execute(select(Merge.twin_id, Merge.survivor_id)))
    assert len(merges) == 1


def test_what_is_written_while_it_is_merged_stands_where_it_belongs(
    app: Flask, ramps: int, doors: int, care_team: Team, hanna: Actor, now: datetime
) -> None:
    crowd = [people.person(None, care_team) for _ in range(7)]

    def one(n: int) -> None:
        if n == 3:
            merged(hanna, ramps, doors, now=now)
            return
        person = crowd[n]
        if n % 2:
            said(doors, person, now=now)
            return
        try:
            supported(doors, person, now=now)
        except MergedAway:
            supported(ramps, person, now=now)

    at_once(app, 7, one)
    twin, stays = factories.fresh(doors), factories.fresh(ramps)
    assert (twin.support_count, twin.comment_count) == (0, 0)
    assert (stays.support_count, stays.comment_count) == (4, 2)
    assert len(supporters(ramps)) == 4
    session = db.session()
    assert set(session.scalars(select(Comment.item_id))) == {ramps}
    assert set(session.scalars(select(Follow.item_id).where(Follow.person_id.in_([one.id for one in crowd])))) == {
        ramps
    }


def test_parting_while_people_write_loses_nothing(
    app: Flask, ramps: int, doors: int, care_team: Team, hanna: Actor, now: datetime
) -> None:
    crowd = [people.person(None, care_team) for _ in range(6)]
    supported(doors, *crowd[:3], now=now)
    merged(hanna, ramps, doors, now=now)

    def one(n: int) -> None:
        if n == 2:
            parted(hanna, doors, now=now)
        else:
            said(ramps if n % 2 else doors, crowd[n], now=now)

    at_once(app, 6, one)
    both = [factories.fresh(number) for number in (ramps, doors)]
    assert sum(row.comment_count for row in both) == 5
    assert [row.support_count for row in both] == [0, 3]

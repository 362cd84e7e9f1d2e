"""Merging twins and parting them: what moves and what comes back."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.db import db, transaction
from portal.core.drafts import find_draft, forget_draft, save_draft
from portal.core.errors import Conflict, Invalid
from portal.core.extension import ItemRef
from portal.core.links import Link, LinkKind, link
from portal.discussion.models import Comment, Follow
from portal.discussion.services.follows import follow, unfollow
from portal.discussion.thread import DRAFTS, draft_key
from portal.initiatives.models import Merge, StatusType
from portal.initiatives.policy import can_edit, can_merge, can_support, can_withdraw, movers
from portal.initiatives.queries import get_visible
from portal.initiatives.queries.detail import detail
from portal.initiatives.queries.last_word import LastWord
from portal.initiatives.services.supporting import withdraw_support
from portal.linking.relations import Relation
from portal.linking.services import tie, untie
from portal.people.models import Person, Role, Team
from portal.people.services.leaving import erase
from tests import factories as people
from tests.conftest import Clients
from tests.initiatives import factories
from tests.initiatives.merging_factories import merged, parted, said, supported, supporters


def test_voices_count_people_once_and_go_home(
    ramps: int, doors: int, stranger: Actor, mentor: Actor, newcomer: Actor, hanna: Actor, now: datetime
) -> None:
    supported(ramps, stranger, mentor, now=now)
    supported(doors, mentor, newcomer, now=now, evidence="Двічі за тиждень несли візок удвох.")
    merged(hanna, ramps, doors, now=now)
    assert supporters(ramps) == {stranger.id, mentor.id, newcomer.id}
    assert factories.fresh(ramps).support_count == 3
    assert supporters(doors) == {mentor.id}  # the second voice waits, with what it says
    parted(hanna, doors, now=now)
    assert (supporters(ramps), supporters(doors)) == ({stranger.id, mentor.id}, {mentor.id, newcomer.id})
    assert [factories.fresh(number).support_count for number in (ramps, doors)] == [2, 2]


def test_a_voice_of_two_twins_still_counts_when_one_of_them_parts(
    ramps: int, doors: int, mentor: Actor, newcomer: Actor, hanna: Actor, now: datetime
) -> None:
    third = factories.initiative(newcomer).id
    supported(doors, mentor, now=now)
    supported(third, mentor, now=now)
    merged(hanna, ramps, doors, third, now=now)
    parted(hanna, doors, now=now)
    assert (supporters(ramps), supporters(doors)) == ({mentor.id}, {mentor.id})
    parted(hanna, third, now=now)
    assert (supporters(ramps), supporters(third)) == (set(), {mentor.id})


def test_who_takes_a_voice_back_from_both_has_taken_it_back(
    ramps: int, doors: int, mentor: Actor, hanna: Actor, now: datetime
) -> None:
    supported(ramps, mentor, now=now)
    supported(doors, mentor, now=now)
    merged(hanna, ramps, doors, now=now)
    with transaction() as session:
        withdraw_support(session, get_visible(session, ramps, mentor), mentor, now=now)
    parted(hanna, doors, now=now)
    assert supporters(ramps) == supporters(doors) == set()


def test_a_voice_given_after_another_was_taken_back_stays_where_it_was_given(
    ramps: int, doors: int, mentor: Actor, newcomer: Actor, hanna: Actor, now: datetime
) -> None:
    supported(doors, mentor, now=now)
    merged(hanna, ramps, doors, now=now)
    with transaction() as session:
        withdraw_support(session, get_visible(session, ramps, mentor), mentor, now=now)
    supported(ramps, newcomer, now=now)  # whatever id SQLite gives to this row
    parted(hanna, doors, now=now)
    assert (supporters(ramps), supporters(doors)) == ({newcomer.id}, set())


def test_authors_become_co_authors_with_rights_that_hurt_nobody(
    ramps: int, doors: int, dmytro: Actor, hanna: Actor, session: Session, now: datetime
) -> None:
    merged(hanna, ramps, doors, now=now)
    one = get_visible(session, ramps, dmytro)
    assert not can_support(dmytro, one)
    assert not can_edit(dmytro, one)
    assert not can_withdraw(dmytro, one)
    assert movers(one, dmytro) == frozenset()
    parted(hanna, doors, now=now)
    assert can_support(dmytro, get_visible(session, ramps, dmytro))


def test_a_committee_member_among_the_co_authors_judges_nothing(
    ramps: int, care_team: Team, hanna: Actor, session: Session, now: datetime
) -> None:
    judge = people.person("Ніна Суддя", care_team, Role.COMMITTEE)
    merged(hanna, ramps, factories.initiative(judge).id, now=now)
    one = get_visible(session, ramps, judge)
    assert movers(one, judge) == frozenset()
    assert not can_merge(judge, one)


def test_an_erased_co_author_leaves_no_name(
    ramps: int, doors: int, dmytro: Actor, hanna: Actor, lidiia: Actor, client: Clients, now: datetime
) -> None:
    merged(hanna, ramps, doors, now=now)
    with transaction() as session:
        person = session.get_one(Person, dmytro.id)
        person.deactivated_at = now
        session.flush()  # only a closed account is erased
        erase(session, lidiia, person, now=now)
    page = client(hanna).get(f"/initiatives/{ramps}").text
    assert "Дмитро" not in page
    parted(hanna, doors, now=now)
    assert client(hanna).get(f"/initiatives/{doors}").status_code == 200


def test_the_author_of_what_has_twins_does_not_take_it_back(
    ramps: int, doors: int, olena: Actor, hanna: Actor, session: Session, now: datetime
) -> None:
    merged(hanna, ramps, doors, now=now)
    assert not can_withdraw(olena, get_visible(session, ramps, olena))


def test_a_co_author_answers_the_committee_too(
    ramps: int, doors: int, dmytro: Actor, hanna: Actor, session: Session, now: datetime
) -> None:
    said(doors, hanna, now=now, text="Скільки таких магазинів?")
    merged(hanna, ramps, doors, now=now)
    assert detail(session, ramps, dmytro).last_word == LastWord.ASKED
    said(ramps, dmytro, now=now + timedelta(minutes=5), text="Сім.")
    session.rollback()
    assert detail(session, ramps, dmytro).last_word == LastWord.ANSWERED


def test_a_reply_written_since_stays_and_says_what_it_answers(
    ramps: int, doors: int, stranger: Actor, mentor: Actor, hanna: Actor, session: Session, now: datetime
) -> None:
    top = said(doors, stranger, now=now)
    early = said(doors, mentor, to=top, now=now)
    merged(hanna, ramps, doors, now=now)
    late = said(ramps, mentor, to=top, now=now)
    parted(hanna, doors, now=now)
    session.rollback()
    rows = {row.id: (row.item_id, row.parent_id, row.answered_id) for row in session.scalars(select(Comment))}
    assert rows == {top: (doors, None, None), early: (doors, top, None), late: (ramps, None, top)}
    assert [factories.fresh(number).comment_count for number in (ramps, doors)] == [1, 2]


def test_what_people_choose_to_follow_while_it_is_one_holds_for_both(
    ramps: int, doors: int, stranger: Actor, mentor: Actor, hanna: Actor, session: Session, now: datetime
) -> None:
    item = ItemRef("initiative", doors)
    with transaction() as writing:
        follow(writing, item, stranger, now=now)
        follow(writing, item, mentor, now=now)
    merged(hanna, ramps, doors, now=now)
    with transaction() as writing:
        unfollow(writing, ItemRef("initiative", ramps), mentor, now=now + timedelta(minutes=1))
    parted(hanna, doors, now=now + timedelta(minutes=2))
    rows = select(Follow.item_id, Follow.person_id, Follow.muted).where(Follow.person_id.in_([stranger.id, mentor.id]))
    assert set(session.execute(rows)) == {
        (doors, stranger.id, False), (doors, mentor.id, True), (ramps, mentor.id, True),
    }  # fmt: skip


@pytest.mark.parametrize("outer_first", [True, False])
def test_what_people_choose_to_follow_on_top_of_a_chain_holds_for_all_of_it(
    ramps: int, doors: int, newcomer: Actor, mentor: Actor, hanna: Actor, session: Session, now: datetime,
    outer_first: bool,
) -> None:  # fmt: skip
    last = factories.initiative(newcomer).id
    for number in (doors, last):
        with transaction() as writing:
            follow(writing, ItemRef("initiative", number), mentor, now=now)
    merged(hanna, ramps, doors, now=now)
    merged(hanna, last, ramps, now=now)
    with transaction() as writing:
        unfollow(writing, ItemRef("initiative", last), mentor, now=now + timedelta(minutes=1))
    for twin in (ramps, doors) if outer_first else (doors, ramps):
        parted(hanna, twin, now=now + timedelta(minutes=2))
    rows = select(Follow.item_id, Follow.muted).where(Follow.person_id == mentor.id)
    assert set(session.execute(rows)) == {(doors, True), (last, True)}


def test_what_was_said_of_another_twin_is_no_choice_for_all(
    ramps: int, doors: int, stranger: Actor, newcomer: Actor, mentor: Actor, hanna: Actor, session: Session,
    now: datetime,
) -> None:  # fmt: skip
    muted, third = factories.initiative(stranger).id, factories.initiative(newcomer).id
    with transaction() as writing:
        for number in (doors, third):
            follow(writing, ItemRef("initiative", number), mentor, now=now)
    merged(hanna, ramps, doors, third, now=now)
    with transaction() as writing:
        unfollow(writing, ItemRef("initiative", muted), mentor, now=now + timedelta(minutes=1))
    merged(hanna, ramps, muted, now=now + timedelta(minutes=2))
    for twin in (doors, third, muted):
        parted(hanna, twin, now=now + timedelta(minutes=3))
    rows = select(Follow.item_id, Follow.muted).where(Follow.person_id == mentor.id)
    assert set(session.execute(rows)) == {(doors, False), (muted, True), (third, False)}


def test_links_and_unsent_comments_go_along_and_come_back(
    ramps: int, doors: int, stranger: Actor, hanna: Actor, session: Session, now: datetime
) -> None:
    third = factories.initiative(hanna).id
    with transaction() as writing:
        for one, other in ((doors, third), (doors, ramps)):
            ends = ItemRef("initiative", one), ItemRef("initiative", other)
            link(writing, LinkKind.SEE_ALSO, *ends, hanna.id, now=now)
        key = draft_key(ItemRef("initiative", doors))
        save_draft(writing, stranger, DRAFTS, key, {"body": "Ще не дописано"}, now=now)

    def state() -> tuple[set[object], bool, bool]:
        session.rollback()
        ends: set[object] = {tuple(row) for row in session.execute(select(Link.from_id, Link.to_id, Link.waits))}
        found = [
            find_draft(session, stranger, DRAFTS, draft_key(ItemRef("initiative", number))) is not None
            for number in (ramps, doors)
        ]
        return ends, found[0], found[1]

    before = state()
    merged(hanna, ramps, doors, now=now)
    assert state() == ({(ramps, third, False), (ramps, ramps, True)}, True, False)
    parted(hanna, doors, now=now)
    assert state() == before


def test_a_link_tied_after_another_was_untied_stays_where_it_was_tied(
    ramps: int, doors: int, hanna: Actor, session: Session, now: datetime
) -> None:
    third, fourth = (ItemRef("initiative", factories.initiative(hanna).id) for _ in range(2))
    with transaction() as writing:
        tie(writing, ItemRef("initiative", doors), Relation.SEE_ALSO, third, hanna, now=now)
    merged(hanna, ramps, doors, now=now)
    with transaction() as writing:
        untie(writing, ItemRef("initiative", ramps), Relation.SEE_ALSO, third, hanna, now=now)
    with transaction() as writing:
        tie(writing, ItemRef("initiative", ramps), Relation.SEE_ALSO, fourth, hanna, now=now)
    parted(hanna, doors, now=now)
    assert set(session.execute(select(Link.from_id, Link.to_id))) == {(ramps, fourth.id)}


def test_what_is_typed_after_another_was_sent_stays_where_it_was_typed(
    ramps: int, doors: int, stranger: Actor, mentor: Actor, hanna: Actor, session: Session, now: datetime
) -> None:
    here, there = (draft_key(ItemRef("initiative", number)) for number in (ramps, doors))
    for typist in (stranger, mentor):  # the same person anew, and another one
        with transaction() as writing:
            save_draft(writing, stranger, DRAFTS, there, {"body": "Ще не дописано"}, now=now)
        merged(hanna, ramps, doors, now=now)
        with transaction() as writing:
            forget_draft(writing, stranger, here)
        with transaction() as writing:
            save_draft(writing, typist, DRAFTS, here, {"body": "А тепер про інше"}, now=now)
        parted(hanna, doors, now=now)
        session.rollback()
        assert find_draft(session, typist, DRAFTS, here) is not None
        assert find_draft(session, typist, DRAFTS, there) is None
        with transaction() as writing:
            forget_draft(writing, typist, here)


def test_the_clock_goes_on_as_if_nothing_had_been(olena: Actor, dmytro: Actor, hanna: Actor, now: datetime) -> None:
    stays = factories.initiative(olena).id
    for type_ in (StatusType.NEW, StatusType.DEFERRED, StatusType.DECLINED):
        twin = factories.initiative(dmytro, type_, now=now - timedelta(days=9)).id
        before = factories.fresh(twin)
        kept = (before.status_id, before.status_changed_at, before.last_activity_at, before.defer_until)
        merged(hanna, stays, twin, now=now)
        parted(hanna, twin, now=now + timedelta(days=1))
        after = factories.fresh(twin)
        assert (after.status_id, after.status_changed_at, after.last_activity_at, after.defer_until) == kept


def test_chains_lead_to_the_end_and_part_in_any_order(
    ramps: int, doors: int, newcomer: Actor, stranger: Actor, hanna: Actor, now: datetime
) -> None:
    last = factories.initiative(newcomer).id
    first = said(doors, stranger, now=now)
    merged(hanna, ramps, doors, now=now)
    merged(hanna, last, ramps, now=now)
    said(doors, stranger, now=now)
    assert factories.fresh(last).comment_count == 2
    parted(hanna, doors, now=now)
    assert [factories.fresh(number).comment_count for number in (doors, ramps, last)] == [1, 0, 1]
    parted(hanna, ramps, now=now)
    session = db.session()
    assert session.scalar(select(Comment.item_id).where(Comment.id == first)) == doors
    assert factories.fresh(last).twin_count == 0


def test_three_are_merged_whole_or_not_at_all(
    ramps: int, doors: int, newcomer: Actor, hanna: Actor, session: Session, now: datetime
) -> None:
    promised = factories.initiative(newcomer, StatusType.ACCEPTED).id
    with pytest.raises(Invalid):
        merged(hanna, ramps, doors, promised, now=now)
    assert factories.fresh(doors).status_type is StatusType.NEW
    assert session.scalar(select(func.count()).select_from(Merge)) == 0


def test_the_same_merge_sent_twice_is_one(
    ramps: int, doors: int, hanna: Actor, session: Session, now: datetime
) -> None:
    merged(hanna, ramps, doors, now=now)
    merged(hanna, ramps, doors, now=now)
    assert session.scalar(select(func.count()).select_from(Merge)) == 1
    with pytest.raises(Conflict):
        merged(hanna, doors, ramps, now=now)

"""Several ways to solve one problem: who may propose, support and choose, and that nothing is counted twice or lost."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.db import db, transaction
from portal.core.errors import Conflict, Forbidden, Invalid, NotFound
from portal.core.extension import erasures
from portal.core.journal import JournalEntry
from portal.core.markdown import render
from portal.initiatives.models import Initiative, Solution, SolutionSupport, StatusType, Visibility
from portal.initiatives.policy import CLOSED_TO_SOLUTIONS
from portal.initiatives.queries.solutions import reads_any_solution, standing_solutions
from portal.initiatives.services.choosing import (
    choose_solution,
    support_solution,
    unchoose_solution,
    withdraw_solution_support,
)
from portal.initiatives.services.merging import merge
from portal.initiatives.services.parting import unmerge
from portal.initiatives.services.solutions import edit_solution, put_back_solution, withdraw_solution
from portal.notifications.models import Notification
from portal.people.models import Role
from tests import factories as people
from tests.initiatives import factories
from tests.initiatives.solution_factories import WORDS, do, fresh, original_of, propose
from tests.initiatives.test_support import at_once

REASON = render("Це одне й те саме: двері магазинів, у які не заїде візок.")


def test_a_second_way_makes_the_authors_own_one_of_the_ways(
    session: Session, open_initiative: Initiative, other_way: Solution, olena: Actor, stranger: Actor
) -> None:
    rows = standing_solutions(session, factories.fresh(open_initiative.id), stranger)

    assert [(row.original_of_id, row.author_id) for row in rows] == [
        (open_initiative.id, olena.id),
        (None, other_way.author_id),
    ]
    assert rows[0].html == open_initiative.solution_html
    assert factories.fresh(open_initiative.id).solution_count == 1


def test_the_same_words_sent_twice_leave_one(
    session: Session, open_initiative: Initiative, dmytro: Actor, now: datetime
) -> None:
    assert propose(open_initiative.id, dmytro, now).id == propose(open_initiative.id, dmytro, now).id
    assert factories.fresh(open_initiative.id).solution_count == 1


def test_too_few_words_are_refused(open_initiative: Initiative, dmytro: Actor, now: datetime) -> None:
    with pytest.raises(Invalid):
        propose(open_initiative.id, dmytro, now, "Ні.")


@pytest.mark.parametrize("type_", sorted(CLOSED_TO_SOLUTIONS - {StatusType.DRAFT, StatusType.MERGED}))
def test_what_is_settled_takes_no_more_ways(olena: Actor, dmytro: Actor, now: datetime, type_: StatusType) -> None:
    made = factories.initiative(olena, type_)

    with pytest.raises(Forbidden):
        propose(made.id, dmytro, now)


def test_a_hidden_initiative_has_no_ways(open_initiative: Initiative, stranger: Actor, now: datetime) -> None:
    made = propose(open_initiative.id, stranger, now)
    with transaction() as session:
        session.merge(factories.fresh(open_initiative.id)).visibility = Visibility.TEAMS

    with pytest.raises(NotFound):
        do(support_solution, made.id, stranger, now)
    assert not reads_any_solution(db.session(), [made.id], stranger)


def test_nobody_supports_their_own_way(
    open_initiative: Initiative, other_way: Solution, olena: Actor, dmytro: Actor, now: datetime
) -> None:
    with pytest.raises(Forbidden):
        do(support_solution, other_way.id, dmytro, now)
    with pytest.raises(Forbidden):
        do(support_solution, original_of(open_initiative.id).id, olena, now)

    assert do(support_solution, other_way.id, olena, now)
    assert do(support_solution, original_of(open_initiative.id).id, dmytro, now)


def test_a_voice_for_a_way_counts_once(other_way: Solution, stranger: Actor, now: datetime) -> None:
    assert do(support_solution, other_way.id, stranger, now)
    assert not do(support_solution, other_way.id, stranger, now)
    assert fresh(other_way.id).support_count == 1

    assert do(withdraw_solution_support, other_way.id, stranger, now)
    assert not do(withdraw_solution_support, other_way.id, stranger, now)
    assert fresh(other_way.id).support_count == 0


def test_many_voices_at_once_are_counted_exactly(
    app: Flask, session: Session, other_way: Solution, now: datetime
) -> None:
    crowd = [people.person() for _ in range(20)]
    calls = [
        (lambda actor=actor, verb=verb: do(verb, other_way.id, actor, now))
        for actor in crowd
        for verb in (support_solution, support_solution, withdraw_solution_support)
    ]

    at_once(app, calls, threads=8)

    counted = session.scalar(select(func.count()).select_from(SolutionSupport))
    assert fresh(other_way.id).support_count == counted


def test_many_ways_at_once_are_counted_exactly_and_make_one_original(
    app: Flask, session: Session, open_initiative: Initiative, now: datetime
) -> None:
    crowd = [people.person() for _ in range(12)]

    at_once(app, [lambda actor=actor: propose(open_initiative.id, actor, now) for actor in crowd], threads=8)

    assert factories.fresh(open_initiative.id).solution_count == 12
    originals = select(func.count()).where(Solution.original_of_id.is_not(None))
    assert session.scalar(originals) == 1


def test_one_is_chosen_however_many_choose_at_once(
    app: Flask, session: Session, open_initiative: Initiative, hanna: Actor, now: datetime
) -> None:
    ways = [propose(open_initiative.id, people.person(), now).id for _ in range(6)]

    at_once(app, [lambda way=way: do(choose_solution, way, hanna, now) for way in ways], threads=6)

    assert session.scalar(select(func.count()).where(Solution.chosen_at.is_not(None))) == 1


def test_the_committee_chooses_and_may_leave_it_open_again(
    session: Session, open_initiative: Initiative, other_way: Solution, hanna: Actor, now: datetime
) -> None:
    do(choose_solution, other_way.id, hanna, now)
    do(choose_solution, original_of(open_initiative.id).id, hanna, now)
    assert fresh(other_way.id).chosen_at is None
    assert original_of(open_initiative.id).chosen_by_id == hanna.id

    do(unchoose_solution, original_of(open_initiative.id).id, hanna, now)
    assert original_of(open_initiative.id).chosen_at is None
    chosen = select(JournalEntry.data).where(JournalEntry.name == "initiatives.solution_chosen")
    told = session.scalars(chosen.order_by(JournalEntry.id))
    assert [(data["chosen"], data["previous_author_id"]) for data in told] == [
        (True, None),
        (True, other_way.author_id),
        (False, None),
    ]


def test_nobody_chooses_among_their_own(
    open_initiative: Initiative, other_way: Solution, stranger: Actor, now: datetime
) -> None:
    judge = people.person("Суддя Своя", None, Role.COMMITTEE)
    own_way = propose(open_initiative.id, judge, now)
    own_matter = factories.initiative(judge)
    in_own = propose(own_matter.id, stranger, now)

    for way, actor in ((own_way, judge), (in_own, judge), (other_way, stranger)):
        with pytest.raises(Forbidden):
            do(choose_solution, way.id, actor, now)
    do(choose_solution, other_way.id, judge, now)


def test_an_edit_of_an_older_text_is_refused_with_what_stands(
    other_way: Solution, dmytro: Actor, now: datetime
) -> None:
    do(edit_solution, other_way.id, dmytro, now, text=render(WORDS + " Ключ у них."), version=1)

    with pytest.raises(Conflict) as refused:
        do(edit_solution, other_way.id, dmytro, now, text=render(WORDS + " Або в нас."), version=1)
    assert refused.value.theirs == {"body": WORDS + " Ключ у них."}
    assert fresh(other_way.id).edited_at == now


def test_only_whoever_proposed_it_changes_it_and_not_once_it_is_chosen(
    other_way: Solution, dmytro: Actor, stranger: Actor, hanna: Actor, now: datetime
) -> None:
    with pytest.raises(Forbidden):
        do(edit_solution, other_way.id, stranger, now, text=render(WORDS), version=1)
    do(choose_solution, other_way.id, hanna, now)
    with pytest.raises(Forbidden):
        do(edit_solution, other_way.id, dmytro, now, text=render(WORDS + " Ще."), version=1)
    with pytest.raises(Forbidden):
        do(withdraw_solution, other_way.id, dmytro, now)


def test_what_is_taken_back_is_gone_for_others_and_comes_back_with_its_voices(
    session: Session, open_initiative: Initiative, other_way: Solution, dmytro: Actor, stranger: Actor, now: datetime
) -> None:
    do(support_solution, other_way.id, stranger, now)
    do(withdraw_solution, other_way.id, dmytro, now)

    assert factories.fresh(open_initiative.id).solution_count == 0
    with pytest.raises(NotFound):
        do(support_solution, other_way.id, stranger, now)

    do(put_back_solution, other_way.id, dmytro, now + timedelta(hours=2))
    assert factories.fresh(open_initiative.id).solution_count == 1
    assert fresh(other_way.id).support_count == 1


def test_it_can_be_put_back_for_a_day(other_way: Solution, dmytro: Actor, now: datetime) -> None:
    do(withdraw_solution, other_way.id, dmytro, now)
    with pytest.raises(Forbidden):
        do(put_back_solution, other_way.id, dmytro, now + timedelta(days=2))


def told(session: Session, person: Actor) -> list[str]:
    session.rollback()
    rows = select(JournalEntry.name).join(Notification, Notification.entry_id == JournalEntry.id)
    return list(session.scalars(rows.where(Notification.person_id == person.id).order_by(Notification.id)))


def test_author_followers_and_those_named_are_told_once(
    session: Session, open_initiative: Initiative, olena: Actor, dmytro: Actor, stranger: Actor, hanna: Actor,
    now: datetime,
) -> None:  # fmt: skip
    way = propose(open_initiative.id, dmytro, now, f"{WORDS} @{stranger.name} вже так робив.")
    assert told(session, olena) == ["initiatives.solution_proposed"]
    assert told(session, stranger) == ["initiatives.solution_proposed"]
    assert told(session, dmytro) == []

    do(edit_solution, way.id, dmytro, now, text=render(f"{WORDS} @{stranger.name} знає, @{hanna.name} теж."), version=1)
    assert told(session, stranger) == ["initiatives.solution_proposed"]
    assert told(session, hanna) == ["initiatives.solution_edited"]

    do(support_solution, way.id, stranger, now)
    do(choose_solution, way.id, hanna, now)
    assert told(session, dmytro) == ["initiatives.solution_supported", "initiatives.solution_chosen"]
    assert told(session, olena) == ["initiatives.solution_proposed", "initiatives.solution_chosen"]


def test_a_name_leaves_solutions_when_its_person_is_erased(
    open_initiative: Initiative, dmytro: Actor, stranger: Actor, now: datetime
) -> None:
    way = propose(open_initiative.id, dmytro, now, f"{WORDS} @{stranger.name} вже так робив.")
    with transaction() as session:
        erasures["initiatives.solution_mentions"](session, stranger.id, stranger.name)

    assert stranger.name not in fresh(way.id).body + fresh(way.id).html


# Merging


def join(survivor: int, twin: int, committee: Actor, now: datetime) -> None:
    with transaction() as session:
        merge(session, survivor, [twin], committee, reason=REASON, now=now)


def part(twin: int, committee: Actor, now: datetime) -> None:
    with transaction() as session:
        unmerge(session, twin, committee, reason=REASON, now=now)


def test_a_merge_brings_the_twins_ways_and_its_own_words_and_parting_takes_them_home(
    session: Session, open_initiative: Initiative, dmytro: Actor, stranger: Actor, hanna: Actor, now: datetime
) -> None:
    twin = factories.initiative(dmytro)
    way = propose(twin.id, stranger, now)
    do(support_solution, way.id, hanna, now)

    join(open_initiative.id, twin.id, hanna, now)
    survivor = factories.fresh(open_initiative.id)
    rows = standing_solutions(session, survivor, stranger)
    assert survivor.solution_count == 2
    assert {row.html for row in rows} == {survivor.solution_html, twin.solution_html, way.html}
    do(support_solution, original_of(twin.id).id, hanna, now)

    part(twin.id, hanna, now + timedelta(hours=1))
    assert fresh(way.id).initiative_id == twin.id
    assert fresh(way.id).support_count == 1
    assert original_of(twin.id).initiative_id == twin.id
    assert original_of(twin.id).support_count == 1
    assert factories.fresh(twin.id).solution_count == 1
    assert factories.fresh(open_initiative.id).solution_count == 0


def test_a_choice_belongs_to_the_initiative_for_which_it_was_made(
    open_initiative: Initiative, dmytro: Actor, stranger: Actor, hanna: Actor, now: datetime
) -> None:
    twin = factories.initiative(dmytro)
    here, there = propose(open_initiative.id, stranger, now), propose(twin.id, stranger, now)
    do(choose_solution, here.id, hanna, now)
    do(choose_solution, there.id, hanna, now)

    join(open_initiative.id, twin.id, hanna, now)
    assert (fresh(here.id).chosen_at, fresh(there.id).chosen_at) == (now, None)

    part(twin.id, hanna, now + timedelta(hours=1))
    assert (fresh(here.id).chosen_at, fresh(there.id).chosen_at) == (now, now)


def test_a_choice_made_after_the_merge_does_not_follow_the_twin_home(
    open_initiative: Initiative, dmytro: Actor, stranger: Actor, hanna: Actor, now: datetime
) -> None:
    twin = factories.initiative(dmytro)
    way = propose(twin.id, stranger, now)
    join(open_initiative.id, twin.id, hanna, now)
    do(choose_solution, way.id, hanna, now)

    part(twin.id, hanna, now + timedelta(hours=1))
    assert fresh(way.id).chosen_at is None

"""Ways to solve it in families of twins: what is chosen where, and what is only typed."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.db import transaction
from portal.core.drafts import forget_draft, save_draft
from portal.core.markdown import render
from portal.initiatives.models import Initiative
from portal.initiatives.queries.solutions import SOLUTION, solution_key, unsent_solution
from portal.initiatives.services.choosing import choose_solution, unchoose_solution
from portal.initiatives.services.solutions import edit_solution, put_back_solution, withdraw_solution
from tests.initiatives import factories
from tests.initiatives.merging_factories import merged, parted
from tests.initiatives.solution_factories import WORDS, do, fresh, propose


@pytest.fixture
def twin(dmytro: Actor) -> int:
    return factories.initiative(dmytro, title="Пандус до дверей магазину").id


def chosen(*solution_ids: int) -> list[bool]:
    return [fresh(solution_id).chosen_at is not None for solution_id in solution_ids]


def test_parting_one_inside_leaves_the_later_choice_above(
    open_initiative: Initiative, twin: int, stranger: Actor, mentor: Actor, hanna: Actor, now: datetime
) -> None:
    inner = factories.initiative(mentor).id
    before, later = propose(twin, stranger, now).id, propose(twin, mentor, now, key="l" * 22).id
    do(choose_solution, before, hanna, now)
    merged(hanna, twin, inner, now=now)
    merged(hanna, open_initiative.id, twin, now=now)
    do(choose_solution, later, hanna, now)
    parted(hanna, inner, now=now)
    assert chosen(before, later) == [False, True]
    parted(hanna, twin, now=now)
    assert chosen(before, later) == [True, False]  # at home the earlier one was chosen


def test_a_choice_comes_back_at_each_step_of_a_chain(
    open_initiative: Initiative, twin: int, stranger: Actor, mentor: Actor, newcomer: Actor, hanna: Actor, now: datetime
) -> None:
    top, inner = factories.initiative(stranger).id, factories.initiative(mentor).id
    way = propose(twin, newcomer, now).id
    do(choose_solution, way, hanna, now)
    merged(hanna, twin, inner, now=now)
    merged(hanna, open_initiative.id, twin, now=now)
    merged(hanna, top, open_initiative.id, now=now)
    parted(hanna, inner, now=now)
    for number in (open_initiative.id, twin):
        parted(hanna, number, now=now)
        assert (fresh(way).initiative_id, chosen(way)) == (number, [True])


def test_parting_one_inside_leaves_open_above_what_was_left_open(
    open_initiative: Initiative, twin: int, stranger: Actor, mentor: Actor, hanna: Actor, now: datetime
) -> None:
    inner = factories.initiative(mentor).id
    way = propose(twin, stranger, now).id
    do(choose_solution, way, hanna, now)
    merged(hanna, twin, inner, now=now)
    merged(hanna, open_initiative.id, twin, now=now)
    do(unchoose_solution, way, hanna, now)
    parted(hanna, inner, now=now)
    assert chosen(way) == [False]
    parted(hanna, twin, now=now)
    assert chosen(way) == [True]


def test_what_was_taken_back_or_reworded_since_is_not_chosen_at_home(
    open_initiative: Initiative, twin: int, stranger: Actor, mentor: Actor, hanna: Actor, now: datetime
) -> None:
    later = now + timedelta(hours=1)
    here, there = propose(open_initiative.id, mentor, now).id, propose(twin, stranger, now).id
    for change in (withdraw_solution, edit_solution):
        for way in (here, there):
            do(choose_solution, way, hanna, now)
        merged(hanna, open_initiative.id, twin, now=now)
        also = {"text": render(WORDS + " Ключ у них."), "version": 1} if change is edit_solution else {}
        do(change, there, stranger, later, **also)
        parted(hanna, twin, now=later)
        assert chosen(here, there) == [True, False]
        if change is withdraw_solution:
            do(put_back_solution, there, stranger, later)


def test_an_unsent_solution_waits_where_its_writer_is_led_and_comes_back(
    open_initiative: Initiative, twin: int, stranger: Actor, mentor: Actor, hanna: Actor, session: Session,
    now: datetime,
) -> None:  # fmt: skip
    def typed(number: int, person: Actor) -> str | None:
        session.rollback()
        found = unsent_solution(session, solution_key(number, person), person)
        return found.fields["body"] if found else None

    for number, person in ((twin, stranger), (twin, mentor), (open_initiative.id, mentor)):
        with transaction() as writing:
            fields = {"body": f"Ще не дописано до {number}"}
            save_draft(writing, person, SOLUTION, solution_key(number, person), fields, now=now)
    merged(hanna, open_initiative.id, twin, now=now)
    assert typed(open_initiative.id, stranger) == f"Ще не дописано до {twin}"
    assert typed(open_initiative.id, mentor) == f"Ще не дописано до {open_initiative.id}"  # the other one waits
    parted(hanna, twin, now=now)
    assert [typed(twin, person) for person in (stranger, mentor)] == [f"Ще не дописано до {twin}"] * 2
    assert typed(open_initiative.id, stranger) is None

    merged(hanna, open_initiative.id, twin, now=now)
    with transaction() as writing:
        forget_draft(writing, stranger, solution_key(open_initiative.id, stranger))
    parted(hanna, twin, now=now)
    assert typed(twin, stranger) is typed(open_initiative.id, stranger) is None

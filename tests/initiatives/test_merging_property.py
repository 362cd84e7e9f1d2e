"""However people write, support, follow, merge and part: each initiative keeps its own, and nothing is lost."""

import os
from datetime import timedelta
from itertools import cycle

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from portal.core import clock
from portal.core.db import db
from portal.initiatives.models import StatusType
from portal.linking.relations import Relation
from portal.people.models import Role
from tests import factories as people
from tests.databases import PostgresDatabase, SqliteDatabase
from tests.initiatives import factories
from tests.initiatives.merging_ties import COMMENT, WAY
from tests.initiatives.merging_truth import check
from tests.initiatives.merging_world import World

TYPES = (StatusType.NEW, StatusType.IN_REVIEW, StatusType.DEFERRED)
_one = st.integers(0, 50)
#: As often as they stand here.
DEEDS = (
    "support", "support", "support", "take back", "say", "say", "answer", "answer", "react", "withdraw", "hide",
    "follow", "mute", "merge", "merge", "merge", "part", "propose", "propose", "back", "no longer back", "choose",
    "choose", "leave open", "take way back", "put way back", "reword", "tie", "untie", "type", "send",
)  # fmt: skip
_step = st.tuples(
    st.sampled_from(DEEDS),
    _one,
    _one,
    _one,
)


def new_world(size: int = 4) -> World:
    """So many initiatives by as many authors, and three more people."""
    start = clock.now() - timedelta(days=20)
    team = people.team()
    authors = [people.person(None, team) for _ in range(size)]
    others = [people.person(None, team) for _ in range(3)]
    made = [
        factories.initiative(author, type_, now=start) for author, type_ in zip(authors, cycle(TYPES), strict=False)
    ]
    return World(
        authors={one.id: author for one, author in zip(made, authors, strict=True)},
        people=[*authors, *others],
        committee=people.person(None, team, Role.COMMITTEE),
        editor=people.person(None, team, Role.EDITOR),
        now=start + timedelta(days=1),
        follows={(one.id, author.id): False for one, author in zip(made, authors, strict=True)},
    )


def take(world: World, step: tuple[str, int, int, int]) -> None:
    """One thing that somebody does."""
    what, a, b, c = step
    number = world.numbers[a % len(world.numbers)]
    person = world.people[b % len(world.people)]
    match what:
        case "support" | "take back":
            world.support(number, person, back=what == "take back")
        case "say" | "answer":
            world.say(number, person, c if what == "answer" else None)
        case "react" | "withdraw" | "hide":
            world.change_remark(c, person, how=what)
        case "follow" | "mute":
            world.follow(number, person, muted=what == "mute")
        case "tie" | "untie":
            relation = Relation.SEE_ALSO if b % 3 else Relation.GREW_OUT_OF
            deed = world.ties.tie if what == "tie" else world.ties.untie
            deed(world, number, world.numbers[c % len(world.numbers)], relation)
        case "type" | "send":
            world.ties.type(world, number, person, (COMMENT, WAY)[c % 2], sent=what == "send")
        case _:
            judge(world, step)


def judge(world: World, step: tuple[str, int, int, int]) -> None:
    """What becomes of ways to solve it, and of twins."""
    what, a, b, c = step
    number = world.numbers[a % len(world.numbers)]
    person = world.people[b % len(world.people)]
    match what:
        case "propose":
            world.ways.propose(world, number, person)
        case "back" | "no longer back" | "choose" | "leave open":
            world.ways.judge(world, c, person, how=what)
        case "take way back" | "put way back" | "reword":
            world.ways.change(world, c, how=what.replace(" way", ""))
        case "merge":
            roots = world.roots()
            survivor = roots[a % len(roots)]
            world.merge(survivor, [one for place, one in enumerate(roots) if (b >> place) & 1])
            check(world)
        case "part" if world.into:
            part(world, sorted(world.into)[a % len(world.into)])


def part(world: World, twin: int) -> None:
    """The committee parts a twin, and all is as it is to be."""
    world.part(twin)
    check(world)


@pytest.mark.parametrize("length", [30])
def test_parting_gives_each_its_own_and_what_was_added_since(
    application: Flask, test_database: SqliteDatabase | PostgresDatabase, database_kind: str, length: int
) -> None:
    @settings(
        max_examples=25 if database_kind == "sqlite" else 10,
        deadline=None,
        derandomize="CI" in os.environ,  # there a change is judged, and not luck; elsewhere the search goes on
        phases=(Phase.reuse, Phase.generate),  # finding a shorter failure would take minutes
        suppress_health_check=list(HealthCheck),
    )
    @given(st.lists(_step, min_size=length // 2, max_size=length), st.randoms(use_true_random=False))
    def holds(steps: list[tuple[str, int, int, int]], order: object) -> None:
        test_database.reset(application)
        with application.app_context():
            world = new_world()
            for step in steps:
                take(world, step)
            check(world)
            while world.into:
                part(world, order.choice(sorted(world.into)))  # type: ignore[attr-defined]  # a random generator
            db.session.remove()

    holds()

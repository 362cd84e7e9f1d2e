"""Whatever happens in whatever order: everybody concerned, once per event, never the actor, never the unwilling."""

from collections.abc import Iterator, Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from portal.core.actor import Actor
from portal.core.db import db, transaction
from portal.core.journal import Event
from portal.discussion.events import CommentAdded, ReactionGiven
from portal.discussion.models import Follow
from portal.initiatives.events import InitiativeMoved, InitiativeSubmitted, OwnerAssigned, SupportGiven
from portal.notifications.topics import STRENGTH, Topic, wants
from portal.people.models import Person, Role
from tests.conftest import get_person
from tests.notifications import factories

#: The places of the people below: who proposed, who leads, who wrote the comment, who is in the committee.
AUTHOR, OWNER, COMMENTER, MEMBER = range(4)
KINDS = ("submitted", "supported", "moved", "owner", "comment", "note", "reply", "reaction")

happening = st.tuples(st.sampled_from(KINDS), st.integers(0, 4), st.integers(0, 4))
wishes = st.fixed_dictionaries(
    {person: st.sets(st.sampled_from(list(Topic)), max_size=4) for person in range(5)}  # topics that are off
)


def make(kind: str, number: int, comment_id: int, by: Actor, other: Actor) -> Event:
    comment = {"item_kind": "initiative", "subject_id": number, "comment_id": comment_id}
    return {
        "submitted": lambda: InitiativeSubmitted(initiative_id=number),
        "supported": lambda: SupportGiven(initiative_id=number, person_id=by.id),
        "moved": lambda: InitiativeMoved(
            initiative_id=number, transition_id=1, from_type="in_review", to_type="implemented"
        ),
        "owner": lambda: OwnerAssigned(initiative_id=number, owner_id=other.id, previous_owner_id=by.id),
        "comment": lambda: CommentAdded(parent_id=None, internal=False, mentioned=(other.id, other.id), **comment),
        "note": lambda: CommentAdded(parent_id=comment_id, internal=True, mentioned=(other.id,), **comment),
        "reply": lambda: CommentAdded(parent_id=comment_id, internal=False, mentioned=(by.id,), **comment),
        "reaction": lambda: ReactionGiven(reaction="thanks", author_id=other.id, **comment),
    }[kind]()  # type: ignore[no-untyped-call]  # the events have no common signature


def owed(kind: str, other: int, followers: set[int]) -> Iterator[tuple[int, Topic]]:
    """Whom it concerns, and why."""
    if kind in {"moved", "owner", "comment", "reply"}:
        yield from ((AUTHOR, Topic.MINE), (OWNER, Topic.DUTIES), *((place, Topic.FOLLOWED) for place in followers))
    named = {
        "submitted": (MEMBER, Topic.QUEUE), "supported": (AUTHOR, Topic.SUPPORT), "owner": (other, Topic.DUTIES),
        "comment": (other, Topic.MENTIONS), "reply": (COMMENTER, Topic.MENTIONS), "reaction": (other, Topic.SUPPORT),
    }  # fmt: skip
    if kind in named:
        yield named[kind]
    if kind == "note" and other == MEMBER:
        yield MEMBER, Topic.MENTIONS


@pytest.mark.usefixtures("app")
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(happened=st.lists(happening, min_size=1, max_size=12), off=wishes, followers=st.sets(st.integers(0, 4)))
def test_everybody_concerned_is_told_once_and_nobody_against_their_will(
    olena: Actor,
    dmytro: Actor,
    stranger: Actor,
    hanna: Actor,
    marta: Actor,
    happened: Sequence[tuple[str, int, int]],
    off: dict[int, set[Topic]],
    followers: set[int],
) -> None:
    people = [olena, dmytro, stranger, hanna, marta]
    number = factories.initiative(olena, owner=dmytro)
    comment_id = factories.comment(number, stranger)
    with transaction() as session:
        session.execute(delete(Follow))
        for place, person in enumerate(people):
            row = session.get_one(Person, person.id)
            row.choices = {"inbox": {"off": sorted(off[place])}}
    factories.follow(number, *(people[place] for place in followers))

    entries = {
        factories.happened(make(kind, number, comment_id, people[by], people[other]), people[by]): (kind, by, other)
        for kind, by, other in happened
    }

    for entry, (kind, by, other) in entries.items():
        told = factories.told(entry)  # each of them once, or it says so
        assert people[by].id not in told
        for place, topic in owed(kind, other, followers):
            person = people[place]
            if place != by and wants(get_person(db.session(), person).choices, topic):
                assert STRENGTH[told[person.id]] <= STRENGTH[topic]
        for person in people:
            if person.id in told:
                assert wants(get_person(db.session(), person).choices, told[person.id])
        if kind == "note":
            assert all(person.has(Role.COMMITTEE) for person in people if person.id in told)

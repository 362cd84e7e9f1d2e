"""Whatever happens in whatever order: once per event and person, never the actor, never the unwilling."""

from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, select

from portal.core.actor import Actor
from portal.core.db import db, transaction
from portal.core.journal import Event
from portal.discussion.events import CommentAdded, ReactionGiven
from portal.discussion.models import Follow
from portal.initiatives.events import InitiativeMoved, InitiativeSubmitted, OwnerAssigned, SupportGiven
from portal.initiatives.models import Initiative
from portal.notifications.models import Notification
from portal.notifications.topics import Topic, wants
from portal.people.models import Person, Role
from tests.conftest import get_person
from tests.notifications import factories

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


@pytest.mark.usefixtures("app")
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(happened=st.lists(happening, min_size=1, max_size=12), off=wishes, followers=st.sets(st.integers(0, 4)))
def test_everybody_is_told_once_and_nobody_against_their_will(
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
        factories.happened(make(kind, number, comment_id, people[by], people[other]), people[by]): (kind, people[by])
        for kind, by, other in happened
    }

    for entry, (kind, by) in entries.items():
        told = factories.told(entry)
        assert by.id not in told
        for person in people:
            if person.id in told:
                assert wants(get_person(db.session(), person).choices, told[person.id])
        if kind == "note":
            assert all(person.has(Role.COMMITTEE) for person in people if person.id in told)
    lines = (
        select(func.count())
        .where(Notification.entry_id.in_(entries))
        .group_by(Notification.person_id, Notification.entry_id)
    )
    assert set(db.session.scalars(lines)) <= {1}
    assert db.session.get_one(Initiative, number).author_id == olena.id

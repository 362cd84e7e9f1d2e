"""Each event, and who hears of it for which reason."""

from datetime import timedelta

import pytest
from flask import Flask

from portal.core import clock
from portal.core.actor import Actor
from portal.core.db import transaction
from portal.core.journal import JournalEntry, record
from portal.discussion.events import CommentEdited, CommentHidden, CommentReported, CommentResolved, ReactionGiven
from portal.initiatives.events import (
    InitiativeEdited,
    InitiativeMoved,
    InitiativeSubmitted,
    OwnerAssigned,
    PlanChanged,
    SupportGiven,
    SupportWithdrawn,
)
from portal.initiatives.models import StatusType, Visibility
from portal.notifications.handlers import tell_those_concerned
from portal.notifications.topics import Topic
from portal.people.events import PasswordHelpAsked, SignedInOnNewDevice
from portal.people.models import Role, Team
from tests import factories as people
from tests.notifications import factories
from tests.statements import counted


def moved(number: int, to_type: StatusType) -> InitiativeMoved:
    return InitiativeMoved(initiative_id=number, transition_id=1, from_type="in_review", to_type=to_type.value)


def test_the_committee_hears_of_a_new_initiative(olena: Actor, hanna: Actor, dmytro: Actor) -> None:
    number = factories.initiative(olena)

    entry = factories.happened(InitiativeSubmitted(initiative_id=number), olena)

    assert factories.told(entry) == {hanna.id: Topic.QUEUE}


def test_a_member_of_the_committee_is_not_told_of_what_they_propose(hanna: Actor) -> None:
    number = factories.initiative(hanna)

    entry = factories.happened(InitiativeSubmitted(initiative_id=number), hanna)

    assert factories.told(entry) == {}


def test_author_owner_and_followers_hear_of_a_move(
    olena: Actor, dmytro: Actor, stranger: Actor, hanna: Actor, marta: Actor
) -> None:
    number = factories.initiative(olena, owner=dmytro)
    factories.follow(number, stranger)
    factories.follow(number, marta, muted=True)

    entry = factories.happened(moved(number, StatusType.ACCEPTED), hanna)

    assert factories.told(entry) == {olena.id: Topic.MINE, dmytro.id: Topic.DUTIES, stranger.id: Topic.FOLLOWED}


def test_the_author_s_team_hears_of_an_implemented_initiative(
    olena: Actor, dmytro: Actor, stranger: Actor, hanna: Actor
) -> None:
    number = factories.initiative(olena)

    entry = factories.happened(moved(number, StatusType.IMPLEMENTED), hanna)

    assert factories.told(entry) == {olena.id: Topic.MINE, dmytro.id: Topic.TEAM}


def test_what_comes_back_to_the_queue_is_news_to_the_committee(olena: Actor, hanna: Actor) -> None:
    number = factories.initiative(olena)

    entry = factories.happened(moved(number, StatusType.NEW), None)

    assert factories.told(entry) == {olena.id: Topic.MINE, hanna.id: Topic.QUEUE}


def test_edits_before_the_first_answer_are_nobody_s_news(olena: Actor, dmytro: Actor) -> None:
    number = factories.initiative(olena)
    factories.follow(number, dmytro)

    early = factories.happened(InitiativeEdited(initiative_id=number, after_answer=False), olena)
    late = factories.happened(InitiativeEdited(initiative_id=number, after_answer=True), olena)

    assert factories.told(early) == {}
    assert factories.told(late) == {dmytro.id: Topic.FOLLOWED}


def test_only_the_author_hears_of_support(olena: Actor, dmytro: Actor, stranger: Actor) -> None:
    number = factories.initiative(olena)
    factories.follow(number, stranger)

    given = factories.happened(SupportGiven(initiative_id=number, person_id=dmytro.id), dmytro)
    withdrawn = factories.happened(SupportWithdrawn(initiative_id=number, person_id=dmytro.id), dmytro)

    assert factories.told(given) == {olena.id: Topic.SUPPORT}
    assert factories.told(withdrawn) == {}


def test_new_and_former_owner_hear_of_the_change(olena: Actor, dmytro: Actor, stranger: Actor, hanna: Actor) -> None:
    number = factories.initiative(olena, owner=dmytro)

    entry = factories.happened(
        OwnerAssigned(initiative_id=number, owner_id=dmytro.id, previous_owner_id=stranger.id), hanna
    )

    assert factories.told(entry) == {olena.id: Topic.MINE, dmytro.id: Topic.DUTIES, stranger.id: Topic.DUTIES}


@pytest.mark.parametrize(("what", "expected"), [(("tags",), 0), (("due_on", "tags"), 1)])
def test_other_tags_are_nobody_s_news(olena: Actor, hanna: Actor, what: tuple[str, ...], expected: int) -> None:
    number = factories.initiative(olena)

    entry = factories.happened(PlanChanged(initiative_id=number, what=what), hanna)

    assert len(factories.told(entry)) == expected


def test_a_mention_is_stronger_than_following(olena: Actor, dmytro: Actor, stranger: Actor) -> None:
    number = factories.initiative(olena)
    factories.follow(number, dmytro, stranger)

    entry = factories.commented(number, stranger, mentioned=(dmytro,))

    assert factories.told(entry) == {olena.id: Topic.MINE, dmytro.id: Topic.MENTIONS}


def test_whoever_is_replied_to_hears_of_the_reply(olena: Actor, dmytro: Actor, stranger: Actor) -> None:
    number = factories.initiative(olena)
    parent = factories.comment(number, dmytro)

    entry = factories.commented(number, stranger, parent_id=parent)

    assert factories.told(entry) == {olena.id: Topic.MINE, dmytro.id: Topic.MENTIONS}


def test_an_edit_tells_only_those_newly_named(olena: Actor, dmytro: Actor, stranger: Actor) -> None:
    number = factories.initiative(olena)
    comment_id = factories.comment(number, stranger)
    event = CommentEdited(
        item_kind="initiative", subject_id=number, comment_id=comment_id, internal=False, mentioned=(dmytro.id,)
    )

    assert factories.told(factories.happened(event, stranger)) == {dmytro.id: Topic.MENTIONS}


def test_internal_notes_are_told_to_the_committee_alone(
    olena: Actor, dmytro: Actor, stranger: Actor, hanna: Actor, other_team: Team
) -> None:
    other = people.person("Роман Глибокий", other_team, Role.COMMITTEE)
    number = factories.initiative(olena, owner=dmytro)
    factories.follow(number, stranger, other)
    parent = factories.comment(number, olena)

    entry = factories.commented(number, hanna, internal=True, parent_id=parent, mentioned=(stranger, olena))

    assert factories.told(entry) == {other.id: Topic.FOLLOWED}


def test_a_reported_internal_note_is_not_told_to_other_editors(olena: Actor, hanna: Actor, marta: Actor) -> None:
    number = factories.initiative(olena)
    report = {"item_kind": "initiative", "subject_id": number, "report_id": 1}

    note = factories.comment(number, hanna, internal=True)
    secret = factories.happened(CommentReported(comment_id=note, **report), hanna)  # type: ignore[arg-type]  # the fields that both have
    plain = factories.comment(number, olena)
    open_ = factories.happened(CommentReported(comment_id=plain, **report), hanna)  # type: ignore[arg-type]  # the fields that both have

    assert factories.told(secret) == {}
    assert factories.told(open_) == {marta.id: Topic.REPORTS}


def test_the_author_of_a_hidden_comment_is_told(olena: Actor, dmytro: Actor, marta: Actor) -> None:
    number = factories.initiative(olena)
    comment_id = factories.comment(number, dmytro)
    event = CommentHidden(item_kind="initiative", subject_id=number, comment_id=comment_id, author_id=dmytro.id)

    assert factories.told(factories.happened(event, marta)) == {dmytro.id: Topic.MENTIONS}


def test_who_wrote_a_comment_hears_that_it_is_settled(olena: Actor, dmytro: Actor, marta: Actor) -> None:
    number = factories.initiative(olena)
    comment_id = factories.comment(number, dmytro)
    event = CommentResolved(item_kind="initiative", subject_id=number, comment_id=comment_id, author_id=dmytro.id)

    assert factories.told(factories.happened(event, marta)) == {dmytro.id: Topic.MENTIONS}


def test_administrators_hear_of_a_request_for_a_password(olena: Actor, lidiia: Actor, hanna: Actor) -> None:
    entry = factories.happened(PasswordHelpAsked(person_id=olena.id), None)

    assert factories.told(entry) == {lidiia.id: Topic.ADMINISTRATION}


def test_one_s_own_sign_in_on_a_new_device_is_told(olena: Actor, lidiia: Actor) -> None:
    entry = factories.happened(SignedInOnNewDevice(person_id=olena.id, session_id=1), olena)

    assert factories.told(entry) == {olena.id: Topic.ACCOUNT}


def test_nobody_hears_of_what_they_may_not_see(olena: Actor, stranger: Actor, hanna: Actor) -> None:
    number = factories.initiative(olena, visibility=Visibility.TEAMS)
    factories.follow(number, stranger)

    entry = factories.commented(number, olena, mentioned=(stranger, hanna))

    assert factories.told(entry) == {hanna.id: Topic.MENTIONS}


def test_people_who_left_are_told_nothing(olena: Actor, dmytro: Actor, stranger: Actor) -> None:
    number = factories.initiative(olena, owner=dmytro)
    factories.change_person(olena, deactivated_at=clock.now())
    factories.change_person(dmytro, deactivated_at=clock.now(), erased_at=clock.now())

    entry = factories.commented(number, stranger, mentioned=(olena,))

    assert factories.told(entry) == {}


def test_a_stand_in_hears_of_the_duties_of_the_absent(
    olena: Actor, dmytro: Actor, stranger: Actor, hanna: Actor, marta: Actor
) -> None:
    number = factories.initiative(olena, owner=dmytro)
    factories.away(dmytro, stranger)
    factories.away(hanna, marta)
    factories.away(olena, marta)

    entry = factories.happened(moved(number, StatusType.NEW), None)

    assert factories.told(entry) == {
        olena.id: Topic.MINE,
        dmytro.id: Topic.DUTIES,
        stranger.id: Topic.DUTIES,
        hanna.id: Topic.QUEUE,
        marta.id: Topic.QUEUE,
    }


def test_a_stand_in_learns_nothing_of_internal_notes(
    olena: Actor, stranger: Actor, hanna: Actor, other_team: Team
) -> None:
    owner = people.person("Роман Глибокий", other_team, Role.COMMITTEE)
    number = factories.initiative(olena, owner=owner)
    factories.away(owner, stranger)

    entry = factories.commented(number, hanna, internal=True)

    assert factories.told(entry) == {owner.id: Topic.DUTIES}


def test_a_topic_that_is_off_is_silent_and_a_weaker_reason_takes_its_place(
    olena: Actor, dmytro: Actor, stranger: Actor
) -> None:
    number = factories.initiative(olena)
    factories.follow(number, dmytro)
    factories.change_person(olena, choices={"inbox": {"off": ["mine"]}})
    factories.change_person(dmytro, choices={"inbox": {"off": ["mentions"]}})

    entry = factories.commented(number, stranger, mentioned=(dmytro,))

    assert factories.told(entry) == {dmytro.id: Topic.FOLLOWED}


def test_safety_of_the_account_can_not_be_switched_off(olena: Actor) -> None:
    factories.change_person(olena, choices={"inbox": {"off": ["account"]}})

    entry = factories.happened(SignedInOnNewDevice(person_id=olena.id, session_id=1), olena)

    assert factories.told(entry) == {olena.id: Topic.ACCOUNT}


def test_the_same_entry_handled_again_tells_nobody_twice(olena: Actor, dmytro: Actor) -> None:
    number = factories.initiative(olena)
    event = SupportGiven(initiative_id=number, person_id=dmytro.id)
    entry = factories.happened(event, dmytro)

    with transaction() as session:
        tell_those_concerned(session, event, session.get_one(JournalEntry, entry))

    assert factories.told(entry) == {olena.id: Topic.SUPPORT}


def test_nobody_is_told_of_a_change_that_was_rolled_back(olena: Actor, dmytro: Actor) -> None:
    number = factories.initiative(olena)

    with pytest.raises(RuntimeError), transaction() as session:
        record(session, SupportGiven(initiative_id=number, person_id=dmytro.id), dmytro, at=clock.now())
        raise RuntimeError

    assert factories.lines_of(olena) == []


def test_reactions_of_a_day_share_an_unread_line(olena: Actor, dmytro: Actor, stranger: Actor, hanna: Actor) -> None:
    number = factories.initiative(olena)
    comment_id = factories.comment(number, olena)
    event = ReactionGiven(
        item_kind="initiative", subject_id=number, comment_id=comment_id, reaction="thanks", author_id=olena.id
    )

    entries = [factories.happened(event, person) for person in (dmytro, stranger, hanna)]

    assert [factories.told(entry) for entry in entries] == [{olena.id: Topic.SUPPORT}] * 3
    assert [line.entry_id for line in factories.lines_of(olena)] == [entries[0]]


def test_a_line_that_was_read_or_is_a_day_old_takes_nothing_more(olena: Actor, dmytro: Actor, stranger: Actor) -> None:
    number, now = factories.initiative(olena), clock.now()
    event = SupportGiven(initiative_id=number, person_id=dmytro.id)

    factories.happened(event, dmytro, now - timedelta(hours=30))
    factories.happened(event, dmytro, now - timedelta(hours=5))
    with transaction() as session:
        for line in factories.lines_of(olena):
            session.merge(line).read_at = now
    factories.happened(event, stranger, now)

    assert len(factories.lines_of(olena)) == 3


@pytest.mark.parametrize("followers", [5, 5_000])
def test_thousands_of_followers_take_the_statements_of_five(app: Flask, olena: Actor, followers: int) -> None:
    number = factories.initiative(olena)
    factories.many_followers(number, followers)

    with counted() as statements:
        entry = factories.commented(number, olena)

    assert len(factories.told(entry)) == followers
    assert len(statements) <= 7, statements  # one of them asks whether a clock runs

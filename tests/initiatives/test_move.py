"""Moves: every role and relation against every pair of types, reasons, days, history."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from portal.core import i18n
from portal.core.actor import Actor
from portal.core.db import transaction
from portal.core.errors import Conflict, DomainError, Forbidden, Invalid
from portal.core.extension import Spoken
from portal.core.journal import JournalEntry
from portal.core.markdown import render
from portal.initiatives.item_kind import InitiativeKind
from portal.initiatives.models import Initiative, StatusType, Transition, Visibility
from portal.initiatives.policy import MOVES, Mover, legal_moves
from portal.initiatives.queries import statuses
from portal.initiatives.queries.visibility import MergedAway
from portal.initiatives.services.counting import count_faults
from portal.initiatives.services.importing import ImportedInitiative, import_initiative
from portal.initiatives.services.moving import move, return_deferred
from portal.people.models import Role, Team
from tests import factories as people
from tests.initiatives import factories

REASON = render("Бо міряли місяць, і чекати надворі більше нікому не доводиться.")
T = StatusType


def moved(
    number: int,
    actor: Actor | None,
    to: StatusType,
    now: datetime,
    reason: str | None = None,
    days: int | None = 30,
) -> Transition:
    written = REASON if reason is None else render(reason)
    day = None if days is None else i18n.today(now) + timedelta(days=days)
    with transaction() as session:
        row = session.get_one(Initiative, number)
        return move(session, row, actor, statuses(session).default(to), reason=written, defer_until=day, now=now)


def went(number: int, actor: Actor | None, to: StatusType, now: datetime) -> bool:
    """Whether the move was allowed, and happened."""
    try:
        moved(number, actor, to, now)
    except (Forbidden, Invalid, MergedAway):
        return False
    return True


def owned_by(number: int, owner: Actor) -> None:
    with transaction() as session:
        session.execute(update(Initiative).where(Initiative.id == number).values(owner_id=owner.id))


WHO = (
    "employee", "author", "co-author", "owner", "owner author", "committee", "committee author", "committee co-author",
    "committee owner", "committee owner author", "administrator", "portal",
)  # fmt: skip


def expected(who: str, from_: StatusType, to: StatusType) -> bool:
    """The rule in words: the table, nobody judges their own, the owner doesn't confirm the outcome."""
    is_ = {
        "employee": set(),
        "author": {Mover.AUTHOR},
        "co-author": set(),
        "owner": {Mover.OWNER},
        "owner author": {Mover.OWNER, Mover.AUTHOR},
        "committee": {Mover.COMMITTEE},
        "committee author": {Mover.AUTHOR},
        "committee co-author": set(),
        "committee owner": {Mover.COMMITTEE, Mover.OWNER},
        "committee owner author": {Mover.OWNER, Mover.AUTHOR},
        "administrator": set(),
        "portal": {Mover.PORTAL},
    }[who]
    if "owner" in who and to is T.MEASURED:
        return False
    return bool(MOVES[from_].get(to, frozenset()) & is_)


@pytest.mark.usefixtures("unconditional")
@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("from_", list(StatusType))
def test_who_may_move_what_where(olena: Actor, care_team: Team, now: datetime, who: str, from_: StatusType) -> None:
    roles = {"administrator": [Role.ADMINISTRATOR]}.get(who, [Role.COMMITTEE] if "committee" in who else [])
    somebody = people.person(None, care_team, *roles)
    actor = None if who == "portal" else somebody
    happened, number = True, 0
    for to in set(StatusType) - {from_}:
        if happened:  # what was refused stands as it stood, for the next attempt
            number = factories.initiative(somebody if who.split()[-1] == "author" else olena, from_).id
            if "owner" in who:
                owned_by(number, somebody)
            if "co-author" in who:
                factories.wrote_along(number, somebody)
        happened = went(number, actor, to, now)
        assert happened is expected(who, from_, to), f"{who}: {from_} -> {to}"
        assert factories.fresh(number).status_type is (to if happened else from_)


@pytest.mark.usefixtures("unconditional")
@pytest.mark.parametrize("who", ["employee", "owner", "committee", "committee owner", "administrator", "portal"])
@pytest.mark.parametrize("from_", [type_ for type_ in StatusType if type_ is not T.DRAFT])
def test_what_nobody_has_signed_moves_like_any_other(
    olena: Actor, care_team: Team, now: datetime, who: str, from_: StatusType
) -> None:
    roles = {"administrator": [Role.ADMINISTRATOR]}.get(who, [Role.COMMITTEE] if "committee" in who else [])
    somebody = people.person(None, care_team, *roles)
    happened, number = True, 0
    for to in set(StatusType) - {from_}:
        if happened:
            number = factories.initiative(olena, from_).id
            with transaction() as session:
                session.execute(update(Initiative).where(Initiative.id == number).values(author_id=None))
            if "owner" in who:
                owned_by(number, somebody)
        happened = went(number, None if who == "portal" else somebody, to, now)
        assert happened is expected(who, from_, to), f"{who}: {from_} -> {to}"


@pytest.mark.usefixtures("unconditional")
@pytest.mark.parametrize("from_", list(StatusType))
def test_the_form_offers_what_the_service_does(olena: Actor, hanna: Actor, now: datetime, from_: StatusType) -> None:
    made = factories.initiative(olena, from_)
    with transaction() as session:
        offered = {status.type for status in legal_moves(made, hanna, statuses(session).all)}

    done = set()
    for to in StatusType:
        try:
            moved(factories.initiative(olena, from_).id, hanna, to, now)
            done.add(to)
        except DomainError:
            continue
    assert offered == done


@pytest.mark.parametrize(("from_", "to"), [(T.NEW, T.DECLINED), (T.IN_REVIEW, T.DEFERRED), (T.IMPLEMENTED, T.MEASURED)])
@pytest.mark.parametrize("reason", ["", "бо так", " " * 40])
def test_a_reason_is_needed(
    olena: Actor, hanna: Actor, now: datetime, from_: StatusType, to: StatusType, reason: str
) -> None:
    made = factories.initiative(olena, from_)

    with pytest.raises(Invalid) as refusal:
        moved(made.id, hanna, to, now, reason=reason)

    assert refusal.value.field == "reason"
    assert factories.fresh(made.id).status_type is from_


@pytest.mark.parametrize("days", [None, 0, -3, 800])
def test_deferring_needs_a_day_ahead_within_two_years(
    open_initiative: Initiative, hanna: Actor, now: datetime, days: int | None
) -> None:
    with pytest.raises(Invalid) as refusal:
        moved(open_initiative.id, hanna, T.DEFERRED, now, days=days)

    assert refusal.value.field == "until"


def test_the_same_status_again_is_a_conflict(open_initiative: Initiative, hanna: Actor, now: datetime) -> None:
    moved(open_initiative.id, hanna, T.ACCEPTED, now)

    with pytest.raises(Conflict):
        moved(open_initiative.id, hanna, T.ACCEPTED, now)


@pytest.mark.parametrize("to", [T.ACCEPTED, T.DECLINED])
def test_what_is_put_off_is_decided_without_a_step_between(
    session: Session, open_initiative: Initiative, hanna: Actor, now: datetime, to: StatusType
) -> None:
    moved(open_initiative.id, hanna, T.DEFERRED, now)
    moved(open_initiative.id, hanna, to, now)
    row = factories.fresh(open_initiative.id)
    assert (row.status_type, row.defer_until) == (to, None)
    last = session.scalars(select(Transition).order_by(Transition.id.desc())).first()
    assert last is not None
    assert last.from_status_id == factories.status(T.DEFERRED).id
    assert count_faults(session) == []


def test_what_is_put_off_gets_another_day_but_not_the_same_again(
    session: Session, open_initiative: Initiative, hanna: Actor, now: datetime
) -> None:
    moved(open_initiative.id, hanna, T.DEFERRED, now, days=30)
    with pytest.raises(Conflict):
        moved(open_initiative.id, hanna, T.DEFERRED, now, days=30)
    with pytest.raises(Invalid):
        moved(open_initiative.id, hanna, T.DEFERRED, now, days=60, reason="бо так")
    moved(open_initiative.id, hanna, T.DEFERRED, now, days=60)
    assert factories.fresh(open_initiative.id).defer_until == i18n.today(now) + timedelta(days=60)
    days = select(Transition.defer_until).where(Transition.defer_until.is_not(None)).order_by(Transition.id)
    assert list(session.scalars(days)) == [i18n.today(now) + timedelta(days=days) for days in (30, 60)]


def test_an_incomplete_one_cannot_be_accepted(session: Session, hanna: Actor, now: datetime) -> None:
    content = factories.texts(solution="", outcome="")
    with transaction() as writing:
        import_initiative(writing, ImportedInitiative(external_id="x", texts=content), now=now)
    made = session.scalars(select(Initiative)).one()

    with pytest.raises(Invalid):
        moved(made.id, hanna, T.ACCEPTED, now)
    assert T.ACCEPTED not in {status.type for status in legal_moves(made, hanna, statuses(session).all)}


def test_a_move_is_history_and_news(session: Session, open_initiative: Initiative, hanna: Actor, now: datetime) -> None:
    done = moved(open_initiative.id, hanna, T.DECLINED, now)

    row = session.get_one(Transition, done.id)
    assert (row.actor_id, row.reason, row.at) == (hanna.id, REASON.source, now)
    told = session.scalars(select(JournalEntry).where(JournalEntry.name == "initiatives.moved")).one()
    assert told.data["transition_id"] == done.id
    assert (told.data["from_type"], told.data["to_type"]) == ("new", "declined")


@pytest.mark.parametrize("verb", ["UPDATE transitions SET reason = 'x'", "DELETE FROM transitions"])
def test_history_cannot_be_changed(session: Session, open_initiative: Initiative, verb: str) -> None:
    with pytest.raises(DBAPIError, match="append-only"):
        session.execute(text(verb))
    session.rollback()


def test_the_first_answer_is_the_committees(
    open_initiative: Initiative, olena: Actor, hanna: Actor, now: datetime
) -> None:
    assert factories.fresh(open_initiative.id).first_answered_at is None

    moved(open_initiative.id, hanna, T.IN_REVIEW, now)
    moved(open_initiative.id, hanna, T.ACCEPTED, now + timedelta(hours=1))

    assert factories.fresh(open_initiative.id).first_answered_at == now


def test_a_visible_comment_of_the_committee_is_an_answer_too(
    open_initiative: Initiative, olena: Actor, dmytro: Actor, hanna: Actor
) -> None:
    kind = InitiativeKind()
    with transaction() as session:
        kind.discussed(session, open_initiative.id, by=dmytro, spoken=Spoken.ADDED, internal=False)
        kind.discussed(session, open_initiative.id, by=hanna, spoken=Spoken.ADDED, internal=True)
    assert factories.fresh(open_initiative.id).first_answered_at is None

    with transaction() as session:
        kind.discussed(session, open_initiative.id, by=hanna, spoken=Spoken.ADDED, internal=False)
    row = factories.fresh(open_initiative.id)
    assert row.first_answered_at is not None
    assert row.comment_count == 2


@pytest.mark.parametrize("spoken", [Spoken.SHOWN_AGAIN, Spoken.PUT_BACK])
def test_bringing_a_comment_back_is_no_answer(open_initiative: Initiative, hanna: Actor, spoken: Spoken) -> None:
    with transaction() as session:
        InitiativeKind().discussed(session, open_initiative.id, by=hanna, spoken=spoken, internal=False)

    row = factories.fresh(open_initiative.id)
    assert (row.first_answered_at, row.comment_count) == (None, 1)


def test_the_committees_own_author_does_not_answer_themselves(hanna: Actor) -> None:
    made = factories.initiative(hanna)

    with transaction() as session:
        InitiativeKind().discussed(session, made.id, by=hanna, spoken=Spoken.ADDED, internal=False)

    assert factories.fresh(made.id).first_answered_at is None


def test_deferred_ones_come_back_on_their_day(
    session: Session, open_initiative: Initiative, olena: Actor, hanna: Actor, now: datetime
) -> None:
    moved(open_initiative.id, hanna, T.DEFERRED, now, days=3)

    with transaction() as writing:
        return_deferred(writing, now + timedelta(days=2))
    assert factories.fresh(open_initiative.id).status_type is T.DEFERRED

    with transaction() as writing:
        return_deferred(writing, now + timedelta(days=3))
    back = factories.fresh(open_initiative.id)
    assert (back.status_type, back.defer_until) == (T.IN_REVIEW, None)
    assert count_faults(session) == []
    last = session.scalars(select(Transition).order_by(Transition.id.desc())).first()
    assert last is not None
    assert last.actor_id is None


@pytest.mark.usefixtures("unconditional")
def test_counts_follow_a_whole_way(
    session: Session, olena: Actor, hanna: Actor, stranger: Actor, now: datetime
) -> None:
    made = factories.initiative(olena)
    for to in (T.IN_REVIEW, T.ACCEPTED, T.IN_PROGRESS, T.IMPLEMENTED, T.MEASURED):
        moved(made.id, hanna, to, now)
        assert count_faults(session) == []
    assert factories.fresh(made.id).visibility is Visibility.EVERYONE

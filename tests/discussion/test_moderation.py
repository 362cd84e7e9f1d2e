"""Reactions, reports, hiding and following: each once, by those whose it is, and written down."""

from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.db import db, transaction
from portal.core.errors import Forbidden, Invalid, NotFound
from portal.core.journal import JournalEntry
from portal.discussion.models import Comment, Follow, Reaction, ReactionKind, Report
from portal.discussion.queries import open_report_count
from portal.discussion.reported import reported_words
from portal.discussion.services.follows import auto_follow, follow, unfollow
from portal.discussion.services.moderation import hide, report, settle_reports, show_again
from portal.discussion.services.reactions import react, unreact
from tests.discussion.factories import ITEM, Noticeboard, said
from tests.parallel import at_once

REASON = "Це образливо для колеги"


def events(session: Session) -> list[str]:
    return [name.split(".")[1] for name in session.scalars(select(JournalEntry.name).order_by(JournalEntry.id))]


def tell_editors(row: Comment, actor: Actor, now: datetime) -> Report:
    with transaction() as session:
        return report(session, row.id, actor, reason=REASON, now=now)


def test_a_reaction_given_twice_is_one(
    session: Session, board: Noticeboard, olena: Actor, dmytro: Actor, now: datetime
) -> None:
    row = said(olena)
    for _ in range(2):
        with transaction() as writing:
            react(writing, row.id, dmytro, ReactionKind.IDEA, now=now)
    assert session.scalar(select(func.count()).select_from(Reaction)) == 1
    assert events(session) == ["comment_added", "reaction_given"]
    for _ in range(2):
        with transaction() as writing:
            unreact(writing, row.id, dmytro, ReactionKind.IDEA, now=now)
    assert events(session)[2:] == ["reaction_withdrawn"]


def test_two_reactions_at_once_leave_one(
    app: Flask, board: Noticeboard, olena: Actor, dmytro: Actor, now: datetime
) -> None:
    row = said(olena)

    def give(_n: int) -> None:
        with transaction() as writing:
            react(writing, row.id, dmytro, ReactionKind.THANKS, now=now)

    at_once(app, 8, give)
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(Reaction)) == 1
    assert events(db.session()).count("reaction_given") == 1


def test_nobody_reacts_to_or_reports_their_own(board: Noticeboard, olena: Actor, now: datetime) -> None:
    row = said(olena)
    with pytest.raises(Forbidden), transaction() as writing:
        react(writing, row.id, olena, ReactionKind.THANKS, now=now)
    with pytest.raises(Forbidden):
        tell_editors(row, olena, now)


def test_an_internal_note_is_not_there_for_others(
    board: Noticeboard, olena: Actor, hanna: Actor, marta: Actor, now: datetime
) -> None:
    row = said(hanna, internal=True)
    with pytest.raises(NotFound), transaction() as writing:
        react(writing, row.id, olena, ReactionKind.THANKS, now=now)
    with pytest.raises(NotFound), transaction() as writing:
        hide(writing, row.id, marta, reason=REASON, now=now)


def test_a_reason_of_a_few_letters_is_refused(
    board: Noticeboard, olena: Actor, dmytro: Actor, marta: Actor, now: datetime
) -> None:
    row = said(olena)
    with pytest.raises(Invalid), transaction() as writing:
        report(writing, row.id, dmytro, reason="  фу       ", now=now)
    with pytest.raises(Invalid), transaction() as writing:
        hide(writing, row.id, marta, reason="погано", now=now)


def test_a_second_report_by_the_same_person_is_the_first(
    session: Session, board: Noticeboard, olena: Actor, dmytro: Actor, now: datetime
) -> None:
    row = said(olena)
    assert tell_editors(row, dmytro, now).id == tell_editors(row, dmytro, now).id
    assert events(session).count("comment_reported") == 1


def test_hiding_settles_what_was_reported_and_counts_once(
    session: Session, board: Noticeboard, olena: Actor, dmytro: Actor, marta: Actor, now: datetime
) -> None:
    row = said(olena)
    tell_editors(row, dmytro, now)
    with transaction() as writing:
        hide(writing, row.id, marta, reason=REASON, now=now)
    with pytest.raises(Forbidden), transaction() as writing:
        hide(writing, row.id, marta, reason=REASON, now=now)
    db.session.rollback()
    settled = session.scalars(select(Report)).one()
    assert (settled.settled_at, settled.settled_by_id) == (now, marta.id)
    assert board.counted == [(1, False), (-1, False)]
    assert events(session)[-2:] == ["comment_hidden", "reports_settled"]
    with transaction() as writing:
        show_again(writing, row.id, marta, now=now)
    assert board.counted[-1] == (1, False)


def test_only_editors_hide_show_and_settle(
    board: Noticeboard, olena: Actor, dmytro: Actor, hanna: Actor, lidiia: Actor, now: datetime
) -> None:
    row = said(olena)
    for person in (olena, dmytro, hanna, lidiia):
        with pytest.raises(Forbidden), transaction() as writing:
            hide(writing, row.id, person, reason=REASON, now=now)
        with pytest.raises(Forbidden), transaction() as writing:
            settle_reports(writing, row.id, person, now=now)


def test_the_editors_list_shows_each_comment_once_with_all_reports(
    session: Session, board: Noticeboard, olena: Actor, dmytro: Actor, hanna: Actor, marta: Actor, now: datetime
) -> None:
    first, second = said(olena, "Перше"), said(olena, "Друге")
    tell_editors(second, dmytro, now)
    tell_editors(first, dmytro, now)
    tell_editors(first, hanna, now)
    db.session.rollback()
    page = reported_words(session, marta)
    assert [(view.id, len(view.reports)) for view in page.words] == [(second.id, 1), (first.id, 2)]
    assert session.scalar(select(open_report_count(counts=True))) == 2
    with transaction() as writing:
        settle_reports(writing, second.id, marta, now=now)
    assert [view.id for view in reported_words(db.session(), marta).words] == [first.id]


def test_reports_on_items_closed_to_the_editor_are_only_counted(
    session: Session, board: Noticeboard, olena: Actor, dmytro: Actor, marta: Actor, now: datetime
) -> None:
    tell_editors(said(olena), dmytro, now)
    board.blind.add(marta.id)
    page = reported_words(session, marta)
    assert (page.words, page.elsewhere) == ([], 1)


def is_following(session: Session, actor: Actor) -> bool:
    own = select(Follow).where(Follow.person_id == actor.id, Follow.muted.is_(False))
    return session.scalar(own) is not None


def test_following_is_ones_own_choice(session: Session, board: Noticeboard, olena: Actor, now: datetime) -> None:
    for _ in range(2):
        with transaction() as writing:
            follow(writing, ITEM, olena, now=now)
    assert is_following(session, olena)
    with transaction() as writing:
        unfollow(writing, ITEM, olena, now=now)
    with transaction() as writing:
        assert not auto_follow(writing, ITEM, olena.id, now=now)
    db.session.rollback()
    assert not is_following(session, olena)
    with transaction() as writing:
        follow(writing, ITEM, olena, now=now)
    db.session.rollback()
    assert is_following(session, olena)
    assert events(session) == ["follow_changed"] * 3


def test_a_hidden_item_cannot_be_followed(session: Session, board: Noticeboard, olena: Actor, now: datetime) -> None:
    board.blind.add(olena.id)
    with pytest.raises(NotFound), transaction() as writing:
        follow(writing, ITEM, olena, now=now)
    assert session.scalar(select(func.count()).select_from(Follow)) == 0

"""Comments: who may write, change and take back, and what stays of it."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.db import transaction
from portal.core.errors import Conflict, Forbidden, Invalid, NotFound, TooManyAttempts
from portal.core.extension import ItemRef
from portal.core.journal import JournalEntry
from portal.core.markdown import render
from portal.discussion.models import Comment, CommentRevision, Follow
from portal.discussion.services.comments import edit_comment, put_back_comment, withdraw_comment
from tests.discussion.factories import CLOSED_ITEM, KIND, OTHER_ITEM, Noticeboard, said
from tests.parallel import at_once


def names_of_events(session: Session) -> list[str]:
    return list(session.scalars(select(JournalEntry.name).order_by(JournalEntry.id)))


def test_a_comment_is_kept_counted_and_recorded(session: Session, board: Noticeboard, olena: Actor) -> None:
    row = said(olena, "Так **і** в нас.")
    assert (row.author_id, row.body, row.internal) == (olena.id, "Так **і** в нас.", False)
    assert "<strong>і</strong>" in row.html
    assert board.counted == [(1, False)]
    entry = session.scalars(select(JournalEntry)).one()
    assert (entry.name, entry.item_kind, entry.item_id) == ("discussion.comment_added", KIND, 1)
    assert entry.data["comment_id"] == row.id


def test_a_hidden_item_and_a_kind_that_is_not_there_are_not_found(board: Noticeboard, olena: Actor) -> None:
    board.blind.add(olena.id)
    with pytest.raises(NotFound):
        said(olena)
    with pytest.raises(NotFound):
        said(olena, item=ItemRef("nothing", 1))


def test_a_closed_discussion_takes_nothing(board: Noticeboard, olena: Actor) -> None:
    with pytest.raises(Forbidden):
        said(olena, item=CLOSED_ITEM)


def test_blanks_are_no_comment(board: Noticeboard, olena: Actor) -> None:
    with pytest.raises(Invalid):
        said(olena, " \n ")


def test_internal_notes_need_the_committee(board: Noticeboard, olena: Actor, hanna: Actor, marta: Actor) -> None:
    for person in (olena, marta):
        with pytest.raises(Forbidden):
            said(person, internal=True)
    assert said(hanna, internal=True).internal
    assert board.counted == [(1, True)]


def test_a_reply_is_as_internal_as_what_it_answers(board: Noticeboard, olena: Actor, hanna: Actor) -> None:
    note, open_comment = said(hanna, internal=True), said(olena)
    assert said(hanna, to=note).internal
    assert not said(hanna, to=open_comment, internal=True).internal
    with pytest.raises(NotFound):
        said(olena, to=note)


def test_replies_have_no_replies(board: Noticeboard, olena: Actor, dmytro: Actor) -> None:
    reply = said(dmytro, to=said(olena))
    with pytest.raises(Forbidden):
        said(olena, to=reply)


def test_a_reply_belongs_to_the_item_of_its_comment(board: Noticeboard, olena: Actor) -> None:
    elsewhere = said(olena, item=OTHER_ITEM)
    with pytest.raises(Conflict):
        said(olena, to=elsewhere)


def test_the_same_form_sent_twice_leaves_one_comment(board: Noticeboard, olena: Actor) -> None:
    assert said(olena, key="k" * 20).id == said(olena, key="k" * 20).id
    assert board.counted == [(1, False)]


def test_another_text_or_person_with_the_same_key_is_another_comment(
    session: Session, board: Noticeboard, olena: Actor, dmytro: Actor
) -> None:
    said(olena, "Одне", key="k" * 20)
    said(olena, "Інше", key="k" * 20)
    said(olena, "Інше", key="k" * 20)
    said(dmytro, "Одне", key="k" * 20)
    assert session.scalar(select(func.count()).select_from(Comment)) == 3


def test_thirty_equal_submissions_at_once_leave_one_comment(app: Flask, board: Noticeboard, olena: Actor) -> None:
    results = at_once(app, 30, lambda _n: said(olena, key="k" * 20).id)
    assert len(set(results)) == 1
    assert board.counted == [(1, False)]


def test_the_thirty_first_comment_in_ten_minutes_waits(
    board: Noticeboard, olena: Actor, dmytro: Actor, now: datetime
) -> None:
    for n in range(30):
        said(olena, f"Коментар {n}", now=now)
    with pytest.raises(TooManyAttempts):
        said(olena, "Ще один", now=now + timedelta(minutes=9))
    said(dmytro, "Інша людина", now=now)
    said(olena, "Згодом", now=now + timedelta(minutes=11))


def test_who_comments_follows(session: Session, board: Noticeboard, olena: Actor) -> None:
    said(olena)
    row = session.scalars(select(Follow)).one()
    assert (row.person_id, row.item_id, row.muted) == (olena.id, 1, False)


def test_an_edit_keeps_what_was_there(session: Session, board: Noticeboard, olena: Actor, now: datetime) -> None:
    row = said(olena, "Перше")
    text = render("Друге")
    with transaction() as writing:
        edited = edit_comment(writing, row.id, olena, text, version=row.version, now=now)
    assert (edited.body, edited.edited_at) == ("Друге", now)
    assert session.scalars(select(CommentRevision.body)).one() == "Перше"
    assert names_of_events(session)[-1] == "discussion.comment_edited"


def test_an_edit_of_an_old_version_is_a_conflict_with_what_stands(
    board: Noticeboard, olena: Actor, now: datetime
) -> None:
    row = said(olena, "Перше")
    version = row.version
    with transaction() as writing:
        edit_comment(writing, row.id, olena, render("Друге"), version=version, now=now)
    with pytest.raises(Conflict) as refusal, transaction() as writing:
        edit_comment(writing, row.id, olena, render("Третє"), version=version, now=now)
    assert refusal.value.theirs == {"body": "Друге", "version": str(version + 1)}


def test_saving_the_same_words_is_no_edit(session: Session, board: Noticeboard, olena: Actor, now: datetime) -> None:
    row = said(olena, "Перше")
    with transaction() as writing:
        assert edit_comment(writing, row.id, olena, render("Перше"), version=row.version, now=now).edited_at is None
    assert session.scalar(select(func.count()).select_from(CommentRevision)) == 0


def test_only_the_author_edits_and_takes_back(
    board: Noticeboard, olena: Actor, dmytro: Actor, marta: Actor, hanna: Actor, now: datetime
) -> None:
    row = said(olena)
    for person in (dmytro, marta, hanna):
        with pytest.raises(Forbidden), transaction() as writing:
            edit_comment(writing, row.id, person, render("Чуже"), version=row.version, now=now)
        with pytest.raises(Forbidden), transaction() as writing:
            withdraw_comment(writing, row.id, person, now=now)


def test_taking_back_twice_counts_once(session: Session, board: Noticeboard, olena: Actor, now: datetime) -> None:
    row = said(olena)
    for _ in range(2):
        with transaction() as writing:
            withdraw_comment(writing, row.id, olena, now=now)
    assert board.counted == [(1, False), (-1, False)]
    assert names_of_events(session).count("discussion.comment_withdrawn") == 1


def test_what_was_taken_back_can_be_put_back_for_a_day(
    board: Noticeboard, olena: Actor, dmytro: Actor, now: datetime
) -> None:
    row = said(olena)
    with transaction() as writing:
        withdraw_comment(writing, row.id, olena, now=now)
    with pytest.raises(Forbidden), transaction() as writing:
        put_back_comment(writing, row.id, dmytro, now=now)
    with pytest.raises(Forbidden), transaction() as writing:
        put_back_comment(writing, row.id, olena, now=now + timedelta(days=2))
    with transaction() as writing:
        assert put_back_comment(writing, row.id, olena, now=now).withdrawn_at is None
    assert sum(delta for delta, _ in board.counted) == 1

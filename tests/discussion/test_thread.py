"""A thread holds what its reader may know, in three statements at most."""

from datetime import datetime

from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.db import db, transaction
from portal.core.drafts import save_draft
from portal.core.extension import ItemRef
from portal.discussion.composer import composer
from portal.discussion.models import Comment, ReactionKind
from portal.discussion.services.comments import withdraw_comment
from portal.discussion.services.moderation import hide
from portal.discussion.services.reactions import react
from portal.discussion.shown import CommentView
from portal.discussion.thread import DRAFTS, ThreadPage, cursor_of, draft_key, thread, thread_of_comment
from portal.people.models import Person
from tests.discussion.factories import ITEM, Noticeboard, said
from tests.statements import counted


def read(actor: Actor, item: ItemRef = ITEM, *, after: str | None = None, rows: int = 50) -> ThreadPage:
    db.session.rollback()
    return thread(db.session(), item, actor, after=after, rows=rows)


def everything(page: ThreadPage) -> list[CommentView]:
    return [view for top in page.comments for view in (top, *top.replies)]


def take_back(row: Comment, actor: Actor, now: datetime) -> None:
    with transaction() as session:
        withdraw_comment(session, row.id, actor, now=now)


def hide_it(row: Comment, editor: Actor, now: datetime) -> None:
    with transaction() as session:
        hide(session, row.id, editor, reason="Це образливо для колеги", now=now)


def test_comments_stand_oldest_first_with_their_replies(board: Noticeboard, olena: Actor, dmytro: Actor) -> None:
    first, second = said(olena, "Перше"), said(dmytro, "Друге")
    reply = said(dmytro, "Відповідь", to=first)
    page = read(olena)
    assert [view.id for view in page.comments] == [first.id, second.id]
    assert [view.id for view in page.comments[0].replies] == [reply.id]
    author = page.comments[0].author
    assert author is not None
    assert (author.name, author.initials, page.comments[0].team) == ("Олена Савчук", "ОС", "Команда турботи")


def test_internal_notes_do_not_exist_for_others(board: Noticeboard, olena: Actor, hanna: Actor, marta: Actor) -> None:
    said(olena)
    note = said(hanna, "Таємна нотатка", internal=True)
    said(hanna, "Таємна відповідь", to=note)
    assert len(everything(read(hanna))) == 3
    for person in (olena, marta):
        assert len(everything(read(person))) == 1
        assert thread_of_comment(db.session(), ITEM, person, note.id) is None


def test_internal_notes_do_not_shorten_the_pages_of_others(board: Noticeboard, olena: Actor, hanna: Actor) -> None:
    for n in range(4):
        said(hanna, f"Нотатка {n}", internal=True)
    said(olena)
    page = read(olena, rows=2)
    assert (len(page.comments), page.after) == (1, None)


def test_hidden_words_are_not_sent(
    board: Noticeboard, olena: Actor, dmytro: Actor, marta: Actor, now: datetime
) -> None:
    row = said(olena, "Грубі слова")
    hide_it(row, marta, now)
    for reader, html, reason in (
        (dmytro, "", ""),
        (olena, "", "Це образливо для колеги"),
        (marta, row.html, "Це образливо для колеги"),
    ):
        view = read(reader).comments[0]
        assert (view.hidden, view.html, view.hidden_reason) == (True, html, reason)
        assert not view.can_reply
        assert not view.can_edit
    assert read(marta).comments[0].can_show_again


def test_a_withdrawn_comment_keeps_its_place_only_under_replies(
    board: Noticeboard, olena: Actor, dmytro: Actor, now: datetime
) -> None:
    alone, answered = said(olena, "Одне"), said(olena, "Інше")
    reply = said(dmytro, to=answered)
    take_back(alone, olena, now)
    take_back(answered, olena, now)
    page = read(dmytro)
    assert [(view.id, view.withdrawn, view.html) for view in page.comments] == [(answered.id, True, "")]
    take_back(reply, dmytro, now)
    assert read(dmytro).comments == []


def test_reactions_are_counted_and_ones_own_are_marked(
    board: Noticeboard, olena: Actor, dmytro: Actor, hanna: Actor, now: datetime
) -> None:
    row = said(olena)
    for person in (dmytro, hanna):
        with transaction() as session:
            react(session, row.id, person, ReactionKind.THANKS, now=now)
    for reader, mine in ((dmytro, True), (olena, False)):
        first = read(reader).comments[0].reactions[0]
        assert (first.kind, first.count, first.mine) == ("thanks", 2, mine)


def test_an_erased_author_has_no_name(board: Noticeboard, olena: Actor, dmytro: Actor, now: datetime) -> None:
    said(olena)
    with transaction() as session:
        session.get_one(Person, olena.id).erased_at = now
    view = read(dmytro).comments[0]
    assert (view.author, view.team) == (None, None)


def test_pages_follow_each_other_and_a_comment_knows_its_page(board: Noticeboard, olena: Actor) -> None:
    rows = [said(olena, f"Коментар {n}") for n in range(7)]
    first = read(olena, rows=3)
    second = read(olena, rows=3, after=first.after)
    last = read(olena, rows=3, after=second.after)
    shown = [[view.id for view in page.comments] for page in (first, second, last)]
    ids = [row.id for row in rows]
    assert shown == [ids[:3], ids[3:6], ids[6:]]
    assert (first.first, second.first, last.after) == (True, False, None)
    cursors = [cursor_of(db.session(), ITEM, olena, row.id, 3) for row in rows]
    assert cursors == [None] * 3 + [first.after] * 3 + [second.after]


def test_a_cursor_that_cannot_be_read_means_the_first_page(board: Noticeboard, olena: Actor) -> None:
    said(olena)
    for cursor in ("", "x", "-1", "9" * 40, "²"):
        assert len(read(olena, after=cursor).comments) == 1


def test_a_thread_costs_three_statements_whatever_its_length(
    session: Session, board: Noticeboard, olena: Actor, dmytro: Actor, now: datetime
) -> None:
    for n in range(12):
        row = said(olena, f"Коментар {n}")
        reply = said(dmytro, "Відповідь", to=row)
        with transaction() as writing:
            react(writing, reply.id, olena, ReactionKind.AGREE, now=now)
    read(olena)  # the names of teams are kept afterwards
    db.session.rollback()
    with counted() as statements:
        page = thread(db.session(), ITEM, olena, discusses=True)
        composer_free = len(statements)
    assert len(everything(page)) == 24
    assert composer_free <= 3


def test_the_composer_brings_the_unsent_text_back(
    board: Noticeboard, application: object, olena: Actor, now: datetime
) -> None:
    with transaction() as session:
        save_draft(session, olena, DRAFTS, draft_key(ITEM), {"body": "Недописане", "internal": True}, now=now)
    page = read(olena)
    with application.test_request_context(), counted() as statements:  # type: ignore[attr-defined]  # typed as a proxy
        found = composer(db.session(), page, olena)
        assert len(statements) == 1
        assert (found.words["body"], found.form().internal, found.follows) == ("Недописане", None, False)


def test_the_browsers_copy_has_another_name_after_each_comment(
    board: Noticeboard, application: object, olena: Actor
) -> None:
    with application.test_request_context():  # type: ignore[attr-defined]  # typed as a proxy
        before = composer(db.session(), read(olena), olena).words["copy_key"]
        said(olena)
        assert composer(db.session(), read(olena), olena).words["copy_key"] != before

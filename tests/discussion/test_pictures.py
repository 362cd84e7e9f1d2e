"""The pictures of a comment are seen by those who may read its words, and by the one who added them."""

from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.db import transaction
from portal.core.errors import NotFound
from portal.core.files import StoredPicture, get_picture, keep_picture
from portal.core.markdown import render
from portal.core.pictures import CleanPicture
from portal.discussion.services.comments import edit_comment, put_back_comment, withdraw_comment
from portal.discussion.services.moderation import hide, show_again
from tests.discussion.factories import Noticeboard, said

REASON = "Тут видно особисті дані мешканця."

pytestmark = pytest.mark.usefixtures("board")


@pytest.fixture
def shot(app: object, olena: Actor, now: datetime) -> StoredPicture:
    """Olena's picture, shown nowhere yet."""
    with transaction() as session:
        return keep_picture(session, CleanPicture(b"x", b"y", 1, 1), olena, now=now)


def showing(picture: StoredPicture) -> str:
    return f"Ось так: ![знімок](/files/{picture.token})"


def sees(session: Session, picture: StoredPicture, actor: Actor) -> bool:
    session.rollback()
    try:
        return get_picture(session, picture.token, actor) is not None
    except NotFound:
        return False


def test_readers_of_the_item_see_the_picture_of_a_comment(
    session: Session, board: Noticeboard, shot: StoredPicture, olena: Actor, dmytro: Actor, stranger: Actor
) -> None:
    said(olena, showing(shot))
    board.blind.add(stranger.id)
    assert [sees(session, shot, one) for one in (olena, dmytro, stranger)] == [True, True, False]


def test_only_the_committee_sees_the_picture_of_an_internal_note(
    session: Session, shot: StoredPicture, olena: Actor, hanna: Actor, dmytro: Actor, marta: Actor, now: datetime
) -> None:
    with transaction() as writing:
        writing.get_one(StoredPicture, shot.id).uploader_id = hanna.id
    said(hanna, showing(shot), internal=True)
    assert [sees(session, shot, one) for one in (hanna, olena, dmytro, marta)] == [True, False, False, False]


def test_a_hidden_comment_closes_its_picture_until_it_is_shown_again(
    session: Session, shot: StoredPicture, olena: Actor, dmytro: Actor, marta: Actor, now: datetime
) -> None:
    row = said(olena, showing(shot))
    with transaction() as writing:
        hide(writing, row.id, marta, reason=REASON, now=now)
    assert [sees(session, shot, one) for one in (olena, dmytro, marta)] == [True, False, True]
    with transaction() as writing:
        show_again(writing, row.id, marta, now=now)
    assert sees(session, shot, dmytro)


def test_a_withdrawn_comment_closes_its_picture_until_it_is_put_back(
    session: Session, shot: StoredPicture, olena: Actor, dmytro: Actor, marta: Actor, now: datetime
) -> None:
    row = said(olena, showing(shot))
    with transaction() as writing:
        withdraw_comment(writing, row.id, olena, now=now)
    assert [sees(session, shot, one) for one in (olena, dmytro, marta)] == [True, False, False]
    with transaction() as writing:
        put_back_comment(writing, row.id, olena, now=now)
    assert sees(session, shot, dmytro)


def test_another_comment_that_shows_the_picture_keeps_it_open(
    session: Session, shot: StoredPicture, olena: Actor, dmytro: Actor, now: datetime
) -> None:
    row = said(olena, showing(shot))
    said(dmytro, f"Дивіться ще раз: {showing(shot)}")
    with transaction() as writing:
        withdraw_comment(writing, row.id, olena, now=now)
    assert sees(session, shot, dmytro)


def test_a_picture_edited_out_of_a_comment_is_closed(
    session: Session, shot: StoredPicture, olena: Actor, dmytro: Actor, now: datetime
) -> None:
    row = said(olena, showing(shot))
    rewritten = render("Без знімка.")
    with transaction() as writing:
        edit_comment(writing, row.id, olena, rewritten, version=row.version, now=now)
    assert [sees(session, shot, one) for one in (olena, dmytro)] == [True, False]

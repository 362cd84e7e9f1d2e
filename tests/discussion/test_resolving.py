"""A comment is settled by its author or by whoever keeps the item, where the kind of item knows that at all."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.db import transaction
from portal.core.errors import Forbidden, NotFound
from portal.core.extension import comment_settlers
from portal.core.journal import JournalEntry
from portal.discussion.models import Comment
from portal.discussion.services.moderation import hide
from portal.discussion.services.resolving import reopen, resolve
from portal.discussion.thread import filters, thread
from tests.conftest import Clients
from tests.discussion.factories import ITEM, KIND, Noticeboard, said


@pytest.fixture
def settled_by_marta(board: Noticeboard, marta: Actor) -> Iterator[Noticeboard]:
    """The noticeboard, on which the editor settles comments."""
    with comment_settlers.with_also(KIND, lambda _session, _item_id, actor: actor.id == marta.id):
        yield board


def names(session: Session) -> list[str]:
    return [name.split(".")[1] for name in session.scalars(select(JournalEntry.name).order_by(JournalEntry.id))]


def test_its_author_and_whoever_settles_there_resolve_and_open_again(
    session: Session, settled_by_marta: Noticeboard, olena: Actor, marta: Actor, now: datetime
) -> None:
    row = said(olena)
    for actor in (marta, olena):
        for verb in (resolve, resolve, reopen, reopen):
            with transaction() as writing:
                verb(writing, row.id, actor, now=now)
    assert names(session)[1:] == ["comment_resolved", "comment_reopened"] * 2


def test_others_dont(settled_by_marta: Noticeboard, olena: Actor, dmytro: Actor, now: datetime) -> None:
    row = said(olena)
    with pytest.raises(Forbidden), transaction() as writing:
        resolve(writing, row.id, dmytro, now=now)
    with transaction() as writing:
        resolve(writing, row.id, olena, now=now)
    with pytest.raises(Forbidden), transaction() as writing:
        reopen(writing, row.id, dmytro, now=now)


def test_where_the_kind_knows_no_settling_not_even_the_author_does(
    board: Noticeboard, olena: Actor, now: datetime
) -> None:
    row = said(olena)
    with pytest.raises(Forbidden), transaction() as writing:
        resolve(writing, row.id, olena, now=now)
    [view] = thread(writing, ITEM, olena).comments
    assert not view.can_resolve


def test_a_reply_is_settled_with_what_it_answers(
    settled_by_marta: Noticeboard, olena: Actor, marta: Actor, now: datetime
) -> None:
    reply = said(olena, to=said(olena))
    with pytest.raises(Forbidden), transaction() as writing:
        resolve(writing, reply.id, marta, now=now)


def test_what_is_hidden_stays_as_it_is(
    settled_by_marta: Noticeboard, olena: Actor, marta: Actor, now: datetime
) -> None:
    row = said(olena)
    with transaction() as writing:
        hide(writing, row.id, marta, reason="Тут є номер телефону", now=now)
    with pytest.raises(Forbidden), transaction() as writing:
        resolve(writing, row.id, marta, now=now)


def test_an_internal_note_is_not_there_for_whoever_settles(
    settled_by_marta: Noticeboard, hanna: Actor, marta: Actor, now: datetime
) -> None:
    row = said(hanna, internal=True)
    with pytest.raises(NotFound), transaction() as writing:
        resolve(writing, row.id, marta, now=now)


def test_the_thread_says_who_settled_it_and_can_leave_it_out(
    session: Session, settled_by_marta: Noticeboard, olena: Actor, marta: Actor, dmytro: Actor, now: datetime
) -> None:
    done, waits = said(olena, "Крок 3 застарів"), said(olena, "А як із вихідними?")
    with transaction() as writing:
        resolve(writing, done.id, marta, now=now)
    page = thread(session, ITEM, dmytro)
    assert page.comments[0].resolved is not None
    assert page.comments[0].resolved.by == marta.name
    assert page.comments[1].resolved is None
    assert [view.id for view in thread(session, ITEM, dmytro, unresolved=True).comments] == [waits.id]
    assert not page.comments[0].can_reopen
    assert thread(session, ITEM, olena).comments[0].can_reopen
    assert thread(session, ITEM, dmytro, settles=True).comments[1].can_resolve


def test_there_is_nothing_to_sort_where_nothing_is_settled() -> None:
    assert filters("/cases/1", unresolved=False, open_count=3, all_count=3) == []
    every, still = filters("/cases/1", unresolved=True, open_count=2, all_count=3)
    assert (every["href"], still["href"]) == ("/cases/1#talk", "/cases/1?comments=open#talk")


@pytest.mark.parametrize(("reader", "status"), [("olena", 302), ("marta", 302), ("dmytro", 403)])
def test_the_buttons_do_it(
    client: Clients, session: Session, settled_by_marta: Noticeboard, request: pytest.FixtureRequest, olena: Actor,
    reader: str, status: int,
) -> None:  # fmt: skip
    row = said(olena)
    browser = client(request.getfixturevalue(reader))
    assert browser.post(f"/discussion/comments/{row.id}/resolve").status_code == status
    settled = session.scalar(select(Comment.resolved_at).where(Comment.id == row.id))
    assert (settled is not None) == (status == 302)
    assert browser.post(f"/discussion/comments/{row.id}/reopen").status_code == (302 if status == 302 else 403)


def test_nobody_is_asked_to_sign_in_and_a_hidden_item_is_404(
    client: Clients, settled_by_marta: Noticeboard, olena: Actor, dmytro: Actor
) -> None:
    row = said(olena)
    settled_by_marta.blind.add(dmytro.id)
    for step in ("resolve", "reopen"):
        assert client().post(f"/discussion/comments/{row.id}/{step}").status_code == 401
        assert client(dmytro).post(f"/discussion/comments/{row.id}/{step}").status_code == 404

"""Whoever is erased is no longer named where comments mention them."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.db import transaction
from portal.core.markdown import render
from portal.discussion.models import Comment, CommentRevision
from portal.discussion.services.comments import edit_comment
from portal.people.models import Person
from portal.people.services.leaving import deactivate, erase
from tests import factories
from tests.discussion.factories import Noticeboard, said


def leave(who: Actor, administrator: Actor, now: datetime) -> None:
    with transaction() as session:
        person = deactivate(session, administrator, session.get_one(Person, who.id), {}, now=now)
        erase(session, administrator, person, now=now)


def test_a_mention_no_longer_names_who_is_erased(
    session: Session, board: Noticeboard, olena: Actor, dmytro: Actor, lidiia: Actor, now: datetime
) -> None:
    row = said(olena, "@Дмитро Гай, @дмитро гай і @Лідія Сокіл: `@Дмитро Гай`")
    leave(dmytro, lidiia, now)
    kept = session.get_one(Comment, row.id, populate_existing=True)
    assert kept.body == "@колишній колега, @колишній колега і @Лідія Сокіл: `@колишній колега`"
    assert '<span class="mention">@колишній колега</span>, ' in kept.html
    assert '<span class="mention">@Лідія Сокіл</span>' in kept.html
    assert "Гай" not in kept.html + kept.html.title()


def test_earlier_versions_name_them_no_more(
    session: Session, board: Noticeboard, olena: Actor, dmytro: Actor, lidiia: Actor, now: datetime
) -> None:
    row = said(olena, "Спитаймо @Дмитро Гай")
    with transaction() as writing:
        edit_comment(writing, row.id, olena, render("Вже не треба"), version=row.version, now=now)
    leave(dmytro, lidiia, now)
    earlier = session.scalars(select(CommentRevision)).one()
    assert earlier.body == "Спитаймо @колишній колега"
    assert "Гай" not in earlier.html


def test_any_apostrophe_and_what_html_escapes_are_found(
    session: Session, board: Noticeboard, olena: Actor, lidiia: Actor, now: datetime
) -> None:
    person = factories.person("Мар’яна Об’єдкова")
    row = said(olena, "@мар'яна Обʼєдкова подивіться")
    leave(person, lidiia, now)
    kept = session.get_one(Comment, row.id, populate_existing=True)
    assert kept.body == "@колишній колега подивіться"
    assert "єдкова" not in kept.html


def test_namesakes_and_longer_names_stay(
    session: Session, board: Noticeboard, olena: Actor, dmytro: Actor, lidiia: Actor, now: datetime
) -> None:
    other = factories.person("Дмитро Гай")
    row = said(olena, f"@Дмитро Гай#{dmytro.id}, @Дмитро Гай#{other.id}, @Дмитро Гайовий")
    elsewhere = said(olena, f"@Дмитро Гай#{other.id}")
    leave(dmytro, lidiia, now)
    kept = session.get_one(Comment, row.id, populate_existing=True)
    assert kept.body == f"@колишній колега, @Дмитро Гай#{other.id}, @Дмитро Гайовий"
    assert session.get_one(Comment, elsewhere.id, populate_existing=True).body == f"@Дмитро Гай#{other.id}"

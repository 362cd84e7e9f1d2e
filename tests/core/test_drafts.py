"""Drafts: one's own, newest content, within limits."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.db import db, transaction
from portal.core.drafts import (
    KEPT_DAYS,
    MAX_CHARACTERS,
    MAX_DRAFTS,
    Draft,
    discard_draft,
    drafts_of,
    forget_draft,
    get_draft,
    save_draft,
    sweep_drafts,
    take_back_draft,
)
from portal.core.errors import Invalid, NotFound

KEY = "a" * 22
FORM = "initiative"


def _save(actor: Actor, title: str, now: datetime, key: str = KEY) -> None:
    with transaction() as session:
        save_draft(session, actor, FORM, key, {"title": title}, now=now)


def test_the_newest_content_is_kept(session: Session, olena: Actor, now: datetime) -> None:
    _save(olena, "Панд", now)
    _save(olena, "Пандус", now + timedelta(seconds=1))
    assert [draft.fields for draft in drafts_of(session, olena, FORM)] == [{"title": "Пандус"}]


def test_somebody_elses_draft_is_not_there(session: Session, olena: Actor, dmytro: Actor, now: datetime) -> None:
    _save(olena, "Пандус", now)
    with pytest.raises(NotFound):
        get_draft(session, dmytro, FORM, KEY)
    assert drafts_of(session, dmytro, FORM) == []


def test_two_people_may_have_the_same_key(session: Session, olena: Actor, dmytro: Actor, now: datetime) -> None:
    _save(olena, "Пандус", now)
    _save(dmytro, "Черга", now)
    assert get_draft(session, olena, FORM, KEY).fields == {"title": "Пандус"}


@pytest.mark.parametrize("key", ["", "short", "a" * 65, "a" * 20 + "\n", "а" * 20, "a b" * 8, "../" * 8])
def test_a_key_that_is_none_is_refused(app: Flask, olena: Actor, now: datetime, key: str) -> None:
    with pytest.raises(Invalid):
        _save(olena, "Пандус", now, key)


def test_a_draft_has_a_largest_size(app: Flask, olena: Actor, now: datetime) -> None:
    with pytest.raises(Invalid):
        _save(olena, "x" * (MAX_CHARACTERS + 1), now)


def test_a_person_has_a_largest_number_of_drafts(app: Flask, olena: Actor, now: datetime) -> None:
    for number in range(MAX_DRAFTS):
        _save(olena, "Пандус", now, f"{number:022}")
    with pytest.raises(Invalid):
        _save(olena, "Пандус", now)
    _save(olena, "Пандус і поруччя", now, f"{1:022}")


def test_nul_in_a_draft_is_left_out(session: Session, olena: Actor, now: datetime) -> None:
    _save(olena, "Пан\x00дус", now)
    assert get_draft(session, olena, FORM, KEY).fields == {"title": "Пандус"}


@pytest.mark.parametrize("hostile", ["\x00", "a\x00b", "\ud800", "\ud83d x"])
def test_what_no_database_keeps_is_left_out_of_names_and_values(
    session: Session, olena: Actor, now: datetime, hostile: str
) -> None:
    with transaction() as writing:
        save_draft(writing, olena, FORM, KEY, {"title": f"Пан{hostile}дус", hostile: hostile}, now=now)
    (draft,) = drafts_of(session, olena, FORM)
    assert draft.fields["title"].startswith("Пан")
    assert not any(
        letter in "".join([*draft.fields, *draft.fields.values()]) for letter in ("\x00", "\ud800", "\ud83d")
    )


def test_two_tabs_that_save_at_once_leave_one_draft(app: Flask, olena: Actor, now: datetime) -> None:
    together = threading.Barrier(6)

    def save(number: int) -> None:
        with app.app_context():
            together.wait()
            _save(olena, f"Пандус {number}", now)

    with ThreadPoolExecutor(6) as threads:
        list(threads.map(save, range(6)))
    assert db.session.scalar(select(func.count()).select_from(Draft)) == 1


def test_a_discarded_draft_can_be_had_back(session: Session, olena: Actor, now: datetime) -> None:
    _save(olena, "Пандус", now)
    with transaction() as writing:
        discard_draft(writing, olena, FORM, KEY, now=now)
    assert drafts_of(session, olena, FORM) == []
    with transaction() as writing:
        take_back_draft(writing, olena, FORM, KEY)
    assert get_draft(session, olena, FORM, KEY).fields == {"title": "Пандус"}


def test_nobody_has_somebody_elses_draft_back(app: Flask, olena: Actor, dmytro: Actor, now: datetime) -> None:
    _save(olena, "Пандус", now)
    with transaction() as session:
        discard_draft(session, dmytro, FORM, KEY, now=now)
        forget_draft(session, dmytro, KEY)
    with transaction() as session, pytest.raises(NotFound):
        take_back_draft(session, dmytro, FORM, KEY)
    assert get_draft(db.session(), olena, FORM, KEY)


@pytest.mark.parametrize(("idle", "left"), [(timedelta(days=KEPT_DAYS - 1), 1), (timedelta(days=KEPT_DAYS + 1), 0)])
def test_what_nobody_touches_for_a_year_is_deleted(
    session: Session, olena: Actor, now: datetime, idle: timedelta, left: int
) -> None:
    _save(olena, "Пандус", now)
    with transaction() as writing:
        sweep_drafts(writing, now + idle)
    assert len(drafts_of(session, olena, FORM)) == left


def test_what_was_discarded_goes_after_a_day(app: Flask, olena: Actor, now: datetime) -> None:
    _save(olena, "Пандус", now)
    with transaction() as session:
        discard_draft(session, olena, FORM, KEY, now=now)
    with transaction() as session:
        sweep_drafts(session, now + timedelta(hours=25))
        with pytest.raises(NotFound):
            take_back_draft(session, olena, FORM, KEY)

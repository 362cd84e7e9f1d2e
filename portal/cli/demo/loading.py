"""Filling an empty portal with the life of an invented company, and saying how to sign in."""

import heapq
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import click
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.cli.application import at_work, config_of, portal_app, present, progress
from portal.cli.database import is_empty, make_database_if_new
from portal.cli.demo.ahead import Ahead
from portal.cli.demo.algorithm_stories import read_algorithms
from portal.cli.demo.algorithm_use import AlgorithmUse
from portal.cli.demo.campaign_stories import campaign_moments, read_campaigns
from portal.cli.demo.card_past import CardPast
from portal.cli.demo.company import PASSWORD, Company, email_of, found_company, read_company
from portal.cli.demo.knowledge_stories import knowledge_moments, read_collections, read_knowledge
from portal.cli.demo.learning_past import LearningPast
from portal.cli.demo.living import Life
from portal.cli.demo.meeting_past import meeting_moments, read_meetings
from portal.cli.demo.metric_past import MetricPast, found_metrics
from portal.cli.demo.practice_past import PracticePast
from portal.cli.demo.scoring_life import read_scores, scoring_moments
from portal.cli.demo.stories import moments, read_stories
from portal.cli.demo.timeline import Moment
from portal.cli.demo.track_past import publish_tracks
from portal.cli.demo.voices import SHOWN, demo_ticket
from portal.cli.demo.work import read_work, work_moments
from portal.config import Config
from portal.core import clock
from portal.core.collecting import uncollected
from portal.core.db import db, transaction
from portal.core.files import FolderStorage
from portal.core.journal import consumers, held, subscriptions
from portal.core.numbers import number_words
from portal.initiatives.services.counting import counted_once
from portal.notifications.models import Notification
from portal.notifications.services import mark_all_read
from portal.people.passwords import hash_password
from portal.people.queries import find_by_email
from portal.search.healing import ask_for_sweep
from portal.search.refreshing import CONSUMER

FOUNDED_DAYS_AGO = 440
#: Everybody finds between two and six lines that they haven't read yet.
UNREAD_LINES = range(2, 7)

#: Who signs in to see the portal as what: the key, and the role in Ukrainian and English.
SIGN_INS = (
    ("dmytro.hai", "експерт з турботи", "employee (care expert)"),
    ("james.whitfield", "експерт, англійською", "employee, in English"),
    ("solomiia.vasylkiv", "новенька", "newcomer"),
    ("olena.savchuk", "менторка", "mentor"),
    ("marta.hnatiuk", "редакторка", "editor"),
    ("iryna.zelenska", "комітет", "committee"),
    ("hanna.tykha", "комітет і адміністраторка", "committee and administrator"),
    ("lidiia.sokil", "адміністраторка", "administrator"),
)


def fill(app: Flask, *, if_empty: bool, force: bool) -> None:
    """Load the company where it may be loaded; print the sign-ins where it is. The database has been made."""
    with at_work(app):
        if is_empty() or force:
            _refuse_twice()
            _load(config_of(app), present())
        elif not if_empty:
            raise click.ClickException("This portal isn't empty. The demo is for an empty one (or say --force).")
        if _is_here():
            _print_sign_ins(config_of(app))


def open_and_fill(*, if_empty: bool, force: bool) -> None:
    """The same in an installation that may have no database yet."""
    with portal_app() as app:
        make_database_if_new(app)
    fill(app, if_empty=if_empty, force=force)


def _is_here() -> bool:
    with transaction() as session:
        return find_by_email(session, email_of(SIGN_INS[0][0])) is not None


def _refuse_twice() -> None:
    if _is_here():
        raise click.ClickException("The demo is here already.")


def _load(config: Config, now: datetime) -> None:
    zone, storage = ZoneInfo(config.timezone), FolderStorage(config.files_dir)
    founded = now - timedelta(days=FOUNDED_DAYS_AGO)
    password_hash = hash_password(PASSWORD)
    db.session.remove()
    db.engine.dispose()  # the process that works ahead would inherit the connection
    # One transaction: an empty portal has nobody who would wait, and a load that is cut short leaves it empty.
    with Ahead() as ahead, uncollected(), indexed_later() as session, counted_once(session):
        with clock.standing_at(founded):
            company = found_company(session, password_hash, founded=founded, now=now)
            found_metrics(session, company, founded=founded)
        met = meeting_moments(read_meetings(), now=now, zone=zone)
        stream = list(heapq.merge(all_moments(company, now, zone), met))
        life = Life(company, config.secret_key, storage, ahead, now)
        life.prepare(session, stream, founded)
        cards = CardPast(company, now, zone, ahead)
        _live_through(life, session, stream)
        life.remind(session, now)
        AlgorithmUse(company, now).live(session, read_algorithms(), life.items)
        MetricPast(company, now, founded, zone).live(session, life.items)
        PracticePast(company, now).live(session)
        cards.live(session, life.items)
        publish_tracks(session, company, life.items, now)
        LearningPast(company, now, zone).live(session)
        _read_inboxes(session, company, now)


@contextmanager
def indexed_later() -> Iterator[Session]:
    """The transaction of the load. Search goes through all of it afterwards, not through each thing that happened."""
    with consumers.without(CONSUMER), transaction() as session:
        yield session
        ask_for_sweep(session)


def all_moments(company: Company, now: datetime, zone: ZoneInfo) -> list[Moment]:
    """Initiatives, and the case base that some of them grew out of, as one past."""
    stories = read_stories()
    initiatives = moments(stories, company, now=now, zone=zone)
    appeared = {one.story: one.at for one in initiatives if one.what in {"submit", "seal"}}
    knowledge = knowledge_moments(read_knowledge(), read_collections(), company, appeared, now=now, zone=zone)
    owners = {story["id"]: story["owner"] for story in stories if "owner" in story}
    work = work_moments(read_work(), owners, company, now=now, zone=zone)
    work = list(heapq.merge(work, scoring_moments(read_scores(), now=now, zone=zone)))
    asked = campaign_moments(read_campaigns(), initiatives, now=now, zone=zone)
    return list(heapq.merge(initiatives, knowledge, work, asked))


def _live_through(life: Life, session: Session, stream: Sequence[Moment]) -> None:
    """What is old is told to nobody, so its entries in the journal can be written together."""
    told = bisect_left(stream, True, key=lambda moment: not life.is_old(moment))
    with subscriptions.without("inbox"), held(session):
        with progress("Fourteen months at Malva Dim", told) as bar:
            for moment in stream[:told]:
                _live(life, session, moment)
                bar.update(1)
        life.write(session)
    with progress("The last weeks at Malva Dim", len(stream) - told) as bar:
        for moment in stream[told:]:
            _live(life, session, moment)
            bar.update(1)


def _live(life: Life, session: Session, moment: Moment) -> None:
    try:
        life.live(session, moment)
    except Exception as error:
        error.add_note(f"in the demo's {moment.story}: {moment.what} by {moment.by} at {moment.at:%Y-%m-%d %H:%M}")
        raise


def _read_inboxes(session: Session, company: Company, now: datetime) -> None:
    """Everybody has read what is older than their last few lines."""
    for place, colleague in enumerate(company.people.values()):
        unread = UNREAD_LINES[place * 7 % len(UNREAD_LINES)]
        newest: Sequence[datetime] = session.scalars(
            select(Notification.at)
            .where(Notification.person_id == colleague.actor.id)
            .order_by(Notification.at.desc(), Notification.id.desc())
            .limit(unread + 1)
        ).all()
        if len(newest) > unread:
            mark_all_read(session, colleague.actor, seen=newest[-1], now=now - timedelta(hours=1))


def _print_sign_ins(config: Config) -> None:
    names = {entry["key"]: entry["name"] for entry in read_company()["people"]}
    click.echo("\nВходи до демо / Demo sign-ins:")
    for key, role_uk, role_en in SIGN_INS:
        click.echo(f"  {email_of(key):42}{names[key]}: {role_uk} / {role_en}")
    click.echo(f"Пароль для всіх / Password for all: {PASSWORD}\n")
    shown = demo_ticket(config.secret_key, SHOWN)
    click.echo("Без імені, без входу / Without a name, without signing in: /anonymous")
    click.echo(f"  {number_words(shown.number)}   {shown.code}\n")

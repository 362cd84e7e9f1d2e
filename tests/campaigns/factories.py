"""Campaigns for tests: each function writes one and commits."""

import secrets
from datetime import date, datetime, timedelta

from portal.campaigns.models import Campaign, Stage
from portal.campaigns.services.making import Plan, make
from portal.campaigns.services.running import close
from portal.campaigns.services.telling import write_results
from portal.core import i18n
from portal.core.actor import Actor
from portal.core.db import db, transaction
from portal.core.markdown import render

QUESTION = "Що змушує клієнтів телефонувати двічі?"
RESULTS = "Дев'ять із десяти дзвінків повторюються через те, що ми не кажемо, коли відповімо."


def plan(now: datetime, **changes: object) -> Plan:
    """What the form of a good campaign holds: from today, for three weeks."""
    today = i18n.today(now)
    given: dict[str, object] = {
        "question": QUESTION,
        "about": render("Розкажіть, що ви чуєте **щодня**."),
        "starts_on": today,
        "ends_on": today + timedelta(days=21),
        "keeper_id": None,
    }
    return Plan(**(given | changes))  # type: ignore[arg-type]  # as given


def campaign(by: Actor, stage: Stage = Stage.RUNNING, *, now: datetime, **changes: object) -> Campaign:
    """A campaign that is as far as ``stage`` says."""
    if stage is Stage.PLANNED:
        changes = {"starts_on": i18n.today(now) + timedelta(days=2)} | changes
    with transaction() as session:
        made = make(session, by, plan(now, **changes), submission_key=secrets.token_urlsafe(16), now=now)
    if stage in {Stage.OVER, Stage.TOLD}:
        with transaction() as session:
            close(session, session.get_one(Campaign, made.id), by, now=now)
    if stage is Stage.TOLD:
        tell(made.id, by, now=now)
    return fresh(made.id)


def tell(number: int, by: Actor, *, now: datetime) -> None:
    """Tell the results of what is over."""
    text = render(RESULTS)
    with transaction() as session:
        row = session.get_one(Campaign, number)
        write_results(session, row, by, text, tell=True, version=row.version, now=now)


def fresh(number: int) -> Campaign:
    """The row as the database has it now."""
    session = db.session()
    session.rollback()
    return session.get_one(Campaign, number, populate_existing=True)


def day(text: str) -> date:
    """A day as it is written."""
    return date.fromisoformat(text)

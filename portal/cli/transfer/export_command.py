"""`portal export`: people and initiatives as lines that `portal import` reads again."""

import json
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import click
from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased, joinedload, selectinload

from portal.cli.application import console, portal_app
from portal.cli.database import heads
from portal.cli.transfer.own_ids import own_id
from portal.core.db import db
from portal.initiatives.models import Initiative, StatusType, Visibility
from portal.people.models import Person

BATCH_ROWS = 500
_LEFT_OUT = (StatusType.DRAFT, StatusType.MERGED)


@click.command("export")
@click.option(
    "--kind", type=click.Choice(["person", "initiative"]), help="Only these; otherwise people, then initiatives."
)
def export_command(kind: str | None) -> None:
    """Write people and initiatives to standard output, one JSON object a line.

    What only some may see (restricted and withdrawn initiatives), comments and supports stay behind: for a whole
    copy make a backup.
    """
    with portal_app():
        if heads()[1] is None:
            raise click.ClickException("There is no database here yet.")
        session = db.session()
        if kind != "initiative":
            for person in _people(session):
                _write(person)
        if kind != "person":
            for initiative in _initiatives(session):
                _write(initiative)
            _say_what_stays(session)


def _write(line: dict[str, Any]) -> None:
    """Without what is empty: a missing field says nothing, so an import changes nothing by it."""
    said = {name: value for name, value in line.items() if value not in (None, "")}
    click.echo(json.dumps(said, ensure_ascii=False, default=_plain))


def _plain(value: object) -> object:
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    raise TypeError(type(value))


def _people(session: Session) -> Iterator[dict[str, Any]]:
    mentor = aliased(Person)
    rows = (
        select(Person, mentor.email)
        .join(mentor, mentor.id == Person.mentor_id, isouter=True)
        .where(Person.erased_at.is_(None))
        .options(joinedload(Person.team), selectinload(Person.roles))
        .order_by(Person.id)
        .execution_options(yield_per=BATCH_ROWS)
    )
    for person, mentor_email in session.execute(rows):
        yield {
            "kind": "person",
            "id": person.external_id,
            "name": person.name,
            "email": person.email,
            "job": person.job,
            "team": person.team.name if person.team else None,
            "roles": sorted(row.role for row in person.roles),
            "lang": person.language,
            "started_on": person.started_on,
            "mentor": mentor_email,
            "active": person.deactivated_at is None,
        }


def _initiatives(session: Session) -> Iterator[dict[str, Any]]:
    rows = (
        select(Initiative)
        .where(Initiative.visibility == Visibility.EVERYONE, Initiative.status_type.not_in(_LEFT_OUT))
        .options(
            joinedload(Initiative.status),
            joinedload(Initiative.area),
            joinedload(Initiative.author),
            selectinload(Initiative.tags),
        )
        .order_by(Initiative.id)
        .execution_options(yield_per=BATCH_ROWS)
    )
    for initiative in session.scalars(rows):
        yield _initiative(initiative)


def _initiative(initiative: Initiative) -> dict[str, Any]:
    author, status = initiative.author, initiative.status
    return {
        "id": initiative.external_id or own_id(initiative.id, initiative.submitted_at),
        "kind": "initiative",
        "lang": initiative.language,
        "origin": initiative.origin,
        "title": initiative.title,
        "problem": initiative.problem,
        "solution": initiative.solution,
        "outcome": initiative.outcome,
        "tags": [tag.name for tag in initiative.tags],
        "area": initiative.area.name if initiative.area else None,
        "author": author.email if author and author.erased_at is None else None,
        "created": initiative.submitted_at,
        "status": status.key,
        "status_type": status.type,
        "defer_until": initiative.defer_until,
        "metric": _metric(initiative),
    }


def _metric(initiative: Initiative) -> dict[str, Any] | None:
    if not initiative.metric_name:
        return None
    metric = {
        "name": initiative.metric_name,
        "unit": initiative.metric_unit,
        "baseline": initiative.metric_baseline,
        "target": initiative.metric_target,
        "due_on": initiative.metric_due_on,
    }
    return {name: value for name, value in metric.items() if value not in (None, "")}


def _say_what_stays(session: Session) -> None:
    shown = (Initiative.visibility == Visibility.EVERYONE) & Initiative.status_type.not_in(_LEFT_OUT)
    left_out = session.scalar(select(func.count()).where(~shown).select_from(Initiative))
    if left_out:
        console.print(f"{left_out} restricted, withdrawn or merged initiatives were left out.")

"""The invented company: teams, areas and people out of ``demo_data/company.json``."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.guard.services import allow
from portal.initiatives.models import StatusType
from portal.initiatives.services.statuses import add_status
from portal.people.identity import actor_of
from portal.people.models import Area, Person, Role, Team
from portal.people.services.accounts import add_person, change_person
from portal.people.services.places import add_area, add_team, change_place

DATA = Path(__file__).parent.parent / "demo_data"
MAIL_DOMAIN = "malva-dim.example"
PASSWORD = "tepla-rozmova-2024"  # noqa: S105 - printed for everyone who tries the demo
DAYS_A_MONTH = 30.44

#: Statuses of the company's own, by the key that the stories use.
OWN_STATUSES: dict[str, tuple[StatusType, dict[str, str]]] = {
    "needs_author": (
        StatusType.IN_REVIEW,
        {"uk": "Чекаємо на автора", "ru": "Ждём автора", "en": "Waiting for the author"},
    ),
    "pilot": (StatusType.IN_PROGRESS, {"uk": "Пілот", "ru": "Пилот", "en": "Pilot"}),
}


@dataclass(frozen=True)
class Colleague:
    """Somebody of the company as the stories know them."""

    key: str
    actor: Actor
    language: str
    started_on: date


@dataclass(frozen=True)
class Company:
    """Everybody and everything by the keys of the files."""

    people: dict[str, Colleague]
    areas: dict[str, int]
    statuses: dict[str, int]
    #: The rows behind them. A session forgets what nobody holds, and reads it again whenever somebody is named.
    rows: tuple[object, ...] = field(default=(), repr=False)


def email_of(key: str) -> str:
    """The address with which somebody of the demo signs in."""
    return f"{key}@{MAIL_DOMAIN}"


def read_company() -> dict[str, Any]:
    """The file as it lies there."""
    data: dict[str, Any] = json.loads((DATA / "company.json").read_text(encoding="utf-8"))
    return data


def found_company(session: Session, password_hash: str, *, founded: datetime, now: datetime) -> Company:
    """Make everybody an account, on the first day of the story or of their work, whichever is later."""
    data = read_company()
    teams = {team["key"]: add_team(session, None, name=team["name"], now=founded) for team in data["teams"]}
    rows = {
        key: (person, started_on)
        for key, person, started_on in _hire(session, data["people"], teams, password_hash, founded, now)
    }
    _publish_contacts(session, data["public_contacts"], founded)
    for team in data["teams"]:
        change_place(session, None, teams[team["key"]], {"lead_id": rows[team["lead"]][0].id}, now=founded)
    for entry in data["people"]:
        if "mentor" in entry:
            mentor = {"mentor_id": rows[entry["mentor"]][0].id}
            change_person(session, None, rows[entry["key"]][0], mentor, now=founded)
    areas = _add_areas(session, data["areas"], teams, founded)
    held = (*teams.values(), *areas.values(), *(person for person, _started_on in rows.values()))
    people = {
        entry["key"]: Colleague(
            entry["key"], actor_of(session, rows[entry["key"]][0]), entry["lang"], rows[entry["key"]][1]
        )
        for entry in data["people"]
    }
    administrator = next(one.actor for one in people.values() if one.actor.has(Role.ADMINISTRATOR))
    statuses = {
        key: add_status(session, administrator, type_=type_, names=names, key=key, now=founded).id
        for key, (type_, names) in OWN_STATUSES.items()
    }
    return Company(people, {key: area.id for key, area in areas.items()}, statuses, held)


def _publish_contacts(session: Session, entries: list[dict[str, str]], founded: datetime) -> None:
    for entry in entries:
        allow(session, None, value=entry["value"], note=entry["note"], now=founded)


def _add_areas(
    session: Session, entries: list[dict[str, str]], teams: dict[str, Team], founded: datetime
) -> dict[str, Area]:
    """By the keys of the file."""
    return {
        entry["key"]: add_area(session, None, name=entry["name"], team_id=teams[entry["team"]].id, now=founded)
        for entry in entries
    }


def _hire(
    session: Session,
    entries: list[dict[str, Any]],
    teams: dict[str, Team],
    password_hash: str,
    founded: datetime,
    now: datetime,
) -> Iterator[tuple[str, Person, date]]:
    for entry in entries:
        started = now - timedelta(days=entry["months"] * DAYS_A_MONTH)
        person = add_person(
            session,
            None,
            name=entry["name"],
            email=email_of(entry["key"]),
            team_id=teams[entry["team"]].id,
            job=entry["job"],
            roles=[Role(role) for role in entry["roles"]],
            language=entry["lang"],
            started_on=started.date(),
            password_hash=password_hash,
            now=max(started, founded),
        )
        yield entry["key"], person, started.date()

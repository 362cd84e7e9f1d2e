"""`portal user`: accounts from the command line, where there is no administrator or no mail server."""

from collections.abc import Iterator
from contextlib import contextmanager

import click
from flask import Flask, url_for
from sqlalchemy.orm import Session

from portal.cli.application import config_of, portal_app, present
from portal.cli.database import make_database_if_new
from portal.core.db import transaction
from portal.people.models import Person, Role
from portal.people.queries import find_by_email, teams
from portal.people.services.accounts import add_person, make_one_time_link, set_roles
from portal.people.services.person_fields import read_email, read_line, read_name

ROLES = click.Choice([role.value for role in Role if role is not Role.EMPLOYEE])


@click.group()
def user() -> None:
    """Add people, give them roles, make one-time links that open an account."""


@user.command()
@click.argument("email")
@click.argument("name")
@click.option("--role", "roles", multiple=True, type=ROLES, help="May be given several times.")
@click.option("--team", help="The name of a team that exists.")
@click.option("--job", default="", help="What the person does.")
@click.option("--lang", type=click.Choice(["uk", "ru", "en"]), help="Otherwise as the browser says.")
def add(email: str, name: str, roles: tuple[str, ...], team: str | None, job: str, lang: str | None) -> None:
    """Make an account and print the link with which its owner chooses a password."""
    with _writing() as (app, session):
        person = add_person(
            session,
            None,
            name=_given("NAME", read_name(name)),
            email=_given("EMAIL", read_email(email)),
            team_id=_team_id(session, team),
            job=read_line(job),
            roles=[Role(role) for role in roles],
            language=lang,
            now=present(),
        )
        token = make_one_time_link(session, None, person, now=present())
        address = link_address(app, token)
    click.echo(address)


@user.command()
@click.argument("email")
def link(email: str) -> None:
    """Print a new one-time link for an account; earlier ones end."""
    with _writing() as (app, session):
        token = make_one_time_link(session, None, _person(session, email), now=present())
        address = link_address(app, token)
    click.echo(address)


@user.command()
@click.argument("email")
@click.argument("roles", nargs=-1, type=ROLES)
def role(email: str, roles: tuple[str, ...]) -> None:
    """Give an account exactly these ROLES (none: only employee)."""
    with _writing() as (_app, session):
        person = set_roles(session, None, _person(session, email), [Role(name) for name in roles], now=present())
        held = sorted(row.role for row in person.roles)
    click.echo(f"{email}: {', '.join(['employee', *held])}")


def _given(name: str, value: str) -> str:
    if not value:
        raise click.ClickException(f"{name} is empty.")
    return value


@contextmanager
def _writing() -> Iterator[tuple[Flask, Session]]:
    with portal_app() as app:
        make_database_if_new(app)
        with transaction() as session:
            yield app, session


def link_address(app: Flask, token: str) -> str:
    """The address that a one-time token opens."""
    with app.test_request_context(base_url=config_of(app).base_url):
        return url_for("people.one_time_link", token=token, _external=True)


def _person(session: Session, email: str) -> Person:
    person = find_by_email(session, email)
    if person is None:
        raise click.ClickException(f"Nobody has the e-mail {email}.")
    return person


def _team_id(session: Session, name: str | None) -> int | None:
    if name is None:
        return None
    for row in teams(session):
        if row.name.casefold() == name.casefold():
            return row.id
    known = ", ".join(row.name for row in teams(session) if not row.closed) or "none yet"
    raise click.ClickException(f"There is no team {name!r}. There are: {known}.")

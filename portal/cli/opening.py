"""What comes before the portal answers: its database, what a command wants there first, and words about where it is."""

from collections.abc import Callable

import click
from flask import Flask, url_for

from portal.cli.application import config_of, portal_app, present, say
from portal.cli.database import make_database_if_new
from portal.cli.doctor.installation import listening_faults
from portal.core.db import db, transaction
from portal.people.services.accounts import ensure_set_up_link


def open_portal(host: str, address: str, first: Callable[[Flask], None]) -> None:
    """Make the database on an empty data folder, do ``first``, and say where the portal is."""
    with portal_app() as app:
        make_database_if_new(app)
    first(app)
    _introduce(app, host, address)


def _introduce(app: Flask, host: str, address: str) -> None:
    """Say where the portal is, and what somebody has to do there."""
    with app.app_context():
        first_steps = _set_up_address(app)
        db.session.remove()
        db.engine.dispose()
    for fault in listening_faults(host, config_of(app)):
        say(click.style(fault, fg="yellow"))
    say(f"The portal answers at {click.style(address, bold=True)}  (Ctrl-C stops it)")
    if first_steps:
        link = click.style(first_steps, bold=True)
        say(f"There is no administrator yet. Open this once, within 72 hours: {link}")


def _set_up_address(app: Flask) -> str | None:
    """Where the first administrator signs up; None when there is one."""
    with transaction() as session:
        token = ensure_set_up_link(session, present())
    if token is None:
        return None
    with app.test_request_context(base_url=config_of(app).base_url):
        return url_for("people.set_up", token=token, _external=True)

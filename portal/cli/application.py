"""What commands share: the application with its settings, and faults as sentences instead of tracebacks."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import repeat
from typing import Protocol

import click
from flask import Flask
from sqlalchemy.exc import OperationalError

from portal import create_app
from portal.cli.settings import settings
from portal.config import Config
from portal.core import clock
from portal.core.db import db
from portal.core.errors import DomainError
from portal.core.i18n import use_language

#: With the longest label and a time a bar still fits into a line of 80.
_BAR_WIDTH = 20
#: As often a bar is drawn at most where its length is known: many short steps shall not wait for the terminal.
_TIMES_DRAWN = 300


class Bar(Protocol):
    """How far a command is: of how much, how much is done, and a way to say that more is."""

    length: int | None
    pos: int

    def update(self, n_steps: int) -> None:
        """So many more are done."""


@contextmanager
def portal_app() -> Iterator[Flask]:
    """The application for the length of a command; its sentences are English."""
    with at_work(create_app(settings())) as app:
        yield app


@contextmanager
def at_work(app: Flask) -> Iterator[Flask]:
    """The same for an application that is there already: making one takes its time."""
    with app.app_context():
        use_language("en", config_of(app).timezone)
        try:
            yield app
        except DomainError as error:
            raise click.ClickException(str(error)) from error
        except OperationalError as error:
            reason = str(error.orig).strip().splitlines()[0]
            raise click.ClickException(f"The database can't be reached or used: {reason}") from error
        finally:
            db.session.remove()
            db.engine.dispose()


def config_of(app: Flask) -> Config:
    """The settings that the application was made with."""
    config: Config = app.extensions["portal_config"]
    return config


def present() -> datetime:
    """The present moment, to the second: what commands write down."""
    return clock.now().astimezone(UTC).replace(microsecond=0)


def say(remark: str) -> None:
    """A remark on standard error; standard output is for what a command makes."""
    click.echo(remark, err=True)


@contextmanager
def progress(label: str, length: int | None = None) -> Iterator[Bar]:
    """A bar on standard error, of an unknown length too; silent for nothing to do and where there is no terminal."""
    with click.progressbar(
        repeat(None) if length is None else None,
        length,
        label,
        hidden=length == 0 or not sys.stderr.isatty(),
        show_pos=True,
        file=sys.stderr,
        width=_BAR_WIDTH,
        update_min_steps=max(1, (length or 0) // _TIMES_DRAWN),
    ) as bar:
        yield bar
        if bar.length is None:  # else it stays where it is: what was cut short shows
            bar.finish()
            bar.render_progress()

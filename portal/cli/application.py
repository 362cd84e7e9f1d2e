"""What commands share: the application with its settings, and faults as sentences instead of tracebacks."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import click
from flask import Flask
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from sqlalchemy.exc import OperationalError

from portal import create_app
from portal.cli.settings import settings
from portal.config import Config
from portal.core import clock
from portal.core.db import db
from portal.core.errors import DomainError
from portal.core.i18n import use_language

#: Progress and remarks; standard output is for what a command makes.
console = Console(stderr=True, highlight=False, soft_wrap=True)


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


def progress() -> Progress:
    """A bar on standard error that vanishes; silent where there is no terminal."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )

"""`portal doctor`: look at everything, say what is wrong, and with --fix put right what can be."""

import os
from pathlib import Path

import click
from sqlalchemy.exc import SQLAlchemyError

from portal.cli.application import portal_app
from portal.cli.doctor import data, installation, meaning, merges, queue, search
from portal.cli.doctor.checks import Check, Examined, Faults
from portal.core.db import db

CHECKS: tuple[Check, ...] = (
    *installation.CHECKS, *data.CHECKS, *merges.CHECKS, *queue.CHECKS, *search.CHECKS, *meaning.CHECKS,
)  # fmt: skip


@click.command()
@click.option("--fix", is_flag=True, help="Count anew, render again, try again what was given up.")
def doctor(fix: bool) -> None:
    """Check settings, database, counters, files, texts and the queue. Ends with 1 when something is wrong."""
    lost_key = _look_at_the_folder(Path(os.environ.get("PORTAL_DATA_DIR") or "data"))
    _show("Secret key", lost_key)
    faulty = len(lost_key)
    with portal_app() as app:
        for check in CHECKS:
            faults = _look(check, Examined(app, db.session()))
            if faults and fix and check.mend is not None:
                done = check.mend()
                faults = _look(check, Examined(app, db.session()))
                click.echo(f"{click.style('~', fg='yellow')} {check.name}: {done}")
            _show(check.name, faults)
            faulty += bool(faults)
            if faults and check.vital:
                break
    if faulty:
        click.echo(f"\n{faulty} of {len(CHECKS) + 1} checks found something.")
        raise SystemExit(1)


def _look_at_the_folder(folder: Path) -> Faults:
    """Before the settings are read: they would make a folder and a key where there are none."""
    if not folder.is_dir():
        raise click.ClickException(
            f"There is no data folder {folder}. Set PORTAL_DATA_DIR to the right one; `portal run` makes a new one."
        )
    key = folder / "secret_key"
    if os.environ.get("PORTAL_SECRET_KEY") or key.exists() or not any(folder.iterdir()):
        return []
    return [
        f"There was no {key}: a new one has been made, and forms that are open have to be opened again. "
        "If other machines serve this portal too, give all of them the same PORTAL_SECRET_KEY."
    ]


def _look(check: Check, examined: Examined) -> Faults:
    """What the check says; a check that fails itself doesn't keep the others from looking."""
    db.session.rollback()
    try:
        return check.look(examined)
    except (SQLAlchemyError, OSError) as error:
        if check.vital:
            raise  # the database is out of reach: nothing else can be looked at either
        reason = str(error).strip().splitlines()[0]
        return [f"This can't be looked at ({reason}): restore a backup if it goes on (portal restore FILE)."]


def _show(name: str, faults: Faults) -> None:
    if not faults:
        click.echo(f"{click.style('✓', fg='green')} {name}")
        return
    click.echo(f"{click.style('✗', fg='red')} {name}")
    for fault in faults:
        click.echo(f"    {fault}")

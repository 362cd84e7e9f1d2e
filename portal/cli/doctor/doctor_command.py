"""`portal doctor`: look at everything, say what is wrong, and with --fix put right what can be."""

import click

from portal.cli.application import portal_app
from portal.cli.doctor import data, installation, queue
from portal.cli.doctor.checks import Check, Examined, Faults
from portal.core.db import db

CHECKS: tuple[Check, ...] = (*installation.CHECKS, *data.CHECKS, *queue.CHECKS)


@click.command()
@click.option("--fix", is_flag=True, help="Count anew, render again, try again what was given up.")
def doctor(fix: bool) -> None:
    """Check settings, database, counters, files, texts and the queue. Ends with 1 when something is wrong."""
    faulty = 0
    with portal_app() as app:
        for check in CHECKS:
            faults = _look(check, Examined(app, db.session()))
            if faults and fix and check.mend is not None:
                done = check.mend()
                faults = _look(check, Examined(app, db.session()))
                click.echo(f"{click.style('~', fg='yellow')} {check.name}: {done}")
            _show(check, faults)
            faulty += bool(faults)
            if faults and check.vital:
                break
    if faulty:
        click.echo(f"\n{faulty} of {len(CHECKS)} checks found something.")
        raise SystemExit(1)


def _look(check: Check, examined: Examined) -> Faults:
    db.session.rollback()
    return check.look(examined)


def _show(check: Check, faults: Faults) -> None:
    if not faults:
        click.echo(f"{click.style('✓', fg='green')} {check.name}")
        return
    click.echo(f"{click.style('✗', fg='red')} {check.name}")
    for fault in faults:
        click.echo(f"    {fault}")

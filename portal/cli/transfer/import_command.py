"""`portal import`: check every line, then bring all of them in, or nothing."""

from collections.abc import Sequence
from typing import IO

import click

from portal.cli.application import config_of, portal_app, present, progress
from portal.cli.database import make_database_if_new
from portal.cli.transfer.bringing_in import Result, bring_in, render_lines
from portal.cli.transfer.lines import Fault, InitiativeLine, Line, read_lines
from portal.core.db import transaction
from portal.core.i18n import speaking
from portal.initiatives.services.importing import ImportOutcome

SHOWN_FAULTS = 100


class _Undo(Exception):
    """Leaves the transaction without keeping it."""


@click.command("import")
@click.argument("file", type=click.File("rb"))
@click.option("--dry-run", is_flag=True, help="Say what would happen, and change nothing.")
def import_command(file: IO[bytes], dry_run: bool) -> None:
    """Bring in people and initiatives from FILE: one JSON object a line ('-': standard input).

    The same id again is the same item: a second run of a file changes nothing. Either every line is brought in or,
    when one is faulty, none; all faults are named with their lines.
    """
    lines, faults = read_lines(file)
    if not lines and not faults:
        raise click.ClickException("The file is empty.")
    with portal_app() as app:
        make_database_if_new(app)
        result = _carry_out(lines, faults, config_of(app).language, dry_run)
    _report(result, dry_run)


def _carry_out(lines: Sequence[Line], faults: Sequence[Fault], home_language: str, dry_run: bool) -> Result:
    """In a transaction that ends in nothing for a dry run and when anything is wrong."""
    result = Result()
    with progress() as bar:
        rendering = bar.add_task("Reading", total=sum(isinstance(line, InitiativeLine) for line in lines))
        with speaking(home_language):  # what a text that doesn't show its language is taken for
            texts, unreadable = render_lines(lines, lambda: bar.advance(rendering))
        bringing = bar.add_task("Bringing in", total=len(lines))
        whole = [line for line in lines if not isinstance(line, InitiativeLine) or line.line in texts]
        try:
            with transaction() as session:
                result = bring_in(session, whole, texts, now=present(), step=lambda: bar.advance(bringing))
                result.faults = sorted([*faults, *unreadable, *result.faults], key=lambda fault: fault.line)
                if result.faults or dry_run:
                    raise _Undo
        except _Undo:
            pass
    return result


def _report(result: Result, dry_run: bool) -> None:
    if result.faults:
        for fault in result.faults[:SHOWN_FAULTS]:
            click.echo(fault, err=True)
        if len(result.faults) > SHOWN_FAULTS:
            click.echo(f"... and {len(result.faults) - SHOWN_FAULTS} more", err=True)
        n = len(result.faults)
        raise click.ClickException(f"{n} {'fault' if n == 1 else 'faults'}: nothing was imported.")
    for kind in ("people", "initiatives"):
        counts = [(outcome, result.outcomes[kind, outcome]) for outcome in ImportOutcome]
        if any(n for _, n in counts):
            click.echo(f"{kind}: " + ", ".join(f"{n} {outcome}" for outcome, n in counts))
    for what, names in (("teams", result.new_teams), ("areas", result.new_areas)):
        if names:
            click.echo(f"new {what}: {', '.join(names)}")
    if dry_run:
        click.echo("This was a dry run: nothing was changed.")

"""`portal import`: check everything, then bring all of it in, or nothing."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import click
from flask import Flask
from sqlalchemy import select

from portal.cli.application import config_of, portal_app, present, progress
from portal.cli.database import make_database_if_new
from portal.cli.transfer.bringing_in import bring_in
from portal.cli.transfer.bringing_tracks import bring_tracks, rendered, take_addresses
from portal.cli.transfer.file_lines import FileLines
from portal.cli.transfer.picture_addresses import PictureAddresses, keep_pictures
from portal.cli.transfer.result import Result
from portal.cli.transfer.sources import read_source, read_stream
from portal.cli.transfer.texts import lay_out
from portal.core.db import db, transaction
from portal.core.files import FolderStorage
from portal.core.i18n import speaking
from portal.core.line_faults import ImportOutcome, in_order
from portal.people.models import Person
from portal.people.services.person_fields import read_email
from portal.people.services.person_rows import check_rows

SHOWN_FAULTS = 100
STANDARD_INPUT = Path("-")


class _Undo(Exception):
    """Leaves the transaction without keeping it."""


@click.command("import")
@click.argument("source", type=click.Path(exists=True, allow_dash=True, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would happen, and change nothing.")
@click.option("--as-text", is_flag=True, help="Publish algorithms that are no graphs of steps as plain texts.")
@click.option("--author", metavar="MAIL", help="Whose the drafts are that name no author.")
def import_command(source: Path, dry_run: bool, as_text: bool, author: str | None) -> None:
    """Bring in what SOURCE holds: people, initiatives, cases, algorithms, articles, collections,
    practice dialogues, cards, and learning tracks (as folders of Markdown).

    SOURCE is a file of lines, one JSON object each ('-': standard input), a folder of Markdown with pictures (as
    `portal export --markdown` writes it, or any other), or a Word file. The same id again is the same item: a second
    run of a file changes nothing. Either everything is brought in or, when something is faulty, nothing; all faults
    are named with their files and lines.
    """
    with portal_app() as app:
        author = read_email(author) or None
        if source == STANDARD_INPUT:
            with click.open_file("-", "rb") as stream:
                found = read_stream(stream, author=author)
        else:
            config = config_of(app)
            storage = None if dry_run else FolderStorage(config.files_dir)
            found = read_source(source, storage, max_bytes=config.upload_max_bytes, author=author)
        found.items = [replace(line, as_text=as_text and line.plain) for line in found.items]
        if found.is_empty:
            raise click.ClickException("There is nothing to import.")
        make_database_if_new(app)
        result = _carry_out(app, found, dry_run)
    _report(result, dry_run)


def _carry_out(app: Flask, found: FileLines, dry_run: bool) -> Result:
    """In a transaction that ends in nothing for a dry run and when anything is wrong."""
    result, people = Result(), check_rows(_to_be_brought(found))
    texts_to_lay_out = len(found.initiatives) + len(found.items) + len(found.changes) + len(found.collections)
    texts_to_lay_out += len(found.cards)
    with progress("Reading", texts_to_lay_out) as bar:
        addresses = PictureAddresses(db.session(), found.pictures)
        with speaking(config_of(app).language):  # what a text that doesn't show its language is taken for
            texts = lay_out(db.session(), found, addresses, lambda: bar.update(1))
        take_addresses(found.tracks, addresses)
        track_texts = rendered(found.tracks)
    try:
        with progress("Bringing in", len(people.rows) + texts_to_lay_out) as bar, transaction() as session:
            keep_pictures(session, addresses.new, now=present())
            result = bring_in(session, people, found, texts, now=present(), step=lambda: bar.update(1))
            if not result.faults:  # else they would miss what the faults are about
                bring_tracks(session, result, found.tracks, track_texts, now=present())
            result.pictures = len(addresses.new)
            result.faults = [*in_order([*found.faults, *result.faults])]
            if result.faults or dry_run:
                raise _Undo
    except _Undo:
        pass
    return result


def _to_be_brought(found: FileLines) -> list[dict[str, Any]]:
    """People but those whom an archive names only in case that nobody knows them."""
    unsure = [row.get("email") for row in found.people if row.get("unless_known") is True]
    here = select(Person.email).where(Person.email.in_([email for email in unsure if isinstance(email, str)]))
    known = set(db.session().scalars(here)) if unsure else set()
    return [row for row in found.people if not (row.get("unless_known") is True and row.get("email") in known)]


def _report(result: Result, dry_run: bool) -> None:
    if result.faults:
        _refuse(result)
    for kind in (
        "people",
        "initiatives",
        "cases",
        "algorithms",
        "articles",
        "changes",
        "collections",
        "dialogues",
        "cards",
        "tracks",
    ):
        counts = [(outcome, result.outcomes[kind, outcome]) for outcome in ImportOutcome]
        if any(n for _, n in counts):
            click.echo(f"{kind}: " + ", ".join(f"{n} {outcome}" for outcome, n in counts))
    for what, n in (("links", result.links), ("pictures", result.pictures)):
        if n:
            click.echo(f"{what}: {n} new")
    for what, names in (("teams", result.new_teams), ("areas", result.new_areas), ("genres", result.new_genres)):
        if names:
            click.echo(f"new {what}: {', '.join(names)}")
    _report_texts(result)
    if result.personal:
        found = ", ".join(f"{n} {kind}" for kind, n in sorted(result.personal.items()))
        click.echo(f"This may be personal data, look at it: {found}.", err=True)
    if dry_run:
        click.echo("This was a dry run: nothing was changed.")


def _report_texts(result: Result) -> None:
    if result.drafts:
        click.echo(
            f"{result.drafts} algorithms are no graphs of steps: drafts that editors see (--as-text publishes them)."
        )
    if result.texts:
        click.echo(f"{result.texts} algorithms are no graphs of steps: published as plain texts.")


def _refuse(result: Result) -> None:
    for fault in result.faults[:SHOWN_FAULTS]:
        click.echo(fault, err=True)
    if len(result.faults) > SHOWN_FAULTS:
        click.echo(f"... and {len(result.faults) - SHOWN_FAULTS} more", err=True)
    n = len(result.faults)
    raise click.ClickException(f"{n} {'fault' if n == 1 else 'faults'}: nothing was imported.")

"""`portal export`: what the portal holds as lines that `portal import` reads again, or as a folder of Markdown."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click
from sqlalchemy.orm import Session

from portal.cli.application import config_of, portal_app, progress, say
from portal.cli.database import heads
from portal.cli.transfer.card_lines import CARD
from portal.cli.transfer.card_rows import card_rows
from portal.cli.transfer.change_lines import CHANGE
from portal.cli.transfer.change_rows import change_rows
from portal.cli.transfer.dialogue_lines import DIALOGUE
from portal.cli.transfer.dialogue_rows import dialogue_rows
from portal.cli.transfer.initiative_rows import initiative_rows, left_out, people_rows
from portal.cli.transfer.item_lines import ITEM_KINDS
from portal.cli.transfer.item_rows import collection_rows, genre_rows, item_rows
from portal.cli.transfer.markdown.archive import write_archive
from portal.cli.transfer.names import Names
from portal.cli.transfer.values import plain
from portal.core.db import db
from portal.core.files import FolderStorage
from portal.core.i18n import speaking

KINDS = ("person", "initiative", *ITEM_KINDS, CHANGE, "collection", DIALOGUE, CARD)


@click.command("export")
@click.option("--kind", type=click.Choice(KINDS), help="Only these; otherwise everything.")
@click.option(
    "--markdown", "folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path),
    help="Write knowledge and initiatives as Markdown with pictures into this new or empty folder.",
)  # fmt: skip
def export_command(kind: str | None, folder: Path | None) -> None:
    """Write people, initiatives, knowledge and collections to standard output, one JSON object a line.

    What only some may see of initiatives (restricted and withdrawn ones), comments, supports and former revisions stay
    behind: for a whole copy make a backup. Drafts go out: whoever runs the machine may read them.
    """
    with portal_app() as app:
        if heads()[1] is None:
            raise click.ClickException("There is no database here yet.")
        session = db.session()
        if folder is not None:
            if kind is not None:
                raise click.UsageError("--kind is for lines; an archive holds everything.")
            with speaking(config_of(app).language):
                _write_folder(session, folder, FolderStorage(config_of(app).files_dir))
        else:
            for row in _rows(session, kind):
                _write(row)
        _say_what_stays(session, kind)


def _write_folder(session: Session, folder: Path, storage: FolderStorage) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise click.ClickException(f"{folder} isn't empty: name a new folder.")
    with progress("Writing") as bar:
        archive = write_archive(session, folder, storage, lambda: bar.update(1))
    counts = ", ".join(f"{len(pages)} {name}" for name, pages in archive.pages.items())
    click.echo(f"{folder}: {counts or 'nothing to write'}.")
    if archive.missing:
        say(f"The bytes of {len(archive.missing)} pictures are missing; `portal doctor` names them.")


def _rows(session: Session, kind: str | None) -> Iterator[dict[str, Any]]:
    names = Names(session)
    if kind in (None, "person"):
        yield from people_rows(session)
    if kind is None:
        yield from genre_rows(session)
    if kind in (None, "initiative"):
        yield from initiative_rows(session, names)
    yield from item_rows(session, names, ITEM_KINDS if kind is None else [kind])
    if kind in (None, CHANGE):
        yield from change_rows(session, names)
    if kind in (None, "collection"):
        yield from collection_rows(session, names)
    if kind in (None, DIALOGUE):
        yield from dialogue_rows(session, names)
    if kind in (None, CARD):
        yield from card_rows(session, names)


def _write(line: Mapping[str, Any]) -> None:
    """Without what is empty: a missing field says nothing, so an import changes nothing by it."""
    said = {name: value for name, value in line.items() if value not in (None, "")}
    click.echo(json.dumps(said, ensure_ascii=False, default=_as_text))


def _as_text(value: Any) -> Any:
    """Moments as ISO writes them, numbers as numbers."""
    return value.isoformat() if hasattr(value, "isoformat") else plain(value)


def _say_what_stays(session: Session, kind: str | None) -> None:
    if kind in (None, "initiative") and (stays := left_out(session)):
        say(f"{stays} restricted, withdrawn or merged initiatives were left out.")

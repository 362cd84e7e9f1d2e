"""`portal reindex`: go through everything and make the index of search anew, while the old one serves."""

import click

from portal.cli.application import portal_app, progress
from portal.cli.database import make_database_if_new
from portal.core.db import db
from portal.search.engine import IndexBroken
from portal.search.engines import engine
from portal.search.healing import rebuild, sweep
from portal.search.refreshing import carry_out_pending


@click.command()
def reindex() -> None:
    """Make the index of search anew from the data. The portal may run meanwhile, and searches with the old one."""
    with portal_app() as app:
        make_database_if_new(app)
        with progress() as bar:
            reading = bar.add_task("Reading everything", total=None)
            carry_out_pending()
            sweep(lambda done, total: bar.update(reading, completed=done, total=total))
            making = bar.add_task("Making the index", total=None)
            try:
                rebuild(lambda done, total: bar.update(making, completed=done, total=total))
            except IndexBroken as error:
                raise click.ClickException(f"The index can't be made: {error}") from error
        click.echo(f"The index holds {engine(db.session()).count()} texts.")

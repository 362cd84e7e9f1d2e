"""`portal migrate`: bring the database to this version of the portal."""

import click

from portal.cli.application import portal_app
from portal.cli.database import migrate_database


@click.command()
def migrate() -> None:
    """Make the database, or bring it to this version of the portal. Make a backup first."""
    with portal_app() as app:
        before, newest = migrate_database(app)
    if before == newest:
        click.echo(f"The database is up to date (migration {newest}).")
    else:
        click.echo(f"The database is now at migration {newest} (it was {before or 'empty'}).")

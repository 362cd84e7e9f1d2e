"""`portal reindex`: go through everything and make the index of search anew, while the old one serves."""

from collections.abc import Callable

import click

from portal.cli.application import Bar, portal_app, progress
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
        with progress("Reading everything") as bar:
            carry_out_pending()
            sweep(told_to(bar))
        try:
            with progress("Making the index") as bar:
                rebuild(told_to(bar))
        except IndexBroken as error:
            raise click.ClickException(f"The index can't be made: {error}") from error
        click.echo(f"The index holds {engine(db.session()).count()} texts.")


def told_to(bar: Bar) -> Callable[[int, int], None]:
    """The bar learns how much there is with the first that is done of it."""

    def tell(done: int, total: int) -> None:
        bar.length = total
        bar.update(max(0, done - bar.pos))

    return tell

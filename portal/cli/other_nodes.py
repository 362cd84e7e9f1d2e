"""Whether the portal runs on other machines: on PostgreSQL a node may have another folder."""

import time

import click
from sqlalchemy import text

from portal.core.db import db

#: A connection that was closed just now is counted by PostgreSQL for a little longer.
GOING_SECONDS = 3.0


def refuse_other_nodes() -> None:
    """Refuse while another connection uses the database."""
    if db.engine.dialect.name != "postgresql":
        return
    others = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        " AND backend_type = 'client backend'"
    )
    db.engine.dispose()
    until = time.monotonic() + GOING_SECONDS
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        while (found := connection.execute(others).scalar_one()) and time.monotonic() < until:
            time.sleep(0.1)
    if found:
        raise click.ClickException(f"{found} other connections use the database. Stop the portal on every node first.")

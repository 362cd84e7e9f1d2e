"""Alembic over the portal's migrations: for commands and tests that change tables.

What only has to know where the tables stand asks `portal.core.migrations`, and carries none of this.
"""

import flask_migrate
from flask import current_app

from portal.core.db import db
from portal.core.migrations import MIGRATIONS


def upgrade(revision: str = "head") -> None:
    """Bring the tables of the current application to a migration, the newest unless one is named."""
    _prepare()
    flask_migrate.upgrade(revision=revision)


def downgrade(revision: str) -> None:
    """Take them back to what they were at a migration; "base": to none."""
    _prepare()
    flask_migrate.downgrade(revision=revision)


def _prepare() -> None:
    flask_migrate.Migrate(current_app, db, directory=str(MIGRATIONS), render_as_batch=True)

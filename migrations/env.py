"""How Alembic reaches the portal's database: through the application, so that there is one recipe."""

from alembic import context
from flask import current_app

from portal.core.db import db


def run() -> None:
    """Migrate in one transaction, with foreign keys unchecked while SQLite rebuilds tables."""
    engine = db.engine
    with engine.connect() as connection:
        sqlite = engine.dialect.name == "sqlite"
        if sqlite:
            # The pragma is ignored inside a transaction, so it goes past SQLAlchemy's own begin.
            connection.connection.dbapi_connection.execute("PRAGMA foreign_keys=OFF")
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            transactional_ddl=True,
            **current_app.extensions["migrate"].configure_args,
        )
        with context.begin_transaction():
            context.run_migrations()
        if sqlite:
            connection.commit()
            connection.connection.dbapi_connection.execute("PRAGMA foreign_keys=ON")


run()

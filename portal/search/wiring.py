"""How this slice joins the portal."""

from flask import Flask

from portal.config import Config
from portal.core.db import db
from portal.search import models  # noqa: F401 - its tables belong to the schema
from portal.search.place import Place, settle


def install(app: Flask) -> None:
    """Register what the slice has."""
    config: Config = app.extensions["portal_config"]
    with app.app_context():
        settle(db.engine, Place(config.data_dir, semantic=config.semantic))

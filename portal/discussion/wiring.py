"""How this slice joins the portal."""

from flask import Flask

from portal.discussion import models  # noqa: F401 - the tables belong to the schema


def install(app: Flask) -> None:
    """Register the slice's routes, rights, navigation and jobs."""

"""How this slice joins the portal."""

from flask import Flask

from portal.search import models  # noqa: F401 - its tables belong to the schema


def install(app: Flask) -> None:
    """Register what the slice has."""

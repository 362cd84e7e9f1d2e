"""How this slice joins the portal."""

from flask import Flask

from portal.cards import models  # noqa: F401 - its tables belong to the schema


def install(app: Flask) -> None:
    """Register the slice's parts."""

"""How this slice joins the portal."""

from flask import Flask

from portal.scoring import models  # noqa: F401 - their tables belong to the schema


def install(app: Flask) -> None:
    """Register the slice's routes, rights, handlers and parts of pages."""

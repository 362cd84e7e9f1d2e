"""How this slice joins the portal."""

from flask import Flask

from portal.recognition import models  # noqa: F401 - its table belongs to the schema


def install(app: Flask) -> None:
    """Register the slice's routes, rights, handlers and parts of pages."""

"""How this slice joins the portal."""

from flask import Flask


def install(app: Flask) -> None:
    """Register the slice's routes, rights, navigation and jobs."""

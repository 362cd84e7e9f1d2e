"""How this slice joins the portal."""

from flask import Flask


def install(app: Flask) -> None:  # noqa: ARG001 - every slice is installed with the application
    """Register the slice's routes, rights, handlers and parts of pages."""

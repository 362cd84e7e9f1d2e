"""How this slice joins the portal."""

from flask import Flask


def install(app: Flask) -> None:
    """Nothing yet."""

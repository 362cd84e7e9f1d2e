"""The portal. What it is put together of is read when it is asked for, so what needs none of it is there at once."""

from typing import TYPE_CHECKING

from portal.config import Config
from portal.core.collecting import imported, uncollected

if TYPE_CHECKING:
    from flask import Flask


def create_app(config: Config | None = None) -> "Flask":
    """Put the portal together. Opens no connection: safe before a fork."""
    config = config or Config.from_env()
    composition = imported("portal.composition")
    with uncollected():
        app: Flask = composition.compose(config)
    return app

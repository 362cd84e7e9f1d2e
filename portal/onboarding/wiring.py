"""How this slice joins the portal."""

from flask import Flask

from portal.onboarding import models  # noqa: F401 - its tables belong to the schema
from portal.onboarding.policy import ACTIONS
from portal.people.policy import actions


def install(app: Flask) -> None:
    """Register the slice's rights."""
    for action in ACTIONS:
        actions.register(action.name, action)

"""The routes of this slice, a module a subject."""

from portal.people.views import (  # noqa: F401 - importing a module adds its routes to a blueprint
    administration,
    devices,
    directory,
    leaving,
    links,
    places,
    profile,
    signing_in,
    staff_import,
)
from portal.people.views.blueprint import BLUEPRINTS

__all__ = ["BLUEPRINTS"]

"""How this slice joins the portal."""

from flask import Flask

from portal.algorithms import models  # noqa: F401 - its tables belong to the schema
from portal.algorithms.shapes import ALGORITHM, KIND
from portal.algorithms.views.blueprint import PATH, blueprint
from portal.core.i18n import lazy_gettext as _l
from portal.knowledge.item_kind import KnowledgeKind, register_kind
from portal.knowledge.shapes import shapes

ALGORITHMS = KnowledgeKind(KIND, PATH, _l("Algorithms"))


def install(app: Flask) -> None:
    """Register the slice's kind and shape."""
    register_kind(ALGORITHMS)
    shapes.register(ALGORITHM.name, ALGORITHM)
    app.register_blueprint(blueprint)

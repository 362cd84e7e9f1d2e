"""How this slice joins the portal."""

from flask import Flask

from portal.algorithms.wiring import ALGORITHMS
from portal.articles.wiring import ARTICLES
from portal.cases.wiring import CASES
from portal.config import Config
from portal.core.db import db
from portal.core.journal import consumers
from portal.search import models  # noqa: F401 - its tables belong to the schema
from portal.search.place import Place, settle
from portal.search.refreshing import CONSUMER, FOLLOWED
from portal.search.sources import sources
from portal.search.sources.algorithms import AlgorithmSource
from portal.search.sources.initiatives import InitiativeSource
from portal.search.sources.knowledge import KnowledgeSource
from portal.search.sources.people import PersonSource
from portal.search.sources.tags import TagSource

_INITIATIVES, _PEOPLE, _TAGS = InitiativeSource(), PersonSource(), TagSource()
_ALGORITHMS = AlgorithmSource(ALGORITHMS, "route")
_CASES, _ARTICLES = KnowledgeSource(CASES, "book-heart"), KnowledgeSource(ARTICLES, "book-open")


def install(app: Flask) -> None:
    """Register what the slice has."""
    config: Config = app.extensions["portal_config"]
    with app.app_context():
        settle(db.engine, Place(config.data_dir, semantic=config.semantic))
    sources.register("algorithm", _ALGORITHMS)
    sources.register("case", _CASES)
    sources.register("article", _ARTICLES)
    sources.register("initiative", _INITIATIVES)
    sources.register("person", _PEOPLE)
    sources.register("tag", _TAGS)
    consumers.register(CONSUMER, FOLLOWED)

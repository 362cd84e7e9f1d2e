"""How this slice joins the portal."""

from datetime import timedelta

from flask import Flask

from portal.algorithms.wiring import ALGORITHMS
from portal.articles.wiring import ARTICLES
from portal.cases.wiring import CASES
from portal.config import Config
from portal.core.db import db
from portal.core.extension import NavItem, look_alikes, nav_items, origins, title_finders
from portal.core.i18n import lazy_gettext as _l
from portal.core.journal import consumers
from portal.core.work import PeriodicJob, periodic_jobs
from portal.initiatives.queries.look_alikes import TitleLookAlikes
from portal.knowledge.publishing import after_publish
from portal.people.policy import actions
from portal.search import models  # noqa: F401 - its tables belong to the schema
from portal.search.look_alikes import LookAlikesByMeaning
from portal.search.meaning.vectors_job import vectors_job
from portal.search.offering import offered
from portal.search.origin import ORIGIN, AskedOrigin
from portal.search.place import Place, settle
from portal.search.policy import ACTIONS, EDIT_WORDS, READ_REPORTS
from portal.search.refreshing import CONSUMER, FOLLOWED
from portal.search.services.words import words_of_care_changed
from portal.search.sources import sources
from portal.search.sources.algorithms import AlgorithmSource
from portal.search.sources.campaigns import CAMPAIGN, CampaignSource
from portal.search.sources.initiatives import InitiativeSource
from portal.search.sources.knowledge import KnowledgeSource
from portal.search.sources.learning import DIALOGUE, TRACK, DialogueSource, TrackSource
from portal.search.sources.people import PersonSource
from portal.search.sources.tags import TagSource
from portal.search.upkeep import GO_THROUGH_EVERYTHING, LOOK_AT_DRAFTS, SWEEP
from portal.search.views import pages, reports, telling, words  # noqa: F401 - they add their routes
from portal.search.views.blueprint import blueprint

_INITIATIVES, _PEOPLE, _TAGS = InitiativeSource(), PersonSource(), TagSource()
_ALGORITHMS = AlgorithmSource(ALGORITHMS, "route")
_CASES, _ARTICLES = KnowledgeSource(CASES, "book-heart"), KnowledgeSource(ARTICLES, "book-open")
_TRACKS, _DIALOGUES, _CAMPAIGNS = TrackSource(), DialogueSource(), CampaignSource()
_ASKED = AskedOrigin()
NAVIGATION = {
    "search.reports": NavItem(
        group="administration",
        label=_l("What is looked for"),
        endpoint="search.reports",
        icon="search",
        order=126,
        action=READ_REPORTS.name,
    ),
    "search.words": NavItem(
        group="administration",
        label=_l("Synonyms"),
        endpoint="search.words",
        icon="book-a",
        order=128,
        action=EDIT_WORDS.name,
    ),
}

_LOOK_ALIKES = LookAlikesByMeaning(TitleLookAlikes())
_MEANINGS = PeriodicJob(every=timedelta(seconds=2), run=vectors_job)


def install(app: Flask) -> None:
    """Register what the slice has."""
    config: Config = app.extensions["portal_config"]
    with app.app_context():
        settle(db.engine, Place(config.data_dir, semantic=config.semantic))
    sources.register("algorithm", _ALGORITHMS)
    sources.register("case", _CASES)
    sources.register("article", _ARTICLES)
    sources.register("initiative", _INITIATIVES)
    sources.register(TRACK, _TRACKS)
    sources.register(DIALOGUE, _DIALOGUES)
    sources.register(CAMPAIGN, _CAMPAIGNS)
    sources.register("person", _PEOPLE)
    sources.register("tag", _TAGS)
    consumers.register(CONSUMER, FOLLOWED)
    periodic_jobs.register(SWEEP, GO_THROUGH_EVERYTHING)
    periodic_jobs.register("search.look_at_drafts", LOOK_AT_DRAFTS)
    look_alikes.register("meaning", _LOOK_ALIKES)
    title_finders.register("search", offered)
    periodic_jobs.register("search.meanings", _MEANINGS)
    for action in ACTIONS:
        actions.register(action.name, action)
    for name, item in NAVIGATION.items():
        nav_items.register(name, item)
    origins.register(ORIGIN, _ASKED)
    after_publish.register("search.words", words_of_care_changed)
    app.register_blueprint(blueprint)

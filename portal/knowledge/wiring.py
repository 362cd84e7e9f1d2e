"""How this slice joins the portal."""

from datetime import timedelta

from flask import Flask
from sqlalchemy import ColumnElement, ScalarSelect

from portal.core.actor import Actor
from portal.core.extension import NavItem, duties, erasures, nav_counts, nav_items, text_readers
from portal.core.i18n import lazy_gettext as _l
from portal.core.work import PeriodicJob, periodic_jobs
from portal.knowledge import models  # noqa: F401 - its tables belong to the schema
from portal.knowledge.item_kind import KeptItems
from portal.knowledge.policy import ACTIONS, KEEP, MANAGE_GENRES, REVIEW
from portal.knowledge.queries import acknowledgements
from portal.knowledge.queries.drafts import waiting_count
from portal.knowledge.queries.upkeep import overdue_count
from portal.knowledge.services.closing import empty_closed
from portal.knowledge.services.collecting import PICTURES_OF as PICTURES_OF_COLLECTIONS
from portal.knowledge.services.collecting import reads_any_collection
from portal.knowledge.services.due import tell_of_due_checks
from portal.knowledge.services.erasing import forget_drafts
from portal.knowledge.services.marking import forget_taken_back
from portal.knowledge.services.pictures import PICTURES_OF, reads_any_revision
from portal.knowledge.views import (  # noqa: F401 - they add their routes
    acknowledging,
    archiving,
    closing,
    collecting,
    collections,
    edit_drafts,
    editing,
    genres,
    history,
    marking,
    mine,
    new,
    reviewing,
    upkeep,
    voices,
)
from portal.knowledge.views.blueprint import blueprint
from portal.knowledge.views.nameless import telling  # noqa: F401 - it adds its routes
from portal.people.policy import actions, may

_KEPT = KeptItems()
_REVIEW = NavItem(
    group="administration",
    label=_l("Waiting for review"),
    endpoint="knowledge.queue",
    icon="list-checks",
    order=60,
    action=REVIEW.name,
    count="knowledge_reviews",
)
_TO_READ = NavItem(
    group="knowledge", label=_l("To read"), endpoint="knowledge.to_read", icon="book-check", order=46, count="to_read"
)
_GENRES = NavItem(
    group="administration",
    label=_l("Kinds of knowledge"),
    endpoint="knowledge.genre_list",
    icon="tag",
    order=122,
    action=MANAGE_GENRES.name,
)
_COLLECTIONS = NavItem(
    group="knowledge", label=_l("Collections"), endpoint="collections.index", icon="library", order=45
)
_UPKEEP = NavItem(
    group="administration",
    label=_l("To check"),
    endpoint="knowledge.to_be_checked",
    icon="badge-check",
    order=62,
    action=KEEP.name,
    count="overdue_items",
)
_DUE = PeriodicJob(timedelta(hours=1), tell_of_due_checks)
_EMPTYING = PeriodicJob(timedelta(hours=1), empty_closed)
_MARKS = PeriodicJob(timedelta(hours=1), forget_taken_back)


def _overdue(actor: Actor) -> ScalarSelect[int] | ColumnElement[int]:
    return overdue_count(counts=may(actor, KEEP))


def _reviews_waiting(actor: Actor) -> ScalarSelect[int] | ColumnElement[int]:
    return waiting_count(counts=may(actor, REVIEW))


def install(app: Flask) -> None:
    """Register the slice's routes, rights and jobs."""
    for action in ACTIONS:
        actions.register(action.name, action)
    text_readers.register(PICTURES_OF, reads_any_revision)
    duties.register("knowledge.kept", _KEPT)
    erasures.register("knowledge.drafts", forget_drafts)
    nav_items.register("knowledge.genres", _GENRES)
    nav_items.register("knowledge.review", _REVIEW)
    nav_counts.register("knowledge_reviews", _reviews_waiting)
    text_readers.register(PICTURES_OF_COLLECTIONS, reads_any_collection)
    nav_items.register("knowledge.to_read", _TO_READ)
    nav_items.register("knowledge.collections", _COLLECTIONS)
    nav_items.register("knowledge.upkeep", _UPKEEP)
    nav_counts.register("to_read", acknowledgements.waiting_count)
    nav_counts.register("overdue_items", _overdue)
    periodic_jobs.register("knowledge.due", _DUE)
    periodic_jobs.register("knowledge.closed_versions", _EMPTYING)
    periodic_jobs.register("knowledge.marks_taken_back", _MARKS)
    app.register_blueprint(blueprint)
    app.register_blueprint(collections.blueprint)

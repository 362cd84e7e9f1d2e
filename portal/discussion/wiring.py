"""How this slice joins the portal."""

from flask import Flask
from sqlalchemy import ColumnElement, ScalarSelect

from portal.core.actor import Actor
from portal.core.extension import NavItem, belongings, erasures, nav_counts, nav_items, text_readers
from portal.core.i18n import lazy_gettext as _l
from portal.discussion import views
from portal.discussion.belongings import Comments, Follows, UnsentComments
from portal.discussion.models import PICTURES_OF
from portal.discussion.policy import ACTIONS, MODERATE, can_moderate
from portal.discussion.queries import open_report_count
from portal.discussion.services.erasing import remove_mentions
from portal.discussion.services.visible import reads_any_text
from portal.people.policy import actions

_REPORTS = NavItem(
    group="administration",
    label=_l("Reports"),
    endpoint="discussion.reports",
    icon="flag",
    order=70,
    action=MODERATE.name,
    count="reported_comments",
)
_COMMENTS, _FOLLOWS, _UNSENT = Comments(), Follows(), UnsentComments()


def _reports_waiting(actor: Actor) -> ScalarSelect[int] | ColumnElement[int]:
    return open_report_count(counts=can_moderate(actor))


def install(app: Flask) -> None:
    """Register the slice's routes, rights, its place in the navigation and what it removes of somebody erased."""
    for action in ACTIONS:
        actions.register(action.name, action)
    nav_items.register("discussion.reports", _REPORTS)
    text_readers.register(PICTURES_OF, reads_any_text)
    belongings.register("comments", _COMMENTS)
    belongings.register("follows", _FOLLOWS)
    belongings.register("unsent_comments", _UNSENT)
    erasures.register("discussion.mentions", remove_mentions)
    nav_counts.register("reported_comments", _reports_waiting)
    app.register_blueprint(views.blueprint)

"""How this slice joins the portal."""

from datetime import timedelta

from flask import Flask

from portal.anonymous.kinds import author_pages, openers
from portal.core.extension import (
    NavItem,
    belongings,
    card_sources,
    duties,
    erasures,
    item_kinds,
    look_alikes,
    nav_items,
    text_readers,
    title_finders,
)
from portal.core.i18n import lazy_gettext as _l
from portal.core.journal import subscriptions
from portal.core.panels import person_panels
from portal.core.work import PeriodicJob, periodic_jobs
from portal.initiatives.handlers import FOLLOWED
from portal.initiatives.item_kind import KIND, InitiativeKind, OwnedInitiatives
from portal.initiatives.linked import CARDS, titled
from portal.initiatives.person_panel import proposed_panel
from portal.initiatives.policy import ACTIONS, MANAGE_STATUSES
from portal.initiatives.queries.look_alikes import TitleLookAlikes
from portal.initiatives.queries.solutions import PICTURES_OF, reads_any_solution
from portal.initiatives.services.anonymous.opening import InitiativeOpener
from portal.initiatives.services.merging_rows import Voices
from portal.initiatives.services.merging_solutions import Solutions, UnsentSolutions
from portal.initiatives.services.moving import return_deferred
from portal.initiatives.services.saved_views import forget_views
from portal.initiatives.services.solutions import remove_solution_mentions
from portal.initiatives.views import (  # noqa: F401 - they add their routes
    act,
    blueprint,
    board,
    bulk,
    drafts,
    exporting,
    form,
    list,  # noqa: A004 - as above
    moving,
    roadmap,
    saved,
    show,
    statuses,
    support,
)
from portal.initiatives.views.anonymous import proposing  # noqa: F401 - it adds its routes
from portal.initiatives.views.anonymous.author_page import InitiativePages
from portal.initiatives.views.look_alikes import finding, instead  # noqa: F401 - they add their routes
from portal.initiatives.views.merging import choosing, leading_on, parting  # noqa: F401 - they add their routes
from portal.initiatives.views.solutions import choosing as choosing_solutions  # noqa: F401 - they add their routes
from portal.initiatives.views.solutions import drafts as solution_drafts  # noqa: F401 - as above
from portal.initiatives.views.solutions import writing  # noqa: F401 - as above
from portal.people.policy import actions

_KIND = InitiativeKind()
_OWNED = OwnedInitiatives()
_VOICES, _SOLUTIONS, _UNSENT = Voices(), Solutions(), UnsentSolutions()
_TITLES = TitleLookAlikes()
_OPENER, _AUTHOR_PAGES = InitiativeOpener(), InitiativePages()
_RETURN_DEFERRED = PeriodicJob(every=timedelta(minutes=15), run=return_deferred)
_LIST = NavItem(
    group="main", label=_l("Initiatives"), endpoint="initiatives.index", icon="lightbulb", order=20, phone=True
)
#: Only in the bottom bar of a phone: wider screens have the button in the top bar.
_PROPOSE = NavItem(
    group="phone", label=_l("I propose"), endpoint="initiatives.propose", icon="plus", order=25, phone=True
)
_STATUSES = NavItem(
    group="administration",
    label=_l("Statuses"),
    endpoint="statuses.index",
    icon="workflow",
    order=120,
    action=MANAGE_STATUSES.name,
)


def install(app: Flask) -> None:
    """Register the slice's routes, rights, navigation and jobs."""
    for action in ACTIONS:
        actions.register(action.name, action)
    item_kinds.register(KIND, _KIND)
    openers.register(KIND, _OPENER)
    author_pages.register(KIND, _AUTHOR_PAGES)
    card_sources.register(KIND, CARDS)
    title_finders.register(KIND, titled)
    subscriptions.register("initiatives.followed", FOLLOWED)
    belongings.register("voices", _VOICES)
    belongings.register("solutions", _SOLUTIONS)
    belongings.register("unsent_solutions", _UNSENT)
    text_readers.register(PICTURES_OF, reads_any_solution)
    look_alikes.register("titles", _TITLES)
    erasures.register("initiatives.solution_mentions", remove_solution_mentions)
    duties.register("initiatives.owned", _OWNED)
    erasures.register("initiatives.saved_views", forget_views)
    person_panels.register("initiatives.proposed", proposed_panel)
    periodic_jobs.register("initiatives.return_deferred", _RETURN_DEFERRED)
    nav_items.register("initiatives.list", _LIST)
    nav_items.register("initiatives.propose", _PROPOSE)
    nav_items.register("initiatives.statuses", _STATUSES)
    app.register_blueprint(blueprint)
    app.register_blueprint(statuses.blueprint)

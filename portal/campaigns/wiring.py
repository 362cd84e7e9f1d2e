"""How this slice joins the portal."""

from datetime import timedelta

from flask import Flask

from portal.campaigns.home_panel import questions_panel
from portal.campaigns.item_kind import CampaignKind, reads_any_campaign
from portal.campaigns.joining import HISTORY, AnswerPanel, CampaignCalls, CampaignChoice
from portal.campaigns.policy import ACTIONS
from portal.campaigns.services.answering import AnsweredCampaigns
from portal.campaigns.services.making import KIND
from portal.campaigns.services.running import KeptCampaigns, watch_calendar
from portal.campaigns.views import answers, blueprint, making, pages, results  # noqa: F401 - the modules add their routes
from portal.core.extension import NavItem, belongings, duties, item_kinds, nav_items, text_readers
from portal.core.i18n import lazy_gettext as _l
from portal.core.panels import home_panels
from portal.core.work import PeriodicJob, periodic_jobs
from portal.initiatives.joining import callers, history_words, list_choices, panel_sources
from portal.people.policy import actions

_KIND, _CALLS, _CHOICE, _PANEL = CampaignKind(), CampaignCalls(), CampaignChoice(), AnswerPanel()
_ANSWERED, _KEPT = AnsweredCampaigns(), KeptCampaigns()
_WATCH = PeriodicJob(every=timedelta(minutes=5), run=watch_calendar)
_LIST = NavItem(group="main", label=_l("Campaigns"), endpoint="campaigns.index", icon="message-square-quote", order=26)


def install(app: Flask) -> None:
    """Register the slice's routes, rights, jobs and parts of pages."""
    for action in ACTIONS:
        actions.register(action.name, action)
    item_kinds.register(KIND, _KIND)
    text_readers.register(KIND, reads_any_campaign)
    callers.register(KIND, _CALLS)
    list_choices.register(KIND, _CHOICE)
    panel_sources.register("campaigns.answers", _PANEL)
    for name, words in HISTORY.items():
        history_words.register(name, words)
    belongings.register("campaigns", _ANSWERED)
    duties.register("campaigns.kept", _KEPT)
    home_panels.register("campaigns.asking", questions_panel)
    nav_items.register("campaigns.list", _LIST)
    periodic_jobs.register("campaigns.calendar", _WATCH)
    app.register_blueprint(blueprint)

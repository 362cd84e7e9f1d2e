"""How this slice joins the portal."""

from datetime import timedelta

from flask import Flask

from portal.core.extension import NavItem, belongings, duties, nav_items
from portal.core.i18n import lazy_gettext as _l
from portal.core.journal import subscriptions
from portal.core.work import PeriodicJob, periodic_jobs
from portal.initiatives.joining import history_words, move_conditions, panel_sources
from portal.outcomes import (
    models,  # noqa: F401 - its tables belong to the schema
    wording,
)
from portal.outcomes.conditions import outcome_missing
from portal.outcomes.duties import Measuring
from portal.outcomes.events import outcomes as told
from portal.outcomes.handlers import MOVED, SUBMITTED
from portal.outcomes.panels import OutcomePart
from portal.outcomes.policy import ACTIONS
from portal.outcomes.services.marking import Marks
from portal.outcomes.services.reminding import remind_measurers
from portal.outcomes.views import (  # noqa: F401 - the modules add their routes
    measuring,
    metrics,
    outcomes,
    planning,
    standard,
)
from portal.outcomes.views.metrics import (  # noqa: F401 - the modules add their routes
    bringing_in,
    configuring,
    entering,
    exporting,
    marking,
    overview,
    point,
    show,
)
from portal.outcomes.views.report import ReportLink
from portal.outcomes.views.report import blueprint as reports
from portal.people.policy import actions

_OUTCOME, _MEASURING, _REPORT = OutcomePart(), Measuring(), ReportLink()
_MARKS = Marks()
_METRICS = NavItem(group="main", label=_l("Metrics"), endpoint="metrics.index", icon="chart-no-axes-column", order=28)
_REMIND = PeriodicJob(every=timedelta(hours=1), run=remind_measurers)


def install(app: Flask) -> None:
    """Register the slice's routes, rights, handlers and parts of pages."""
    _join_initiatives()
    _join_metrics(app)
    duties.register("outcomes.measuring", _MEASURING)
    periodic_jobs.register("outcomes.remind_measurers", _REMIND)
    app.register_blueprint(outcomes.blueprint)
    app.register_blueprint(reports)


def _join_initiatives() -> None:
    """Plans before the work, outcomes above the page, lines of the history."""
    subscriptions.register("outcomes.moved", MOVED)
    subscriptions.register("outcomes.submitted", SUBMITTED)
    panel_sources.register("outcomes.outcome", _OUTCOME)
    panel_sources.register("outcomes.report", _REPORT)
    move_conditions.register("outcomes.outcome", outcome_missing)
    history_words.register(told.OutcomePlanned.name, wording.planned_words)
    history_words.register(told.OutcomePlanChanged.name, wording.plan_changed_words)
    history_words.register(told.OutcomeConfirmed.name, wording.confirmed_words)
    history_words.register(told.MeasurementAdded.name, wording.measured_words)


def _join_metrics(app: Flask) -> None:
    """Read by everybody, kept by the committee; marks go along when initiatives are merged."""
    for action in ACTIONS:
        actions.register(action.name, action)
    belongings.register("outcomes.metric_marks", _MARKS)
    nav_items.register("outcomes.metrics", _METRICS)
    app.register_blueprint(metrics.blueprint)

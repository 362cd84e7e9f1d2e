"""How this slice joins the portal."""

from datetime import timedelta

from flask import Flask

from portal.core.extension import duties
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
from portal.outcomes.services.reminding import remind_measurers
from portal.outcomes.views import measuring, outcomes, planning, standard  # noqa: F401 - the modules add their routes

_OUTCOME, _MEASURING = OutcomePart(), Measuring()
_REMIND = PeriodicJob(every=timedelta(hours=1), run=remind_measurers)


def install(app: Flask) -> None:
    """Register the slice's routes, rights, handlers and parts of pages."""
    _join_initiatives()
    duties.register("outcomes.measuring", _MEASURING)
    periodic_jobs.register("outcomes.remind_measurers", _REMIND)
    app.register_blueprint(outcomes.blueprint)


def _join_initiatives() -> None:
    """Plans before the work, outcomes above the page, lines of the history."""
    subscriptions.register("outcomes.moved", MOVED)
    subscriptions.register("outcomes.submitted", SUBMITTED)
    panel_sources.register("outcomes.outcome", _OUTCOME)
    move_conditions.register("outcomes.outcome", outcome_missing)
    history_words.register(told.OutcomePlanned.name, wording.planned_words)
    history_words.register(told.OutcomePlanChanged.name, wording.plan_changed_words)
    history_words.register(told.OutcomeConfirmed.name, wording.confirmed_words)
    history_words.register(told.MeasurementAdded.name, wording.measured_words)

"""How this slice joins the portal."""

from datetime import timedelta

from flask import Flask

from portal.core.journal import subscriptions
from portal.core.work import PeriodicJob, periodic_jobs
from portal.onboarding import models  # noqa: F401 - its tables belong to the schema
from portal.onboarding.handlers import ACKNOWLEDGED, NEWCOMERS, WRITTEN, note_practised
from portal.onboarding.policy import ACTIONS
from portal.onboarding.services.reminding import remind
from portal.people.policy import actions
from portal.practice.finishing import after_finish

_REMIND = PeriodicJob(every=timedelta(hours=1), run=remind)


def install(app: Flask) -> None:  # noqa: ARG001 - its views join soon
    """Register the slice's rights, reactions and jobs."""
    for action in ACTIONS:
        actions.register(action.name, action)
    subscriptions.register("onboarding.newcomers", NEWCOMERS)
    subscriptions.register("onboarding.acknowledged", ACKNOWLEDGED)
    subscriptions.register("onboarding.written", WRITTEN)
    after_finish.register("onboarding.practised", note_practised)
    periodic_jobs.register("onboarding.remind", _REMIND)

"""How this slice joins the portal."""

from datetime import timedelta

from flask import Flask

from portal.core.extension import belongings, duties
from portal.core.work import PeriodicJob, periodic_jobs
from portal.delivery.duty import EntrustedTasks
from portal.delivery.joining import HISTORY, PROGRESS, WorkPanel
from portal.delivery.models import Milestone, Task
from portal.delivery.policy import ACTIONS
from portal.delivery.queries.doers import doers_of
from portal.delivery.services.merging import Cards, Rows
from portal.delivery.services.reminding import remind
from portal.delivery.views import blueprint, card, changing, mine, plan, pressing  # noqa: F401 - they add their routes
from portal.initiatives.joining import doers_of_work, history_words, panel_sources, progress_of_work
from portal.people.policy import actions

_PANEL, _TASKS_TO_DO = WorkPanel(), EntrustedTasks()
_MILESTONES, _TASKS, _CARDS = Rows(Milestone), Rows(Task), Cards()
_REMIND = PeriodicJob(every=timedelta(hours=1), run=remind)


def install(app: Flask) -> None:
    """Register the slice's routes, rights, parts of pages, belongings, duties and jobs."""
    for action in ACTIONS:
        actions.register(action.name, action)
    panel_sources.register("delivery.work", _PANEL)
    progress_of_work.register("work", PROGRESS)
    doers_of_work.register("delivery.tasks", doers_of)
    for name, words in HISTORY.items():
        history_words.register(name, words)
    belongings.register("work.milestones", _MILESTONES)
    belongings.register("work.tasks", _TASKS)
    belongings.register("work.cards", _CARDS)
    duties.register("delivery.tasks", _TASKS_TO_DO)
    periodic_jobs.register("delivery.remind", _REMIND)
    app.register_blueprint(blueprint)

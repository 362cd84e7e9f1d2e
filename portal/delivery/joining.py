"""What the work adds to the page of an initiative: how far it is, what is next, lines of its history."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.i18n import gettext as _
from portal.delivery.events import CardChanged, MilestoneLeft, MilestoneReached, TaskBlocked, TaskUnblocked
from portal.delivery.policy import can_arrange
from portal.delivery.presenting import work_view
from portal.delivery.queries.work import NOTHING, steps, steps_done, there, work_of
from portal.delivery.views.answering import with_forms
from portal.initiatives.joining import Panel, Place, Progress
from portal.initiatives.models import Initiative
from portal.initiatives.policy import FROM_ACCEPTANCE_ON
from portal.initiatives.queries.past import Change

SHEET = "css/delivery.css"


class WorkPanel:
    """The work, after the three parts of the text; for whoever plans it also where there is none yet."""

    def there(self, number: Any) -> ColumnElement[bool]:
        """Whether anything is planned."""
        return there(number)

    def panels(
        self, session: Session, initiative: Initiative, actor: Actor, now: datetime, *, there: bool
    ) -> tuple[Panel, ...]:
        """One statement where there is work, none elsewhere."""
        if initiative.status_type not in FROM_ACCEPTANCE_ON or not (there or can_arrange(actor, initiative)):
            return ()
        work = work_of(session, initiative.id) if there else NOTHING
        form, _milestone_form = with_forms(initiative, actor, work, whole=False)
        view = work_view(work, initiative, actor, now, whole=False, form=form)
        return (Panel(place=Place.STORY, template="delivery/_panel.html", values={"work": view}, sheet=SHEET),)


def _reached(change: Change) -> tuple[str, str]:
    return "flag", _("milestone %(place)s of %(total)s is reached", **change.data)


def _left(_change: Change) -> tuple[str, str]:
    return "flag", _("a milestone isn't reached after all")


def _blocked(_change: Change) -> tuple[str, str]:
    return "circle-slash", _("a task can't go on")


def _unblocked(_change: Change) -> tuple[str, str]:
    return "circle-dot", _("the task can go on again")


def _card(_change: Change) -> tuple[str, str]:
    return "pencil", _("wrote on the PDCA card")


#: Lines of the history: what changes the course. Single tasks stand in the plan itself.
HISTORY: dict[str, Callable[[Change], tuple[str, str]]] = {
    MilestoneReached.name: _reached,
    MilestoneLeft.name: _left,
    TaskBlocked.name: _blocked,
    TaskUnblocked.name: _unblocked,
    CardChanged.name: _card,
}

PROGRESS = Progress(done=steps_done, total=steps)

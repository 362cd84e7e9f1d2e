"""Single presses: a task is done, can go on, stands elsewhere in the order, is taken away and had back."""

from collections.abc import Callable
from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.db import transaction
from portal.core.i18n import gettext as _
from portal.core.web.flashes import say
from portal.delivery.queries.work import get_milestone, get_task
from portal.delivery.services.milestones import move_milestone, put_milestone_back, remove_milestone, say_reached
from portal.delivery.services.progress import finish_task, reopen_task, unblock_task
from portal.delivery.services.tasks import move_task, put_task_back, remove_task
from portal.delivery.views import blueprint
from portal.delivery.views.answering import answered
from portal.initiatives.models import Initiative
from portal.people.access import current_actor, signed_in


@blueprint.post("/work/tasks/<int:task_id>/done")
@signed_in
def finish(task_id: int) -> ResponseReturnValue:
    """It is done."""
    return answered(_with_task(task_id, finish_task), just=task_id)


@blueprint.post("/work/tasks/<int:task_id>/reopen")
@signed_in
def reopen(task_id: int) -> ResponseReturnValue:
    """It isn't done after all."""
    return answered(_with_task(task_id, reopen_task), just=task_id)


@blueprint.post("/work/tasks/<int:task_id>/unblock")
@signed_in
def unblock(task_id: int) -> ResponseReturnValue:
    """It can go on."""
    return answered(_with_task(task_id, unblock_task), just=task_id)


@blueprint.post("/work/tasks/<int:task_id>/move")
@signed_in
def shift(task_id: int) -> ResponseReturnValue:
    """One place up or down."""
    return answered(_with_task(task_id, move_task, step=_step()), just=task_id)


@blueprint.post("/work/tasks/<int:task_id>/remove")
@signed_in
def remove(task_id: int) -> ResponseReturnValue:
    """Take it away; a note offers to undo that."""
    initiative = _with_task(task_id, remove_task)
    say(_("The task is taken away."), undo=(url_for(".put_back", task_id=task_id), _("Undo")))
    return answered(initiative)


@blueprint.post("/work/tasks/<int:task_id>/put-back")
@signed_in
def put_back(task_id: int) -> ResponseReturnValue:
    """Undo the taking away."""
    return answered(_with_task(task_id, put_task_back), just=task_id)


@blueprint.post("/work/milestones/<int:milestone_id>/reached")
@signed_in
def reached(milestone_id: int) -> ResponseReturnValue:
    """One without tasks is reached, or (pressed again) not after all."""
    value = request.form.get("reached") != "0"
    return answered(_with_milestone(milestone_id, say_reached, reached=value))


@blueprint.post("/work/milestones/<int:milestone_id>/move")
@signed_in
def shift_stage(milestone_id: int) -> ResponseReturnValue:
    """One place up or down, with its tasks."""
    return answered(_with_milestone(milestone_id, move_milestone, step=_step()))


@blueprint.post("/work/milestones/<int:milestone_id>/remove")
@signed_in
def remove_stage(milestone_id: int) -> ResponseReturnValue:
    """Take it away; its tasks stay."""
    initiative = _with_milestone(milestone_id, remove_milestone)
    undo = url_for(".put_stage_back", milestone_id=milestone_id)
    say(_("The milestone is taken away. Its tasks stay."), undo=(undo, _("Undo")))
    return answered(initiative)


@blueprint.post("/work/milestones/<int:milestone_id>/put-back")
@signed_in
def put_stage_back(milestone_id: int) -> ResponseReturnValue:
    """Undo the taking away."""
    return answered(_with_milestone(milestone_id, put_milestone_back))


def _step() -> int:
    return -1 if request.form.get("step") == "up" else 1


def _with_task(task_id: int, verb: Callable[..., Any], *more: Any, **values: Any) -> Initiative:
    """The initiative of a task, after a verb of the services."""
    actor = current_actor()
    with transaction() as session:
        task, initiative = get_task(session, task_id, actor, lock=True)
        verb(session, task, initiative, actor, *more, **values, now=clock.now())
    return initiative


def _with_milestone(milestone_id: int, verb: Callable[..., Any], **values: Any) -> Initiative:
    actor = current_actor()
    with transaction() as session:
        milestone, initiative = get_milestone(session, milestone_id, actor, lock=True)
        verb(session, milestone, initiative, actor, **values, now=clock.now())
    return initiative

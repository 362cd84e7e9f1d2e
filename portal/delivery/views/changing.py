"""The page of one task and of one milestone: other words, another day, what stands in the way."""

from flask import redirect, render_template
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.db import db, transaction
from portal.core.errors import Conflict, Invalid, require
from portal.core.i18n import gettext as _
from portal.core.i18n import lazy_gettext as _l
from portal.core.numbers import number_path
from portal.core.web.flashes import say
from portal.core.web.holding import holds
from portal.delivery.forms import BlockForm, MilestoneForm, TaskForm
from portal.delivery.models import Milestone, Task
from portal.delivery.policy import can_arrange, can_do
from portal.delivery.queries.work import get_milestone, get_task, milestones_of
from portal.delivery.services.milestones import change_milestone
from portal.delivery.services.planning import NOT_YOURS
from portal.delivery.services.progress import NOT_YOURS as NOT_ENTRUSTED
from portal.delivery.services.progress import block_task
from portal.delivery.services.tasks import change_task
from portal.delivery.views import blueprint
from portal.guard.views.asking import whole_and_known
from portal.initiatives.models import Initiative
from portal.people.access import current_actor, signed_in


@blueprint.get("/work/tasks/<int:task_id>")
@signed_in
def task(task_id: int) -> ResponseReturnValue:
    """What may be changed about it, and where to say what stands in its way."""
    found, initiative = get_task(db.session(), task_id, current_actor())
    require(can_do(current_actor(), initiative, found.owner_id), NOT_ENTRUSTED)
    return _task_page(found, initiative)


@blueprint.post("/work/tasks/<int:task_id>")
@signed_in
@holds(_l("Sent again, the task is called so."), "title", along=("version", "due_on"))
def change(task_id: int) -> ResponseReturnValue:
    """Keep other words; what somebody else saved meanwhile is shown beside them."""
    actor, status = current_actor(), 422
    found, initiative = get_task(db.session(), task_id, actor)
    require(can_arrange(actor, initiative), NOT_YOURS)
    form = _offering(TaskForm(), found)
    if whole_and_known(form, "title"):
        words, version = form.words, form.version.data or 0
        try:
            with transaction() as session:
                row, initiative = get_task(session, task_id, actor, lock=True)
                change_task(session, row, initiative, actor, words, version=version, now=clock.now())
        except Invalid as error:
            form.refuse(error)
        except Conflict:
            status = 409
        else:
            return _to_plan(initiative, task_id)
    found, initiative = get_task(db.session(), task_id, actor)
    if status == 409:
        form.show_theirs(_standing(found))
    return _task_page(found, initiative, form=form), status


@blueprint.post("/work/tasks/<int:task_id>/block")
@signed_in
@holds(_l("Sent again, it says what stands in the way."), "reason", along=("opened",))
def block(task_id: int) -> ResponseReturnValue:
    """It can't go on; everyone who follows hears why."""
    actor, form, status = current_actor(), BlockForm(), 422
    found, initiative = get_task(db.session(), task_id, actor)
    require(can_do(actor, initiative, found.owner_id), NOT_ENTRUSTED)
    if whole_and_known(form, "reason"):
        reason, seen = form.reason.data or "", form.opened.data
        try:
            with transaction() as session:
                row, initiative = get_task(session, task_id, actor, lock=True)
                block_task(session, row, initiative, actor, reason=reason, seen=seen, now=clock.now())
        except Invalid as error:
            form.refuse(error)
        except Conflict:
            status = 409
        else:
            say(_("Everyone who follows it hears of it."))
            return _to_plan(initiative, task_id)
    found, initiative = get_task(db.session(), task_id, actor)
    if status == 409:
        form.show_theirs(_standing_block(found))
    return _task_page(found, initiative, block_form=form), status


@blueprint.get("/work/milestones/<int:milestone_id>")
@signed_in
def stage(milestone_id: int) -> ResponseReturnValue:
    """What may be changed about a milestone."""
    found, initiative = get_milestone(db.session(), milestone_id, current_actor())
    require(can_arrange(current_actor(), initiative), NOT_YOURS)
    return _stage_page(found, initiative, _standing_stage(found))


@blueprint.post("/work/milestones/<int:milestone_id>")
@signed_in
@holds(_l("Sent again, the milestone is called so."), "title", along=("version", "due_on"))
def change_stage(milestone_id: int) -> ResponseReturnValue:
    """Keep other words or another day."""
    actor, form, status = current_actor(), MilestoneForm(), 422
    found, initiative = get_milestone(db.session(), milestone_id, actor)
    require(can_arrange(actor, initiative), NOT_YOURS)
    if whole_and_known(form, "title"):
        words, version = form.words, form.version.data or 0
        try:
            with transaction() as session:
                row, initiative = get_milestone(session, milestone_id, actor, lock=True)
                change_milestone(session, row, initiative, actor, words, version=version, now=clock.now())
        except Invalid as error:
            form.refuse(error)
        except Conflict:
            status = 409
        else:
            return _to_plan(initiative)
    found, initiative = get_milestone(db.session(), milestone_id, actor)
    if status == 409:
        form.show_theirs(_standing_stage(found))
    return _stage_page(found, initiative, form), status


def _to_plan(initiative: Initiative, task_id: int | None = None) -> ResponseReturnValue:
    place = f"#task-{task_id}" if task_id is not None else ""
    return redirect(f"/initiatives/{number_path(initiative.id)}/work{place}", 303)


def _offering(form: TaskForm, row: Task) -> TaskForm:
    stages = milestones_of(db.session(), row.initiative_id)
    form.offer([(stage.id, stage.title) for stage in stages], owner_id=row.owner_id)
    return form


def _standing(row: Task) -> TaskForm:
    """The form as the task stands now, whatever the request holds."""
    form = TaskForm(
        formdata=None, title=row.title, owner=row.owner_id, due_on=row.due_on, milestone=row.milestone_id,
        version=row.version,
    )  # fmt: skip
    return _offering(form, row)


def _standing_block(row: Task) -> BlockForm:
    return BlockForm(formdata=None, reason=row.blocked_reason, opened=row.blocked_reason)


def _standing_stage(row: Milestone) -> MilestoneForm:
    return MilestoneForm(formdata=None, title=row.title, due_on=row.due_on, version=row.version)


def _task_page(
    row: Task, initiative: Initiative, *, form: TaskForm | None = None, block_form: BlockForm | None = None
) -> str:
    arranges = can_arrange(current_actor(), initiative)
    return render_template(
        "delivery/task.html",
        task=row,
        initiative=initiative,
        form=(form or _standing(row)) if arranges else None,
        block_form=block_form or _standing_block(row),
    )


def _stage_page(row: Milestone, initiative: Initiative, form: MilestoneForm) -> str:
    return render_template("delivery/milestone.html", milestone=row, initiative=initiative, form=form)

"""The plan of one initiative: its page, and the rows in which tasks and milestones are added."""

import secrets

from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.db import db, transaction
from portal.core.errors import Invalid, require
from portal.core.i18n import lazy_gettext as _l
from portal.core.web.holding import holds
from portal.delivery.forms import NewMilestoneForm, NewTaskForm
from portal.delivery.policy import can_arrange
from portal.delivery.queries.work import milestones_of
from portal.delivery.services.milestones import add_milestone
from portal.delivery.services.planning import NOT_YOURS
from portal.delivery.services.tasks import add_task
from portal.delivery.views import blueprint
from portal.delivery.views.answering import answered, plan_page, refused
from portal.guard.views.asking import whole_and_known
from portal.initiatives.queries import get_visible
from portal.people.access import current_actor, signed_in


@blueprint.get("/initiatives/<item:number>/work")
@signed_in
def plan(number: int) -> str:
    """Milestones with their tasks, and the PDCA card."""
    return plan_page(get_visible(db.session(), number, current_actor()))


@blueprint.post("/initiatives/<item:number>/work/tasks")
@signed_in
@holds(_l("Sent again, it becomes a task."), "title", along=("submission_key",))
def add(number: int) -> ResponseReturnValue:
    """One more task: one line is enough. Sending the form twice leaves one."""
    actor, form = current_actor(), NewTaskForm()
    require(can_arrange(actor, get_visible(db.session(), number, actor)), NOT_YOURS)
    form.offer([(row.id, row.title) for row in milestones_of(db.session(), number)])
    if whole_and_known(form, "title"):
        key = form.submission_key.data or secrets.token_urlsafe(16)
        try:
            with transaction() as session:
                initiative = get_visible(session, number, actor)
                made = add_task(session, initiative, actor, form.words, submission_key=key, now=clock.now())
        except Invalid as error:
            form.refuse(error)
        else:
            return answered(initiative, just=made.id)
    return refused(number, form=form)


@blueprint.post("/initiatives/<item:number>/work/milestones")
@signed_in
@holds(_l("Sent again, it becomes a milestone."), "title", along=("submission_key",))
def add_stage(number: int) -> ResponseReturnValue:
    """One more milestone."""
    actor, form = current_actor(), NewMilestoneForm()
    require(can_arrange(actor, get_visible(db.session(), number, actor)), NOT_YOURS)
    if whole_and_known(form, "title"):
        key = form.submission_key.data or secrets.token_urlsafe(16)
        try:
            with transaction() as session:
                initiative = get_visible(session, number, actor)
                add_milestone(session, initiative, actor, form.words, submission_key=key, now=clock.now())
        except Invalid as error:
            form.refuse(error)
        else:
            return answered(initiative)
    return refused(number, milestone_form=form)

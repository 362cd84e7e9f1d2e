"""What is answered where the work of an initiative stands: its own page, a part of the initiative's, somebody's list.

Every press says where it was made (``place``), so that it answers there: for htmx with that part alone.
"""

import secrets
from typing import Any

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.actor import Actor
from portal.core.db import db
from portal.core.numbers import number_path
from portal.core.typed import whole_number
from portal.delivery.forms import NewMilestoneForm, NewTaskForm
from portal.delivery.home_panel import mine_values
from portal.delivery.policy import can_arrange
from portal.delivery.presenting import WorkView, work_view
from portal.delivery.queries.card import card_of
from portal.delivery.queries.work import Work, work_of
from portal.initiatives.models import Initiative
from portal.initiatives.queries import get_visible
from portal.people.access import current_actor

INITIATIVE, PLAN, HOME, MINE = "initiative", "plan", "home", "mine"


def place() -> str:
    """Where the press was made; whatever else comes in stands for the plan's own page."""
    sent = request.form.get("place", "")
    return sent if sent in {INITIATIVE, HOME, MINE} else PLAN


def by_htmx() -> bool:
    """Whether a part of the page is wanted."""
    return request.headers.get("HX-Request") == "true"


def answered(initiative: Initiative, *, just: int = 0) -> ResponseReturnValue:
    """After a press: the part that it was made in as it stands now, or the way back there."""
    here, path = place(), f"/initiatives/{number_path(initiative.id)}"
    if by_htmx():
        return _part(initiative, here, just)
    addresses = {INITIATIVE: f"{path}#work", HOME: "/#my-tasks", MINE: "/work"}
    return redirect(addresses.get(here, f"{path}/work{f'#task-{just}' if just else ''}"), 303)


def _part(initiative: Initiative, here: str, just: int) -> str:
    if here in {HOME, MINE}:
        values = mine_values(db.session(), current_actor(), clock.now(), whole=here == MINE, just=just)
        return render_template("delivery/_my_tasks.html", panel=values)
    work = shown_work(initiative, whole=here == PLAN, just=just)
    return render_template("delivery/_work.html", work=work)


def shown_work(
    initiative: Initiative, *, whole: bool, just: int = 0, form: NewTaskForm | None = None,
    milestone_form: NewMilestoneForm | None = None, work: Work | None = None,
) -> WorkView:  # fmt: skip
    """The plan for whoever asks, with the forms that they may use."""
    actor = current_actor()
    found = work_of(db.session(), initiative.id) if work is None else work
    form, milestone_form = with_forms(initiative, actor, found, form, milestone_form, whole=whole)
    return work_view(
        found, initiative, actor, clock.now(), whole=whole, just=just, form=form, milestone_form=milestone_form
    )


def with_forms(
    initiative: Any, actor: Actor, work: Work, form: NewTaskForm | None = None,
    milestone_form: NewMilestoneForm | None = None, *, whole: bool,
) -> tuple[NewTaskForm | None, NewMilestoneForm | None]:  # fmt: skip
    """The forms of the plan: as they were sent and refused, else empty; none for whoever doesn't plan."""
    if not can_arrange(actor, initiative):
        return None, None
    if form is None:
        form = NewTaskForm(formdata=None, milestone=_going_on(work))
        form.submission_key.data = secrets.token_urlsafe(16)
    form.offer([(stage.id, stage.title) for stage in work.stages])
    if milestone_form is None and whole:
        milestone_form = NewMilestoneForm(formdata=None)
        milestone_form.submission_key.data = secrets.token_urlsafe(16)
    return form, milestone_form


def _going_on(work: Work) -> int | None:
    """Where the next task belongs most likely: where the last one was added, else to the first open milestone."""
    sent = whole_number(request.form.get("milestone"))
    if sent in {stage.id for stage in work.stages}:
        return sent
    if request.method == "POST" and "milestone" in request.form:
        return None
    return next((stage.id for stage in work.stages if stage.reached_at is None), None)


def refused(
    number: int, *, form: NewTaskForm | None = None, milestone_form: NewMilestoneForm | None = None
) -> ResponseReturnValue:
    """A form of the plan that can't be carried out: nothing typed is lost."""
    initiative = get_visible(db.session(), number, current_actor())
    here = place()
    if by_htmx():
        work = shown_work(initiative, whole=here == PLAN, form=form, milestone_form=milestone_form)
        return render_template("delivery/_work.html", work=work), 422
    return plan_page(initiative, form=form, milestone_form=milestone_form), 422


def plan_page(
    initiative: Initiative, *, form: NewTaskForm | None = None, milestone_form: NewMilestoneForm | None = None
) -> str:
    """The whole page of the plan."""
    session, actor = db.session(), current_actor()
    return render_template(
        "delivery/plan.html",
        initiative=initiative,
        work=shown_work(initiative, whole=True, form=form, milestone_form=milestone_form),
        card=card_of(session, initiative.id),
        can_arrange=can_arrange(actor, initiative),
    )

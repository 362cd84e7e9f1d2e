"""The sheet that says that somebody has finished a track. It prints on one page, and holds no score."""

from flask import render_template

from portal.core import i18n
from portal.core.db import db
from portal.core.errors import NotFound
from portal.onboarding.models import StepState
from portal.onboarding.queries.learning import enrolment_row, steps_of
from portal.onboarding.views.learning import blueprint
from portal.people.access import current_actor, signed_in


@blueprint.get("/learning/<int:enrolment_id>/certificate")
@signed_in
def certificate(enrolment_id: int) -> str:
    """For the learner alone; there is none before the end."""
    session, actor = db.session(), current_actor()
    row = enrolment_row(session, enrolment_id, actor)
    if row.finished_at is None:
        raise NotFound
    steps = [step for step in steps_of(session, row.id, row.version_id) if step.state == StepState.DONE]
    return render_template(
        "onboarding/certificate.html", row=row, name=actor.name, steps=sum(step.required for step in steps),
        days=[i18n.dated(day) for day in (row.first_day, i18n.today(row.finished_at))],
        hours=max(1, round(sum(step.minutes for step in steps) / 60)),
    )  # fmt: skip

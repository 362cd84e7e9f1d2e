"""What the steps are called that lines are about: told where the line is shown, and kept in no journal."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import and_, select, tuple_
from sqlalchemy.orm import Session

from portal.core.db import read_rows
from portal.onboarding.models import Enrolment, StepProgress, StepState, TrackStep


def steps_handed_in(session: Session, lines: Collection[tuple[int, datetime]]) -> dict[tuple[int, datetime], str]:
    """Titles by (enrolment, moment of the line): of what waits now, else of what was handed in last until then.

    Those that nothing is known of are left out. One statement; whether the reader may know is for the line to say.
    """
    if not lines:
        return {}
    step = and_(TrackStep.version_id == Enrolment.version_id, TrackStep.key == StepProgress.step_key)
    rows = read_rows(
        session,
        select(StepProgress.enrolment_id, StepProgress.state, StepProgress.handed_in_at, TrackStep.title)
        .join(Enrolment, Enrolment.id == StepProgress.enrolment_id)
        .join(TrackStep, step)
        .where(StepProgress.enrolment_id.in_({number for number, _at in lines}), StepProgress.handed_in_at.is_not(None))
        .order_by(StepProgress.handed_in_at, TrackStep.position),
    )
    found = {}
    for number, at in lines:
        mine = [row for row in rows if row.enrolment_id == number]
        waiting = [row for row in mine if row.state == StepState.WAITING]
        titles = [row.title for row in waiting or [row for row in mine if row.handed_in_at <= at][-1:]]
        if titles:
            found[number, at] = " · ".join(titles)
    return found


def steps_called(session: Session, steps: Collection[tuple[int, str]]) -> dict[tuple[int, str], str]:
    """Titles by (enrolment, key of a step), in the version that is followed; those that it hasn't are left out."""
    if not steps:
        return {}
    rows = read_rows(
        session,
        select(Enrolment.id, TrackStep.key, TrackStep.title)
        .join(TrackStep, TrackStep.version_id == Enrolment.version_id)
        .where(tuple_(Enrolment.id, TrackStep.key).in_(sorted(steps))),
    )
    return {(row.id, row.key): row.title for row in rows}

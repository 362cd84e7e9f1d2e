"""On the home page of whoever learns: the next step. Nothing for anybody else."""

from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, and_, select
from sqlalchemy.orm import Session

from portal.committee.queries.settings import promised
from portal.core import i18n
from portal.core.actor import Actor
from portal.core.db import read_rows
from portal.core.extension import ME
from portal.core.panels import HomePanel
from portal.onboarding.models import Enrolment, StepProgress, Track, TrackSection, TrackStep
from portal.onboarding.queries.learning import is_open
from portal.onboarding.today import way_of


def learning_panel(session: Session, actor: Actor, now: datetime) -> HomePanel | None:
    """One statement: the steps of the track that somebody began last, with how far they are."""
    rows = read_rows(session, _steps(), {ME.key: actor.id})
    if not rows:
        return None
    # Somebody on several tracks at once has a page for that.
    steps = [row for row in rows if row.enrolment_id == rows[0].enrolment_id]
    way = way_of(_Begun(rows[0]), steps, i18n.today(now), promised(session).calendar)
    if way.next_line is None:
        return None
    values = {"way": way, "first": way.next_line, "title": rows[0].track_title, "language": rows[0].language}
    return HomePanel(template="onboarding/learning/_home.html", sheet="css/learning.css", values=values, first=True)


class _Begun:
    """Id and first day of an enrolment, as ``way_of`` asks for them."""

    def __init__(self, row: Any) -> None:
        self.id, self.first_day = row.enrolment_id, row.first_day


@cache
def _steps() -> Select[Any]:
    columns: tuple[Any, ...] = (
        Enrolment.id.label("enrolment_id"), Enrolment.first_day, Track.title.label("track_title"), Track.language,
        TrackStep.section_id, TrackStep.key, TrackStep.kind, TrackStep.title, TrackStep.minutes, TrackStep.due_day,
        TrackStep.required, TrackStep.after, TrackSection.title.label("section_title"), TrackSection.intro_html,
        StepProgress.state,
    )  # fmt: skip
    return (
        select(*columns)
        .join(Track, Track.id == Enrolment.track_id)
        .join(TrackStep, TrackStep.version_id == Enrolment.version_id)
        .join(TrackSection, TrackSection.id == TrackStep.section_id)
        .outerjoin(
            StepProgress, and_(StepProgress.enrolment_id == Enrolment.id, StepProgress.step_key == TrackStep.key)
        )
        .where(Enrolment.person_id == ME, is_open())
        .order_by(Enrolment.first_day.desc(), Enrolment.id.desc(), TrackStep.position, TrackStep.id)
    )

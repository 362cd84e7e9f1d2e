"""The way back from what somebody reads to the step of their track that sent them there."""

import re

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.db import read_rows
from portal.core.i18n import gettext as _
from portal.core.panels import WayBack
from portal.onboarding.models import Enrolment, Track, TrackStep

_STEP = re.compile(r"/learning/(\d{1,18})/steps/([A-Za-z0-9_-]{1,40})", re.ASCII)
_CHANGES = "/learning/changes"


def back_to_step(session: Session, address: str, actor: Actor) -> WayBack | None:
    """For the address of a step on a track of one's own, and of the page of what has changed; None for any other."""
    if address == _CHANGES:
        return WayBack(href=address, label=_("Back to what has changed"), title="", language="")
    named = _STEP.fullmatch(address)
    if named is None:
        return None
    wanted = (
        select(TrackStep.title, Track.language)
        .join(Enrolment, Enrolment.version_id == TrackStep.version_id)
        .join(Track, Track.id == Enrolment.track_id)
        .where(Enrolment.id == int(named[1]), Enrolment.person_id == actor.id, TrackStep.key == named[2])
    )
    for row in read_rows(session, wanted):
        return WayBack(href=address, label=_("Back to the step"), title=row.title, language=row.language)
    return None

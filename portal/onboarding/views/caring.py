"""Everyone in somebody's care on one page, and who begins a track by their hand."""

from collections import Counter
from collections.abc import Sequence
from typing import TypeVar

from flask import Blueprint, render_template, request

from portal.core import clock, i18n
from portal.core.db import db
from portal.onboarding.getting_on import Turn
from portal.onboarding.mentor_presenting import MARKS, learner_row, usual_track
from portal.onboarding.policy import ENROL_OTHERS
from portal.onboarding.queries.in_care import Weighed, in_care
from portal.onboarding.queries.mentoring import Learner, learners
from portal.people.access import current_actor, signed_in
from portal.people.policy import may

blueprint = Blueprint("mentoring", __name__)
#: So many stand on a page.
PAGE_LEARNERS = 50
One = TypeVar("One", Learner, Weighed)


@blueprint.get("/learning/mentor")
@signed_in
def index() -> str:
    """Who needs attention first. ``show=finished``: those who have ended."""
    session, actor, finished = db.session(), current_actor(), request.args.get("show") == "finished"
    today = i18n.today(clock.now())
    found = in_care(session, actor.id, ended=finished, today=today)
    page, older = page_of(found, request.args.get("after"))
    shown = learners(session, [one.id for one in page], today=today, whose=actor.id)
    usual = usual_track(found)
    return render_template(
        "onboarding/mentor/index.html", rows=[learner_row(one, usual) for one in shown], finished=finished,
        usual=next((one.row for one in shown if one.row.track_id == usual), None),
        several=len({one.track_id for one in found}) > 1,
        counts=turn_counts(found), older=_address(finished, older), first=request.args.get("after") is None,
        marks=MARKS, can_enrol=may(actor, ENROL_OTHERS),
    )  # fmt: skip


def page_of(found: Sequence[One], after: str | None) -> tuple[Sequence[One], int | None]:
    """The learners after the one of that id, and the id after which the next page begins (None: there is none).

    All are weighed, because who needs attention first is known only then; an id that isn't there means the first page.
    """
    place = next((place for place, one in enumerate(found, 1) if str(one.id) == after), 0) if after else 0
    shown = found[place : place + PAGE_LEARNERS]
    return shown, shown[-1].id if place + PAGE_LEARNERS < len(found) else None


def turn_counts(found: Sequence[Learner | Weighed]) -> dict[str, int]:
    """How many need what."""
    counted = Counter(one.turn for one in found)
    return {turn.value: counted[turn] for turn in Turn}


def _address(finished: bool, after: int | None) -> str | None:
    return f"/learning/mentor?{'show=finished&' if finished else ''}after={after}" if after is not None else None

"""A track for whoever keeps it: where people get stuck, which questions mislead, how long it takes, who is on it."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from flask import render_template, request

from portal.core import clock, i18n
from portal.core.db import db
from portal.core.errors import require
from portal.core.i18n import gettext as _
from portal.core.i18n import lazy_gettext as _l
from portal.core.i18n import ngettext
from portal.onboarding.following import can_put_on
from portal.onboarding.getting_on import Turn
from portal.onboarding.mentor_presenting import MARKS, learner_row
from portal.onboarding.policy import can_see_numbers
from portal.onboarding.queries.mentoring import Learner
from portal.onboarding.queries.tracks import visible_track
from portal.onboarding.statistics import FEW, FEWEST, SOURCES, Advice
from portal.onboarding.track_numbers import KeptNumbers, QuestionNumbers, TrackNumbers
from portal.onboarding.views.caring import blueprint, page_of, turn_counts
from portal.people.access import current_actor, signed_in

kept = KeptNumbers()
ADVICE: dict[Advice, tuple[str, Any]] = {
    Advice.MISLEADS: ("triangle-alert", _l("Misleads: those who know the rest get it wrong. Look at its words.")),
    Advice.HARD: ("circle-alert", _l("Hard: say it more plainly, or teach it better before.")),
    Advice.POOR: ("circle-dashed", _l("Tells little of who knows the matter.")),
    Advice.EASY: ("circle", _l("Nearly everybody knows it at once.")),
    Advice.FINE: ("check", _l("A good question.")),
}


@blueprint.get("/tracks/<int:number>/numbers")
@signed_in
def numbers(number: int) -> str:
    """Its keeper's page; for everybody else who sees the track it is closed."""
    session, actor, now = db.session(), current_actor(), clock.now()
    track = visible_track(session, number, actor)
    require(can_see_numbers(actor, track))
    known = kept.read(session, number, track.published_id or 0, now)
    found = known.people
    shown, older = page_of(found, request.args.get("after"))
    return render_template(
        "onboarding/mentor/numbers.html", track=track, known=known, steps=_steps(known, found),
        questions=[_question(one, known) for one in known.questions], rows=[learner_row(one, number) for one in shown],
        counts=turn_counts(found), on_the_way=len(found), fewest=FEWEST, few=FEW, sources=SOURCES, marks=MARKS,
        median=_days(known.median_days), first=request.args.get("after") is None,
        can_enrol=can_put_on(actor, track),
        older=f"/tracks/{number}/numbers?after={older}#people" if older is not None else None,
    )  # fmt: skip


def _days(value: float | None) -> str:
    """Working days, by halves, which take the words of a few."""
    if value is None:
        return ""
    if value % 1:
        return _("%(number)s working days", number=i18n.number(value))
    return ngettext("%(num)s working day", "%(num)s working days", int(value))


def _steps(known: TrackNumbers, found: Sequence[Learner]) -> list[dict[str, Any]]:
    """The steps with who stands there now; ``stuck``: how many of them have for days."""
    here = Counter(one.going.at.key for one in found if one.going.at is not None)
    stuck = Counter(one.going.at.key for one in found if one.going.turn is Turn.STUCK)
    rows = []
    for step in known.steps:
        done = known.by_step.get(step.key)
        day = done.median_day if done else None
        rows.append(
            {
                "title": step.title,
                "required": step.required,
                "due_day": step.due_day,
                "day": i18n.number(day) if day is not None else "",
                "slow": day is not None and step.due_day is not None and day > step.due_day,
                "people": done.people if done and done.people >= FEWEST else 0,
                "here": here[step.key],
                "stuck": stuck[step.key],
            }
        )
    return rows


def _question(one: QuestionNumbers, known: TrackNumbers) -> dict[str, Any]:
    titles = {step.key: step.title for step in known.steps}
    icon, words = ADVICE[one.advice] if one.advice is not None else ("", "")
    return {
        "text": one.text,
        "step": titles[one.step_key],
        "people": one.people,
        "few": 0 < one.people < FEW,
        "right": _("%(num)s %%", num=round(one.difficulty * 100)) if one.difficulty is not None else "",
        "apart": i18n.number(round(one.discrimination, 2) + 0.0) if one.discrimination is not None else "",
        "icon": icon,
        "words": str(words),
        "advice": one.advice.value if one.advice is not None else "",
    }

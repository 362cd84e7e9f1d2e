"""The A3 report: one page that tells an initiative from its problem to what came of it, to be read and printed.

After J. K. Liker and D. Meier, 'The Toyota Way Fieldbook', 2006, chapter 18: background, current state, target,
analysis, countermeasures, plan, follow-up.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, render_template
from sqlalchemy import ColumnElement, true
from sqlalchemy.orm import Session

from portal.core import clock
from portal.core.actor import Actor
from portal.core.db import db
from portal.core.i18n import gettext as _
from portal.core.numbers import number_path
from portal.delivery.presenting import WorkView, work_view
from portal.delivery.queries.card import card_of
from portal.delivery.queries.work import work_of
from portal.initiatives import presenting
from portal.initiatives.forms import FREQUENCIES
from portal.initiatives.joining import Panel, Place
from portal.initiatives.models import Initiative
from portal.initiatives.policy import FROM_ACCEPTANCE_ON, is_anonymous
from portal.initiatives.queries import areas, statuses, teams
from portal.initiatives.queries.detail import Detail, detail
from portal.initiatives.queries.solutions import standing_solutions
from portal.initiatives.queries.visibility import MergedAway
from portal.initiatives.views.merging.leading_on import lead_on
from portal.outcomes import wording
from portal.outcomes.queries.summary import OutcomeSummary, outcomes_of
from portal.people.access import current_actor, signed_in
from portal.people.queries import shown_name

blueprint = Blueprint("reports", __name__)
blueprint.register_error_handler(MergedAway, lead_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The outcome in the words of the report."""

    expected: str
    found: str
    verdict: str
    share: str
    words_html: str
    lesson_html: str
    check_on: Any


@blueprint.get("/initiatives/<item:number>/report")
@signed_in
def report(number: int) -> str:
    """The whole initiative on one page."""
    session, actor, now = db.session(), current_actor(), clock.now()
    found = detail(session, number, actor)
    row = found.initiative
    outcome = outcomes_of(session, [number]).get(number)
    return render_template(
        "outcomes/report.html",
        initiative=row,
        status=statuses(session).by_id[row.status_id],
        facts=list(_facts(session, found)),
        metric=presenting.metric(row),
        support_line=presenting.support_line(row.support_count),
        frequency=[(FREQUENCIES[key], count) for key, count in found.frequency.items() if count],
        solution_html=_solution(session, row, actor),
        card=card_of(session, number),
        work=_work(session, row, actor, now),
        outcome=_outcome(outcome) if outcome else None,
        now=now,
    )


def _facts(session: Session, found: Detail) -> Iterator[tuple[str, str]]:
    """Who, where: names and words, without what nobody knows."""
    row = found.initiative
    area, team = areas(session).get(row.area_id or 0), teams(session).get(row.team_id or 0)
    author = _("Without a name") if is_anonymous(row) else shown_name(found.author_name)
    yield _("Author"), f"{author}, {team.name}" if team else author
    if row.owner_id is not None:
        yield _("Responsible"), shown_name(found.owner_name)
    if area:
        yield _("Area"), area.name


def _solution(session: Session, row: Initiative, actor: Actor) -> str:
    """The one that the committee has chosen, else the author's own."""
    chosen = (one for one in standing_solutions(session, row, actor) if one.chosen_at is not None)
    return next((one.html for one in chosen), row.solution_html)


def _work(session: Session, row: Initiative, actor: Actor, now: datetime) -> WorkView:
    return work_view(work_of(session, row.id), row, actor, now, whole=False)


def _outcome(of: OutcomeSummary) -> Outcome:
    return Outcome(
        expected=wording.expected(of), found=wording.found(of),
        verdict=str(wording.VERDICTS[of.verdict]) if of.verdict else "", share=wording.share_words(of.share),
        words_html=of.words_html, lesson_html=of.lesson_html, check_on=of.check_on,
    )  # fmt: skip


class ReportLink:
    """From acceptance on the way to the report stands beside the story."""

    def there(self, _number: Any) -> ColumnElement[bool]:
        """Every initiative can be told on a page."""
        return true()

    def panels(
        self, _session: Session, initiative: Initiative, _actor: Actor, _now: datetime, *, there: bool
    ) -> tuple[Panel, ...]:
        """A link, for everybody."""
        if not there or initiative.status_type not in FROM_ACCEPTANCE_ON:
            return ()
        values = {"href": f"/initiatives/{number_path(initiative.id)}/report"}
        return (Panel(place=Place.FACTS, template="outcomes/_report_link.html", values=values),)

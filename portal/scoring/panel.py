"""What the committee sees of the score on the page of an initiative; nobody else sees that there is one."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, exists
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.numbers import number_path
from portal.initiatives.joining import Panel, Place
from portal.initiatives.models import Initiative
from portal.scoring.criteria import number as in_words
from portal.scoring.forms import version_name
from portal.scoring.models import Round
from portal.scoring.policy import can_score, can_see_scoring
from portal.scoring.presenting import given_words
from portal.scoring.queries.rounds import Scoring, scorings


class ScorePanel:
    """Beside the story: one's own step, or what was given and agreed."""

    def there(self, number: Any) -> ColumnElement[bool]:
        """Whether a round was ever begun. It shows in nothing that somebody reads who hasn't scored."""
        return exists().where(Round.initiative_id == number)

    def panels(
        self, session: Session, initiative: Initiative, actor: Actor, now: datetime, *, there: bool
    ) -> tuple[Panel, ...]:
        """For the committee alone, but for those who wrote it."""
        del now
        if not can_see_scoring(actor, initiative):
            return ()
        found = scorings(session, [initiative.id], actor).get(initiative.id) if there else None
        can = can_score(actor, initiative)
        if not can and (found is None or (found.agreed is None and found.waits)):
            return ()
        values = {"href": f"/scoring/{number_path(initiative.id)}", "can": can, **_values(found)}
        return (Panel(place=Place.FACTS, template="scoring/_panel.html", values=values, sheet="css/score-panel.css"),)


def _values(found: Scoring | None) -> dict[str, Any]:
    if found is None:
        return {"waits": True, "agreed": None, "given": None, "middle": None, "ready": False}
    going_on = found.open if found.open is not None and found.open.shown else None
    last = found.agreed
    return {
        "waits": found.waits,
        "agreed": in_words(last.agreed.result) if last and last.agreed else None,
        "model": version_name(last.version if last else found.version),
        "formula": (last.version if last else found.version).formula,
        "at": last.agreed.at if last and last.agreed else None,
        "given": given_words(len(going_on.sheets), found.quorum) if going_on else None,
        "middle": in_words(going_on.middle_result) if going_on else None,
        "ready": found.can_agree,
    }

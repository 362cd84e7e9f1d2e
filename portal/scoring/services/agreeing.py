"""The committee looks at all scores together: it agrees on one, or is called to score anew."""

from datetime import datetime

from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.db import one_at_a_time
from portal.core.errors import Conflict, Forbidden, Invalid, NotFound, require
from portal.core.i18n import lazy_gettext as _l
from portal.core.journal import record
from portal.initiatives.models import Initiative
from portal.initiatives.queries import locked
from portal.scoring.events import ScoreAgreed, ScoringCalled
from portal.scoring.formulas import Values, result
from portal.scoring.models import Round
from portal.scoring.policy import can_score
from portal.scoring.queries.reference import SETTINGS, scheme
from portal.scoring.queries.rounds import scorings
from portal.scoring.services.giving import as_text, clean_note, open_round, require_answers


def agree(
    session: Session, initiative: Initiative, actor: Actor, values: Values, *,
    round_id: int, note: str = "", now: datetime,
) -> Round:  # fmt: skip
    """Write down what the committee agreed on; the round ends with it.

    Only those who have scored can, and only once enough have. Raises Conflict when the round has ended meanwhile.
    """
    one_at_a_time(session, SETTINGS)
    row = locked(session, initiative)
    require(can_score(actor, row))
    found = scorings(session, [row.id], actor)[row.id]
    going_on = open_round(session, row.id)
    if going_on is None or found.open is None or going_on.id != round_id:
        raise Conflict(_l("Somebody was quicker: look what stands there now."))
    if found.open.mine is None:
        raise Forbidden(_l("Score it yourself first: until then you see nobody's."))
    if found.ended:
        raise Invalid(_l("It is accepted already. If you need a score even so, ask everybody to score it."))
    if not found.can_agree:
        raise Invalid(_l("Too few have scored it yet."))
    rule = found.open.version.rule
    require_answers(rule, values)
    going_on.agreed_at, going_on.agreed_by_id, going_on.note = now, actor.id, clean_note(note)
    going_on.agreed_values, going_on.agreed_result = as_text(values), result(rule, values)
    record(session, ScoreAgreed(initiative_id=row.id, round_id=going_on.id), actor, at=now)
    return going_on


def call(session: Session, initiative: Initiative, actor: Actor, *, version_id: int, now: datetime) -> Round:
    """Ask the whole committee to score it by this version: for the first time, anew, or by another model.

    What was given under another version and wasn't agreed on is set aside. Raises NotFound for a version that nobody
    may choose.
    """
    one_at_a_time(session, SETTINGS)
    row = locked(session, initiative)
    require(can_score(actor, row))
    standing = open_round(session, row.id)
    if version_id not in _offered(session, row, standing):
        raise NotFound
    if standing is not None and standing.version_id == version_id and standing.called_at is not None:
        return standing
    if standing is not None and standing.version_id != version_id:
        standing.replaced_at, standing = now, None
        session.flush()  # only one round is open at a time
    if standing is None:
        standing = Round(initiative_id=row.id, version_id=version_id, opened_at=now, agreed_values={})
        session.add(standing)
    standing.called_at, standing.called_by_id = now, actor.id
    session.flush()  # the event names it
    record(session, ScoringCalled(initiative_id=row.id, round_id=standing.id, version_id=version_id), actor, at=now)
    return standing


def _offered(session: Session, row: Initiative, standing: Round | None) -> set[int]:
    """The newest of each model, the one that is due, and what all were called to before.

    Never what a round holds that nobody called to: whether there is one tells whether anybody has scored.
    """
    known = scheme(session)
    newest = {model.newest.id for model in known.models if not model.retired}
    called = {standing.version_id} if standing is not None and standing.called_at is not None else set()
    return newest | {known.for_one_from(row.submitted_at).id} | called

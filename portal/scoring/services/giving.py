"""A member of the committee scores an initiative, alone."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.db import one_at_a_time
from portal.core.errors import Conflict, Invalid, require
from portal.core.i18n import lazy_gettext as _l
from portal.core.journal import JournalEntry, record
from portal.core.text import clean_text
from portal.initiatives.models import CoAuthor, Initiative
from portal.initiatives.queries import locked
from portal.scoring.criteria import MAX_NOTE_LETTERS, field_of
from portal.scoring.events import QuorumReached, ScoreGiven
from portal.scoring.formulas import Criterion, Rule, Values, result
from portal.scoring.models import OPEN, Round, Sheet
from portal.scoring.policy import can_correct, can_score
from portal.scoring.queries.reference import SETTINGS, KnownVersion, scheme
from portal.scoring.queries.rounds import scorings


def give(
    session: Session,
    initiative: Initiative,
    actor: Actor,
    values: Values,
    *,
    version_id: int,
    note: str = "",
    now: datetime,
) -> Sheet:
    """Keep what ``actor`` gives, by the version that they were shown; the first one opens the round.

    One's own can be put right as long as nobody else has scored. Raises Conflict when another version is asked for by
    now, when one has seen what others gave, and when the committee has agreed already.
    """
    one_at_a_time(session, SETTINGS)
    row = locked(session, initiative)
    require(can_score(actor, row))
    version = _version(session, row, actor, version_id)
    require_answers(version.rule, values)
    going_on = _open_round(session, row, version, now)
    sheets = sheets_of(session, going_on)
    sheet = next((one for one in sheets if one.person_id == actor.id), None)
    if sheet is not None and not can_correct(len(sheets)):
        raise Conflict(_l("Others have scored it meanwhile and you may have seen theirs, so yours stays as it is."))
    made = _written(session, sheet or Sheet(round_id=going_on.id, person_id=actor.id), version.rule, values, note, now)
    record(session, ScoreGiven(initiative_id=row.id, round_id=going_on.id, corrected=sheet is not None), actor, at=now)
    if sheet is None:
        _tell_of_quorum(session, row, going_on, [*sheets, made], actor, now)
    return made


def _written(session: Session, sheet: Sheet, rule: Rule, values: Values, note: str, now: datetime) -> Sheet:
    sheet.values, sheet.result, sheet.note, sheet.at = as_text(values), result(rule, values), clean_note(note), now
    session.add(sheet)
    return sheet


def clean_note(typed: str) -> str:
    """A note as it is kept; Invalid when it is too long."""
    cleaned = clean_text(typed)
    if len(cleaned) > MAX_NOTE_LETTERS:
        raise Invalid(_l("This note is too long: at most %(most)s characters.", most=MAX_NOTE_LETTERS), field="note")
    return cleaned


def _version(session: Session, row: Initiative, actor: Actor, version_id: int) -> KnownVersion:
    found = scorings(session, [row.id], actor)[row.id]
    if found.open is None and found.agreed is not None:
        raise Conflict(_l("The committee has agreed on a value already."))
    if found.version.id != version_id:
        raise Conflict(_l("It is scored by another model now. Please look at it anew."))
    return found.version


def require_answers(rule: Rule, values: Values) -> None:
    """Raise Invalid unless there is an answer to each criterion and to nothing else."""
    for criterion in rule.criteria:
        if criterion.key not in values or not criterion.takes(values[criterion.key]):
            if criterion.steps:
                raise Invalid(_l("Please choose one of the steps."), field=field_of(criterion.key))
            raise Invalid(_out_of_range(criterion), field=field_of(criterion.key))
    if len(values) != len(rule.criteria):
        raise Invalid(_l("Please choose one of the steps."))


def _out_of_range(criterion: Criterion) -> Any:
    least, most = f"{criterion.least:f}", f"{criterion.most:f}"
    return _l("Please write a number from %(least)s to %(most)s.", least=least, most=most)


def as_text(values: Values) -> dict[str, str]:
    """Numbers as they are kept."""
    return {key: f"{value.normalize():f}" for key, value in values.items()}


def _open_round(session: Session, row: Initiative, version: KnownVersion, now: datetime) -> Round:
    going_on = open_round(session, row.id)
    if going_on is None:
        going_on = Round(initiative_id=row.id, version_id=version.id, opened_at=now, agreed_values={})
        session.add(going_on)
        session.flush()  # the sheet names it
    return going_on


def open_round(session: Session, number: int) -> Round | None:
    """The round that goes on; whoever asks holds the initiative."""
    return session.scalar(select(Round).where(Round.initiative_id == number, OPEN))


def sheets_of(session: Session, of: Round) -> Sequence[Sheet]:
    """What was given in a round, but for what came from those who are among the authors by now."""
    wrote = exists().where(CoAuthor.initiative_id == of.initiative_id, CoAuthor.person_id == Sheet.person_id)
    return session.scalars(select(Sheet).where(Sheet.round_id == of.id, ~wrote).order_by(Sheet.id)).all()


def _is_told(session: Session, of: Round) -> bool:
    """Whether those who scored were told before that they are enough."""
    told = exists().where(
        JournalEntry.item_kind == QuorumReached.item_kind,
        JournalEntry.item_id == of.initiative_id,
        JournalEntry.name == QuorumReached.name,
        JournalEntry.data["round_id"].as_integer() == of.id,
    )
    return bool(session.scalar(select(told)))


def _tell_of_quorum(
    session: Session, row: Initiative, of: Round, sheets: Sequence[Sheet], actor: Actor, now: datetime
) -> None:
    """Once: with the sheet that makes it, or with the next one where the quorum was lowered meanwhile."""
    inside = len({row.author_id, *row.co_author_ids} & scheme(session).committee)
    if len(sheets) >= scheme(session).quorum_of(inside) and not _is_told(session, of):
        given_by = tuple(sheet.person_id for sheet in sheets)
        record(session, QuorumReached(initiative_id=row.id, round_id=of.id, given_by=given_by), actor, at=now)

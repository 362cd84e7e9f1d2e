"""How initiatives are valued: models of the company's own, which of them is used, and the quorum."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.db import one_at_a_time
from portal.core.errors import Conflict, Invalid, NotFound, require
from portal.core.i18n import lazy_gettext as _l
from portal.core.journal import record
from portal.core.own_words import clean_names, key_from
from portal.core.reference import reference_changed
from portal.scoring.criteria import MOST_CRITERIA, MOST_HINT_LETTERS, MOST_WEIGHT, OwnCriterion, OwnModel
from portal.scoring.events import ScoringModelChanged, ScoringSettingsChanged
from portal.scoring.formulas import Kind, Part
from portal.scoring.models import OPEN, Round, ScoringModel, ScoringSettings, ScoringVersion
from portal.scoring.policy import can_set_models
from portal.scoring.queries.reference import SETTINGS, KnownModel, scheme

MOST_QUORUM = 30


def save_model(
    session: Session,
    actor: Actor,
    model_id: int | None,
    wanted: OwnModel,
    *,
    after: int = 0,
    for_waiting: bool = False,
    now: datetime,
) -> ScoringVersion:
    """A new model, or another version of one; ``after`` is the number of the version that was looked at.

    The versions before stay with what was valued by them. Where the model is in use, its new version is from now on,
    and with ``for_waiting`` for what waits, too (see ``set_scheme``).
    Raises Conflict when somebody has saved another version meanwhile.
    """
    require(can_set_models(actor))
    one_at_a_time(session, "scoring.models")
    known = scheme(session)
    others = [model.newest.names for model in known.models if model.kind is Kind.WEIGHTED and model.id != model_id]
    names = clean_names(wanted.names, taken=others)
    _require_sense(wanted.criteria)
    made = _next_version(session, actor, _model(session, model_id, names), names, wanted, after=after, now=now)
    if known.in_use.model_id == made.model_id:
        set_scheme(session, actor, version_id=made.id, quorum=known.quorum, for_waiting=for_waiting, now=now)
    return made


def _next_version(
    session: Session,
    actor: Actor,
    model: ScoringModel,
    names: dict[str, str],
    wanted: OwnModel,
    *,
    after: int,
    now: datetime,
) -> ScoringVersion:
    newest = session.scalar(select(func.max(ScoringVersion.number)).where(ScoringVersion.model_id == model.id)) or 0
    if newest != after:
        raise Conflict
    model.names = names
    made = ScoringVersion(
        model_id=model.id, number=newest + 1, by_id=actor.id, at=now,
        definition={"names": names, "criteria": [asdict(one) for one in wanted.criteria]},
    )  # fmt: skip
    session.add(made)
    session.flush()  # the event needs the id, and the reference data are read again from the table
    reference_changed(session)
    record(session, ScoringModelChanged(model_id=model.id, version_id=made.id), actor, at=now)
    return made


def _model(session: Session, model_id: int | None, names: dict[str, str]) -> ScoringModel:
    if model_id is not None:
        return own_model(session, model_id)
    made = ScoringModel(key=key_from(names, "model"), kind=Kind.WEIGHTED, names=names)
    session.add(made)
    session.flush()  # the version names it
    return made


def own_model(session: Session, model_id: int) -> ScoringModel:
    """A model of the company's own; NotFound for others."""
    found = session.get(ScoringModel, model_id)
    if found is None or found.kind is not Kind.WEIGHTED:
        raise NotFound
    return found


def _require_sense(criteria: Sequence[OwnCriterion]) -> None:
    if not 1 <= len(criteria) <= MOST_CRITERIA or all(one.part is Part.COST for one in criteria):
        raise Invalid(_l("A model needs one to eight criteria, and at least one of them where more is better."))
    for one in criteria:
        if not 1 <= one.weight <= MOST_WEIGHT:
            raise Invalid(_l("A weight is a whole number from 1 to %(most)s.", most=MOST_WEIGHT))
        if max((len(hint) for hint in one.hints.values()), default=0) > MOST_HINT_LETTERS:
            raise Invalid(_l("This hint is too long: at most %(most)s characters.", most=MOST_HINT_LETTERS))
        _require_names(one, [other.names for other in criteria if other is not one])


def _require_names(of: OwnCriterion, others: Sequence[Mapping[str, str]]) -> None:
    """The refusal belongs to the criterion, and not to the field of the model's own name."""
    try:
        clean_names(of.names, taken=others)
    except Invalid as error:
        raise Invalid(error.sentence) from error


def set_scheme(
    session: Session, actor: Actor, *, version_id: int, quorum: int, for_waiting: bool, now: datetime
) -> bool:
    """Value by this version from now on, with this quorum; whether anything is different.

    What was handed in before stays with its own version, unless ``for_waiting``: then scores that were given under
    another one and not agreed on are set aside, and everybody is asked anew.
    """
    require(can_set_models(actor))
    if not 1 <= quorum <= MOST_QUORUM:
        raise Invalid(_l("The quorum is a number from 1 to %(most)s.", most=MOST_QUORUM), field="quorum")
    one_at_a_time(session, SETTINGS)
    known = scheme(session)
    if version_id not in {model.newest.id for model in known.models if not model.retired}:
        raise Invalid(_l("Please choose one of the models."), field="version")
    if (version_id, quorum, for_waiting) == (known.in_use.id, known.quorum, False):
        return False
    made = ScoringSettings(version_id=version_id, quorum=quorum, for_waiting=for_waiting, by_id=actor.id, at=now)
    session.add(made)
    session.flush()  # the event needs the id, and the reference data are read again from the table
    reference_changed(session)
    if for_waiting:
        _set_aside(session, version_id, now)
    event = ScoringSettingsChanged(
        settings_id=made.id, version_id=version_id, quorum=quorum, for_waiting=for_waiting
    )  # fmt: skip
    record(session, event, actor, at=now)
    return True


def _set_aside(session: Session, version_id: int, now: datetime) -> None:
    """Rounds under other versions, but for those that somebody called to by a model of their choice."""
    other = (OPEN, Round.called_at.is_(None), Round.version_id != version_id)
    session.execute(update(Round).where(*other).values(replaced_at=now))


def retire_model(session: Session, actor: Actor, model_id: int, *, retired: bool, now: datetime) -> None:
    """Take a model of the company's own out of use, or back. The one that is used now can't be retired."""
    require(can_set_models(actor))
    model = own_model(session, model_id)
    known = scheme(session)
    if retired and known.in_use.model_id == model_id:
        raise Invalid(_l("It is in use now. Choose another model first."))
    if (model.retired_at is not None) == retired:
        return
    model.retired_at = now if retired else None
    session.flush()  # the reference data are read again from the table
    reference_changed(session)
    newest = _known(known.models, model_id).newest
    record(session, ScoringModelChanged(model_id=model_id, version_id=newest.id, retired=retired), actor, at=now)


def _known(models: Sequence[KnownModel], model_id: int) -> Any:
    return next(model for model in models if model.id == model_id)

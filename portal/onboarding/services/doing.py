"""Doing a step that isn't answered with words: read, walked, practised, acknowledged, met, written."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.errors import Invalid
from portal.core.i18n import lazy_gettext as _l
from portal.knowledge.models import KnowledgeItem, KnowledgeRevision, RevisionState
from portal.knowledge.policy import can_acknowledge
from portal.knowledge.services.acknowledging import acknowledge, asked_teams
from portal.onboarding.following import goes_on
from portal.onboarding.models import Enrolment, StepKind, StepProgress, TrackStep
from portal.onboarding.queries.learning import DIALOGUE, open_enrolments, passed_keys, steps_of, steps_with_item
from portal.onboarding.schedule import open_keys
from portal.onboarding.services.progress import complete_step, hand_in
from portal.practice.queries import finished_by, last_played

#: Whoever helps says that they were there, or has read what was written.
CONFIRMED = frozenset({StepKind.MEET, StepKind.WRITE})


def do_step(
    session: Session, enrolment: Enrolment, step: TrackStep, actor: Actor, *, revision: int | None = None, now: datetime
) -> StepProgress:
    """The learner says that a step is done. ``revision``: of the item, as the page showed it.

    Raises Invalid for questions that aren't answered, a practice that wasn't played, and while the turn hasn't come.
    """
    if step.questions.strip() and step.kind not in CONFIRMED:
        raise Invalid(_l("There are questions at the end of this step. Answer them, and it is done."))
    seen = seen_revision(session, step, actor.id, shown=revision)
    if step.kind in CONFIRMED:
        return hand_in(session, enrolment, step, actor, item_revision=seen, now=now)
    if step.kind is StepKind.PRACTISE and not _practised(session, step, actor):
        raise Invalid(_l("Play the conversation to its end first; then this step is done by itself."))
    if step.kind is StepKind.ACKNOWLEDGE:
        _acknowledge(session, step, actor, revision, now)
    return complete_step(session, enrolment, step, actor, item_revision=seen, now=now)


def done_elsewhere(
    session: Session, person_id: int, kind: StepKind, item_kind: str, item_id: int, *, revision: int | None = None,
    now: datetime,
) -> None:  # fmt: skip
    """Something happened to somebody that a step of theirs asks for: it is done, if its turn has come.

    ``revision``: of the item, as they had it before them.
    """
    for enrolment, step in steps_with_item(session, person_id, item_kind, item_id, kind):
        if goes_on(enrolment) and _is_open(session, enrolment, step):
            seen = seen_revision(session, step, person_id, shown=revision)
            complete_step(session, enrolment, step, None, item_revision=seen, now=now)


def case_written(session: Session, person_id: int, actor: Actor, *, now: datetime) -> None:
    """Somebody handed in a case: the step that asks for it waits for whoever helps."""
    for enrolment, step in open_enrolments(session, person_id, StepKind.WRITE):
        if _is_open(session, enrolment, step):
            hand_in(session, enrolment, step, actor, now=now)


def seen_revision(session: Session, step: TrackStep, person_id: int, *, shown: int | None) -> int | None:
    """The revision of the step's item that the page had ``shown``, else the one that stands; None without any.

    Of a dialogue: the version that the person has played.
    """
    if step.item_id is None:
        return None
    if step.item_kind == DIALOGUE:
        return last_played(session, person_id, step.item_id)
    stands = KnowledgeRevision.state == RevisionState.PUBLISHED
    newest = session.scalar(select(KnowledgeRevision.number).where(KnowledgeRevision.item_id == step.item_id, stands))
    return min(shown, newest) if newest is not None and shown is not None and shown > 0 else newest


def _is_open(session: Session, enrolment: Enrolment, step: TrackStep) -> bool:
    steps = steps_of(session, enrolment.id, enrolment.version_id)
    return step.key in open_keys(steps, passed_keys(steps))


def _practised(session: Session, step: TrackStep, actor: Actor) -> bool:
    return step.item_id is None or step.item_id in finished_by(session, actor.id, [step.item_id])


def _acknowledge(session: Session, step: TrackStep, actor: Actor, revision: int | None, now: datetime) -> None:
    """Said once, it holds everywhere: also where the item itself asks its readers."""
    item = session.get(KnowledgeItem, step.item_id) if step.item_id is not None else None
    if item is None:
        return
    if can_acknowledge(actor, item, asked=item.must_acknowledge, team_ids=asked_teams(session, item)):
        if revision is None:
            raise Invalid(_l("The page didn't say which text you have read. Open the step once more."))
        acknowledge(session, item, actor, number=revision, now=now)

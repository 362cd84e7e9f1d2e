"""Handing in and editing: what the author does."""

from datetime import datetime, timedelta

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.db import insert_new
from portal.core.drafts import forget_draft
from portal.core.errors import Conflict, Invalid, require
from portal.core.extension import ItemRef
from portal.core.files import note_uses
from portal.core.i18n import lazy_gettext as _l
from portal.core.journal import record
from portal.discussion.services.follows import auto_follow
from portal.initiatives.events import InitiativeEdited, InitiativeSubmitted
from portal.initiatives.models import Initiative, InitiativeRevision, StatusType, Transition, Visibility
from portal.initiatives.policy import can_edit, can_submit
from portal.initiatives.queries import locked, statuses
from portal.initiatives.queries.proposing import edit_key
from portal.initiatives.queries.revisions import edits_since
from portal.initiatives.services.counting import place_of, recounted
from portal.initiatives.services.tagging import require_open_area, set_tags
from portal.initiatives.services.texts import InitiativeTexts, require_day_ahead, require_whole, write_texts
from portal.initiatives.services.title_stems import keep_title_stems

MOST_EDITS_AN_HOUR = 20


def submit(session: Session, actor: Actor, texts: InitiativeTexts, *, submission_key: str, now: datetime) -> Initiative:
    """Hand a proposal in. The same key by the same author gives the initiative that it made the first time."""
    require(can_submit(actor))
    known = _by_key(session, submission_key)
    if known is None:
        require_whole(texts)
        require_day_ahead(texts, now)
        require_open_area(session, texts.area_id)
        if insert_new(
            session, Initiative, _first_values(session, actor, texts, submission_key, now), ["submission_key"]
        ):
            return _complete_submission(session, actor, texts, submission_key, now)
        known = _by_key(session, submission_key)
    if known is None or known.author_id != actor.id:
        raise Invalid(_l("This form was sent before by somebody else. Open it again."))
    return known


def _by_key(session: Session, submission_key: str) -> Initiative | None:
    return session.scalar(_OF_KEY, {"key": submission_key})


_OF_KEY = select(Initiative).where(Initiative.submission_key == bindparam("key"))


def _first_values(
    session: Session, actor: Actor, texts: InitiativeTexts, submission_key: str, now: datetime
) -> dict[str, object]:
    new = statuses(session).default(StatusType.NEW)
    draft = Initiative(
        submission_key=submission_key,
        status_id=new.id,
        status_type=new.type,
        status_changed_at=now,
        visibility=Visibility.EVERYONE,
        area_id=texts.area_id,
        team_id=actor.team_id,
        author_id=actor.id,
        submitted_at=now,
        last_activity_at=now,
    )
    write_texts(draft, texts)
    return column_values(draft)


def column_values(row: Initiative) -> dict[str, object]:
    """The columns that were set on a row which isn't in a session, for an insert that may meet an equal one."""
    return {name: value for name, value in vars(row).items() if name in Initiative.__table__.columns}


def _complete_submission(
    session: Session, actor: Actor, texts: InitiativeTexts, submission_key: str, now: datetime
) -> Initiative:
    made = session.scalars(select(Initiative).where(Initiative.submission_key == submission_key)).one()
    set_tags(session, made, texts.tags)
    keep_title_stems(session, made)
    note_uses(session, item_ref(made), text_sources(texts), actor)
    recounted(session, None, place_of(made))
    session.add(Transition(initiative_id=made.id, to_status_id=made.status_id, actor_id=actor.id, at=now))
    auto_follow(session, item_ref(made), actor.id, now=now)
    record(session, InitiativeSubmitted(initiative_id=made.id), actor, at=now)
    forget_draft(session, actor, submission_key)
    return made


def edit(
    session: Session, initiative: Initiative, actor: Actor, texts: InitiativeTexts, *, version: int, now: datetime
) -> Initiative:
    """Change what it says, keeping what it said. After the first answer the page shows when it was edited.

    ``version`` is the one that the form was opened with. Raises Conflict, with what stands now, when it has changed.
    """
    locked(session, initiative)
    require(can_edit(actor, initiative))
    if initiative.version != version:
        raise Conflict(theirs=standing_texts(initiative))
    require_whole(texts)
    require_day_ahead(texts, now, standing=initiative.metric_due_on)
    require_open_area(session, texts.area_id, present=initiative.area_id)
    _require_edit_limit(session, initiative, actor, now)
    changed = rewrite(session, initiative, actor, texts, now=now)
    forget_draft(session, actor, edit_key(initiative.id, actor))
    if changed:
        note_uses(session, item_ref(initiative), text_sources(texts), actor)
        answered = initiative.first_answered_at is not None
        initiative.edited_at = now if answered else initiative.edited_at
        record(session, InitiativeEdited(initiative_id=initiative.id, after_answer=answered), actor, at=now)
    return initiative


def _require_edit_limit(session: Session, initiative: Initiative, actor: Actor, now: datetime) -> None:
    """Each edit is news to everyone who follows, and a page of the history."""
    if edits_since(session, initiative, actor.id, now - timedelta(hours=1)) >= MOST_EDITS_AN_HOUR:
        raise Invalid(
            _l(
                "You have changed this text twenty times within an hour. What you wrote is kept here: "
                "save it a little later, all at once."
            )
        )


def rewrite(
    session: Session, initiative: Initiative, actor: Actor | None, texts: InitiativeTexts, *, now: datetime
) -> bool:
    """Put new texts in the place of the old, which go to the revisions; whether anything differs."""
    before, old = place_of(initiative), standing_texts(initiative)
    write_texts(initiative, texts)
    initiative.area_id = texts.area_id
    changed = session.is_modified(initiative) | set_tags(session, initiative, texts.tags)
    if standing_texts(initiative) != old:
        by_id = actor.id if actor else None
        session.add(InitiativeRevision(initiative_id=initiative.id, by_id=by_id, replaced_at=now, **old))
    if old["title"] != initiative.title:
        keep_title_stems(session, initiative)
    if changed:
        initiative.version += 1
        initiative.last_activity_at = now
        recounted(session, before, place_of(initiative))
    return changed


def standing_texts(initiative: Initiative) -> dict[str, str]:
    """What stands now, field by field, for somebody whose edit met another one."""
    return {
        "title": initiative.title,
        "problem": initiative.problem,
        "solution": initiative.solution,
        "outcome": initiative.outcome,
    }


def item_ref(initiative: Initiative) -> ItemRef:
    """The initiative as core names items."""
    return ItemRef("initiative", initiative.id)


def text_sources(texts: InitiativeTexts) -> list[str]:
    """The Markdown of the three parts."""
    return [texts.problem.source, texts.solution.source, texts.outcome.source]

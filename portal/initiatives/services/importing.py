"""Initiatives from a file: idempotent by the id in the file, and incomplete ones are let in and marked."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from portal.core import i18n
from portal.core.db import insert_new
from portal.core.errors import Invalid
from portal.core.files import note_uses
from portal.core.i18n import lazy_gettext as _l
from portal.core.journal import record
from portal.core.line_faults import ImportOutcome
from portal.initiatives.events import InitiativeEdited, InitiativeSubmitted
from portal.initiatives.models import (
    MIN_PART_LETTERS,
    Initiative,
    InitiativeRevision,
    StatusType,
    Transition,
    Visibility,
)
from portal.initiatives.policy import FROM_ACCEPTANCE_ON
from portal.initiatives.queries import KnownStatus, statuses
from portal.initiatives.services.counting import place_of, recounted
from portal.initiatives.services.headings import BodyParts, parse_body
from portal.initiatives.services.submitting import column_values, item_ref, rewrite, text_sources
from portal.initiatives.services.tagging import set_tags
from portal.initiatives.services.texts import InitiativeTexts, require_fitting, write_texts
from portal.initiatives.services.title_stems import keep_title_stems
from portal.people.models import Person

__all__ = ["BodyParts", "ImportOutcome", "ImportedInitiative", "import_initiative", "parse_body"]

#: When a deferred one in a file doesn't say until when.
DEFAULT_DEFER_DAYS = 90
#: Nobody can import somebody's private draft, and merging needs the other one.
_NOT_FROM_FILES = frozenset({StatusType.DRAFT, StatusType.MERGED})


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedInitiative:
    """One line of a file, its texts rendered already (``render_texts``, outside the transaction)."""

    external_id: str
    texts: InitiativeTexts
    author_email: str | None = None
    created_at: datetime | None = None
    #: A status by its key, its type or its name in any language; None: new.
    status: str | None = None
    defer_until: date | None = None


def import_initiative(session: Session, row: ImportedInitiative, *, now: datetime) -> ImportOutcome:
    """Bring one initiative in, or up to date. Raises Invalid, naming the field, when the line is faulty.

    A second run changes only texts and tags: the status belongs to the workflow from then on, a text that somebody
    has edited in the portal stays theirs, and what is merged stays as it was.
    """
    require_fitting(row.texts)
    known = session.scalar(select(Initiative).where(Initiative.external_id == row.external_id))
    status = _status(session, row)
    author = _author(session, row)
    if known is not None:
        return _bring_up_to_date(session, known, row, now)
    _create(session, row, status, author, now)
    return ImportOutcome.CREATED


def is_whole(texts: InitiativeTexts) -> bool:
    """Whether all three parts say something."""
    return all(len(part.source) >= MIN_PART_LETTERS for part in (texts.problem, texts.solution, texts.outcome))


def _status(session: Session, row: ImportedInitiative) -> KnownStatus:
    known = statuses(session)
    if not row.status:
        return known.default(StatusType.NEW)
    wanted = row.status.strip().casefold()
    named = [
        status
        for status in known.open
        if wanted in {status.key, status.type.value, *(name.casefold() for name in status.names.values())}
    ]
    named.sort(key=lambda status: (status.key != wanted, not status.is_default))
    if not named or named[0].type in _NOT_FROM_FILES:
        raise Invalid(_l("There is no status %(name)s that a file may give.", name=row.status), field="status")
    if named[0].type in FROM_ACCEPTANCE_ON and not is_whole(row.texts):
        raise Invalid(
            _l("An accepted initiative needs all three parts: problem, solution and expected outcome."), field="status"
        )
    return named[0]


def _author(session: Session, row: ImportedInitiative) -> Person | None:
    if not row.author_email:
        return None
    email = row.author_email.strip().lower()
    person = session.scalar(select(Person).where(Person.email == func.lower(email)))
    if person is None:
        raise Invalid(_l("Nobody here has the e-mail %(email)s.", email=email), field="author")
    return person


def _bring_up_to_date(session: Session, known: Initiative, row: ImportedInitiative, now: datetime) -> ImportOutcome:
    edited_here = exists().where(InitiativeRevision.initiative_id == known.id, InitiativeRevision.by_id.is_not(None))
    if known.status_type is StatusType.MERGED or session.scalar(select(edited_here)):
        return ImportOutcome.UNCHANGED
    if known.status_type in FROM_ACCEPTANCE_ON and not is_whole(row.texts):
        raise Invalid(_l("It is accepted already and needs all three parts."), field="status")
    if not rewrite(session, known, None, row.texts, now=now):
        return ImportOutcome.UNCHANGED
    note_uses(session, item_ref(known), text_sources(row.texts), None)
    answered = known.first_answered_at is not None
    record(session, InitiativeEdited(initiative_id=known.id, after_answer=answered), None, at=now)
    return ImportOutcome.UPDATED


def _create(
    session: Session, row: ImportedInitiative, status: KnownStatus, author: Person | None, now: datetime
) -> None:
    created = row.created_at or now
    defer_until = None
    if status.type is StatusType.DEFERRED:
        defer_until = row.defer_until or i18n.today(now) + timedelta(days=DEFAULT_DEFER_DAYS)
    draft = Initiative(
        external_id=row.external_id,
        status_id=status.id,
        status_type=status.type,
        status_changed_at=created,
        defer_until=defer_until,
        visibility=Visibility.EVERYONE,
        area_id=row.texts.area_id,
        team_id=author.team_id if author else None,
        author_id=author.id if author else None,
        submitted_at=created,
        last_activity_at=created,
        first_answered_at=None if status.type is StatusType.NEW else created,
    )
    write_texts(draft, row.texts)
    insert_new(session, Initiative, column_values(draft), ["external_id"])
    made = session.scalars(select(Initiative).where(Initiative.external_id == row.external_id)).one()
    set_tags(session, made, row.texts.tags)
    keep_title_stems(session, made)
    note_uses(session, item_ref(made), text_sources(row.texts), None)
    recounted(session, None, place_of(made))
    session.add(Transition(initiative_id=made.id, to_status_id=status.id, defer_until=defer_until, at=created))
    record(session, InitiativeSubmitted(initiative_id=made.id), None, at=created)

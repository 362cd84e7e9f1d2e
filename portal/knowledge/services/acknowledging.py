"""Asking readers to say that they have read an item, and saying so."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.db import insert_new
from portal.core.errors import Conflict, Invalid, require
from portal.core.i18n import lazy_gettext as _l
from portal.core.journal import record
from portal.knowledge.events import AcknowledgementAsked, AcknowledgementDropped, ItemAcknowledged
from portal.knowledge.models import Acknowledgement, AcknowledgingTeam, KnowledgeItem, KnowledgeRevision
from portal.knowledge.policy import can_acknowledge, can_ask_to_acknowledge, has_read_what_holds
from portal.knowledge.queries import locked, revision_of, standing
from portal.people.models import Team

CHANGED = _l("The text has changed in the matter since you opened it. Here is what changed.")


def ask_to_acknowledge(
    session: Session, item: KnowledgeItem, actor: Actor, team_ids: Collection[int] = (), *, now: datetime
) -> KnowledgeItem:
    """Ask everybody, or the people of some teams, to say that they have read it; whoever has already isn't asked.

    Those who were asked before are not told a second time.
    """
    locked(session, item)
    require(can_ask_to_acknowledge(actor, item))
    wanted, present = set(team_ids), asked_teams(session, item)
    if item.must_acknowledge and wanted == present:
        return item
    _require_teams(session, wanted - present)
    told = (present or wanted) if item.must_acknowledge else set()
    item.must_acknowledge = True
    _put_teams(session, item, wanted, present)
    stands = standing(session, item)
    if stands is not None:
        _note_makers(session, item, stands)
    event = AcknowledgementAsked(
        item_kind=item.kind, subject_id=item.id, team_ids=_sorted(wanted), told_team_ids=_sorted(told)
    )
    record(session, event, actor, at=now)
    return item


def stop_asking(session: Session, item: KnowledgeItem, actor: Actor, *, now: datetime) -> KnowledgeItem:
    """Ask nobody any more; who has read it stays known."""
    locked(session, item)
    require(can_ask_to_acknowledge(actor, item))
    if item.must_acknowledge:
        item.must_acknowledge = False
        _put_teams(session, item, set(), asked_teams(session, item))
        record(session, AcknowledgementDropped(item_kind=item.kind, subject_id=item.id), actor, at=now)
    return item


def acknowledge(session: Session, item: KnowledgeItem, actor: Actor, *, number: int, now: datetime) -> None:
    """Say that one has read it. ``number``: the revision that the reader has before them.

    Raises Conflict when another one stands that changes the matter; a smaller change since doesn't count.
    """
    session.refresh(item, with_for_update={"read": True})  # nobody publishes another text meanwhile
    asked = asked_teams(session, item)
    require(can_acknowledge(actor, item, asked=item.must_acknowledge, team_ids=asked))
    stands, read = standing(session, item), revision_of(session, item, number)
    if stands is None or not has_read_what_holds(read.published_at, item.changed_in_matter_at):
        raise Conflict(CHANGED)
    values = {"item_id": item.id, "person_id": actor.id, "revision_number": stands.number, "at": now}
    if insert_new(session, Acknowledgement, values, ["item_id", "person_id", "revision_number"]):
        event = ItemAcknowledged(item_kind=item.kind, subject_id=item.id, number=stands.number)
        record(session, event, actor, at=now)


def asked_teams(session: Session, item: KnowledgeItem) -> set[int]:
    """The teams that are asked; none: everybody, if anybody is asked at all."""
    return set(session.scalars(select(AcknowledgingTeam.team_id).where(AcknowledgingTeam.item_id == item.id)))


def ask_again(session: Session, item: KnowledgeItem, revision: KnowledgeRevision) -> None:
    """After publishing: a change in the matter asks everybody anew who is asked at all; a smaller one doesn't."""
    first = item.changed_in_matter_at is None
    if not (first or revision.major) or revision.published_at is None:
        return
    item.changed_in_matter_at = revision.published_at
    if item.must_acknowledge:
        _note_makers(session, item, revision)
        event = AcknowledgementAsked(
            item_kind=item.kind, subject_id=item.id, team_ids=_sorted(asked_teams(session, item)), again=not first
        )
        record(session, event, None, at=revision.published_at)


def _note_makers(session: Session, item: KnowledgeItem, revision: KnowledgeRevision) -> None:
    """Whoever wrote or published a text has read it."""
    for person_id in {revision.author_id, revision.reviewed_by_id} - {None}:
        values = {"item_id": item.id, "person_id": person_id, "revision_number": revision.number}
        insert_new(session, Acknowledgement, values | {"at": revision.published_at}, list(values))


def _sorted(team_ids: Collection[int]) -> tuple[int, ...]:
    return tuple(sorted(team_ids))


def _put_teams(session: Session, item: KnowledgeItem, wanted: set[int], present: set[int]) -> None:
    gone = present - wanted
    session.execute(
        delete(AcknowledgingTeam).where(AcknowledgingTeam.item_id == item.id, AcknowledgingTeam.team_id.in_(gone))
    )
    session.add_all(AcknowledgingTeam(item_id=item.id, team_id=team_id) for team_id in sorted(wanted - present))


def _require_teams(session: Session, team_ids: Collection[int]) -> None:
    known = session.scalars(select(Team.id).where(Team.id.in_(team_ids), Team.closed_at.is_(None)))
    if set(team_ids) - set(known):
        raise Invalid(_l("One of these teams isn't there any more. Choose again."), field="teams")

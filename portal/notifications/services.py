"""Telling people, and what they do with what they were told."""

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import delete, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from portal.core import i18n
from portal.core.actor import Actor
from portal.core.extension import ItemRef, item_kinds
from portal.core.journal import JournalEntry
from portal.notifications.models import Notification
from portal.notifications.queries import Candidate, candidates, open_leaders, own_line
from portal.notifications.telling import Telling
from portal.notifications.topics import ALWAYS, CHOICES_KEY, Topic, offered_to, strongest_wanted
from portal.people.models import Person

FOLDED_WITHIN = timedelta(hours=24)
KEPT_DAYS = 180
#: So that a sweep holds the write lock for a moment only; the rest goes next time.
SWEPT_AT_ONCE = 5_000

#: What a stand-in does in somebody's place.
HANDED_ON = frozenset({Topic.DUTIES, Topic.QUEUE})


def tell(session: Session, entry: JournalEntry, telling: Telling) -> dict[int, Topic]:
    """Write a row for everyone whom the entry concerns: once each, with the strongest reason that they want.

    Takes the same number of statements whether it reaches five people or five thousand.
    """
    today = i18n.today(entry.at)
    reached = candidates(
        session,
        ids=set().union(*telling.named.values()),
        roles=telling.by_role.values(),
        team_id=telling.team_id,
        followed=ItemRef(entry.item_kind, entry.item_id) if telling.followers else None,
        everybody=telling.everybody is not None,
        today=today,
    )
    people = {person.id: person for person in reached}
    reasons = {person.id: reasons_of(person, telling) for person in reached}
    _add_stand_ins(session, people, reasons, today)
    told = _those_who_may_and_want(session, entry, telling, people, reasons)
    _write(session, entry, telling, told)
    return told


def reasons_of(person: Candidate, telling: Telling) -> frozenset[Topic]:
    """Every reason to tell this person."""
    reasons = {topic for topic, ids in telling.named.items() if person.id in ids}
    reasons |= {topic for topic, role in telling.by_role.items() if role in person.roles}
    if telling.followers and person.follows:
        reasons.add(Topic.FOLLOWED)
    if telling.team_id is not None and person.team_id == telling.team_id:
        reasons.add(Topic.TEAM)
    if telling.everybody is not None:
        reasons.add(telling.everybody)
    return frozenset(reasons)


def _add_stand_ins(
    session: Session, people: dict[int, Candidate], reasons: dict[int, frozenset[Topic]], today: date
) -> None:
    """Give the duties of the absent to their stand-ins too; the absent read theirs when they are back."""
    handed_on = [
        (person.stand_in_id, reasons[person.id] & HANDED_ON)
        for person in people.values()
        if person.stand_in_id is not None and reasons[person.id] & HANDED_ON
    ]
    unknown = {stand_in_id for stand_in_id, _ in handed_on} - people.keys()
    people |= {person.id: person for person in candidates(session, ids=unknown, today=today)}
    for stand_in_id, duties in handed_on:
        reasons[stand_in_id] = reasons.get(stand_in_id, frozenset()) | duties


def _those_who_may_and_want(
    session: Session,
    entry: JournalEntry,
    telling: Telling,
    people: dict[int, Candidate],
    reasons: dict[int, frozenset[Topic]],
) -> dict[int, Topic]:
    told: dict[int, Topic] = {}
    for person_id, person in people.items():
        if person_id == entry.actor_id and not telling.actor_too:
            continue
        if telling.only is not None and telling.only not in person.roles:
            continue
        topic = strongest_wanted(person.choices, reasons.get(person_id, ()))
        if topic is not None:
            told[person_id] = topic
    if not told or not telling.about_item:
        return told
    kind = item_kinds.get(entry.item_kind)
    readers = set(kind.readers(session, entry.item_id, list(told))) if kind else set()
    return {person_id: topic for person_id, topic in told.items() if person_id in readers}


def _write(session: Session, entry: JournalEntry, telling: Telling, told: dict[int, Topic]) -> None:
    if not told:
        return
    leaders = (
        open_leaders(session, told, telling.fold_key, entry.at - FOLDED_WITHIN) if telling.fold_key is not None else {}
    )
    rows: list[dict[str, Any]] = [
        {
            "person_id": person_id,
            "entry_id": entry.id,
            "topic": topic.value,
            "item_kind": entry.item_kind,
            "item_id": entry.item_id,
            "at": entry.at,
            "fold_key": telling.fold_key,
            "folded_into_id": leaders.get(person_id),
        }
        for person_id, topic in told.items()
    ]
    session.flush()  # who is told may be new
    session.connection().execute(_unless_told(session.get_bind().dialect.name), rows)


@cache
def _unless_told(dialect: str) -> Any:
    """Built once. Told before (the same entry handled again): nothing is added, and the change goes on."""
    make = postgresql.insert if dialect == "postgresql" else sqlite.insert
    return make(Notification).on_conflict_do_nothing(index_elements=["person_id", "entry_id"])


def mark_read(session: Session, actor: Actor, line_id: int, *, now: datetime) -> Notification:
    """The person has seen this line and what shares it. Nothing happens when they had already."""
    line = own_line(session, actor, line_id)
    if line.read_at is None:
        _read(session, or_(Notification.id == line.id, Notification.folded_into_id == line.id), actor, now)
        session.refresh(line)
    return line


def mark_all_read(session: Session, actor: Actor, *, seen: datetime, now: datetime) -> int:
    """Everything that stood on the page when the person looked at it (``seen``); how many rows."""
    return _read(session, Notification.at <= seen, actor, now)


def _read(session: Session, which: Any, actor: Actor, now: datetime) -> int:
    changed = session.execute(
        update(Notification)
        .where(Notification.person_id == actor.id, Notification.read_at.is_(None), which)
        .values(read_at=now)
        .returning(Notification.id)
    )
    return len(changed.all())


def mark_unread(session: Session, actor: Actor, *, read_at: datetime) -> int:
    """Undo: what was marked as read at exactly this moment is new again; how many rows."""
    changed = session.execute(
        update(Notification)
        .where(Notification.person_id == actor.id, Notification.read_at == read_at)
        .values(read_at=None)
        .returning(Notification.id)
    )
    return len(changed.all())


def keep(session: Session, actor: Actor, line_id: int, *, kept: bool, now: datetime) -> Notification:
    """Keep a line to come back to, or let it go."""
    line = own_line(session, actor, line_id)
    line.kept_at = (line.kept_at or now) if kept else None
    return line


def choose_topics(session: Session, actor: Actor, topics: Collection[Topic]) -> list[Topic]:
    """Tell the person of these topics and of no others that they are asked about; what is off now."""
    person = session.get_one(Person, actor.id)
    before: Iterable[str] = person.choices.get(CHOICES_KEY, {}).get("off", ())
    asked = [topic for topic in offered_to(actor) if topic not in ALWAYS]
    # What isn't asked (topics of a role that the person hasn't now) stays as it was.
    off = {Topic(value) for value in before if value in set(Topic)} - set(asked) | set(asked) - set(topics)
    person.choices = {**person.choices, CHOICES_KEY: {"off": sorted(off)}}
    return sorted(off)


def sweep(session: Session, now: datetime) -> None:
    """Delete lines that were read more than 180 days ago and aren't kept."""
    old = (
        select(Notification.id)
        .where(
            Notification.read_at < now - timedelta(days=KEPT_DAYS),
            Notification.kept_at.is_(None),
            Notification.folded_into_id.is_(None),
        )
        .limit(SWEPT_AT_ONCE)
    )
    ids = list(session.scalars(old))
    session.execute(delete(Notification).where(Notification.folded_into_id.in_(ids)))
    session.execute(delete(Notification).where(Notification.id.in_(ids)))

"""Initiatives, comments and what happens to them, written straight into the tables."""

import itertools
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from portal.core import clock
from portal.core.actor import Actor
from portal.core.db import db, transaction
from portal.core.journal import Event, JournalEntry, record
from portal.discussion.events import CommentAdded
from portal.discussion.models import Comment, Follow
from portal.initiatives.models import Initiative, Origin, Status, StatusType, Visibility
from portal.notifications.models import Notification
from portal.notifications.topics import Topic
from portal.people.models import Person

_numbers = itertools.count(1)
TEXT = "Досить довгий текст, щоб кожна частина була на місці."


def initiative(
    author: Actor | None = None,
    *,
    type_: StatusType = StatusType.NEW,
    owner: Actor | None = None,
    visibility: Visibility = Visibility.EVERYONE,
    due_on: date | None = None,
    title: str | None = None,
    at: datetime | None = None,
    answered_at: datetime | None = None,
) -> int:
    """The number of a new initiative."""
    moment = at or clock.now()
    with transaction() as session:
        status = session.scalars(select(Status).where(Status.type == type_, Status.is_default)).one()
        row = Initiative(
            origin=Origin.PROBLEM, language="uk", title=title or f"Ініціатива {next(_numbers)}", problem=TEXT,
            problem_html=TEXT, solution=TEXT, solution_html=TEXT, outcome=TEXT, outcome_html=TEXT, renderer_version=1,
            status_id=status.id, status_type=type_, status_changed_at=moment, visibility=visibility,
            author_id=author.id if author else None, team_id=author.team_id if author else None,
            owner_id=owner.id if owner else None, due_on=due_on, submitted_at=moment, last_activity_at=moment,
            first_answered_at=answered_at,
        )  # fmt: skip
        session.add(row)
        session.flush()  # the number is wanted
        return row.id


def comment(
    number: int, author: Actor, *, internal: bool = False, asks: bool = False, parent_id: int | None = None,
    at: datetime | None = None,
) -> int:  # fmt: skip
    """The id of a comment; nobody is told of it."""
    with transaction() as session:
        row = Comment(
            item_kind="initiative", item_id=number, author_id=author.id, body="**Добра** думка",
            html="<p><b>Добра</b> думка</p>", renderer_version=1, internal=internal, asks=asks, parent_id=parent_id,
            at=at or clock.now(),
        )  # fmt: skip
        session.add(row)
        session.flush()  # the id is wanted
        return row.id


def commented(
    number: int,
    by: Actor,
    *,
    internal: bool = False,
    parent_id: int | None = None,
    mentioned: tuple[Actor, ...] = (),
) -> int:
    """A comment that people are told of; the id of its journal entry."""
    comment_id = comment(number, by, internal=internal, parent_id=parent_id)
    return happened(
        CommentAdded(
            item_kind="initiative", subject_id=number, comment_id=comment_id, parent_id=parent_id, internal=internal,
            mentioned=tuple(person.id for person in mentioned),
        ),
        by,
    )  # fmt: skip


def follow(number: int, *people: Actor, muted: bool = False) -> None:
    with transaction() as session:
        for person in people:
            session.add(
                Follow(person_id=person.id, item_kind="initiative", item_id=number, muted=muted, at=clock.now())
            )


def change_person(actor: Actor, **values: Any) -> None:
    with transaction() as session:
        person = session.get_one(Person, actor.id)
        for name, value in values.items():
            setattr(person, name, value)


def away(actor: Actor, stand_in: Actor) -> None:
    today = datetime.now(UTC).date()
    change_person(
        actor, away_from=today - timedelta(days=2), away_until=today + timedelta(days=2), stand_in_id=stand_in.id
    )


def happened(event: Event, by: Actor | None, at: datetime | None = None) -> int:
    """Record an event; the id of its journal entry."""
    with transaction() as session:
        return record(session, event, by, at=at or clock.now()).id


def told(entry_id: int) -> dict[int, Topic]:
    """Who was told of an entry, and for which reason."""
    db.session.rollback()
    rows = db.session.execute(
        select(Notification.person_id, Notification.topic).where(Notification.entry_id == entry_id)
    ).all()
    assert len({person_id for person_id, _ in rows}) == len(rows)
    return {person_id: Topic(topic) for person_id, topic in rows}


def lines_of(actor: Actor) -> list[Notification]:
    """The lines of somebody's inbox, oldest first."""
    db.session.rollback()
    db.session.expire_all()
    return list(
        db.session.scalars(
            select(Notification)
            .where(Notification.person_id == actor.id, Notification.folded_into_id.is_(None))
            .order_by(Notification.id)
        )
    )


def many_followers(number: int, count: int) -> None:
    """So many people who follow an initiative."""
    now = clock.now()
    with transaction() as session:
        session.execute(
            insert(Person),
            [
                {
                    "name": f"Людина {n}",
                    "search_name": f"людина {n}",
                    "email": f"many{n}@example.test",
                    "created_at": now,
                }
                for n in range(count)
            ],
        )
        ids = session.scalars(select(Person.id).where(Person.email.startswith("many"))).all()
        session.execute(
            insert(Follow),
            [{"person_id": id_, "item_kind": "initiative", "item_id": number, "at": now} for id_ in ids],
        )


def many_lines(session: Session, actor: Actor, number: int, count: int, at: datetime) -> None:
    """So many lines in somebody's inbox."""
    for _ in range(count):
        entry = JournalEntry(name="initiatives.edited", item_kind="initiative", item_id=number, at=at, data={})
        session.add(entry)
        session.flush()  # its id is wanted
        session.add(
            Notification(
                person_id=actor.id, entry_id=entry.id, topic="mine", item_kind="initiative", item_id=number, at=at
            )
        )

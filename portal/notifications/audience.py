"""Whom each event concerns, and why. Who is left out (the actor, the hidden, the unwilling) is decided afterwards."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.extension import item_kinds
from portal.core.journal import Event
from portal.discussion import events as discussion
from portal.discussion.models import Comment
from portal.initiatives import events as initiatives
from portal.initiatives.models import Initiative, StatusType
from portal.notifications.events import DueSoon, Overdue
from portal.notifications.topics import Topic
from portal.people import events as people
from portal.people.models import Role


@dataclass(slots=True, kw_only=True)
class Telling:
    """The people whom an event concerns: by id, by role, by team, by following the item."""

    named: dict[Topic, set[int]] = field(default_factory=dict)
    by_role: dict[Topic, Role] = field(default_factory=dict)
    team_id: int | None = None
    followers: bool = False
    #: Nobody without this role may learn of it.
    only: Role | None = None
    #: Events that may share a line have the same key.
    fold_key: str | None = None
    #: Whether the event is about an item that only some may see.
    about_item: bool = True
    #: Whether the one who did it is told too.
    actor_too: bool = False

    def tell(self, topic: Topic, *ids: int | None) -> "Telling":
        """Add people; None is nobody."""
        self.named.setdefault(topic, set()).update(person_id for person_id in ids if person_id is not None)
        return self


@dataclass(frozen=True, slots=True)
class Stakes:
    """Who stands behind an item."""

    authors: tuple[int, ...] = ()
    owner_id: int | None = None
    team_id: int | None = None


def stakes_of(session: Session, kind: str, item_id: int) -> Stakes:
    """Author, owner and team of an item; of kinds that later slices bring, those whom it concerns by office."""
    if kind == initiatives.InitiativeEvent.item_kind:
        row = session.execute(
            select(Initiative.author_id, Initiative.owner_id, Initiative.team_id).where(Initiative.id == item_id)
        ).first()
        if row is None:
            return Stakes()
        return Stakes(() if row.author_id is None else (row.author_id,), row.owner_id, row.team_id)
    return Stakes(tuple(item_kinds[kind].audience(session, item_id))) if kind in item_kinds else Stakes()


def _everyone_concerned(session: Session, event: Event) -> tuple[Telling, Stakes]:
    """Author, owner and followers, as most events need them."""
    stakes = stakes_of(session, event.item_kind, event.item_id)
    telling = Telling(followers=True).tell(Topic.MINE, *stakes.authors).tell(Topic.DUTIES, stakes.owner_id)
    return telling, stakes


def _submitted(_session: Session, _event: initiatives.InitiativeSubmitted) -> Telling:
    return Telling(by_role={Topic.QUEUE: Role.COMMITTEE})


def _edited(session: Session, event: initiatives.InitiativeEdited) -> Telling | None:
    """Before the first answer an author polishes in peace."""
    return _everyone_concerned(session, event)[0] if event.after_answer else None


def _moved(session: Session, event: initiatives.InitiativeMoved) -> Telling:
    telling, stakes = _everyone_concerned(session, event)
    if event.to_type == StatusType.NEW:
        telling.by_role[Topic.QUEUE] = Role.COMMITTEE
    if event.to_type == StatusType.IMPLEMENTED:
        telling.team_id = stakes.team_id
    return telling


def _supported(session: Session, event: initiatives.SupportGiven) -> Telling:
    stakes = stakes_of(session, event.item_kind, event.item_id)
    return Telling(fold_key=f"support:{event.item_id}").tell(Topic.SUPPORT, *stakes.authors)


def _owner_assigned(session: Session, event: initiatives.OwnerAssigned) -> Telling:
    telling, _stakes = _everyone_concerned(session, event)
    return telling.tell(Topic.DUTIES, event.owner_id, event.previous_owner_id)


def _plan_changed(session: Session, event: initiatives.PlanChanged) -> Telling | None:
    """Other tags are nobody's news."""
    return _everyone_concerned(session, event)[0] if set(event.what) - {"tags"} else None


def _visibility_changed(session: Session, event: initiatives.VisibilityChanged) -> Telling:
    telling, _stakes = _everyone_concerned(session, event)
    telling.followers = False
    return telling


def _due(session: Session, event: DueSoon | Overdue) -> Telling:
    return Telling().tell(Topic.DUTIES, stakes_of(session, event.item_kind, event.item_id).owner_id)


def _commented(session: Session, event: discussion.CommentAdded) -> Telling:
    telling, _stakes = _everyone_concerned(session, event)
    telling.only = Role.COMMITTEE if event.internal else None
    telling.tell(Topic.MENTIONS, *event.mentioned)
    if event.parent_id is not None:
        telling.tell(Topic.MENTIONS, session.scalar(select(Comment.author_id).where(Comment.id == event.parent_id)))
    return telling


def _comment_edited(_session: Session, event: discussion.CommentEdited) -> Telling:
    telling = Telling(only=Role.COMMITTEE if event.internal else None)
    return telling.tell(Topic.MENTIONS, *event.mentioned)


def _only_readers_of(session: Session, comment_id: int) -> Role | None:
    """The role that the readers of a comment need: internal notes are the committee's."""
    internal = session.scalar(select(Comment.internal).where(Comment.id == comment_id))
    return Role.COMMITTEE if internal else None


def _comment_judged(_session: Session, event: discussion.CommentHidden | discussion.CommentShownAgain) -> Telling:
    return Telling().tell(Topic.MENTIONS, event.author_id)


def _reported(session: Session, event: discussion.CommentReported) -> Telling:
    return Telling(by_role={Topic.REPORTS: Role.EDITOR}, only=_only_readers_of(session, event.comment_id))


def _reacted(session: Session, event: discussion.ReactionGiven) -> Telling:
    telling = Telling(fold_key=f"reaction:{event.comment_id}", only=_only_readers_of(session, event.comment_id))
    return telling.tell(Topic.SUPPORT, event.author_id)


def _password_help_asked(_session: Session, _event: people.PasswordHelpAsked) -> Telling:
    return Telling(by_role={Topic.ADMINISTRATION: Role.ADMINISTRATOR}, about_item=False)


def _new_device(_session: Session, event: people.SignedInOnNewDevice) -> Telling:
    return Telling(about_item=False, actor_too=True).tell(Topic.ACCOUNT, event.person_id)


#: What answers for each event; an event that isn't here is nobody's news.
CONCERNS: dict[type[Event], Callable[[Session, Any], Telling | None]] = {
    initiatives.InitiativeSubmitted: _submitted,
    initiatives.InitiativeEdited: _edited,
    initiatives.InitiativeMoved: _moved,
    initiatives.SupportGiven: _supported,
    initiatives.OwnerAssigned: _owner_assigned,
    initiatives.PlanChanged: _plan_changed,
    initiatives.VisibilityChanged: _visibility_changed,
    discussion.CommentAdded: _commented,
    discussion.CommentEdited: _comment_edited,
    discussion.CommentHidden: _comment_judged,
    discussion.CommentShownAgain: _comment_judged,
    discussion.CommentReported: _reported,
    discussion.ReactionGiven: _reacted,
    DueSoon: _due,
    Overdue: _due,
    people.PasswordHelpAsked: _password_help_asked,
    people.SignedInOnNewDevice: _new_device,
}


def concerned(session: Session, event: Event) -> Telling | None:
    """Whom the event concerns, or None when it is nobody's news."""
    return CONCERNS[type(event)](session, event)


def news() -> Iterable[type[Event]]:
    """The events that somebody is told of."""
    return CONCERNS.keys()

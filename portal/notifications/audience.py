"""Whom each event concerns, and why. Who is left out (the actor, the hidden, the unwilling) is decided afterwards."""

from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.anonymous import events as anonymous
from portal.anonymous.kinds import openers
from portal.core.journal import Event
from portal.discussion import events as discussion
from portal.discussion.models import Comment, Follow
from portal.initiatives import events as initiatives
from portal.initiatives.models import StatusType
from portal.notifications.algorithms import ALGORITHMS
from portal.notifications.campaigns import CAMPAIGNS
from portal.notifications.events import DueSoon, Overdue
from portal.notifications.knowledge_audience import KNOWLEDGE
from portal.notifications.linked import LINKS
from portal.notifications.meetings import MEETINGS
from portal.notifications.onboarding import ONBOARDING
from portal.notifications.outcomes import OUTCOMES
from portal.notifications.promises import PROMISES
from portal.notifications.recognition import THANKS
from portal.notifications.scores import SCORES
from portal.notifications.telling import Telling, everyone_concerned, stakes_of
from portal.notifications.topics import Topic
from portal.notifications.work import WORK
from portal.people import events as people
from portal.people.models import Role


def _submitted(_session: Session, event: initiatives.InitiativeSubmitted) -> Telling | None:
    """Handed in again within a day it is no news."""
    return None if event.quiet else Telling(by_role={Topic.QUEUE: Role.COMMITTEE})


def _edited(session: Session, event: initiatives.InitiativeEdited) -> Telling | None:
    """Before the first answer an author polishes in peace."""
    return everyone_concerned(session, event)[0] if event.after_answer else None


def _moved(session: Session, event: initiatives.InitiativeMoved) -> Telling | None:
    """Into and out of merged: told once, of the one that stands for both."""
    if StatusType.MERGED in {event.from_type, event.to_type}:
        return None
    telling, stakes = everyone_concerned(session, event)
    if event.to_type == StatusType.NEW and event.from_type != StatusType.DRAFT:  # handed in again: see above
        telling.by_role[Topic.QUEUE] = Role.COMMITTEE
    if event.to_type == StatusType.IMPLEMENTED:
        telling.team_id = stakes.team_id
    return telling


def _merged(session: Session, event: initiatives.InitiativesMerged) -> Telling:
    """Authors, owners and followers of all; those who said no to the one, but follow what went into it, too."""
    telling, _stakes = everyone_concerned(session, event)
    for number in event.twin_ids:
        _add_those_of(session, telling, event.item_kind, number)
    return telling


def _unmerged(session: Session, event: initiatives.InitiativeUnmerged) -> Telling | None:
    if event.inside:
        return None
    telling, _stakes = everyone_concerned(session, event)
    _add_those_of(session, telling, event.item_kind, event.twin_id)
    return telling


def _add_those_of(session: Session, telling: Telling, kind: str, item_id: int) -> None:
    stakes = stakes_of(session, kind, item_id)
    followed = (Follow.item_kind == kind, Follow.item_id == item_id, Follow.muted.is_(False))
    telling.tell(Topic.MINE, *stakes.authors).tell(Topic.DUTIES, stakes.owner_id)
    telling.tell(Topic.FOLLOWED, *session.scalars(select(Follow.person_id).where(*followed)))


def _supported(session: Session, event: initiatives.SupportGiven) -> Telling:
    stakes = stakes_of(session, event.item_kind, event.item_id)
    return Telling(fold_key=f"support:{event.item_id}").tell(Topic.SUPPORT, *stakes.authors)


def _solution_proposed(session: Session, event: initiatives.SolutionProposed) -> Telling:
    return everyone_concerned(session, event)[0].tell(Topic.MENTIONS, *event.mentioned)


def _solution_edited(_session: Session, event: initiatives.SolutionEdited) -> Telling:
    return Telling().tell(Topic.MENTIONS, *event.mentioned)


def _solution_supported(_session: Session, event: initiatives.SolutionSupported) -> Telling | None:
    telling = Telling(fold_key=f"solution:{event.solution_id}").tell(Topic.SUPPORT, event.author_id)
    return telling if event.given else None


def _solution_chosen(session: Session, event: initiatives.SolutionChosen) -> Telling:
    """Also whoever proposed it, and whoever proposed what was chosen until now."""
    telling, _stakes = everyone_concerned(session, event)
    return telling.tell(Topic.MINE, event.author_id, event.previous_author_id)


def _owner_assigned(session: Session, event: initiatives.OwnerAssigned) -> Telling:
    telling, _stakes = everyone_concerned(session, event)
    return telling.tell(Topic.DUTIES, event.owner_id, event.previous_owner_id)


def _plan_changed(session: Session, event: initiatives.PlanChanged) -> Telling | None:
    """Other tags are nobody's news. With another owner, all whom it concerns are told of that, with the day."""
    told = set(event.what) - {"tags"} and "owner" not in event.what
    return everyone_concerned(session, event)[0] if told else None


def _visibility_changed(session: Session, event: initiatives.VisibilityChanged) -> Telling:
    telling, _stakes = everyone_concerned(session, event)
    telling.followers = False
    return telling


def _author_wrote(_session: Session, event: anonymous.AuthorWrote) -> Telling:
    """The conversation with an anonymous author belongs to those who answer for its kind of item."""
    role = openers[event.item_kind].answered_by
    return Telling(by_role={Topic.QUEUE: role}, only=role)


def _due(session: Session, event: DueSoon | Overdue) -> Telling:
    return Telling().tell(Topic.DUTIES, stakes_of(session, event.item_kind, event.item_id).owner_id)


def _commented(session: Session, event: discussion.CommentAdded) -> Telling:
    telling, _stakes = everyone_concerned(session, event)
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


def _comment_settled(session: Session, event: discussion.CommentResolved | discussion.CommentReopened) -> Telling:
    return Telling(only=_only_readers_of(session, event.comment_id)).tell(Topic.MENTIONS, event.author_id)


def _reported(session: Session, event: discussion.CommentReported) -> Telling:
    return Telling(by_role={Topic.REPORTS: Role.EDITOR}, only=_only_readers_of(session, event.comment_id))


def _reacted(session: Session, event: discussion.ReactionGiven) -> Telling:
    telling = Telling(fold_key=f"reaction:{event.comment_id}", only=_only_readers_of(session, event.comment_id))
    return telling.tell(Topic.SUPPORT, event.author_id)


def _password_help_asked(_session: Session, _event: people.PasswordHelpAsked) -> Telling:
    return Telling(by_role={Topic.ADMINISTRATION: Role.ADMINISTRATOR}, about_item=False)


def _new_device(_session: Session, event: people.SignedInOnNewDevice) -> Telling:
    return Telling(about_item=False, actor_too=True, fold_key="device").tell(Topic.ACCOUNT, event.person_id)


def _stand_in_named(_session: Session, event: people.StandInNamed) -> Telling:
    return Telling(about_item=False).tell(Topic.DUTIES, event.stand_in_id)


#: What answers for each event; an event that isn't here is nobody's news.
CONCERNS: dict[type[Event], Callable[[Session, Any], Telling | None]] = {
    initiatives.InitiativeSubmitted: _submitted,
    initiatives.InitiativeEdited: _edited,
    initiatives.InitiativeMoved: _moved,
    initiatives.InitiativesMerged: _merged,
    initiatives.InitiativeUnmerged: _unmerged,
    initiatives.SupportGiven: _supported,
    initiatives.SolutionProposed: _solution_proposed,
    initiatives.SolutionEdited: _solution_edited,
    initiatives.SolutionSupported: _solution_supported,
    initiatives.SolutionChosen: _solution_chosen,
    initiatives.OwnerAssigned: _owner_assigned,
    initiatives.PlanChanged: _plan_changed,
    initiatives.VisibilityChanged: _visibility_changed,
    anonymous.AuthorWrote: _author_wrote,
    discussion.CommentAdded: _commented,
    discussion.CommentEdited: _comment_edited,
    discussion.CommentHidden: _comment_judged,
    discussion.CommentShownAgain: _comment_judged,
    discussion.CommentResolved: _comment_settled,
    discussion.CommentReopened: _comment_settled,
    discussion.CommentReported: _reported,
    discussion.ReactionGiven: _reacted,
    **KNOWLEDGE,
    **LINKS,
    **ALGORITHMS,
    **PROMISES,
    **OUTCOMES,
    **SCORES,
    **MEETINGS,
    **WORK,
    **CAMPAIGNS,
    **THANKS,
    **ONBOARDING,
    DueSoon: _due,
    Overdue: _due,
    people.PasswordHelpAsked: _password_help_asked,
    people.SignedInOnNewDevice: _new_device,
    people.StandInNamed: _stand_in_named,
}


def concerned(session: Session, event: Event) -> Telling | None:
    """Whom the event concerns, or None when it is nobody's news."""
    return CONCERNS[type(event)](session, event)


def news() -> Iterable[type[Event]]:
    """The events that somebody is told of."""
    return CONCERNS.keys()

"""Whom events of items of knowledge concern, and why."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy.orm import Session

from portal.core.journal import Event
from portal.knowledge import events as knowledge
from portal.knowledge.queries.acknowledgements import told_of
from portal.notifications.telling import Telling, everyone_concerned, stakes_of
from portal.notifications.topics import Topic
from portal.people.models import Role


def _handed_in(session: Session, event: knowledge.ItemHandedIn) -> Telling:
    """The editors, and whoever keeps the text true that it would change."""
    keeper_id = stakes_of(session, event.item_kind, event.item_id).owner_id
    return Telling(by_role={Topic.REVIEWS: Role.EDITOR}).tell(Topic.DUTIES, keeper_id)


def _sent_back(_session: Session, event: knowledge.ItemSentBack) -> Telling:
    return Telling().tell(Topic.MINE, event.author_id)


def _published(session: Session, event: knowledge.ItemPublished) -> Telling:
    """Whoever wrote it, whoever wrote it first, keeper and followers; a text that came back is no merit of anybody."""
    telling, _stakes = everyone_concerned(session, event)
    return telling if event.rolled_back_to else telling.tell(Topic.MINE, event.author_id)


def _discarded(_session: Session, event: knowledge.ItemDiscarded) -> Telling | None:
    """An editor set the text free that somebody had a draft of; one's own is nobody's news."""
    return Telling().tell(Topic.MINE, event.author_id) if event.gone else None


def _all_concerned(session: Session, event: knowledge.KnowledgeEvent) -> Telling:
    return everyone_concerned(session, event)[0]


def _keeper_changed(_session: Session, event: knowledge.KeeperChanged) -> Telling:
    return Telling().tell(Topic.DUTIES, event.keeper_id, event.previous_keeper_id)


def _marked(_session: Session, event: knowledge.FragmentMarked) -> Telling:
    """Praise reaches whoever wrote it, if they have a name, and whoever keeps it true."""
    return Telling(fold_key=f"marks:{event.item_id}").tell(Topic.SUPPORT, event.author_id, event.keeper_id)


def _to_read(session: Session, event: knowledge.AcknowledgementAsked) -> Telling:
    """Everybody who is asked and hasn't read it; who was asked before needs no word."""
    return Telling().tell(Topic.READING, *told_of(session, event.item_id, event.told_team_ids))


def _check_due(session: Session, event: knowledge.CheckDue) -> Telling:
    return Telling().tell(Topic.DUTIES, stakes_of(session, event.item_kind, event.item_id).owner_id)


def _check_overdue(_session: Session, _event: knowledge.CheckOverdue) -> Telling:
    return Telling(by_role={Topic.REVIEWS: Role.EDITOR})


def _help_answered(session: Session, event: knowledge.HelpAnswered) -> Telling | None:
    """What is missing: whoever keeps it, and the editors where nobody does. A yes is counted, no more."""
    if event.helpful:
        return None
    keeper_id = stakes_of(session, event.item_kind, event.item_id).owner_id
    telling = Telling(fold_key=f"missing:{event.item_id}")
    if keeper_id is None:
        telling.by_role[Topic.REVIEWS] = Role.EDITOR
    return telling.tell(Topic.DUTIES, keeper_id)


def _help_settled(_session: Session, event: knowledge.HelpAnswerSettled) -> Telling | None:
    return Telling().tell(Topic.MENTIONS, event.answered_by_id) if event.settled else None


def _item_reacted(_session: Session, event: knowledge.ItemReacted) -> Telling | None:
    telling = Telling(fold_key=f"item_reaction:{event.item_id}").tell(Topic.SUPPORT, event.author_id)
    return telling if event.given else None


KNOWLEDGE: Mapping[type[Event], Callable[[Session, Any], Telling | None]] = {
    knowledge.ItemHandedIn: _handed_in,
    knowledge.ItemSentBack: _sent_back,
    knowledge.ItemPublished: _published,
    knowledge.ItemDiscarded: _discarded,
    knowledge.ItemArchived: _all_concerned,
    knowledge.ItemBroughtBack: _all_concerned,
    knowledge.KeeperChanged: _keeper_changed,
    knowledge.FragmentMarked: _marked,
    knowledge.AcknowledgementAsked: _to_read,
    knowledge.CheckDue: _check_due,
    knowledge.CheckOverdue: _check_overdue,
    knowledge.HelpAnswered: _help_answered,
    knowledge.HelpAnswerSettled: _help_settled,
    knowledge.ItemReacted: _item_reacted,
}

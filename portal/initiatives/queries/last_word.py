"""Who spoke last about an initiative: its author, or the committee with a question.

Thanks, news and the words of others ask nothing of anybody.
"""

from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, and_, case, exists, func, or_, select

from portal.anonymous.models import AnonymousMessage
from portal.discussion.models import Comment
from portal.initiatives.models import Initiative
from portal.initiatives.queries.authorship import co_wrote
from portal.people.models import PersonRole, Role


class LastWord(StrEnum):
    """What the last word of author or committee means for the author."""

    #: The committee has asked the author.
    ASKED = "asked"
    #: The author wrote after the initiative had got its status.
    ANSWERED = "answered"


def last_word() -> ColumnElement[str | None]:
    """A LastWord, or nothing, for the initiative of the statement around it.

    An anonymous author speaks with the committee in their own conversation, all others in the discussion.
    """
    return case((Initiative.id < 0, _in_conversation()), else_=_in_discussion())


def _in_conversation() -> ScalarSelect[str | None]:
    meaning = case(
        (AnonymousMessage.from_author.is_(False), LastWord.ASKED.value),
        (AnonymousMessage.at > Initiative.status_changed_at, LastWord.ANSWERED.value),
    )
    return (
        select(meaning)
        .where(
            AnonymousMessage.item_kind == "initiative",
            AnonymousMessage.item_id == Initiative.id,
            or_(AnonymousMessage.from_author, AnonymousMessage.asks),
        )
        .order_by(AnonymousMessage.id.desc())
        .limit(1)
        .correlate(Initiative)
        .scalar_subquery()
    )


def _in_discussion() -> ScalarSelect[str | None]:
    others = and_(Comment.author_id != Initiative.author_id, ~co_wrote(Comment.author_id))
    meaning = case(
        (others, LastWord.ASKED.value),
        (Comment.at > Initiative.status_changed_at, LastWord.ANSWERED.value),
    )
    return (
        select(meaning)
        .where(_between_author_and_committee(Initiative.id, Initiative.author_id))
        .order_by(Comment.id.desc())
        .limit(1)
        .correlate(Initiative)
        .scalar_subquery()
    )


def last_word_id(item_id: Any, author_id: Any) -> Any:
    """The select of the id of that comment, to be correlated by whoever asks."""
    return select(func.max(Comment.id)).where(_between_author_and_committee(item_id, author_id))


def _between_author_and_committee(item_id: Any, author_id: Any) -> ColumnElement[bool]:
    in_committee = exists().where(PersonRole.person_id == Comment.author_id, PersonRole.role == Role.COMMITTEE)
    return and_(
        Comment.item_kind == "initiative",
        Comment.item_id == item_id,
        Comment.internal.is_(False),
        Comment.withdrawn_at.is_(None),
        Comment.hidden_at.is_(None),
        or_(Comment.author_id == author_id, co_wrote(Comment.author_id, item_id), and_(Comment.asks, in_committee)),
    )

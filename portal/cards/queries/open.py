"""Which cards are there to be learnt: conditions on ``Card`` and its item, for whoever looks."""

from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_

from portal.cards.models import WHOLE_LANGUAGE, Card, CardLearner, LeftDeck
from portal.core.extension import ME
from portal.knowledge.models import ItemState, KnowledgeItem


def with_items(statement: Any) -> Any:
    """The select with the items that its cards are taken from."""
    return statement.outerjoin(KnowledgeItem, KnowledgeItem.id == Card.item_id)


def is_open() -> ColumnElement[bool]:
    """Nobody has retired the card, and its item is there for every employee: what is archived holds no longer."""
    return and_(Card.retired_at.is_(None), or_(Card.item_id.is_(None), KnowledgeItem.state == ItemState.PUBLISHED))


def is_wanted_by(person_id: Any) -> ColumnElement[bool]:
    """The person hasn't left its deck."""
    left = exists().where(
        LeftDeck.person_id == person_id,
        LeftDeck.language == Card.language,
        LeftDeck.topic.in_((Card.topic, WHOLE_LANGUAGE)),
    )
    return ~left.correlate(Card)


def is_learning(person_id: Any) -> ColumnElement[bool]:
    """The person wants cards at all."""
    return exists().where(CardLearner.person_id == person_id, CardLearner.paused_at.is_(None))


def i_want_cards() -> ColumnElement[bool]:
    """The same of ``ME``."""
    return is_learning(ME)

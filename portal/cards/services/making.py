"""Writing cards, changing them, saying that they still hold, retiring them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.cards.events import CardConfirmed, CardEdited, CardMade, CardRetired
from portal.cards.models import MAX_BACK_LETTERS, MAX_FRONT_LETTERS, MAX_QUOTE_LETTERS, Card
from portal.cards.policy import can_make
from portal.core.actor import Actor
from portal.core.db import insert_new, one_at_a_time
from portal.core.errors import Conflict, Invalid, NotFound, require
from portal.core.i18n import LANGUAGES
from portal.core.i18n import lazy_gettext as _l
from portal.core.journal import record
from portal.core.markdown import RenderedText
from portal.core.tags import clean_tags
from portal.core.text import storable
from portal.knowledge.models import ItemState, KnowledgeItem


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Everything that the form of a card holds."""

    language: str
    topic: str
    front: RenderedText
    back: RenderedText
    item_id: int | None


@dataclass(frozen=True, slots=True)
class FromProposal:
    """Which words of an item a card is made of."""

    key: str
    quote: str


class ProposalTaken(Invalid):
    """Of these words there is a card already, by somebody who was quicker."""

    sentence = _l("Somebody has just made a card of these words. It is in the list of all cards.")


def make(
    session: Session,
    actor: Actor,
    words: Words,
    *,
    submission_key: str,
    proposed: FromProposal | None = None,
    now: datetime,
) -> Card:
    """Make a card; the same key gives what it made. Raises ProposalTaken when one is made of the proposal already."""
    require(can_make(actor))
    _require_sense(session, words, held=None)
    key = storable(submission_key)[:64]
    _require_untaken(session, words, proposed, key)
    values = values_of(words) | {
        "submission_key": key,
        "quote": proposed.quote[:MAX_QUOTE_LETTERS] if proposed else "",
        "proposal_key": proposed.key if proposed else None,
        "made_by_id": actor.id,
        "made_at": now,
        "checked_at": now,
        "version": 1,
    }
    new = insert_new(session, Card, values, ["submission_key"])
    made = session.scalars(select(Card).where(Card.submission_key == key)).one()
    if new:
        record(session, CardMade(card_id=made.id, of_id=made.item_id, proposed=proposed is not None), actor, at=now)
    return made


def _require_untaken(session: Session, words: Words, proposed: FromProposal | None, submission_key: str) -> None:
    if proposed is None:
        return
    one_at_a_time(session, f"card of {words.item_id} {proposed.key}")
    of_it = Card.item_id == words.item_id, Card.proposal_key == proposed.key
    taken = session.scalar(select(Card.submission_key).where(*of_it))
    if taken is not None and taken != submission_key:
        raise ProposalTaken


def edit(session: Session, card: Card, actor: Actor, words: Words, *, again: bool, version: int, now: datetime) -> Card:
    """Other words. With ``again``, whoever has answered it is asked once more. Who edits has looked at it, too.

    Raises Conflict when somebody changed it meanwhile.
    """
    require(can_make(actor))
    values = values_of(words)
    what = tuple(name for name in NAMED if getattr(card, name) != values[name])
    if what and version != card.version:
        raise Conflict
    _require_sense(session, words, held=card.item_id)
    if what:
        for name, value in values.items():
            setattr(card, name, value)
        if "item_id" in what:
            card.proposal_key = None  # proposals are those of its item
        record(session, CardEdited(card_id=card.id, what=what, again=again), actor, at=now)
    if card.to_be_checked or what:
        card.checked_at = now
    if again:
        card.comes_back_at = now
    return card


def confirm(session: Session, card: Card, actor: Actor, *, now: datetime) -> Card:
    """Say that the card holds although its item has changed."""
    require(can_make(actor))
    if card.to_be_checked:
        card.checked_at = now
        record(session, CardConfirmed(card_id=card.id), actor, at=now)
    return card


def retire(session: Session, card: Card, actor: Actor, *, gone: bool = True, now: datetime) -> Card:
    """Ask nobody any more, or (``gone`` False) ask again; what people remember of it stays."""
    require(can_make(actor))
    if (card.retired_at is not None) != gone:
        card.retired_at = now if gone else None
        record(session, CardRetired(card_id=card.id, gone=gone), actor, at=now)
    return card


def get_card(session: Session, number: int, *, lock: bool = False) -> Card:
    """The card, also a retired one; NotFound when there is none. For editors."""
    statement = select(Card).where(Card.id == number)
    if lock:
        statement = statement.with_for_update(key_share=True).execution_options(populate_existing=True)
    found = session.scalar(statement)
    if found is None:
        raise NotFound
    return found


def clean_topic(topic: str) -> str:
    """A topic as decks are called: like a tag, one."""
    return next(iter(clean_tags([topic.replace("*", "")])), "")


NAMED: Sequence[str] = ("language", "topic", "front", "back", "item_id")


def values_of(words: Words) -> dict[str, object]:
    """What stands in the columns of a card."""
    return {
        "language": words.language,
        "topic": clean_topic(words.topic),
        "front": words.front.source,
        "front_html": words.front.html,
        "back": words.back.source,
        "back_html": words.back.html,
        "renderer_version": words.front.version,
        "item_id": words.item_id,
    }


def _require_sense(session: Session, words: Words, *, held: int | None) -> None:
    """``held``: the item that the card has already, which may be archived by now."""
    if words.language not in LANGUAGES:
        raise Invalid(_l("Please choose a language."), field="language")
    for field, text, most in (("front", words.front, MAX_FRONT_LETTERS), ("back", words.back, MAX_BACK_LETTERS)):
        if not text.source.strip() or len(text.source) > most:
            raise Invalid(_l("A card needs a short question and its answer."), field=field)
    if words.item_id is None or words.item_id == held:
        return
    published = KnowledgeItem.id == words.item_id, KnowledgeItem.state == ItemState.PUBLISHED
    if session.scalar(select(KnowledgeItem.id).where(*published)) is None:
        raise Invalid(_l("Please name a case, an article or an algorithm that is published."), field="source")

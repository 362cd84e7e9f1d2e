"""What an initiative grows out of: a case (or whatever else) from which somebody went on to propose it."""

from datetime import datetime

from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.extension import ItemCard, ItemRef, origins
from portal.core.links import cards_of
from portal.core.numbers import read_number
from portal.initiatives.models import Initiative
from portal.initiatives.services.submitting import item_ref
from portal.linking.relations import Relation
from portal.linking.services import tie

#: The name under which forms and drafts keep it: "case:12".
GREW_OUT_OF = "grew_out_of"


def origin_of(session: Session, text: str | None, actor: Actor) -> ItemCard | None:
    """What ``text`` names, if ``actor`` may see it: an item, or something that belongs to one."""
    ref = _named(text)
    if ref is None:
        return None
    origin = origins.get(ref.kind)
    return origin.card(session, ref.id, actor) if origin else cards_of(session, [ref], actor).get(ref)


def begun_with(session: Session, text: str | None, actor: Actor) -> dict[str, str]:
    """The fields of a new form that its origin fills."""
    ref = _named(text)
    origin = origins.get(ref.kind) if ref else None
    return {"problem": origin.words(session, ref.id, actor)} if origin and ref else {}


def tie_to_origin(session: Session, made: Initiative, text: str | None, actor: Actor, *, now: datetime) -> None:
    """Say on both what came of what; nothing when the other one is gone meanwhile."""
    card, into = origin_of(session, text, actor), item_ref(made)
    if card is None:
        return
    origin = origins.get(card.ref.kind)
    source = origin.grew(session, card.ref.id, into, actor, now=now) if origin else card.ref
    if source is not None:
        tie(session, into, Relation.GREW_OUT_OF, source, actor, now=now)


def _named(text: str | None) -> ItemRef | None:
    kind, _colon, digits = (text or "").partition(":")
    number = read_number(digits)
    return ItemRef(kind, number) if number is not None else None

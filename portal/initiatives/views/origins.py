"""What an initiative grows out of: a case (or whatever else) from which somebody went on to propose it."""

from datetime import datetime

from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.extension import ItemCard, ItemRef
from portal.core.links import cards_of
from portal.core.numbers import read_number
from portal.initiatives.models import Initiative
from portal.initiatives.services.submitting import item_ref
from portal.linking.relations import Relation
from portal.linking.services import tie

#: The name under which forms and drafts keep it: "case:12".
GREW_OUT_OF = "grew_out_of"


def origin_of(session: Session, text: str | None, actor: Actor) -> ItemCard | None:
    """The item that ``text`` names, if ``actor`` may see it."""
    kind, _colon, digits = (text or "").partition(":")
    number = read_number(digits)
    if number is None:
        return None
    ref = ItemRef(kind, number)
    return cards_of(session, [ref], actor).get(ref)


def tie_to_origin(session: Session, made: Initiative, text: str | None, actor: Actor, *, now: datetime) -> None:
    """Say on both what came of what; nothing when the other one is gone meanwhile."""
    origin = origin_of(session, text, actor)
    if origin is not None:
        tie(session, item_ref(made), Relation.GREW_OUT_OF, origin.ref, actor, now=now)

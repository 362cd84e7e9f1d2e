"""Writing the PDCA card."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.errors import Conflict, Invalid, require
from portal.core.i18n import lazy_gettext as _l
from portal.core.journal import record
from portal.core.markdown import RENDERER_VERSION, RenderedText
from portal.delivery.events import CardChanged
from portal.delivery.models import PARTS, PdcaCard
from portal.delivery.policy import can_arrange
from portal.delivery.queries.card import card_of
from portal.delivery.services.planning import NOT_YOURS
from portal.delivery.words import MAX_PART_LETTERS
from portal.initiatives.models import Initiative
from portal.initiatives.queries import locked


def write_card(
    session: Session, initiative: Initiative, actor: Actor, parts: Mapping[str, RenderedText], *,
    version: int, now: datetime,
) -> PdcaCard:  # fmt: skip
    """Put these words on the card. ``version`` is the one that the form was opened with, 0 when there was no card.

    Raises Conflict, with what stands now, when somebody else has written meanwhile.
    """
    locked(session, initiative)
    require(can_arrange(actor, initiative), NOT_YOURS)
    for name, text in parts.items():
        if len(text.source) > MAX_PART_LETTERS:
            raise Invalid(_l("This part is too long for a card. Say the main thing here."), field=name)
    card = card_of(session, initiative.id) or _blank(initiative, now)
    changed = tuple(name for name in PARTS if getattr(card, name) != parts[name].source)
    if not changed:
        return card
    if card.version != version:
        raise Conflict(theirs={name: getattr(card, name) for name in PARTS})
    session.add(card)
    for name in PARTS:
        setattr(card, name, parts[name].source)
        setattr(card, f"{name}_html", parts[name].html)
    card.renderer_version, card.changed_by_id, card.changed_at = RENDERER_VERSION, actor.id, now
    card.version += 1
    initiative.last_activity_at = now
    record(session, CardChanged(initiative_id=initiative.id, parts=changed), actor, at=now)
    return card


def _blank(initiative: Initiative, now: datetime) -> PdcaCard:
    empty = dict.fromkeys([*PARTS, *(f"{name}_html" for name in PARTS)], "")
    return PdcaCard(initiative_id=initiative.id, renderer_version=RENDERER_VERSION, changed_at=now, version=0, **empty)

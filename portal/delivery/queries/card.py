"""The PDCA card of an initiative."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.delivery.models import PdcaCard


def card_of(session: Session, number: int) -> PdcaCard | None:
    """What was written, if anything."""
    return session.scalar(select(PdcaCard).where(PdcaCard.initiative_id == number))

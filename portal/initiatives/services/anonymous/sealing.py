"""Putting an initiative under seal. No actor is given: see ``portal.anonymous.services.sealing``."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from portal.anonymous.services.codes import Ticket
from portal.anonymous.services.pictures import AnonymousPicture
from portal.anonymous.services.sealing import seal_submission
from portal.initiatives.events import InitiativeEvent
from portal.initiatives.joining import ANSWERS
from portal.initiatives.services.anonymous.shape import fields_of
from portal.initiatives.services.tagging import require_open_area
from portal.initiatives.services.texts import InitiativeTexts, require_whole


def seal_initiative(
    session: Session,
    texts: InitiativeTexts,
    pictures: Sequence[AnonymousPicture],
    *,
    answers: str | None = None,
    nonce: str,
    secret: str,
) -> Ticket:
    """Put an initiative under seal; number and code. The same form again gives the same, and leaves what came last.

    ``answers``: the key of the call that asked for it.
    """
    require_whole(texts)
    require_open_area(session, texts.area_id)
    fields = fields_of(texts) | ({ANSWERS: answers} if answers else {})
    return seal_submission(session, InitiativeEvent.item_kind, fields, pictures, nonce=nonce, secret=secret)

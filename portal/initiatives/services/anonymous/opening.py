"""What waited of an initiative without a name becomes rows, as if it had happened at the full hour."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.anonymous.kinds import AuthorRights
from portal.core.actor import Actor
from portal.core.errors import Invalid, require
from portal.core.journal import record
from portal.initiatives.events import InitiativeSubmitted
from portal.initiatives.joining import ANSWERS, answer_call
from portal.initiatives.models import Initiative, StatusType, Transition, Visibility
from portal.initiatives.policy import author_can_take_back, author_can_write, can_write_to_author
from portal.initiatives.queries import get_visible, locked, statuses
from portal.initiatives.queries.visibility import MergedAway
from portal.initiatives.services.anonymous.shape import texts_of
from portal.initiatives.services.counting import counted_once, place_of, recounted
from portal.initiatives.services.moving import change_status
from portal.initiatives.services.tagging import require_open_area, set_tags
from portal.initiatives.services.texts import write_texts
from portal.initiatives.services.title_stems import keep_title_stems
from portal.people.models import Role


class InitiativeOpener:
    """The kind ``initiative`` for ``portal.anonymous.kinds``."""

    answered_by = Role.COMMITTEE

    def holds(self, session: Session, number: int) -> bool:
        """Whether an initiative has the number."""
        return session.scalar(select(Initiative.id).where(Initiative.id == number)) is not None

    def together(self, session: Session) -> AbstractContextManager[object]:
        """The counters of lists are brought up to date once."""
        return counted_once(session)

    def open_submission(self, session: Session, number: int, fields: Mapping[str, Any], *, at: datetime) -> None:
        """Hand it in, by nobody."""
        texts, new = texts_of(fields), statuses(session).default(StatusType.NEW)
        made = Initiative(
            id=number,
            status_id=new.id,
            status_type=new.type,
            status_changed_at=at,
            visibility=Visibility.EVERYONE,
            area_id=_open_area(session, texts.area_id),
            submitted_at=at,
            last_activity_at=at,
        )
        write_texts(made, texts)
        session.add(made)
        session.flush()  # what follows names its number
        set_tags(session, made, texts.tags)
        keep_title_stems(session, made)
        recounted(session, None, place_of(made))
        session.add(Transition(initiative_id=made.id, to_status_id=new.id, at=at))
        record(session, InitiativeSubmitted(initiative_id=made.id), None, at=at)
        answer_call(session, fields.get(ANSWERS), made, None, now=at)

    def rights(self, session: Session, number: int) -> AuthorRights | None:
        """As its status allows."""
        found = session.get(Initiative, number)
        return None if found is None else AuthorRights(author_can_write(found), author_can_take_back(found))

    def take_back(self, session: Session, number: int, *, at: datetime) -> None:
        """Withdraw it: then its author alone sees it. Nothing happens when it was decided just before."""
        try:
            found = locked(session, session.get_one(Initiative, number))
        except MergedAway:
            return
        if author_can_take_back(found):
            change_status(session, found, None, statuses(session).default(StatusType.DRAFT), now=at)

    def require_answer(self, session: Session, number: int, actor: Actor, *, hold: bool) -> None:
        """The committee, as long as the initiative is open to a word."""
        require(can_write_to_author(actor, get_visible(session, number, actor, lock=hold)))

    def answered(self, session: Session, number: int, *, now: datetime) -> None:
        """It is an answer: the clock of the first one stops, and it is the author's turn until they write."""
        found = session.get_one(Initiative, number)
        found.first_answered_at = found.first_answered_at or now


def _open_area(session: Session, area_id: int | None) -> int | None:
    """The area, unless it was closed while the words waited."""
    try:
        require_open_area(session, area_id)
    except Invalid:
        return None
    return area_id

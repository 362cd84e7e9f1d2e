"""Cards that files bring: the same id again is the same card."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.cards.events import CardEdited, CardMade, CardRetired
from portal.cards.models import Card
from portal.cards.services.making import NAMED, Words, values_of
from portal.core.journal import record
from portal.core.line_faults import ImportOutcome
from portal.core.markdown import RenderedText


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedCard:
    """A card as a file has it: known by an id of files, or by the key of the form that made it here."""

    external_id: str | None
    submission_key: str | None
    language: str
    topic: str
    front: RenderedText
    back: RenderedText
    item_id: int | None
    retired: bool

    @property
    def words(self) -> Words:
        """What it asks and answers."""
        return Words(language=self.language, topic=self.topic, front=self.front, back=self.back, item_id=self.item_id)


def import_card(session: Session, said: ImportedCard, *, now: datetime) -> ImportOutcome:
    """Make the card, or put other words in. Nobody is asked again by it: editors say that of a change."""
    values = values_of(said.words)
    card = _known(session, said)
    if card is None:
        made = Card(
            **values, external_id=said.external_id, submission_key=said.submission_key, made_at=now, checked_at=now,
            retired_at=now if said.retired else None,
        )  # fmt: skip
        session.add(made)
        session.flush()  # the event needs the id
        record(session, CardMade(card_id=made.id, of_id=made.item_id), None, at=now)
        return ImportOutcome.CREATED
    what = tuple(name for name in NAMED if getattr(card, name) != values[name])
    turned = (card.retired_at is not None) != said.retired
    if what:
        for name, value in values.items():
            setattr(card, name, value)
        if "item_id" in what:
            card.proposal_key = None  # proposals are those of its item
        record(session, CardEdited(card_id=card.id, what=what, again=False), None, at=now)
    if turned:
        card.retired_at = now if said.retired else None
        record(session, CardRetired(card_id=card.id, gone=said.retired), None, at=now)
    return ImportOutcome.UPDATED if what or turned else ImportOutcome.UNCHANGED


def _known(session: Session, said: ImportedCard) -> Card | None:
    here = Card.submission_key == said.submission_key
    known = here if said.external_id is None else Card.external_id == said.external_id
    return session.scalar(select(Card).where(known))

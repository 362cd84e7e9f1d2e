"""Cards of files, in the transaction of the caller; the items that they are taken from are here by then."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from portal.cards.services.importing import ImportedCard, import_card
from portal.cli.transfer.card_lines import CardLine
from portal.cli.transfer.card_rows import MADE_HERE
from portal.cli.transfer.own_ids import find_item
from portal.cli.transfer.result import Result
from portal.cli.transfer.texts import Step, Texts, faults_of, place_of
from portal.core.errors import DomainError, Invalid
from portal.core.text import guess_language


def bring_cards(
    session: Session, result: Result, lines: Iterable[CardLine], texts: Texts, *, now: datetime, step: Step
) -> None:
    """Every card; goes on after a faulty one."""
    for line in lines:
        try:
            result.outcomes["cards", import_card(session, _card(session, line, texts), now=now)] += 1
        except DomainError as error:
            result.faults += faults_of(line, error)
        step()


def _card(session: Session, line: CardLine, texts: Texts) -> ImportedCard:
    front, back = texts.cards[place_of(line)]
    item = find_item(session, *line.of) if line.of is not None else None
    if line.of is not None and item is None:
        raise Invalid(f"there is no {':'.join(line.of)}.", field="of")
    here = line.id.removeprefix(MADE_HERE) if line.id.startswith(MADE_HERE) else None
    return ImportedCard(
        external_id=None if here else line.id,
        submission_key=here,
        language=line.language or guess_language(line.front + line.back, fallback="uk"),
        topic=line.topic,
        front=front,
        back=back,
        item_id=item.id if item is not None else None,
        retired=line.retired,
    )

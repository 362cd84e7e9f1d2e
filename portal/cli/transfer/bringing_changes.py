"""Drafts beside published texts, in the transaction of the caller."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from portal.cli.transfer.file_lines import ChangeLine
from portal.cli.transfer.own_ids import People, find_item, is_from_here
from portal.cli.transfer.result import Result, area_id_of
from portal.cli.transfer.texts import Step, Texts, faults_of, place_of, with_places
from portal.core.errors import DomainError, Invalid
from portal.core.line_faults import ImportOutcome
from portal.knowledge.models import KnowledgeItem, RevisionState
from portal.knowledge.queries import genres
from portal.knowledge.services.importing_changes import ImportedChange, import_change


def bring_changes(
    session: Session, result: Result, lines: Iterable[ChangeLine], texts: Texts, *, now: datetime, step: Step
) -> None:
    """Every one, beside the items that are here by now; goes on after a faulty one."""
    people = People(session)
    for line in lines:
        try:
            if place_of(line) in texts.items:
                result.outcomes["changes", _bring(session, result, line, texts, people, now)] += 1
        except DomainError as error:
            result.faults += faults_of(line, error)
        step()


def _bring(
    session: Session, result: Result, line: ChangeLine, texts: Texts, people: People, now: datetime
) -> ImportOutcome:
    kind, line_id = line.about
    if is_from_here(session, line_id, kind):
        return ImportOutcome.UNCHANGED
    found = find_item(session, kind, line_id)
    if found is None:
        raise Invalid(f"there is no {kind} '{line_id}', neither here nor in the files.", field="of")
    _require_past(line, now)
    content = with_places(
        texts.items[place_of(line)],
        genre_id=genres(session).by_key[texts.genre_keys[place_of(line)]].id,
        area_id=area_id_of(session, result, line.area, now),
    )
    row = ImportedChange(
        content=content, author_id=people.id_of(line.author, "author"), state=RevisionState(line.state),
        note=line.note, major=line.major, asked_for=line.asked_for,
        begun_at=line.begun, saved_at=line.saved, submitted_at=line.submitted,
    )  # fmt: skip
    return import_change(session, session.get_one(KnowledgeItem, found.id), row, now=now)


def _require_past(line: ChangeLine, now: datetime) -> None:
    for name in ("begun", "saved", "submitted"):
        moment = getattr(line, name)
        if moment is not None and moment > now:
            raise Invalid(f"{moment:%Y-%m-%d %H:%M} lies in the future.", field=name)

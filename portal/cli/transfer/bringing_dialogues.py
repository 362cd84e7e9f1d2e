"""Practice dialogues of files, in the transaction of the caller; the algorithms that they name are here by then."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.cli.transfer.dialogue_lines import CLOSED, DRAFT, DialogueLine
from portal.cli.transfer.own_ids import People
from portal.cli.transfer.result import Result
from portal.cli.transfer.texts import faults_of
from portal.core.errors import DomainError
from portal.core.line_faults import ImportOutcome, LineFault
from portal.people.queries import person_meant
from portal.practice.checking import ERROR
from portal.practice.looking import look
from portal.practice.models import Dialogue
from portal.practice.reader import read
from portal.practice.services.publishing import close, publish
from portal.practice.services.writing import begin, put

#: Dialogues that were made in this portal's own form: what came from here says nothing new when it comes back.
_MADE_HERE = "form:"


def bring_dialogues(session: Session, result: Result, lines: Iterable[DialogueLine], now: datetime) -> None:
    """Every dialogue; goes on after a faulty one."""
    people = People(session)
    for line in lines:
        try:
            faults = _faults(session, line)
            result.faults += faults
            if not faults:
                result.outcomes["dialogues", _bring(session, line, people, now)] += 1
        except DomainError as error:
            result.faults += faults_of(line, error)


def _bring(session: Session, line: DialogueLine, people: People, now: datetime) -> ImportOutcome:
    there = session.scalar(select(Dialogue).where(Dialogue.origin_key == line.id))
    if there is not None and line.id.startswith(_MADE_HERE):
        return ImportOutcome.UNCHANGED
    keeper_id = people.id_of(line.keeper, "keeper") if line.keeper else _named(session, line)
    if there is None:
        made = begin(session, None, line.source, origin_key=line.id, keeper_id=keeper_id, now=now)
        _settle(session, made, line, now)
        return ImportOutcome.CREATED
    before = _state(there)
    if there.source != line.source and not line.draft:
        put(session, there, line.source, version=None, now=now)
    _settle(session, there, line, now)
    return ImportOutcome.UNCHANGED if _state(there) == before else ImportOutcome.UPDATED


def _settle(session: Session, dialogue: Dialogue, line: DialogueLine, now: datetime) -> None:
    """Let it stand as the line says; a draft beside what is played comes last."""
    if line.state == DRAFT:
        return
    if line.draft and dialogue.source != line.source and dialogue.source != line.draft:
        put(session, dialogue, line.source, version=None, now=now)
    if dialogue.source == line.source:
        publish(session, dialogue, None, version=None, note="", now=now)
        if (dialogue.closed_at is not None) != (line.state == CLOSED):
            close(session, dialogue, None, closed=line.state == CLOSED, now=now)
    if line.draft:
        put(session, dialogue, line.draft, version=None, now=now)


def _state(dialogue: Dialogue) -> tuple[object, ...]:
    return dialogue.source, dialogue.published_number, dialogue.closed_at


def _named(session: Session, line: DialogueLine) -> int | None:
    """The keeper whom the text names; a name that nobody has is left out."""
    name = read(line.source).front.values.get("keeper")
    return person_meant(session, name) if name else None


def _faults(session: Session, line: DialogueLine) -> list[LineFault]:
    """What keeps a text from being played, at the lines of its own file."""
    if line.state == DRAFT:
        return []
    errors = [fault for fault in look(session, line.source).checked.faults if fault.level == ERROR]
    alone = line.file and not line.file.endswith(".jsonl")
    if alone:
        return [LineFault(fault.line, fault.message, "", line.file) for fault in errors]
    return [LineFault(line.line, f"line {fault.line}: {fault.message}", "source", line.file) for fault in errors]

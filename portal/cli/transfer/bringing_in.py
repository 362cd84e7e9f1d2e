"""Lines become what they tell of, in the transaction of the caller: all is kept, or nothing."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from portal.cli.transfer.bringing_cards import bring_cards
from portal.cli.transfer.bringing_changes import bring_changes
from portal.cli.transfer.bringing_dialogues import bring_dialogues
from portal.cli.transfer.bringing_items import (
    bring_collections,
    bring_genres,
    bring_items,
    bring_links,
    bring_memberships,
)
from portal.cli.transfer.file_lines import FileLines, InitiativeLine
from portal.cli.transfer.own_ids import is_from_here
from portal.cli.transfer.result import Result, area_id_of
from portal.cli.transfer.texts import Step, Texts, faults_of, place_of
from portal.core.errors import DomainError, Invalid
from portal.core.line_faults import ImportOutcome
from portal.initiatives.queries import statuses
from portal.initiatives.services.counting import counted_once
from portal.initiatives.services.importing import ImportedInitiative, import_initiative
from portal.people.services.import_plan import plan_import
from portal.people.services.importing import carry_out
from portal.people.services.person_rows import CheckedRows


def bring_in(
    session: Session, people: CheckedRows, found: FileLines, texts: Texts, *, now: datetime, step: Step
) -> Result:
    """People first, for the rest names them; links last. Goes on after a faulty line, so that all faults are named."""
    refused = [fault for line, error in texts.refusals for fault in faults_of(line, error)]
    result = Result(faults=refused, personal=texts.personal)
    _bring_people(session, result, people, now, step)
    bring_genres(session, result, found.genres, now)
    with counted_once(session):
        for line in found.initiatives:
            try:
                _bring_initiative(session, result, line, texts, now)
            except DomainError as error:
                result.faults += faults_of(line, error)
            step()
    bring_items(session, result, found.items, texts, now=now, step=step)
    if not result.faults:  # else they would miss what the faults are about
        bring_dialogues(session, result, found.dialogues, now)
        bring_cards(session, result, found.cards, texts, now=now, step=step)
        bring_changes(session, result, found.changes, texts, now=now, step=step)
        bring_collections(session, result, found.collections, texts, now=now, step=step)
        bring_memberships(session, result, found.items, now)
        bring_links(session, result, [*found.initiatives, *found.items], now)
    return result


def _bring_people(session: Session, result: Result, people: CheckedRows, now: datetime, step: Step) -> None:
    plan = plan_import(session, people)
    imported = carry_out(session, plan, None, now, step)
    result.faults += [*plan.faults, *imported.faults]
    result.new_teams += plan.new_teams
    result.outcomes["people", ImportOutcome.CREATED] = len(plan.new)
    result.outcomes["people", ImportOutcome.UPDATED] = len(plan.changed)
    result.outcomes["people", ImportOutcome.UNCHANGED] = len(plan.unchanged)


def _bring_initiative(session: Session, result: Result, line: InitiativeLine, texts: Texts, now: datetime) -> None:
    if is_from_here(session, line.id):
        result.outcomes["initiatives", ImportOutcome.UNCHANGED] += 1
        return
    if line.created is not None and line.created > now:
        raise Invalid(f"{line.created:%Y-%m-%d %H:%M} lies in the future.", field="created")
    area_id = area_id_of(session, result, line.area, now)
    row = ImportedInitiative(
        external_id=line.id,
        texts=replace(texts.initiatives[place_of(line)], area_id=area_id),
        author_email=line.author,
        created_at=line.created,
        status=_status_known_here(session, line),
        defer_until=line.defer_until,
    )
    result.outcomes["initiatives", import_initiative(session, row, now=now)] += 1


def _status_known_here(session: Session, line: InitiativeLine) -> str | None:
    """The status's type when a file from another company names a status that this one hasn't."""
    if not line.status or not line.status_type:
        return line.status or line.status_type
    wanted = line.status.casefold()
    here = any(
        wanted in {status.key, status.type.value, *(name.casefold() for name in status.names.values())}
        for status in statuses(session).open
    )
    return line.status if here else line.status_type

"""Lines become people and initiatives, in the transaction of the caller: it is kept whole or not at all."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.cli.transfer.lines import Fault, InitiativeLine, Line, PersonLine
from portal.cli.transfer.own_ids import is_from_here
from portal.core.errors import DomainError, Invalid
from portal.initiatives.queries import statuses
from portal.initiatives.services.counting import counted_once
from portal.initiatives.services.importing import ImportedInitiative, ImportOutcome, import_initiative
from portal.initiatives.services.texts import InitiativeTexts, render_texts
from portal.people.models import Person
from portal.people.queries import areas, find_by_email, teams
from portal.people.services.accounts import add_person, change_person, set_roles
from portal.people.services.leaving import deactivate, reactivate
from portal.people.services.places import add_area, add_team

Step = Callable[[], None]
#: Texts of initiatives by line, rendered before the transaction.
Texts = Mapping[int, InitiativeTexts]


@dataclass
class Result:
    """What came of the lines: how many of each kind were created, updated, unchanged; and what is wrong."""

    outcomes: Counter[tuple[str, ImportOutcome]] = field(default_factory=Counter)
    new_teams: list[str] = field(default_factory=list)
    new_areas: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def render_lines(lines: Iterable[Line], step: Step) -> tuple[dict[int, InitiativeTexts], list[Fault]]:
    """Render the Markdown of every initiative: slow, so before the transaction."""
    texts: dict[int, InitiativeTexts] = {}
    faults: list[Fault] = []
    for line in lines:
        if isinstance(line, InitiativeLine):
            try:
                texts[line.line] = _rendered(line)
            except DomainError as error:
                faults.append(_fault(line, error))
            step()
    return texts, faults


def _rendered(line: InitiativeLine) -> InitiativeTexts:
    return render_texts(
        origin=line.origin,
        title=line.title,
        problem=line.problem,
        solution=line.solution,
        outcome=line.outcome,
        metric=line.metric,
        tags=line.tags,
        language=line.language,
    )


def bring_in(session: Session, lines: Sequence[Line], texts: Texts, *, now: datetime, step: Step) -> Result:
    """People first, for initiatives name them. Goes on after a faulty line, so that all faults are named at once."""
    result = Result()
    people = [line for line in lines if isinstance(line, PersonLine)]
    for line in people:
        _attempt(result, line, partial(_bring_person, session, result, line, now), step)
    for line in people:
        _attempt(result, line, partial(_give_mentor, session, line, now), None)
    with counted_once(session):
        for item in lines:
            if isinstance(item, InitiativeLine):
                _attempt(result, item, partial(_bring_initiative, session, result, item, texts, now), step)
    return result


def _attempt(result: Result, line: Line, bring: Callable[[], None], step: Step | None) -> None:
    try:
        bring()
    except DomainError as error:
        result.faults.append(_fault(line, error))
    if step is not None:
        step()


def _fault(line: Line, error: DomainError) -> Fault:
    return Fault(line.line, f"{error.field}: {error}" if error.field else str(error))


def _bring_person(session: Session, result: Result, line: PersonLine, now: datetime) -> None:
    person = _known_person(session, line)
    team_id = _team_id(session, result, line.team, now)
    if person is None:
        person = add_person(
            session,
            None,
            name=line.name,
            email=line.email,
            now=now,
            team_id=team_id,
            job=line.job or "",
            roles=line.roles or (),
            language=line.language,
            started_on=line.started_on,
            external_id=line.id,
        )
        outcome = ImportOutcome.CREATED
    else:
        outcome = _bring_up_to_date(session, person, line, team_id, now)
    if line.active is False and person.deactivated_at is None:
        deactivate(session, None, person, {}, now=now)
    elif line.active and person.deactivated_at is not None:
        reactivate(session, None, person, now=now)
    result.outcomes["people", outcome] += 1


def _known_person(session: Session, line: PersonLine) -> Person | None:
    """By id, else by e-mail; an address of somebody with another id is a fault."""
    by_email = find_by_email(session, line.email)
    if line.id is None:
        return by_email
    by_id = session.scalar(select(Person).where(Person.external_id == line.id))
    if by_id is None and by_email is not None and by_email.external_id is not None:
        raise Invalid(f"{line.email} belongs to the person with the id {by_email.external_id!r}.", field="email")
    return by_id or by_email


def _bring_up_to_date(
    session: Session, person: Person, line: PersonLine, team_id: int | None, now: datetime
) -> ImportOutcome:
    said = {
        "name": line.name,
        "email": line.email,
        "job": line.job,
        "team_id": team_id,
        "language": line.language,
        "started_on": line.started_on,
    }
    changes = {name: value for name, value in said.items() if value is not None}
    before = person.version
    change_person(session, None, person, changes, now=now)
    if line.roles is not None:
        set_roles(session, None, person, line.roles, now=now)
    if line.id is not None and person.external_id != line.id:
        person.external_id = line.id
    session.flush()  # the version tells whether anything differed
    return ImportOutcome.UPDATED if person.version != before else ImportOutcome.UNCHANGED


def _give_mentor(session: Session, line: PersonLine, now: datetime) -> None:
    """After all people are in: a mentor may stand further down in the file."""
    person = find_by_email(session, line.email)
    if line.mentor is None or person is None:
        return
    mentor = find_by_email(session, line.mentor)
    if mentor is None:
        raise Invalid(f"nobody has the e-mail {line.mentor}.", field="mentor")
    change_person(session, None, person, {"mentor_id": mentor.id}, now=now)


def _bring_initiative(session: Session, result: Result, line: InitiativeLine, texts: Texts, now: datetime) -> None:
    if is_from_here(session, line.id):
        result.outcomes["initiatives", ImportOutcome.UNCHANGED] += 1
        return
    if line.created is not None and line.created > now:
        raise Invalid(f"{line.created:%Y-%m-%d %H:%M} lies in the future.", field="created")
    row = ImportedInitiative(
        external_id=line.id,
        texts=replace(texts[line.line], area_id=_area_id(session, result, line.area, now)),
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


def _team_id(session: Session, result: Result, name: str | None, now: datetime) -> int | None:
    """The team of that name, made when there is none yet."""
    if name is None:
        return None
    known = next((row.id for row in teams(session) if row.name.casefold() == name.casefold()), None)
    if known is None:
        result.new_teams.append(name)
        known = add_team(session, None, name=name, now=now).id
    return known


def _area_id(session: Session, result: Result, name: str | None, now: datetime) -> int | None:
    """The area of that name, made when there is none yet."""
    if name is None:
        return None
    known = next((row.id for row in areas(session) if row.name.casefold() == name.casefold()), None)
    if known is None:
        result.new_areas.append(name)
        known = add_area(session, None, name=name, now=now).id
    return known

"""What came of an import."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from portal.core.line_faults import ImportOutcome, LineFault
from portal.people.queries import areas, teams
from portal.people.services.places import add_area, add_team


@dataclass
class Result:
    """How many of each kind were created, updated, unchanged; what was made along with them; and what is wrong."""

    outcomes: Counter[tuple[str, ImportOutcome]] = field(default_factory=Counter)
    new_teams: list[str] = field(default_factory=list)
    new_areas: list[str] = field(default_factory=list)
    new_genres: list[str] = field(default_factory=list)
    links: int = 0
    #: Algorithms that are no graphs: how many became drafts of the editors, how many are published as texts.
    drafts: int = 0
    texts: int = 0
    pictures: int = 0
    #: Fragments that look like personal data, by their kinds.
    personal: Counter[str] = field(default_factory=Counter)
    faults: list[LineFault] = field(default_factory=list)


def team_id_of(session: Session, result: Result, name: str, now: datetime) -> int:
    """The team of that name, made when there is none yet."""
    known = next((row.id for row in teams(session) if row.name.casefold() == name.casefold()), None)
    if known is None:
        result.new_teams.append(name)
        known = add_team(session, None, name=name, now=now).id
    return known


def area_id_of(session: Session, result: Result, name: str | None, now: datetime) -> int | None:
    """The area of that name, made when there is none yet."""
    if name is None:
        return None
    known = next((row.id for row in areas(session) if row.name.casefold() == name.casefold()), None)
    if known is None:
        result.new_areas.append(name)
        known = add_area(session, None, name=name, now=now).id
    return known

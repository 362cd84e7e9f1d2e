"""What everybody proposed and did in a year.

Counted is what everybody may see, so that the page is the same for all and nobody learns of anything restricted.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Integer, Row, Select, and_, cast, extract, func, literal, select, union, union_all
from sqlalchemy.orm import Session, aliased

from portal.core import i18n
from portal.core.db import read_rows
from portal.initiatives.models import DONE_TYPES, CoAuthor, Initiative, StatusType, Visibility
from portal.people.models import Person
from portal.recognition.models import Thanks
from portal.recognition.queries.thanks import STANDS

MOST_CHANGES = 200

_Author, _Owner = aliased(Person), aliased(Person)
_OPEN = and_(
    Initiative.visibility == Visibility.EVERYONE,
    Initiative.status_type.not_in((StatusType.DRAFT, StatusType.MERGED)),
)


@dataclass(frozen=True, slots=True)
class Year:
    """A year of the calendar on the company's wall."""

    number: int

    @property
    def since(self) -> datetime:
        """Its first moment."""
        return i18n.midnight(date(self.number, 1, 1))

    @property
    def until(self) -> datetime:
        """The first moment after it."""
        return i18n.midnight(date(self.number + 1, 1, 1))

    def proposed(self) -> Any:
        """Handed in within it."""
        return and_(_OPEN, Initiative.submitted_at >= self.since, Initiative.submitted_at < self.until)

    def done(self) -> Any:
        """Carried out within it."""
        carried_out = Initiative.implemented_at >= self.since, Initiative.implemented_at < self.until
        return and_(_OPEN, Initiative.status_type.in_(DONE_TYPES), *carried_out)


def changes_in(session: Session, year: Year) -> list[Row[Any]]:
    """What was carried out, the latest first, with who proposed it, who saw it through and how many thanked."""
    thanked = select(func.count()).where(Thanks.initiative_id == Initiative.id, STANDS).scalar_subquery()
    rows: Any = (
        select(
            Initiative.id, Initiative.title, Initiative.language, Initiative.author_id, Initiative.owner_id,
            Initiative.team_id, Initiative.area_id, Initiative.implemented_at, Initiative.support_count,
            _Author.name.label("author_name"), _Owner.name.label("owner_name"), thanked.label("thanked"),
        )
        .outerjoin(_Author, _Author.id == Initiative.author_id)
        .outerjoin(_Owner, _Owner.id == Initiative.owner_id)
        .where(year.done())
        .order_by(Initiative.implemented_at.desc(), Initiative.id.desc())
        .limit(MOST_CHANGES)
    )  # fmt: skip
    return list(session.execute(rows))


@dataclass(slots=True)
class Share:
    """What a person or a team has given: proposals, those that were carried out, those carried out by their hands."""

    id: int
    name: str
    proposed: int = 0
    done: int = 0
    saw_through: int = 0


@dataclass(slots=True)
class Shares:
    """Everybody's part of a year, and the whole."""

    people: dict[int, Share] = field(default_factory=dict)
    teams: dict[int, Share] = field(default_factory=dict)
    proposed: int = 0
    done: int = 0
    thanked: int = 0
    #: The year of the first proposal.
    first_year: int | None = None


def shares_in(session: Session, year: Year) -> Shares:
    """How much was proposed and carried out, by person and by team. One statement, whatever the number."""
    found = Shares()
    for what, key, name, n in read_rows(session, _statement(year)):
        kind, _colon, number = what.partition(":")
        if kind == "all":
            setattr(found, number, n)
            continue
        shares = found.people if kind == "person" else found.teams
        share = shares.setdefault(key, Share(key, name))
        setattr(share, number, n)
    return found


def _statement(year: Year) -> Any:
    said = and_(STANDS, Thanks.at >= year.since, Thanks.at < year.until, _OPEN)
    thanks = select(func.count()).select_from(Thanks).join(Initiative, Initiative.id == Thanks.initiative_id)
    first = cast(extract("year", func.min(Initiative.submitted_at)), Integer)
    return union_all(
        _whole("proposed", select(func.count()).where(year.proposed())),
        _whole("done", select(func.count()).where(year.done())),
        _whole("thanked", thanks.where(said)),
        _whole("first_year", select(first).where(_OPEN)),
        _by_person("proposed", _authors(year.proposed())),
        _by_person("done", _authors(year.done())),
        _by_person("saw_through", _owners(year.done())),
        _by_team("proposed", year.proposed()),
        _by_team("done", year.done()),
    )


def _whole(name: str, number: Select[Any]) -> Select[Any]:
    return select(literal(f"all:{name}"), literal(0), literal(""), number.scalar_subquery())


def _authors(condition: Any) -> Any:
    """Pairs of initiative and author, those who wrote along among them, each pair once."""
    own = select(Initiative.id.label("initiative_id"), Initiative.author_id.label("person_id"))
    along = select(CoAuthor.initiative_id, CoAuthor.person_id)
    along = along.join(Initiative, Initiative.id == CoAuthor.initiative_id).where(condition)
    return union(own.where(condition, Initiative.author_id.is_not(None)), along).subquery()


def _owners(condition: Any) -> Any:
    owned = select(Initiative.id.label("initiative_id"), Initiative.owner_id.label("person_id"))
    return owned.where(condition, Initiative.owner_id.is_not(None)).subquery()


def _by_person(name: str, pairs: Any) -> Any:
    return (
        select(literal(f"person:{name}"), Person.id, Person.name, func.count())
        .join(pairs, pairs.c.person_id == Person.id)
        .where(Person.erased_at.is_(None))
        .group_by(Person.id, Person.name)
    )


def _by_team(name: str, condition: Any) -> Any:
    return (
        select(literal(f"team:{name}"), Initiative.team_id, literal(""), func.count())
        .where(condition, Initiative.team_id.is_not(None))
        .group_by(Initiative.team_id)
    )

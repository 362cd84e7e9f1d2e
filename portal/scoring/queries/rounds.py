"""Rounds with their sheets, as far as a reader may see them: the one place where sheets are read.

Blind until given: whoever hasn't given theirs is shown nobody's, nor how many there are. The rule stands in the
statement itself, so that what may not be seen never leaves the database.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache
from itertools import groupby
from typing import Any

from sqlalchemy import Select, and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from portal.core.actor import Actor
from portal.core.db import BigId, read_rows
from portal.core.extension import ME
from portal.initiatives.models import CoAuthor, Initiative, StatusType
from portal.initiatives.queries.visibility import visible_when
from portal.people.models import Person, PersonRole, Role
from portal.people.queries import shown_name
from portal.scoring.formulas import middle, result
from portal.scoring.models import Round, Sheet
from portal.scoring.queries.reference import KnownVersion, Scheme, scheme

_Mine, _MineThere, _Other = aliased(Sheet), aliased(Sheet), aliased(Round)
_Agreeing = aliased(Person)
_NUMBERS = bindparam("numbers", expanding=True, type_=BigId)


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetView:
    """What one member gave."""

    person_id: int
    name: str
    values: Mapping[str, Decimal]
    result: Decimal
    note: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """What the committee agreed on."""

    values: Mapping[str, Decimal]
    result: Decimal
    note: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundView:
    """One valuation, with the sheets that the reader may see: all of them, or their own, or none."""

    id: int
    version: KnownVersion
    called: bool
    agreed: Agreed | None
    mine: SheetView | None
    sheets: tuple[SheetView, ...]

    @property
    def shown(self) -> bool:
        """Whether all sheets are shown to the reader."""
        return bool(self.sheets)

    @property
    def middle(self) -> dict[str, Decimal]:
        """The median of each criterion; to be asked where sheets are shown."""
        return middle(self.version.rule, [sheet.values for sheet in self.sheets])

    @property
    def middle_result(self) -> Decimal:
        """What the formula makes of the medians."""
        return result(self.version.rule, self.middle)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scoring:
    """How an initiative was valued, the oldest round first."""

    number: int
    #: By which it is valued while no round says otherwise.
    usual: KnownVersion
    quorum: int
    rounds: tuple[RoundView, ...]
    #: It is accepted, and work on it hasn't begun.
    accepted: bool = False

    @property
    def open(self) -> RoundView | None:
        """The round that goes on."""
        return next((one for one in self.rounds if one.agreed is None), None)

    @property
    def agreed(self) -> RoundView | None:
        """The last one that was agreed on."""
        return next((one for one in reversed(self.rounds) if one.agreed is not None), None)

    @property
    def waits(self) -> bool:
        """Whether the reader's own sheet is missing: nobody has agreed, or it was called for anew."""
        going_on = self.open
        return self.agreed is None if going_on is None else going_on.mine is None

    @property
    def version(self) -> KnownVersion:
        """By which it is to be valued now."""
        return self.open.version if self.open else self.usual

    @property
    def ended(self) -> bool:
        """Whether it was accepted before anybody agreed: only what the committee was called to goes on after that."""
        return self.accepted and self.open is not None and not self.open.called

    @property
    def can_agree(self) -> bool:
        """Whether the reader may write down what was agreed: whoever has scored it, once enough have."""
        going_on = self.open
        if self.ended:
            return False
        given = going_on is not None and going_on.mine is not None and going_on.shown
        return given and going_on is not None and len(going_on.sheets) >= self.quorum


def scorings(session: Session, numbers: Collection[int], actor: Actor) -> Mapping[int, Scoring]:
    """By number, of those that ``actor`` sees and didn't write: one statement. Nothing for whoever isn't committee."""
    if not numbers or not actor.has(Role.COMMITTEE):
        return {}
    rows = read_rows(session, _statement(), {"numbers": sorted(numbers), "me": actor.id})
    known = scheme(session)
    return {number: _scoring(list(of), known, actor) for number, of in groupby(rows, key=lambda row: row.number)}


@cache
def _statement() -> Select[Any]:
    given = exists().where(_Mine.round_id == Round.id, _Mine.person_id == ME)
    given_there = exists().where(_MineThere.round_id == _Other.id, _MineThere.person_id == ME)
    still_to_give = exists().where(
        _Other.initiative_id == Round.initiative_id, _Other.agreed_at.is_(None), _Other.replaced_at.is_(None),
        ~given_there,
    )  # fmt: skip
    shown = and_(or_(given, Round.agreed_at.is_not(None)), ~still_to_give)
    wrote = exists().where(CoAuthor.initiative_id == Initiative.id, CoAuthor.person_id == Sheet.person_id)
    mine = exists().where(CoAuthor.initiative_id == Initiative.id, CoAuthor.person_id == ME)
    statement: Select[Any] = select(
        Initiative.id.label("number"), Initiative.submitted_at, _authors_inside().label("authors_inside"),
        Round.id.label("round_id"), Round.version_id, Round.called_at, Round.agreed_at, Round.agreed_values,
        Round.agreed_result, Round.note.label("agreed_note"), _Agreeing.name.label("agreed_by"), Round.agreed_by_id,
        Sheet.person_id, Person.name, Sheet.values, Sheet.result, Sheet.note, Sheet.at, shown.label("shown"),
        Initiative.status_type,
    )  # fmt: skip
    return (
        statement.outerjoin(Round, and_(Round.initiative_id == Initiative.id, Round.replaced_at.is_(None)))
        .outerjoin(_Agreeing, _Agreeing.id == Round.agreed_by_id)
        .outerjoin(Sheet, and_(Sheet.round_id == Round.id, or_(Sheet.person_id == ME, shown), ~wrote))
        .outerjoin(Person, Person.id == Sheet.person_id)
        .where(Initiative.id.in_(_NUMBERS), visible_when(ME, None, in_committee=True))
        .where(or_(Initiative.author_id.is_(None), Initiative.author_id != ME), ~mine)
        .order_by(Initiative.id, Round.id, Sheet.id)
    )


def _authors_inside() -> Any:
    """How many of those who wrote it are in the committee."""
    together = exists().where(CoAuthor.initiative_id == Initiative.id, CoAuthor.person_id == PersonRole.person_id)
    return (
        select(func.count())
        .select_from(PersonRole)
        .join(Person, Person.id == PersonRole.person_id)
        .where(PersonRole.role == Role.COMMITTEE, Person.deactivated_at.is_(None))
        .where(or_(PersonRole.person_id == Initiative.author_id, together))
        .correlate(Initiative)
        .scalar_subquery()
    )


def _scoring(rows: Sequence[Any], known: Scheme, actor: Actor) -> Scoring:
    first = rows[0]
    rounds = groupby((row for row in rows if row.round_id is not None), key=lambda row: row.round_id)
    return Scoring(
        number=first.number,
        usual=known.for_one_from(first.submitted_at),
        quorum=known.quorum_of(first.authors_inside),
        rounds=tuple(_round(list(of), known, actor) for _id, of in rounds),
        accepted=first.status_type is StatusType.ACCEPTED,
    )


def _round(rows: Sequence[Any], known: Scheme, actor: Actor) -> RoundView:
    first = rows[0]
    sheets = tuple(_sheet(row) for row in rows if row.person_id is not None)
    return RoundView(
        id=first.round_id,
        version=known.by_id[first.version_id],
        called=first.called_at is not None,
        agreed=_agreed(first) if first.agreed_at is not None else None,
        mine=next((sheet for sheet in sheets if sheet.person_id == actor.id), None),
        sheets=sheets if first.shown else (),
    )


def _agreed(row: Any) -> Agreed:
    return Agreed(
        values=numbers_of(row.agreed_values), result=row.agreed_result, note=row.agreed_note,
        by=shown_name(row.agreed_by), at=row.agreed_at,
    )  # fmt: skip


def _sheet(row: Any) -> SheetView:
    return SheetView(
        person_id=row.person_id, name=shown_name(row.name), values=numbers_of(row.values), result=row.result,
        note=row.note, at=row.at,
    )  # fmt: skip


def numbers_of(kept: Mapping[str, Any]) -> dict[str, Decimal]:
    """Numbers as they are kept: as text, so that both databases give back the very same."""
    return {key: Decimal(value) for key, value in kept.items()}

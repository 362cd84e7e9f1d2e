"""Statuses, areas and teams as every page needs them: kept in the process (see core.reference)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core import i18n
from portal.core.reference import ReferenceData
from portal.initiatives.models import Status, StatusType
from portal.people import queries as people
from portal.people.queries import AreaRow, TeamRow

#: What an initiative may belong to.
Place = AreaRow | TeamRow


@dataclass(frozen=True, slots=True)
class KnownStatus:
    """A row of ``statuses`` that belongs to no database session."""

    id: int
    key: str
    type: StatusType
    names: Mapping[str, str]
    position: int
    is_default: bool
    retired_at: datetime | None

    @property
    def label(self) -> str:
        """The company's word for it in the reader's language."""
        return self.names.get(i18n.language()) or self.names.get("uk") or self.key


@dataclass(frozen=True, slots=True)
class Statuses:
    """All statuses in the company's order, retired ones included."""

    all: tuple[KnownStatus, ...]
    by_id: Mapping[int, KnownStatus]

    @property
    def open(self) -> tuple[KnownStatus, ...]:
        """Those that an initiative may still be given."""
        return tuple(status for status in self.all if status.retired_at is None)

    def default(self, type_: StatusType) -> KnownStatus:
        """The one that the portal itself uses for a type."""
        return next(status for status in self.all if status.type is type_ and status.is_default)


def statuses(session: Session) -> Statuses:
    """Every status, without a statement unless they have changed."""
    return _statuses.get(session)


def areas(session: Session) -> Mapping[int, AreaRow]:
    """Areas by id in alphabetical order; closed ones stay, because items keep them."""
    return {row.id: row for row in people.areas(session)}


def teams(session: Session) -> Mapping[int, TeamRow]:
    """Teams by id in alphabetical order; closed ones stay, because items keep them."""
    return {row.id: row for row in people.teams(session)}


def _load_statuses(session: Session) -> Statuses:
    rows = session.execute(select(*Status.__table__.columns).order_by(Status.position, Status.id))
    known = tuple(
        KnownStatus(row.id, row.key, row.type, row.names, row.position, row.is_default, row.retired_at) for row in rows
    )
    return Statuses(known, {status.id: status for status in known})


_statuses = ReferenceData(_load_statuses)

"""Small tables that every page needs and that hardly ever change (statuses, areas, teams), kept in the process.

One row holds a token that changes with every change of them. It is read together with the session of the signed-in
person, so a page costs no statement for it and no web worker ever shows yesterday's names.
"""

import secrets
from collections.abc import Callable
from typing import Generic, TypeVar

from sqlalchemy import Select, String, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from portal.core.db import Base, is_writing, read_with

T = TypeVar("T")
_HELD = "reference"


class ReferenceToken(Base):
    """One row: changes whenever reference data change."""

    __tablename__ = "reference_token"

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(String(32))


_CHANGED = update(ReferenceToken.__table__).where(ReferenceToken.id == 1)  # type: ignore[arg-type]  # it is a table


def token_select() -> Select[str]:
    """The select of the present token, to be read along with something else."""
    return select(ReferenceToken.token).where(ReferenceToken.id == 1)


def remember_token(session: Session, token: str) -> None:
    """Say which token holds for the rest of this transaction, so that nobody asks again."""
    read_with(session)[_HELD] = token


def reference_changed(session: Session) -> None:
    """To be called in the transaction of every change of reference data."""
    token = secrets.token_hex(12)
    session.connection().execute(_CHANGED, {"token": token})
    read_with(session)[_HELD] = token


def current_token(session: Session) -> str:
    """The token that holds now: part of the key of whatever is kept that shows reference data."""
    held = read_with(session)
    if _HELD not in held:
        held[_HELD] = session.scalar(token_select()) or ""
    return str(held[_HELD])


class ReferenceData(Generic[T]):
    """The value that ``load`` reads, read again only when the token has changed."""

    def __init__(self, load: Callable[[Session], T]) -> None:
        self._load = load
        self._held: tuple[str, T] | None = None

    def get(self, session: Session) -> T:
        """The present value."""
        token = current_token(session)
        name, inside = f"{_HELD}.{id(self)}", read_with(session)
        held: tuple[str, T] | None = inside.get(name) or self._held
        if held is None or held[0] != token:
            session.flush()  # rows added in this very transaction belong to the value
            held = (token, self._load(session))
            if is_writing(session):
                inside[name] = held  # what isn't committed is nobody else's to see
            else:
                self._held = held
        return held[1]

"""Keyset pages: a page continues after the last row seen, so page 5,000 costs what page 1 does."""

import base64
import binascii
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any, Generic, TypeVar

from sqlalchemy import BigInteger, Date, Row, Select, String, bindparam, tuple_
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeEngine

from portal.core.db import UtcDateTime, read_rows

T = TypeVar("T")
PAGE_ROWS = 20


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Rows in their order, with cursors to the neighbours (None at an end)."""

    rows: Sequence[T]
    older: str | None
    newer: str | None


@dataclass(frozen=True, slots=True, eq=False)
class KeysetOrder:
    """Descending by ``key`` (a moment, a day, a whole number or a short text), ties by ``id`` in the same direction.

    The pair has to be unique and indexed. With ``ascending`` the other way round: 'older' then means further on.
    """

    key: Any
    id: Any
    #: The key's value from a row of the select.
    value: Callable[[Any], Any]
    row_id: Callable[[Any], int]
    ascending: bool = False


def keyset_page(
    session: Session,
    statement: Select[Any],
    order: KeysetOrder,
    cursor: str | None,
    rows: int = PAGE_ROWS,
    values: Mapping[str, Any] | None = None,
) -> Page[Row[Any]]:
    """One page of a select. A cursor that can't be read means the first page.

    ``values`` fill the parameters of a select of columns; without them it may be a select of objects.

    Give the same statement object each time where you can: what this adds to it is then built once.
    """
    place = _decode(cursor, order.key.type)
    backwards = place is not None and place.backwards
    # A statement with parameters is built once by its owner; any other is new each time and would only fill the cache.
    page_of = _paged if values is not None else _paged.__wrapped__
    paged = page_of(statement, order, None if place is None else backwards, rows)
    here = {} if place is None else {_KEY: place.key, _ID: place.id}
    asked = {**(values or {}), **here}
    found = list(session.execute(paged, asked).all() if values is None else read_rows(session, paged, asked))
    more = len(found) > rows
    found = found[:rows]
    if backwards:
        found.reverse()
    if not found:
        return Page([], None, None)
    has_newer = more if backwards else place is not None
    has_older = True if backwards else more
    first, last = found[0], found[-1]
    return Page(
        found,
        older=_encode(order.value(last), order.row_id(last), backwards=False) if has_older else None,
        newer=_encode(order.value(first), order.row_id(first), backwards=True) if has_newer else None,
    )


@dataclass(frozen=True, slots=True)
class _Place:
    key: Any
    id: int
    backwards: bool


_KEY, _ID = "keyset_key", "keyset_id"


@lru_cache(maxsize=128)
def _paged(statement: Select[Any], order: KeysetOrder, backwards: bool | None, rows: int) -> Select[Any]:
    """The statement in its order, with its limit and, unless it is the first page (None), its beginning."""
    upwards = order.ascending is not bool(backwards)
    if backwards is not None:
        here = tuple_(bindparam(_KEY, type_=order.key.type), bindparam(_ID, type_=order.id.type))
        pair = tuple_(order.key, order.id)
        statement = statement.where(pair > here if upwards else pair < here)
    columns = (order.key.asc(), order.id.asc()) if upwards else (order.key.desc(), order.id.desc())
    return statement.order_by(*columns).limit(rows + 1)


def _encode(key: Any, row_id: int, *, backwards: bool) -> str:
    plain = key.isoformat() if isinstance(key, date) else key  # a moment is a date too
    name = "t" if isinstance(key, date) else "s" if isinstance(key, str) else "n"
    raw = json.dumps({name: plain, "i": row_id, "b": int(backwards)}, separators=(",", ":"))
    return base64.urlsafe_b64encode(raw.encode()).decode().rstrip("=")


def _decode(cursor: str | None, kind: TypeEngine[Any]) -> _Place | None:
    """The place that a cursor names, or None when it names none in an order by a key of this kind."""
    if not cursor:
        return None
    try:
        raw = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        key = _decode_key(raw, kind)
        row_id = int(raw["i"])
        return _Place(key, row_id, bool(raw.get("b"))) if abs(row_id) < 2**63 else None
    except (ValueError, KeyError, TypeError, binascii.Error, OverflowError, RecursionError):
        return None


def _decode_key(raw: dict[str, Any], kind: TypeEngine[Any]) -> Any:
    """The key as its column takes it; raise ValueError, KeyError or OverflowError when the column couldn't."""
    if isinstance(kind, UtcDateTime):
        moment = datetime.fromisoformat(raw["t"])
        if moment.tzinfo is None:
            raise ValueError("a moment without a time zone")
        return moment.astimezone(UTC)
    if isinstance(kind, Date):
        return date.fromisoformat(raw["t"])
    if isinstance(kind, String):
        return str(raw["s"]).replace("\x00", "").encode().decode()  # half a surrogate pair is no text
    number = int(raw["n"])
    if abs(number) >= (2**63 if isinstance(kind, BigInteger) else 2**31):
        raise ValueError("larger than the column")
    return number

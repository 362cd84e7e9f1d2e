"""Keyset pages: every row once, in order, whichever way one turns them; a strange cursor is the first page."""

import base64
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from portal.core.db import transaction
from portal.core.drafts import Draft
from portal.core.pages import KeysetOrder, Page, keyset_page

START = datetime(2026, 1, 1, tzinfo=UTC)
ROWS = select(Draft.id, Draft.updated_at, Draft.person_id, Draft.form)
BY_MOMENT = KeysetOrder(Draft.updated_at, Draft.id, lambda row: row.updated_at, lambda row: row.id)
BY_NUMBER = KeysetOrder(Draft.person_id, Draft.id, lambda row: row.person_id, lambda row: row.id)
BY_TEXT = KeysetOrder(Draft.form, Draft.id, lambda row: row.form, lambda row: row.id, ascending=True)
ORDERS = [BY_MOMENT, BY_NUMBER, BY_TEXT]


def _fill(ties: list[int]) -> None:
    """One row a number; equal numbers make equal keys in all three orders."""
    with transaction() as session:
        session.execute(delete(Draft))
        if ties:
            session.execute(
                insert(Draft),
                [
                    {"person_id": tie, "form": f"форма {tie}", "key": f"{place:016}", "fields": {},
                     "updated_at": START + timedelta(minutes=tie)}
                    for place, tie in enumerate(ties)
                ],
            )  # fmt: skip


def _turn(
    session: Session, order: KeysetOrder, size: int, cursor: str | None, onward: Callable[[Page[Any]], str | None]
):
    """The pages from ``cursor`` on, in the order in which they are turned."""
    pages = [keyset_page(session, ROWS, order, cursor, size)]
    while onward(pages[-1]):
        pages.append(keyset_page(session, ROWS, order, onward(pages[-1]), size))
        assert len(pages) < 100
    return pages


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ties=st.lists(st.integers(0, 4), max_size=25), size=st.integers(1, 7), order=st.sampled_from(ORDERS))
def test_paging_visits_each_row_once_in_order_both_ways(
    session: Session, ties: list[int], size: int, order: KeysetOrder
) -> None:
    _fill(ties)
    expected = sorted(((order.value(row), row.id) for row in session.execute(ROWS)), reverse=not order.ascending)
    session.rollback()

    forward = _turn(session, order, size, None, lambda page: page.older)
    backward = _turn(session, order, size, forward[-1].newer, lambda page: page.newer) if forward[-1].newer else []

    def keys(pages: list[Page[Any]]) -> list[tuple[Any, int]]:
        return [(order.value(row), row.id) for page in pages for row in page.rows]

    assert keys(forward) == expected
    assert keys(list(reversed(backward))) == keys(forward[:-1])
    assert forward[0].newer is None
    if backward:
        assert backward[-1].newer is None
        assert all(page.older for page in backward)


def _cursor(**values: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


HOSTILE = [
    "x", "===", "%00", "é", "\x00", "A" * 5000, "null", "bnVsbA", "W10", "IiI", "MQ",
    _cursor(), _cursor(n=1), _cursor(i=1), _cursor(n="x", i=1), _cursor(n=1, i="x"), _cursor(n=None, i=None),
    _cursor(n=1, i=1, b=0), _cursor(n=2**31, i=1), _cursor(n=2**63, i=1), _cursor(n=1, i=2**63), _cursor(n=1e300, i=1),
    _cursor(n=float("inf"), i=1), _cursor(n=float("nan"), i=1), _cursor(n=[1], i=1), _cursor(n={"a": 1}, i=1),
    _cursor(t="2026-01-01", i=1), _cursor(t="2026-01-01T00:00:00", i=1), _cursor(t="0001-01-01T00:00:00+14:00", i=1),
    _cursor(t="9999-12-31T23:59:59-14:00", i=1), _cursor(t=5, i=1), _cursor(s=1, i=1), _cursor(s="\ud800", i=1),
    _cursor(s="a\x00b", i=1), _cursor(s="' OR 1=1 --", i=1),
]  # fmt: skip


@pytest.mark.parametrize("order", ORDERS, ids=["moment", "number", "text"])
@pytest.mark.parametrize("cursor", HOSTILE)
def test_a_cursor_that_is_none_of_ours_breaks_nothing(session: Session, order: KeysetOrder, cursor: str) -> None:
    _fill([1, 2, 3])
    page = keyset_page(session, ROWS, order, cursor, 2)
    assert len(page.rows) <= 2


@pytest.mark.parametrize("other", ORDERS, ids=["moment", "number", "text"])
def test_a_cursor_of_another_order_means_the_first_page(session: Session, other: KeysetOrder) -> None:
    _fill([3, 2, 1])
    cursor = keyset_page(session, ROWS, other, None, 1).older
    for order in ORDERS:
        if order is not other:
            assert keyset_page(session, ROWS, order, cursor, 1) == keyset_page(session, ROWS, order, None, 1)


def test_a_number_too_large_for_its_column_means_the_first_page(session: Session) -> None:
    narrow = KeysetOrder(Draft.id, Draft.id, lambda row: row.id, lambda row: row.id)
    assert keyset_page(session, select(Draft.id), narrow, _cursor(n=2**63, i=1)).newer is None


def test_a_row_removed_meanwhile_loses_no_other(session: Session) -> None:
    _fill([5, 4, 3, 2, 1])
    first = keyset_page(session, ROWS, BY_NUMBER, None, 2)
    with transaction() as writing:
        writing.execute(delete(Draft).where(Draft.id == first.rows[-1].id))
    assert [row.person_id for row in keyset_page(session, ROWS, BY_NUMBER, first.older, 2).rows] == [3, 2]

"""Many rows at once."""

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from portal.core.db import Base
from portal.core.markdown import RenderedText
from portal.core.typesetting import to_html

BATCH_ROWS = 5000


def laid_out(source: str) -> RenderedText:
    """In this process: our own words are no danger, and what needs them is loaded with every command."""
    return RenderedText(source, to_html(source))


def insert_rows(session: Session, model: type[Base], rows: Iterable[dict[str, Any]]) -> None:
    """In batches, so that they needn't all be held at once."""
    for batch in batched_rows(rows, BATCH_ROWS):
        session.execute(insert(model), batch)


def batched_rows(rows: Iterable[dict[str, Any]], size: int) -> Iterator[list[dict[str, Any]]]:
    """Lists of at most ``size`` rows."""
    batch: list[dict[str, Any]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch

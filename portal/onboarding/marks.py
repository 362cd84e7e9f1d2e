"""Short marks of what a form was opened with: another one as soon as somebody has changed it meanwhile. Pure."""

from collections.abc import Iterable
from hashlib import sha256
from typing import Any

from portal.core.numbers import number_path
from portal.onboarding.models import TrackSection, TrackStep, TrackVersion


def mark_of(*values: Any) -> str:
    """A short mark of some values: another one as soon as any of them differs."""
    return sha256(repr(values).encode("utf-8", "replace")).hexdigest()[:16]


def words_mark(version: TrackVersion) -> str:
    """Of title and summary."""
    return mark_of(version.title, version.summary)


def order_mark(names: Iterable[str]) -> str:
    """Of an order: names such as 'section:first-day', 'step:welcome' as ``outline.names_of`` tells them."""
    return mark_of(*names)


def section_mark(row: TrackSection) -> str:
    """Of a section."""
    return mark_of(row.title, row.intro)


def step_mark(row: TrackStep) -> str:
    """Of a step; that of its words is the same: ``services.stepping``."""
    item = f"{row.item_kind}:{number_path(row.item_id)}" if row.item_id is not None else ""
    return mark_of(
        row.kind.value, row.title, row.body, item, row.minutes, row.due_day, row.required, row.after.value,
        row.questions,
    )  # fmt: skip

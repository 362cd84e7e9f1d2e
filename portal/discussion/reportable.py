"""Words of other slices that readers report to the editors as they report comments."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.extension import Registry
from portal.discussion.shown import AuthorView


@dataclass(frozen=True, slots=True)
class ReportView:
    """Who reported something, why and when."""

    by: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedWords:
    """Words that wait for an editor."""

    id: int
    #: What stands in the page for them: "comment-12".
    anchor: str
    #: What they are about, and where they stand.
    title: str
    href: str
    #: The address below which ``settle`` and ``hide`` are posted to.
    path: str
    author: AuthorView | None
    team: str | None
    #: Empty where they were taken back.
    html: str
    at: datetime
    can_hide: bool
    reports: list[ReportView] = field(default_factory=list)


class Reportable(Protocol):
    """A kind of words that can be reported, by the name under which its reports are kept."""

    def shown(self, session: Session, ids: Collection[int], actor: Actor) -> Mapping[int, ReportedWords]:
        """Those of ``ids`` that this editor may see, without their reports."""
        ...


@dataclass(frozen=True, slots=True)
class ReasonPage:
    """What the page says that asks for a reason to report such words or to hide them."""

    title: Any
    note: Any
    help: Any
    button: Any


reportables: Registry[Reportable] = Registry("kind of reportable words")

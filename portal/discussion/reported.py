"""The reported comments as the editors' page shows them, each in the context of its item."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.extension import ItemCard, ItemRef
from portal.core.links import cards_of
from portal.discussion import policy, queries
from portal.discussion.shown import AuthorView, author_view
from portal.people.queries import shown_name, team_names

#: More than an editor settles at one go; the rest comes up as these are done.
SHOWN_COMMENTS = 50


@dataclass(frozen=True, slots=True)
class ReportView:
    """Who reported a comment, why and when."""

    by: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedComment:
    """A comment that waits for an editor."""

    id: int
    card: ItemCard
    author: AuthorView | None
    team: str | None
    html: str
    at: datetime
    withdrawn: bool
    can_hide: bool
    reports: list[ReportView] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ReportedPage:
    """The waiting comments, and how many more stand on items that aren't open to this editor."""

    comments: Sequence[ReportedComment]
    elsewhere: int


def reported_comments(session: Session, actor: Actor) -> ReportedPage:
    """One statement for the reports and one for each kind of item among them."""
    found = queries.open_reports(session, internal=policy.can_read_internal(actor), comments=SHOWN_COMMENTS)
    cards = cards_of(session, list({ItemRef(row.item_kind, row.item_id) for row in found}), actor)
    teams = team_names(session) if found else {}
    shown: dict[int, ReportedComment] = {}
    elsewhere: set[int] = set()
    for row in found:
        card = cards.get(ItemRef(row.item_kind, row.item_id))
        if card is None:
            elsewhere.add(row.id)
            continue
        view = shown.get(row.id) or shown.setdefault(row.id, _view(row, card, actor, teams))
        by = shown_name(None if row.by_erased_at else row.by_name)
        view.reports.append(ReportView(by, row.reason, row.reported_at))
    return ReportedPage(list(shown.values()), len(elsewhere))


def _view(row: Any, card: ItemCard, actor: Actor, teams: dict[int, str]) -> ReportedComment:
    author = author_view(row)
    return ReportedComment(
        id=row.id,
        card=card,
        author=author,
        team=teams.get(row.team_id) if author else None,
        html=row.html if policy.can_read_text(actor, row) else "",
        at=row.at,
        withdrawn=row.withdrawn_at is not None,
        can_hide=policy.can_hide(actor, row),
    )

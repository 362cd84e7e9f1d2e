"""The ways to solve it as the page of an initiative shows them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.i18n import gettext as _
from portal.core.numbers import number_path
from portal.initiatives.models import Initiative
from portal.initiatives.policy import (
    can_change_solution,
    can_choose_solution,
    can_propose_solution,
    can_support_solution,
    is_anonymous,
)
from portal.initiatives.queries.solutions import StandingSolution, standing_solutions


@dataclass(frozen=True, slots=True)
class SolutionView:
    """One way to solve it for one reader; addresses are None where the reader may not go."""

    id: int
    #: The author's own: its words stand in the chapter above.
    own: bool
    author: str
    author_href: str | None
    html: str
    at: datetime
    edited_at: datetime | None
    count: int
    mine: bool
    chosen_at: datetime | None
    chosen_by: str | None
    support_action: str | None
    choose_action: str | None
    edit_href: str | None
    withdraw_action: str | None


@dataclass(frozen=True, slots=True)
class SolutionsPanel:
    """All of them, the author's own first, and where another one is proposed."""

    solutions: tuple[SolutionView, ...]
    propose_href: str | None


def solutions_panel(session: Session, initiative: Initiative, actor: Actor) -> SolutionsPanel:
    """One statement where there are several, none where there is one."""
    rows = standing_solutions(session, initiative, actor)
    href = f"/initiatives/{number_path(initiative.id)}/solutions/new"
    return SolutionsPanel(
        tuple(_view(row, initiative, actor) for row in rows),
        href if can_propose_solution(actor, initiative) else None,
    )


def _view(row: StandingSolution, initiative: Initiative, actor: Actor) -> SolutionView:
    base = f"/initiatives/solutions/{row.id}"
    supports = f"{base}/{'unsupport' if row.mine else 'support'}"
    chooses = f"{base}/{'unchoose' if row.chosen_at else 'choose'}"
    changes = can_change_solution(actor, initiative, row)
    nameless = row.original_of_id is not None and row.author_id is None and is_anonymous(initiative)
    return SolutionView(
        id=row.id,
        own=row.original_of_id == initiative.id,
        author=row.author_name or (_("Without a name") if nameless else _("a former colleague")),
        author_href=f"/people/{row.author_id}" if row.author_name else None,
        html=row.html,
        at=row.at,
        edited_at=row.edited_at,
        count=row.support_count,
        mine=row.mine,
        chosen_at=row.chosen_at,
        chosen_by=row.chosen_by,
        support_action=supports if can_support_solution(actor, initiative, row) else None,
        choose_action=chooses if can_choose_solution(actor, initiative, row) else None,
        edit_href=f"{base}/edit" if changes else None,
        withdraw_action=f"{base}/withdraw" if changes else None,
    )

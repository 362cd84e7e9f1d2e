"""What somebody has proposed, on their page."""

from sqlalchemy.orm import Session

from portal.core import clock, i18n
from portal.core.actor import Actor
from portal.core.i18n import gettext as _
from portal.core.numbers import number_path
from portal.core.panels import PanelRow, PersonPanel
from portal.initiatives.queries import statuses
from portal.initiatives.queries.lists import ListFilter, list_page

ROWS = 5


def proposed_panel(session: Session, person_id: int, actor: Actor) -> PersonPanel | None:
    """The newest initiatives of the person that ``actor`` may see; None when there are none."""
    wanted = ListFilter(author_id=person_id)
    found = list_page(session, wanted, actor, today=i18n.today(clock.now())).rows
    known = statuses(session).by_id
    rows = tuple(
        PanelRow(
            title=row.title,
            href=f"/initiatives/{number_path(row.id)}",
            note=f"{known[row.status_id].label} · {i18n.day(row.submitted_at)}",
        )
        for row in found[:ROWS]
    )
    more = f"/initiatives?author={person_id}" if len(found) > ROWS else None
    return PersonPanel(title=_("Initiatives"), rows=rows, more_href=more) if rows else None

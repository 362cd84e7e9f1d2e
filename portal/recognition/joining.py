"""What recognition adds to pages below it: thanks on an initiative's page and on a person's."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row
from sqlalchemy.orm import Session

from portal.core import i18n
from portal.core.actor import Actor
from portal.core.i18n import gettext as _
from portal.core.numbers import number_path
from portal.core.panels import PanelRow, PersonPanel
from portal.initiatives.joining import Panel, Place
from portal.initiatives.models import Initiative
from portal.people.queries import shown_name
from portal.recognition.policy import (
    can_hide,
    can_moderate,
    can_pass_on,
    can_read,
    can_show_again,
    can_thank,
    can_withdraw,
)
from portal.recognition.queries.thanks import is_thanked, thanks_of, thanks_to

PERSON_ROWS = 5


class ThanksPart:
    """Under the story of what is done: who thanked, and where one thanks."""

    def there(self, number: Any) -> ColumnElement[bool]:
        """Whether anybody thanked."""
        return is_thanked(number)

    def panels(
        self,
        session: Session,
        initiative: Initiative,
        actor: Actor,
        now: datetime,  # noqa: ARG002 - the protocol's argument
        *,
        there: bool,
    ) -> tuple[Panel, ...]:
        """One statement where somebody thanked; nothing before it is done."""
        if not there and not can_pass_on(actor, initiative):
            return ()
        moderates = can_moderate(actor)
        rows = thanks_of(session, initiative.id, actor, moderates=moderates) if there else []
        path = f"/changes/thanks/{number_path(initiative.id)}"
        mine = any(row.by_id == actor.id and not row.from_customer for row in rows)
        values = {
            "rows": [_said(row, actor, path) for row in rows if can_read(actor, row)],
            "thank_href": path if can_thank(actor, initiative) and not mine else None,
            "pass_on_href": path if can_pass_on(actor, initiative) else None,
        }
        return (
            Panel(place=Place.STORY, template="recognition/_thanks.html", values=values, sheet="css/recognition.css"),
        )


def _said(row: Row[Any], actor: Actor, path: str) -> dict[str, Any]:
    own = f"{path}/{row.id}"
    return {
        "id": row.id,
        "words": row.words,
        "language": row.language,
        "from_customer": row.from_customer,
        "by": shown_name(row.by_name),
        "at": row.at,
        "hidden_reason": row.hidden_reason,
        "withdraw": f"{own}/withdraw" if can_withdraw(actor, row) else None,
        "hide": f"{own}/hide" if can_hide(actor, row) else None,
        "show_again": f"{own}/show-again" if can_show_again(actor, row) else None,
    }


def thanked_panel(session: Session, person_id: int, actor: Actor) -> PersonPanel | None:
    """The newest thanks for what the person proposed or carried out; None when there are none."""
    rows = tuple(
        PanelRow(
            title=_quoted(row.words) if row.words else row.title,
            href=f"/initiatives/{number_path(row.initiative_id)}#thanks-{row.id}",
            note=_note(row),
        )
        for row in thanks_to(session, person_id, actor, PERSON_ROWS)
    )
    return PersonPanel(title=_("Thanks"), rows=rows) if rows else None


def _note(row: Row[Any]) -> str:
    who = _("a customer") if row.from_customer else shown_name(row.by_name)
    return f"{who} · {row.title}" if row.words else who


def _quoted(words: str) -> str:
    return f"“{words}”" if i18n.language() == "en" else f"«{words}»"

"""What recognition adds to pages below it: thanks on an initiative's page, on a person's, and among the reports."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from markupsafe import Markup
from sqlalchemy import ColumnElement, Row
from sqlalchemy.orm import Session

from portal.core import i18n
from portal.core.actor import Actor
from portal.core.i18n import gettext as _
from portal.core.numbers import number_path
from portal.core.panels import PanelRow, PersonPanel
from portal.discussion.reportable import ReportedWords
from portal.discussion.shown import AuthorView
from portal.initiatives.joining import Panel, Place
from portal.initiatives.models import Initiative
from portal.people.identity import initials
from portal.people.queries import shown_name
from portal.recognition.policy import (
    can_hide,
    can_moderate,
    can_pass_on,
    can_read,
    can_report,
    can_show_again,
    can_thank,
    can_withdraw,
)
from portal.recognition.queries.thanks import is_thanked, thanks_among, thanks_of, thanks_to

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
        "report": f"{own}/report" if can_report(actor, row) else None,
        "hide": f"{own}/hide" if can_hide(actor, row) else None,
        "show_again": f"{own}/show-again" if can_show_again(actor, row) else None,
    }


class ReportedThanks:
    """Thanks for whoever looks at what was reported."""

    def shown(self, session: Session, ids: Collection[int], actor: Actor) -> Mapping[int, ReportedWords]:
        """One statement; what was taken back has no words any more."""
        return {row.id: _reported(row, actor) for row in thanks_among(session, ids, actor)}


def _reported(row: Row[Any], actor: Actor) -> ReportedWords:
    path = number_path(row.initiative_id)
    return ReportedWords(
        id=row.id,
        anchor=f"thanks-{row.id}",
        title=row.title,
        href=f"/initiatives/{path}#thanks-{row.id}",
        path=f"/changes/thanks/{path}/{row.id}",
        author=AuthorView(row.by_name, initials(row.by_name), f"/people/{row.by_id}") if row.by_name else None,
        team=None,
        html="" if row.withdrawn_at else Markup("<p>{}</p>").format(row.words),
        at=row.at,
        can_hide=can_hide(actor, row),
    )


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

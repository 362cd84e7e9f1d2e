"""What campaigns add to initiatives: the question above the form, a part of the page, a choice of the lists."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from portal.campaigns.events import InitiativePutIn, InitiativeTakenOut
from portal.campaigns.policy import can_put_in
from portal.campaigns.queries.answers import answered_by, answering, is_answer
from portal.campaigns.queries.campaigns import asking, questions_of
from portal.campaigns.services.answering import handed_in
from portal.core import i18n
from portal.core.actor import Actor
from portal.core.i18n import gettext as _
from portal.core.i18n import lazy_gettext as _l
from portal.core.numbers import number_path
from portal.initiatives.joining import Call, Panel, Place
from portal.initiatives.models import Initiative, StatusType


class CampaignCalls:
    """Campaigns ask for proposals."""

    def call(self, session: Session, number: int) -> Call | None:
        """The question, as long as its results aren't told: afterwards an old address leads to a plain form."""
        found = next((one for one in asking(session) if one.id == number), None)
        if found is None:
            return None
        until = _("until %(day)s", day=i18n.day(found.ends_on))
        over = _("This question is closed. Your proposal goes to the committee all the same.")
        return Call(
            key=f"campaign:{number}", intro=_l("Answers the question"), title=found.question, href=found.href,
            note=until if found.open else over, open=found.open,
        )  # fmt: skip

    def answered(
        self, session: Session, number: int, initiative: Initiative, actor: Actor | None, now: datetime
    ) -> None:
        """It is one of the answers."""
        handed_in(session, number, initiative, actor, now=now)


class CampaignChoice:
    """``?campaign=12`` of the lists."""

    def matching(self, number: int) -> ColumnElement[bool]:
        """What answers it."""
        return answering(number)

    def label(self, session: Session, number: int, actor: Actor) -> str | None:  # noqa: ARG002 - the protocol's
        """The question."""
        return questions_of(session, {number}).get(number)


class AnswerPanel:
    """On the page of an initiative: which question it answers; for whoever runs campaigns, where that is changed."""

    def there(self, number: Any) -> ColumnElement[bool]:
        """Whether it answers any."""
        return is_answer(number)

    def panels(
        self,
        session: Session,
        initiative: Initiative,
        actor: Actor,
        now: datetime,  # noqa: ARG002 - the protocol's argument
        *,
        there: bool,
    ) -> tuple[Panel, ...]:
        """One statement where it answers something; an entry of the menu where it could."""
        changes = can_put_in(actor) and initiative.status_type not in {StatusType.DRAFT, StatusType.MERGED}
        offered = changes and (there or bool(asking(session)))
        if not there and not offered:
            return ()
        answers = answered_by(session, initiative.id) if there else []
        href = f"/campaigns/of/{number_path(initiative.id)}"
        entry = {"label": _("Campaign…"), "icon": "message-square-quote", "href": href}
        return (
            Panel(
                place=Place.FACTS, template="campaigns/_answers.html", values={"answers": answers},
                sheet="css/campaigns.css" if there else None, menu=(entry,) if offered else (),
            ),
        )  # fmt: skip


def _put_in(_change: Any) -> tuple[str, str]:
    return "message-square-quote", _("counted among the answers of a campaign")


def _taken_out(_change: Any) -> tuple[str, str]:
    return "message-square-quote", _("no longer an answer of a campaign")


#: Lines of an initiative's history, by the event.
HISTORY: Mapping[str, Callable[[Any], tuple[str, str]]] = {
    InitiativePutIn.name: _put_in,
    InitiativeTakenOut.name: _taken_out,
}

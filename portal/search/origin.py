"""An initiative that grows out of what was looked for in vain."""

from datetime import datetime

from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.extension import ItemCard, ItemRef
from portal.core.i18n import gettext as _
from portal.search.asked_words import said
from portal.search.policy import can_read_reports
from portal.search.queries.reports import asked_words

#: What forms and drafts call it: "asked:12".
ORIGIN = "asked"
REPORTS_HREF = "/search/reports"


class AskedOrigin:
    """For core.extension."""

    def card(self, session: Session, number: int, actor: Actor) -> ItemCard | None:
        """What was looked for, for whoever reads the reports."""
        words = _words(session, number, actor)
        if words is None:
            return None
        title = _("Colleagues look for “%(words)s”", words=words)
        return ItemCard(ref=ItemRef(ORIGIN, number), title=title, href=REPORTS_HREF)

    def words(self, session: Session, number: int, actor: Actor) -> str:
        """A sentence that says so."""
        words = _words(session, number, actor)
        return _("Colleagues look for “%(words)s” and don't find what they need.", words=words) if words else ""

    def grew(self, _session: Session, _number: int, _into: ItemRef, _actor: Actor, *, now: datetime) -> ItemRef | None:  # noqa: ARG002 - the protocol's
        """Nothing to be tied: searches are nobody's items."""
        return None


def _words(session: Session, number: int, actor: Actor) -> str | None:
    if not can_read_reports(actor):
        return None
    words = asked_words(session, number)
    return said(words) if words is not None else None

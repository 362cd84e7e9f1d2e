"""Links between items: whom they concern at either end, and what lines say of them."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy.orm import Session

from portal.core.extension import ItemRef
from portal.core.i18n import gettext as _
from portal.core.i18n import lazy_gettext as _l
from portal.core.i18n import ngettext
from portal.core.journal import Event
from portal.linking.events import ItemsTied, ItemsUntied, LinkEvent
from portal.linking.history import LINK_EVENTS, other_of
from portal.linking.relations import Relation
from portal.notifications.telling import Stakes, Telling, stakes_of
from portal.notifications.topics import Topic
from portal.notifications.wording import News, Wording


def far_end(name: str, data: Mapping[str, Any]) -> ItemRef | None:
    """The item to which the one of the line was tied; None for other lines."""
    return other_of(data) if name in LINK_EVENTS else None


def _concerned(session: Session, event: LinkEvent) -> Telling | None:
    """Those who answer for the item; whoever answers for both is told of the one at which it was done."""
    if event.quiet:
        return None
    stakes, told = stakes_of(session, event.item_kind, event.item_id), Stakes()
    if event.mirrored:
        told = stakes_of(session, event.other_kind, event.other_id)
    already = {*told.authors, told.owner_id}
    telling = Telling(fold_key=f"links:{event.item_kind}:{event.item_id}" if isinstance(event, ItemsTied) else None)
    telling.tell(Topic.MINE, *(one for one in stakes.authors if one not in already))
    return telling.tell(Topic.DUTIES, stakes.owner_id if stakes.owner_id not in already else None)


LINKS: Mapping[type[Event], Callable[[Session, Any], Telling | None]] = {
    ItemsTied: _concerned,
    ItemsUntied: _concerned,
}

_TIED: dict[str, Any] = {
    Relation.GREW_OUT_OF: _l("“%(title)s” grew out of “%(other)s”"),
    Relation.GREW_INTO: _l("“%(other)s” grew out of “%(title)s”"),
    Relation.CHANGED_BECAUSE_OF: _l("“%(title)s” was changed because of “%(other)s”"),
    Relation.CHANGED: _l("“%(other)s” was changed because of “%(title)s”"),
    Relation.SEE_ALSO: _l("%(who)s links “%(title)s” with “%(other)s”"),
}


def _tied(news: News) -> str:
    told = {"who": news.who, "title": news.title, "other": news.other}
    if not news.other:
        return _("%(who)s links “%(title)s” with something that isn't open to you") % told
    if news.others:
        return ngettext(
            "“%(title)s” is linked with “%(other)s” and %(num)s more",
            "“%(title)s” is linked with “%(other)s” and %(num)s more",
            news.others,
            title=news.title,
            other=news.other,
        )
    return str(_TIED[news.data["link"]]) % told


def _untied(news: News) -> str:
    told = {"who": news.who, "title": news.title, "other": news.other}
    if not news.other:
        return _("%(who)s takes a link of “%(title)s” away") % told
    return _("%(who)s takes the link between “%(title)s” and “%(other)s” away") % told


LINK_WORDINGS: Mapping[str, Wording] = {
    ItemsTied.name: Wording("link", _tied),
    ItemsUntied.name: Wording("unlink", _untied),
}

"""Thanks: those whom they are meant for are told, and whoever wrote what an editor hid."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy.orm import Session

from portal.core.i18n import gettext as _
from portal.core.i18n import lazy_gettext as _l
from portal.core.i18n import ngettext
from portal.core.journal import Event
from portal.notifications.telling import Telling, stakes_of
from portal.notifications.topics import Topic
from portal.notifications.wording import News, Wording, plain
from portal.people.models import Role
from portal.recognition.events import ThanksGiven, ThanksHidden, ThanksReported


def _given(session: Session, event: ThanksGiven) -> Telling:
    """Authors and whoever saw it through; a day's worth shares a line."""
    stakes = stakes_of(session, event.item_kind, event.item_id)
    return Telling(fold_key=f"thanks:{event.item_id}").tell(Topic.SUPPORT, *stakes.authors, stakes.owner_id)


def _hidden(_session: Session, event: ThanksHidden) -> Telling:
    return Telling().tell(Topic.MENTIONS, event.person_id)


def _reported(_session: Session, _event: ThanksReported) -> Telling:
    return Telling(by_role={Topic.REPORTS: Role.EDITOR})


THANKS: Mapping[type[Event], Callable[[Session, Any], Telling | None]] = {
    ThanksGiven: _given,
    ThanksHidden: _hidden,
    ThanksReported: _reported,
}


def _thanked(news: News) -> str:
    if news.others:
        return ngettext(
            "%(who)s and %(num)s more colleague thank you for “%(title)s”",
            "%(who)s and %(num)s more colleagues thank you for “%(title)s”",
            news.others,
            who=news.who,
            title=news.title,
        )
    if news.data["from_customer"]:
        return _("A customer thanks you for “%(title)s”: %(who)s passes it on", who=news.who, title=news.title)
    return _("%(who)s thanks you for “%(title)s”", who=news.who, title=news.title)


THANKS_WORDINGS: Mapping[str, Wording] = {
    ThanksGiven.name: Wording("hand-heart", _thanked),
    ThanksReported.name: Wording("flag", plain(_l("%(who)s asks you to look at thanks for “%(title)s”"))),
    ThanksHidden.name: Wording(
        "flag", plain(_l("Editors hid your thanks for “%(title)s”; the reason stands with them"))
    ),
}

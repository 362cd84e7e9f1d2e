"""What the committee promises: authors are told that theirs has arrived, and one level up that a day has passed."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from portal.committee.events import InitiativeAcknowledged, PromiseMissed
from portal.core import i18n
from portal.core.i18n import gettext as _
from portal.core.i18n import lazy_gettext as _l
from portal.core.i18n import ngettext
from portal.core.journal import Event
from portal.notifications.telling import Telling, stakes_of
from portal.notifications.topics import Topic
from portal.notifications.wording import News, Wording
from portal.people.models import Role


def _acknowledged(session: Session, event: InitiativeAcknowledged) -> Telling:
    return Telling().tell(Topic.MINE, *stakes_of(session, event.item_kind, event.item_id).authors)


def _missed(session: Session, event: PromiseMissed) -> Telling:
    """The author, the committee itself, and whoever can help: the lead of the team, else the administrators.

    Those of a day share a line: a committee that has fallen behind is not buried under its own delays.
    """
    roles = {Topic.QUEUE: Role.COMMITTEE}
    if event.lead_id is None:
        roles[Topic.ADMINISTRATION] = Role.ADMINISTRATOR
    telling = Telling(by_role=roles, fold_key="promises_missed")
    telling.tell(Topic.MINE, *stakes_of(session, event.item_kind, event.item_id).authors)
    return telling.tell(Topic.DUTIES, event.lead_id)


PROMISES: Mapping[type[Event], Callable[[Session, Any], Telling | None]] = {
    InitiativeAcknowledged: _acknowledged,
    PromiseMissed: _missed,
}


def _arrived(news: News) -> str:
    return _(
        "Your initiative “%(title)s” has arrived. A first answer comes by %(answer)s, the decision by %(decision)s.",
        title=news.title,
        answer=_day(news.data["answer_by"]),
        decision=_day(news.data["decide_by"]),
    )


#: By the promise: to the author, to whoever leads the team, to the committee and administrators.
_MISSED: dict[str, tuple[Any, Any, Any]] = {
    "answer": (
        _l("The first answer to your initiative “%(title)s” was promised by %(day)s and is late: one level up knows"),
        _l("“%(title)s”, in your team's area, was promised a first answer by %(day)s. Please help the committee."),
        _l("“%(title)s” was promised a first answer by %(day)s and still waits"),
    ),
    "decision": (
        _l("The decision on your initiative “%(title)s” was promised by %(day)s and is late: one level up knows"),
        _l("“%(title)s”, in your team's area, was promised a decision by %(day)s. Please help the committee."),
        _l("“%(title)s” was promised a decision by %(day)s and still waits"),
    ),
}


def _late(news: News) -> str:
    if news.others:
        return ngettext(
            "The promised day has passed for “%(title)s” and %(num)s more",
            "The promised day has passed for “%(title)s” and %(num)s more",
            news.others,
            title=news.title,
        )
    to_author, to_lead, to_others = _MISSED[news.data["promise"]]
    words = {Topic.MINE: to_author, Topic.DUTIES: to_lead}.get(news.topic, to_others)
    return str(words) % {"title": news.title, "day": _day(news.data["due_on"])}


def _day(written: str) -> str:
    return i18n.full_day(date.fromisoformat(written))


PROMISE_WORDINGS: Mapping[str, Wording] = {
    InitiativeAcknowledged.name: Wording("circle-check", _arrived),
    PromiseMissed.name: Wording("hourglass", _late),
}

"""What an initiative gave: whoever is to look is asked and reminded, and the committee hears what waits for it."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from portal.core import i18n
from portal.core.i18n import gettext as _
from portal.core.i18n import lazy_gettext as _l
from portal.core.journal import Event
from portal.notifications.telling import Telling, everyone_concerned
from portal.notifications.topics import Topic
from portal.notifications.wording import News, Wording, plain
from portal.outcomes.events.outcomes import (
    CheckDue,
    CheckMissed,
    MeasurementAdded,
    MeasurerNamed,
    OutcomePlanChanged,
)
from portal.people.models import Role


def _named(_session: Session, event: MeasurerNamed) -> Telling:
    return Telling().tell(Topic.DUTIES, event.measurer_id)


def _changed(session: Session, event: OutcomePlanChanged) -> Telling:
    """Another target is everybody's news who follows it: that is what makes it honest."""
    return everyone_concerned(session, event)[0]


def _measured(_session: Session, event: MeasurementAdded) -> Telling | None:
    """What is looked at again later waits for nobody."""
    return Telling(by_role={Topic.QUEUE: Role.COMMITTEE}) if event.awaits else None


def _due(_session: Session, event: CheckDue) -> Telling:
    return Telling().tell(Topic.DUTIES, event.measurer_id)


def _missed(_session: Session, event: CheckMissed) -> Telling:
    """Whoever leads the measurer's team; where nobody does, the committee."""
    by_role = {Topic.QUEUE: Role.COMMITTEE} if event.lead_id is None else {}
    return Telling(by_role=by_role).tell(Topic.DUTIES, event.lead_id)


OUTCOMES: Mapping[type[Event], Callable[[Session, Any], Telling | None]] = {
    MeasurerNamed: _named,
    OutcomePlanChanged: _changed,
    MeasurementAdded: _measured,
    CheckDue: _due,
    CheckMissed: _missed,
}


def _asked(news: News) -> str:
    return _(
        "%(who)s asks you to look on %(day)s what “%(title)s” gave",
        who=news.who,
        day=_day(news.data["check_on"]),
        title=news.title,
    )


def _reminded(news: News) -> str:
    if news.data["later"]:
        return _("Three months later: does what “%(title)s” gave still hold? Please look again.", title=news.title)
    return _("The day has come to look what “%(title)s” gave", title=news.title)


def _late(news: News) -> str:
    day = _day(news.data["check_on"])
    if news.topic is Topic.DUTIES:
        return _(
            "Somebody of your team was to look on %(day)s what “%(title)s” gave, and nobody has. Please help.",
            title=news.title,
            day=day,
        )
    return _("What “%(title)s” gave was to be looked at on %(day)s, and nobody has", title=news.title, day=day)


def _day(written: str) -> str:
    return i18n.full_day(date.fromisoformat(written))


OUTCOME_WORDINGS: Mapping[str, Wording] = {
    MeasurerNamed.name: Wording("target", _asked),
    OutcomePlanChanged.name: Wording(
        "target", plain(_l("%(who)s changes how it will be known whether “%(title)s” worked"))
    ),
    MeasurementAdded.name: Wording(
        "target", plain(_l("%(who)s has measured what “%(title)s” gave. Somebody of you confirms it."))
    ),
    CheckDue.name: Wording("target", _reminded),
    CheckMissed.name: Wording("hourglass", _late),
}

"""Campaigns: everybody is asked once and hears once what came of it; whoever sees to one is told when it is over."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.campaigns.events import CampaignClosed, CampaignEntrusted, CampaignStarted, ResultsTold
from portal.campaigns.models import CampaignAnswer
from portal.core import i18n
from portal.core.i18n import gettext as _
from portal.core.i18n import lazy_gettext as _l
from portal.core.journal import Event
from portal.initiatives.models import Initiative
from portal.notifications.telling import Telling
from portal.notifications.topics import Topic
from portal.notifications.wording import News, Wording, plain
from portal.people.models import Role


def _started(_session: Session, _event: CampaignStarted) -> Telling:
    return Telling(everybody=Topic.CAMPAIGNS)


def _closed(_session: Session, event: CampaignClosed) -> Telling:
    """Whoever sees to it, and the committee where nobody does."""
    telling = Telling().tell(Topic.DUTIES, event.keeper_id)
    if event.keeper_id is None:
        telling.by_role[Topic.QUEUE] = Role.COMMITTEE
    return telling


def _told(session: Session, event: ResultsTold) -> Telling:
    """Those who answered, whether they want to hear of other campaigns or not, and everybody who does."""
    authors = (
        select(Initiative.author_id)
        .join(CampaignAnswer, CampaignAnswer.initiative_id == Initiative.id)
        .where(CampaignAnswer.campaign_id == event.campaign_id, Initiative.author_id.is_not(None))
    )
    return Telling(everybody=Topic.CAMPAIGNS).tell(Topic.MINE, *session.scalars(authors))


def _entrusted(_session: Session, event: CampaignEntrusted) -> Telling:
    return Telling().tell(Topic.DUTIES, event.person_id)


CAMPAIGNS: Mapping[type[Event], Callable[[Session, Any], Telling | None]] = {
    CampaignStarted: _started,
    CampaignClosed: _closed,
    ResultsTold: _told,
    CampaignEntrusted: _entrusted,
}


def _asked(news: News) -> str:
    until = i18n.day(date.fromisoformat(news.data["ends_on"]))
    return _("A question to all of us: “%(title)s” Answer until %(day)s.", title=news.title, day=until)


def _results(news: News) -> str:
    if news.topic is Topic.MINE:
        return _("You answered “%(title)s”. Read what came of it.", title=news.title)
    return _("What came of the question “%(title)s”", title=news.title)


CAMPAIGN_WORDINGS: Mapping[str, Wording] = {
    CampaignStarted.name: Wording("message-square-quote", _asked),
    CampaignClosed.name: Wording(
        "hourglass", plain(_l("The campaign “%(title)s” is over. Those who answered wait for the results."))
    ),
    ResultsTold.name: Wording("message-square-quote", _results),
    CampaignEntrusted.name: Wording(
        "message-square-quote", plain(_l("%(who)s asks you to see to the campaign “%(title)s”"))
    ),
}

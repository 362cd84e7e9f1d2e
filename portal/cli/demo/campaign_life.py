"""Campaigns and thanks of the demo, lived through by the services that pages call."""

from collections.abc import Callable, Mapping
from datetime import timedelta

from sqlalchemy.orm import Session

from portal.campaigns.models import Campaign
from portal.campaigns.services.answering import handed_in, put_in
from portal.campaigns.services.making import Plan, make
from portal.campaigns.services.running import watch_calendar
from portal.campaigns.services.telling import write_results
from portal.cli.demo.talking import Deed
from portal.cli.demo.timeline import Moment
from portal.core import i18n
from portal.core.actor import Actor
from portal.core.extension import ItemRef
from portal.core.markdown import RenderedText
from portal.initiatives.models import Initiative
from portal.recognition.services.thanking import pass_on, thank


class CampaignLife:
    """What has come of questions and thanks so far."""

    def __init__(self, render: Callable[[str], RenderedText], items: Mapping[str, ItemRef]) -> None:
        self._render, self._items = render, items
        self._campaigns: dict[str, int] = {}
        self.deeds: dict[str, Deed] = {
            "ask": self._ask,
            "answer_question": self._answer,
            "put_into_campaign": self._put_in,
            "tell_results": self._tell,
            "thank": self._thank,
        }
        self.nobodys: dict[str, Callable[[Session, Moment], None]] = {"calendar_of_campaigns": self._calendar}

    def _ask(self, session: Session, moment: Moment, actor: Actor) -> None:
        told = moment.data
        starts_on = i18n.today(moment.at) + timedelta(days=told.get("begins_in_days", 0))
        plan = Plan(
            question=told["question"],
            about=self._render(told["about"]),
            starts_on=starts_on,
            ends_on=starts_on + timedelta(days=told["days"]),
            keeper_id=actor.id,
        )
        made = make(session, actor, plan, submission_key=f"demo-{told['id']}", now=moment.at)
        self._campaigns[told["id"]] = made.id

    def _answer(self, session: Session, moment: Moment, actor: Actor) -> None:
        number = self._campaigns[moment.data["campaign"]]
        handed_in(session, number, self._initiative(session, moment), actor, now=moment.at)

    def _put_in(self, session: Session, moment: Moment, actor: Actor) -> None:
        campaign = session.get_one(Campaign, self._campaigns[moment.data["campaign"]])
        put_in(session, campaign, self._initiative(session, moment), actor, now=moment.at)

    def _tell(self, session: Session, moment: Moment, actor: Actor) -> None:
        campaign, text = session.get_one(Campaign, self._campaigns[moment.story]), self._render(moment.data["text"])
        write_results(session, campaign, actor, text, tell=True, version=campaign.version, now=moment.at)

    def _calendar(self, session: Session, moment: Moment) -> None:
        watch_calendar(session, moment.at)

    def _thank(self, session: Session, moment: Moment, actor: Actor) -> None:
        how = pass_on if moment.data.get("customer") else thank
        how(session, self._initiative(session, moment), actor, words=moment.data["words"], now=moment.at)

    def _initiative(self, session: Session, moment: Moment) -> Initiative:
        return session.get_one(Initiative, self._items[moment.story].id)

"""What the calendar does to campaigns: they begin on their first day and end after their last, each told once."""

from datetime import datetime

from sqlalchemy import ColumnElement, ScalarSelect, and_, func, or_, select
from sqlalchemy.orm import Session

from portal.campaigns.events import CampaignClosed, CampaignEntrusted, CampaignStarted
from portal.campaigns.models import Campaign
from portal.campaigns.policy import can_close
from portal.core import clock, i18n
from portal.core.actor import Actor
from portal.core.errors import require
from portal.core.i18n import lazy_gettext as _l
from portal.core.journal import record
from portal.core.reference import reference_changed


def watch_calendar(session: Session, now: datetime) -> None:
    """Begin what is due and end what is over."""
    today = i18n.today(now)
    stands = Campaign.discarded_at.is_(None)
    due = and_(Campaign.started_at.is_(None), Campaign.starts_on <= today)
    over = and_(Campaign.started_at.is_not(None), Campaign.closed_at.is_(None), Campaign.ends_on < today)
    rows = select(Campaign).where(stands, or_(due, over)).order_by(Campaign.id).with_for_update(key_share=True)
    for campaign in list(session.scalars(rows)):
        start_if_due(session, campaign, None, now=now)
        if campaign.ends_on < today:
            _end(session, campaign, None, now=now)


def start_if_due(session: Session, campaign: Campaign, actor: Actor | None, *, now: datetime) -> None:
    """Ask everybody when the first day has come, once."""
    if campaign.started_at is not None or campaign.discarded_at is not None or campaign.starts_on > i18n.today(now):
        return
    campaign.started_at = now
    reference_changed(session)
    record(session, CampaignStarted(campaign_id=campaign.id, ends_on=campaign.ends_on.isoformat()), actor, at=now)


def close(session: Session, campaign: Campaign, actor: Actor, *, now: datetime) -> Campaign:
    """End it before its last day. Nothing happens when somebody was quicker."""
    session.refresh(campaign, with_for_update={"key_share": True})
    if campaign.closed_at is None:
        require(can_close(actor, campaign))
        _end(session, campaign, actor, now=now)
    return campaign


def _end(session: Session, campaign: Campaign, actor: Actor | None, *, now: datetime) -> None:
    campaign.closed_at = now
    reference_changed(session)
    event = CampaignClosed(campaign_id=campaign.id, keeper_id=campaign.keeper_id, early=actor is not None)
    record(session, event, actor, at=now)


class KeptCampaigns:
    """The duty of whoever sees to a campaign until its results are told."""

    label = _l("Campaigns to see through")

    def count(self, person_id: int) -> ScalarSelect[int]:
        """How many such campaigns the person keeps."""
        return select(func.count()).select_from(Campaign).where(*_kept_by(person_id)).scalar_subquery()

    def hand_over(self, session: Session, person_id: int, to_id: int, actor: Actor) -> None:
        """Let somebody else see to all of them."""
        kept = select(Campaign).where(*_kept_by(person_id)).order_by(Campaign.id).with_for_update(key_share=True)
        for campaign in list(session.scalars(kept)):
            campaign.keeper_id = to_id
            event = CampaignEntrusted(campaign_id=campaign.id, person_id=to_id)
            record(session, event, actor, at=clock.now())


def _kept_by(person_id: int) -> tuple[ColumnElement[bool], ...]:
    return Campaign.keeper_id == person_id, Campaign.told_at.is_(None), Campaign.discarded_at.is_(None)

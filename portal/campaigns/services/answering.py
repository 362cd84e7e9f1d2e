"""Proposals become answers: from the campaign's own page, or put in by the committee."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import delete, exists, select, update
from sqlalchemy.orm import Session, aliased

from portal.campaigns.events import InitiativePutIn, InitiativeTakenOut
from portal.campaigns.models import Campaign, CampaignAnswer, Stage
from portal.campaigns.policy import can_put_in
from portal.core.actor import Actor
from portal.core.batches import in_batches
from portal.core.db import insert_new
from portal.core.errors import Invalid, require
from portal.core.extension import ItemRef
from portal.core.i18n import lazy_gettext as _l
from portal.core.journal import record
from portal.initiatives.models import Initiative

_IN_SQL = {"synchronize_session": False}
_Other = aliased(CampaignAnswer)


def handed_in(session: Session, number: int, initiative: Initiative, actor: Actor | None, *, now: datetime) -> bool:
    """A proposal was handed in from the campaign's page; False when the campaign takes no answers any more.

    Without an actor it comes out from under a seal, under which it lay since the campaign could be answered.
    """
    stage = _stage(session, number)
    takes = {Stage.RUNNING} if actor else {Stage.RUNNING, Stage.OVER, Stage.TOLD}
    return stage in takes and _add(session, number, initiative.id, now)


def put_in(session: Session, campaign: Campaign, initiative: Initiative, actor: Actor, *, now: datetime) -> bool:
    """Count an initiative among the answers; False when it is one already."""
    require(can_put_in(actor))
    if campaign.stage not in {Stage.RUNNING, Stage.OVER}:
        raise Invalid(_l("Only a campaign that runs, or has no results yet, takes more."), field="campaigns")
    if not _add(session, campaign.id, initiative.id, now):
        return False
    record(session, InitiativePutIn(initiative_id=initiative.id, campaign_id=campaign.id), actor, at=now)
    return True


def take_out(session: Session, campaign: Campaign, initiative: Initiative, actor: Actor, *, now: datetime) -> bool:
    """It is no answer of the campaign any more; False when it was none."""
    require(can_put_in(actor))
    gone = delete(CampaignAnswer).where(
        CampaignAnswer.campaign_id == campaign.id, CampaignAnswer.initiative_id == initiative.id
    )
    if not session.scalars(gone.returning(CampaignAnswer.initiative_id), execution_options=_IN_SQL).all():
        return False
    record(session, InitiativeTakenOut(initiative_id=initiative.id, campaign_id=campaign.id), actor, at=now)
    return True


def _stage(session: Session, number: int) -> Stage | None:
    """How far it is, kept so until the transaction ends; None for one that isn't there."""
    there = select(Campaign).where(Campaign.id == number, Campaign.discarded_at.is_(None))
    campaign = session.scalar(there.with_for_update(read=True, key_share=True))
    return campaign.stage if campaign else None


def _add(session: Session, number: int, initiative_id: int, now: datetime) -> bool:
    values = {"campaign_id": number, "initiative_id": initiative_id, "at": now}
    return insert_new(session, CampaignAnswer, values, ["campaign_id", "initiative_id"])


class AnsweredCampaigns:
    """Belongings: what a twin answers, the one that stands for both answers too."""

    def rise(self, session: Session, source: ItemRef, target: ItemRef) -> list[dict[str, Any]]:
        """Those that the target doesn't answer yet."""
        has = exists().where(_Other.campaign_id == CampaignAnswer.campaign_id, _Other.initiative_id == target.id)
        moved = session.scalars(
            update(CampaignAnswer)
            .where(CampaignAnswer.initiative_id == source.id, ~has)
            .values(initiative_id=target.id)
            .returning(CampaignAnswer.campaign_id),
            execution_options=_IN_SQL,
        )
        return [{"campaign": campaign_id} for campaign_id in sorted(moved)]

    def give_back(self, session: Session, names: Collection[dict[str, Any]], holder: ItemRef, home: ItemRef, /) -> None:
        """The same answers; what was taken out meanwhile is gone."""
        for ids in in_batches(sorted(name["campaign"] for name in names)):
            there = (CampaignAnswer.initiative_id == holder.id, CampaignAnswer.campaign_id.in_(ids))
            session.execute(
                update(CampaignAnswer).where(*there).values(initiative_id=home.id), execution_options=_IN_SQL
            )

    def parted(self, session: Session, one: ItemRef, other: ItemRef) -> None:
        """Nothing of it reaches further."""

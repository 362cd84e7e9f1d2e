"""What came of a campaign: written in peace, told to everybody once."""

from datetime import datetime

from sqlalchemy.orm import Session

from portal.campaigns.events import CampaignEdited, ResultsTold
from portal.campaigns.models import MAX_RESULTS_LETTERS, Campaign
from portal.campaigns.policy import can_tell_results
from portal.campaigns.services.making import KIND
from portal.core.actor import Actor
from portal.core.errors import Conflict, Invalid, require
from portal.core.extension import ItemRef
from portal.core.files import note_uses
from portal.core.i18n import lazy_gettext as _l
from portal.core.journal import record
from portal.core.markdown import RenderedText
from portal.core.reference import reference_changed

MIN_RESULTS_LETTERS = 20


def write_results(
    session: Session, campaign: Campaign, actor: Actor, results: RenderedText, *,
    tell: bool, version: int, now: datetime,
) -> Campaign:  # fmt: skip
    """Keep what came of it; with ``tell``, for everybody to read. Raises Conflict when somebody wrote meanwhile."""
    session.refresh(campaign, with_for_update={"key_share": True})
    require(can_tell_results(actor, campaign))
    if (tell or campaign.told_at is not None) and len(results.source.strip()) < MIN_RESULTS_LETTERS:
        raise Invalid(_l("Those who answered want to know: please write a few sentences."), field="results")
    if len(results.source) > MAX_RESULTS_LETTERS:
        raise Invalid(_l("Please make this shorter."), field="results")
    if results.source != campaign.results:
        if version != campaign.version:
            raise Conflict
        campaign.results, campaign.results_html = results.source, results.html
        campaign.renderer_version = results.version
        note_uses(session, ItemRef(KIND, campaign.id), [campaign.about, campaign.results], actor)
        record(session, CampaignEdited(campaign_id=campaign.id, what=("results",)), actor, at=now)
    if tell and campaign.told_at is None:
        campaign.told_at = now
        reference_changed(session)
        record(session, ResultsTold(campaign_id=campaign.id), actor, at=now)
    return campaign

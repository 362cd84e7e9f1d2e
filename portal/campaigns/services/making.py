"""Writing a campaign down and changing it."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.campaigns.events import CampaignDiscarded, CampaignEdited, CampaignMade, CampaignReopened
from portal.campaigns.models import MAX_ABOUT_LETTERS, MAX_QUESTION_LETTERS, MIN_QUESTION_LETTERS, Campaign
from portal.campaigns.policy import can_discard, can_edit, can_run
from portal.campaigns.queries.campaigns import runners
from portal.campaigns.services.running import start_if_due
from portal.core import i18n
from portal.core.actor import Actor
from portal.core.db import insert_new
from portal.core.errors import Conflict, Invalid, require
from portal.core.extension import ItemRef
from portal.core.files import note_uses
from portal.core.i18n import lazy_gettext as _l
from portal.core.journal import record
from portal.core.markdown import RenderedText
from portal.core.reference import reference_changed
from portal.core.text import clean_line, guess_language, storable

KIND = "campaign"
LONGEST_DAYS = 366


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Everything that the form of a campaign holds."""

    question: str
    about: RenderedText
    starts_on: date
    ends_on: date
    keeper_id: int | None


def make(session: Session, actor: Actor, plan: Plan, *, submission_key: str, now: datetime) -> Campaign:
    """Write a campaign down; on its first day everybody is asked. The same key gives what it made the first time."""
    require(can_run(actor))
    if plan.starts_on < i18n.today(now):
        raise Invalid(_l("Please choose today or a later day."), field="starts_on")
    _require_sense(session, plan)
    values = _values(plan) | {"submission_key": storable(submission_key), "made_at": now, "version": 1}
    new = insert_new(session, Campaign, values, ["submission_key"])
    made = session.scalars(select(Campaign).where(Campaign.submission_key == storable(submission_key))).one()
    if new:
        note_uses(session, ItemRef(KIND, made.id), [plan.about.source], actor)
        record(session, CampaignMade(campaign_id=made.id), actor, at=now)
        start_if_due(session, made, actor, now=now)
    return made


def edit(session: Session, campaign: Campaign, actor: Actor, plan: Plan, *, version: int, now: datetime) -> Campaign:
    """Other words or days. Raises Conflict when somebody changed them meanwhile."""
    session.refresh(campaign, with_for_update={"key_share": True})
    require(can_edit(actor, campaign))
    values = _values(plan)
    what = tuple(name for name in _NAMED if getattr(campaign, name) != values[name])
    if not what:
        return campaign
    if version != campaign.version:
        raise Conflict
    _require_sense(session, plan)
    _require_days(campaign, plan, i18n.today(now))
    for name, value in values.items():
        setattr(campaign, name, value)
    note_uses(session, ItemRef(KIND, campaign.id), [campaign.about, campaign.results], actor)
    reference_changed(session)
    record(session, CampaignEdited(campaign_id=campaign.id, what=what), actor, at=now)
    if campaign.closed_at is not None and "ends_on" in what:
        campaign.closed_at = None
        event = CampaignReopened(campaign_id=campaign.id, ends_on=plan.ends_on.isoformat())
        record(session, event, actor, at=now)
    start_if_due(session, campaign, actor, now=now)
    return campaign


def discard(session: Session, campaign: Campaign, actor: Actor, *, gone: bool = True, now: datetime) -> Campaign:
    """Throw away what nobody was asked yet, or (``gone`` False) have it back."""
    session.refresh(campaign, with_for_update={"key_share": True})
    require(can_discard(actor, campaign))
    if (campaign.discarded_at is not None) != gone:
        campaign.discarded_at = now if gone else None
        record(session, CampaignDiscarded(campaign_id=campaign.id, gone=gone), actor, at=now)
        start_if_due(session, campaign, actor, now=now)
    return campaign


#: What a person would call a change.
_NAMED = ("question", "about", "starts_on", "ends_on", "keeper_id")


def _values(plan: Plan) -> dict[str, object]:
    question = clean_line(plan.question)
    return {
        "question": question,
        "language": guess_language(f"{question} {plan.about.source}", fallback=i18n.language()),
        "about": plan.about.source,
        "about_html": plan.about.html,
        "renderer_version": plan.about.version,
        "starts_on": plan.starts_on,
        "ends_on": plan.ends_on,
        "keeper_id": plan.keeper_id,
    }


def _require_sense(session: Session, plan: Plan) -> None:
    if not MIN_QUESTION_LETTERS <= len(clean_line(plan.question)) <= MAX_QUESTION_LETTERS:
        raise Invalid(_l("Please ask in one line."), field="question")
    if len(plan.about.source) > MAX_ABOUT_LETTERS:
        raise Invalid(_l("Please make this shorter."), field="about")
    if plan.ends_on < plan.starts_on:
        raise Invalid(_l("The last day comes after the first one."), field="ends_on")
    if (plan.ends_on - plan.starts_on).days > LONGEST_DAYS:
        raise Invalid(_l("Please ask for a year at most."), field="ends_on")
    if plan.keeper_id is not None and plan.keeper_id not in dict(runners(session)):
        raise Invalid(_l("Please choose somebody of the committee or an administrator."), field="keeper_id")


def _require_days(campaign: Campaign, plan: Plan, today: date) -> None:
    """What has begun has begun, and what is over may only be opened again until a day that is still to come."""
    if campaign.started_at is not None and plan.starts_on != campaign.starts_on:
        raise Invalid(_l("It has begun already: its first day stays."), field="starts_on")
    if campaign.started_at is None and plan.starts_on < today and plan.starts_on != campaign.starts_on:
        raise Invalid(_l("Please choose today or a later day."), field="starts_on")
    if plan.ends_on != campaign.ends_on and plan.ends_on < today:
        raise Invalid(_l("This day has passed. To end it now, close it."), field="ends_on")

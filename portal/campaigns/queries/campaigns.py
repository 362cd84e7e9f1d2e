"""Campaigns: which there are, and which of them ask now."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, func, or_, select
from sqlalchemy.orm import Session

from portal.campaigns.models import Campaign, CampaignAnswer
from portal.core.errors import NotFound
from portal.core.pages import KeysetOrder, Page, keyset_page
from portal.core.reference import ReferenceData
from portal.initiatives.models import DONE_TYPES, Initiative, StatusType, Visibility
from portal.people.models import Person, PersonRole, Role
from portal.people.queries import is_active

_ORDER = KeysetOrder(Campaign.starts_on, Campaign.id, lambda row: row.starts_on, lambda row: row.id)
#: A proposal that everybody may see and that stands for itself.
_COUNTED = and_(
    Initiative.visibility == Visibility.EVERYONE,
    Initiative.status_type.not_in((StatusType.DRAFT, StatusType.MERGED)),
)


@dataclass(frozen=True, slots=True)
class Asking:
    """A campaign as forms, menus and the home page need it."""

    id: int
    question: str
    language: str
    ends_on: date
    closed_at: datetime | None

    @property
    def open(self) -> bool:
        """Whether it can be answered now."""
        return self.closed_at is None

    @property
    def href(self) -> str:
        """The address of its page."""
        return f"/campaigns/{self.id}"


def asking(session: Session) -> tuple[Asking, ...]:
    """Those that have begun and whose results aren't told yet, the newest first. Kept in the process."""
    return _ASKING.get(session)


def _load(session: Session) -> tuple[Asking, ...]:
    begun = Campaign.started_at.is_not(None), Campaign.told_at.is_(None), Campaign.discarded_at.is_(None)
    columns = (Campaign.id, Campaign.question, Campaign.language, Campaign.ends_on, Campaign.closed_at)
    rows = session.execute(select(*columns).where(*begun).order_by(Campaign.starts_on.desc(), Campaign.id.desc()))
    return tuple(Asking(*row) for row in rows)


_ASKING = ReferenceData(_load)


def visible(*, runs: bool) -> ColumnElement[bool]:
    """What was ever asked is everybody's to see; what is only planned, theirs who run campaigns."""
    there = Campaign.discarded_at.is_(None)
    return there if runs else and_(there, Campaign.started_at.is_not(None))


def get_campaign(session: Session, number: int, *, runs: bool, discarded: bool = False, lock: bool = False) -> Campaign:
    """The campaign, or NotFound when it is absent, thrown away or not begun for this reader (``runs`` or not)."""
    seen = or_(visible(runs=runs), Campaign.discarded_at.is_not(None)) if discarded and runs else visible(runs=runs)
    statement = select(Campaign).where(Campaign.id == number, seen)
    if lock:
        statement = statement.with_for_update(key_share=True).execution_options(populate_existing=True)
    found = session.scalar(statement)
    if found is None:
        raise NotFound
    return found


def campaigns_page(session: Session, *, runs: bool, cursor: str | None) -> Page[Row[Any]]:
    """Campaigns, the latest first, with how many proposals each has and how many of them are done."""
    answers = (
        select(
            CampaignAnswer.campaign_id,
            func.count().label("answers"),
            func.count().filter(Initiative.status_type.in_(DONE_TYPES)).label("done"),
        )
        .join(Initiative, Initiative.id == CampaignAnswer.initiative_id)
        .where(_COUNTED)
        .group_by(CampaignAnswer.campaign_id)
        .subquery()
    )
    rows: Any = (
        select(
            Campaign.id, Campaign.question, Campaign.language, Campaign.starts_on, Campaign.ends_on,
            Campaign.started_at, Campaign.closed_at, Campaign.told_at, Campaign.about_html, Campaign.results_html,
            func.coalesce(answers.c.answers, 0).label("answers"), func.coalesce(answers.c.done, 0).label("done"),
        )
        .outerjoin(answers, answers.c.campaign_id == Campaign.id)
        .where(visible(runs=runs))
    )  # fmt: skip
    return keyset_page(session, rows, _ORDER, cursor)


def told_between(session: Session, since: datetime, until: datetime, limit: int) -> list[Row[Any]]:
    """Campaigns whose results were told in a time, in that order, with how many proposals came and were carried out."""
    answered = (
        select(func.count())
        .select_from(CampaignAnswer)
        .join(Initiative, Initiative.id == CampaignAnswer.initiative_id)
        .where(CampaignAnswer.campaign_id == Campaign.id, _COUNTED)
        .correlate(Campaign)
    )
    done = answered.where(Initiative.status_type.in_(DONE_TYPES))
    rows: Any = (
        select(
            Campaign.id, Campaign.question, Campaign.language,
            answered.scalar_subquery().label("answers"), done.scalar_subquery().label("done"),
        )
        .where(Campaign.told_at >= since, Campaign.told_at < until)
        .order_by(Campaign.told_at, Campaign.id)
        .limit(limit)
    )  # fmt: skip
    return list(session.execute(rows))


def questions_of(session: Session, ids: Collection[int]) -> Mapping[int, str]:
    """What some campaigns ask, of those that have begun."""
    rows = session.execute(select(Campaign.id, Campaign.question).where(Campaign.id.in_(ids), visible(runs=False)))
    return {row.id: row.question for row in rows}


def keeper_name(session: Session, campaign: Campaign) -> str | None:
    """Who sees to it; None: nobody."""
    if campaign.keeper_id is None:
        return None
    return session.scalar(select(Person.name).where(Person.id == campaign.keeper_id))


def runners(session: Session) -> list[tuple[int, str]]:
    """Who may see to a campaign: the committee and administrators, by name."""
    able = select(PersonRole.person_id).where(PersonRole.role.in_((Role.COMMITTEE, Role.ADMINISTRATOR)))
    rows = session.execute(
        select(Person.id, Person.name).where(Person.id.in_(able), is_active()).order_by(Person.name, Person.id)
    )
    return [(row.id, row.name) for row in rows]

"""What answers a campaign, and what an initiative answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from portal.campaigns.models import Campaign, CampaignAnswer
from portal.campaigns.queries.campaigns import visible
from portal.core.actor import Actor
from portal.initiatives.models import Initiative, StatusType
from portal.initiatives.queries import visible_to


@dataclass(frozen=True, slots=True)
class Answers:
    """The numbers of a campaign, of what a reader may see."""

    by_type: Mapping[StatusType, int]
    #: How many people proposed by their names.
    people: int

    @property
    def total(self) -> int:
        """All proposals."""
        return sum(self.by_type.values())


def answers_of(session: Session, campaign_id: int, actor: Actor) -> Answers:
    """How many proposals came, how far they are, and from how many people. One statement."""
    rows = session.execute(
        select(Initiative.status_type, Initiative.author_id, func.count().label("n"))
        .join(CampaignAnswer, CampaignAnswer.initiative_id == Initiative.id)
        .where(
            CampaignAnswer.campaign_id == campaign_id,
            visible_to(actor),
            Initiative.status_type.not_in((StatusType.DRAFT, StatusType.MERGED)),
        )
        .group_by(Initiative.status_type, Initiative.author_id)
    ).all()
    by_type: dict[StatusType, int] = {}
    for row in rows:
        by_type[row.status_type] = by_type.get(row.status_type, 0) + row.n
    return Answers(by_type, len({row.author_id for row in rows if row.author_id is not None}))


def answering(number: int) -> ColumnElement[bool]:
    """The initiatives that answer a campaign."""
    answers = select(CampaignAnswer.initiative_id).where(CampaignAnswer.campaign_id == number)
    return Initiative.id.in_(answers)


def is_answer(number: Any) -> ColumnElement[bool]:
    """Whether the initiative of that id answers anything."""
    return select(CampaignAnswer.campaign_id).where(CampaignAnswer.initiative_id == number).exists()


def answered_by(session: Session, initiative_id: int) -> list[tuple[int, str, str]]:
    """The campaigns that an initiative answers: id, question, language."""
    rows = session.execute(
        select(Campaign.id, Campaign.question, Campaign.language)
        .join(CampaignAnswer, CampaignAnswer.campaign_id == Campaign.id)
        .where(CampaignAnswer.initiative_id == initiative_id, visible(runs=False))
        .order_by(CampaignAnswer.at, Campaign.id)
    )
    return [(row.id, row.question, row.language) for row in rows]

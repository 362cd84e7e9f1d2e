"""Campaigns: what the committee has asked everybody, and what came of it once that is told."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from portal.campaigns.models import Campaign, stage_of
from portal.campaigns.presenting import STAGES
from portal.campaigns.queries.campaigns import visible
from portal.core.actor import Actor
from portal.core.batches import in_batches
from portal.core.db import BigId, read_rows
from portal.core.i18n import gettext as _
from portal.core.i18n import lazy_gettext as _l
from portal.search.sources import EVERYONE, Shown, Text
from portal.search.sources.plain import lines, words_of_html

CAMPAIGN = "campaign"
_IDS = bindparam("ids", expanding=True, type_=BigId)
#: Those that are only planned are nobody's news yet, not even by a search of whoever plans them.
_ASKED = visible(runs=False)
#: Built once: each letter that is typed asks for them.
_SEEN: Any = select(
    Campaign.id, Campaign.question, Campaign.started_at, Campaign.closed_at, Campaign.told_at
).where(Campaign.id.in_(_IDS), _ASKED)  # fmt: skip


class CampaignSource:
    """The kind ``campaign``."""

    label = _l("Campaigns")
    icon = "message-square-quote"

    def texts(self, session: Session, ids: Collection[int]) -> Mapping[int, Sequence[Text]]:
        """The question and why it is asked; the results once everybody may read them."""
        rows = session.execute(
            select(
                Campaign.id, Campaign.question, Campaign.language, Campaign.about_html, Campaign.results_html,
                Campaign.told_at, Campaign.starts_on,
            ).where(Campaign.id.in_(ids), _ASKED)
        )  # fmt: skip
        return {
            row.id: [
                Text(
                    item_id=row.id, lang=row.language, title=row.question, access=frozenset({EVERYONE}),
                    body=lines([words_of_html(row.about_html), words_of_html(row.results_html) if row.told_at else ""]),
                    at=row.starts_on,
                )
            ]
            for row in rows
        }  # fmt: skip

    def ids(self, session: Session) -> Iterator[Sequence[int]]:
        """In the order in which they were made."""
        yield from in_batches(session.scalars(select(Campaign.id).where(_ASKED).order_by(Campaign.id)).all())

    def shown(
        self,
        session: Session,
        parts: Collection[tuple[int, str]],
        actor: Actor,  # noqa: ARG002 - everybody's
    ) -> Mapping[tuple[int, str], Shown]:
        """By the question, and how far it is."""
        rows = read_rows(session, _SEEN, {"ids": sorted({item_id for item_id, _part in parts})})
        return {
            (row.id, ""): Shown(
                title=row.question, href=f"/campaigns/{row.id}", note=_("Campaign"), icon=self.icon,
                status=str(STAGES[stage_of(row.started_at, row.closed_at, row.told_at)]),
            )
            for row in rows
        }  # fmt: skip

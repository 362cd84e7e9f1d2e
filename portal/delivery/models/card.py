"""The PDCA card: plan, do, check, act (W. E. Deming, 'Out of the Crisis', 1986, after W. Shewhart)."""

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Base, Moment, Pk

#: Its parts in their order; each has a column of that name for its source and one for its HTML.
PARTS = ("plan", "do", "check", "act")


class PdcaCard(Base):
    """What the team thinks and learns on the way; one an initiative, each part in Markdown and perhaps empty."""

    __tablename__ = "pdca_cards"

    id: Mapped[Pk]
    initiative_id: Mapped[int] = mapped_column(ForeignKey("initiatives.id"), unique=True)
    plan: Mapped[str] = mapped_column(Text, default="")
    plan_html: Mapped[str] = mapped_column(Text, default="")
    do: Mapped[str] = mapped_column(Text, default="")
    do_html: Mapped[str] = mapped_column(Text, default="")
    check: Mapped[str] = mapped_column(Text, default="")
    check_html: Mapped[str] = mapped_column(Text, default="")
    act: Mapped[str] = mapped_column(Text, default="")
    act_html: Mapped[str] = mapped_column(Text, default="")
    renderer_version: Mapped[int]
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    changed_at: Mapped[Moment]
    version: Mapped[int] = mapped_column(default=1)

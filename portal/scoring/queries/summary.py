"""Scores in short for other slices (meeting, queue), under the same rule: blind until one has given one's own."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.numbers import number_path
from portal.scoring.queries.rounds import Scoring, SheetView, scorings


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreSummary:
    """How an initiative is valued, as far as the reader may see it."""

    #: The name of the model and its formula in words.
    model: str
    formula: str
    #: Whether the reader's own score is missing. Then nothing of the round that goes on is told.
    waits: bool
    agreed: Decimal | None
    agreed_at: datetime | None
    agreed_note: str
    #: What members gave, in the order in which they did; empty while it is blind.
    sheets: tuple[SheetView, ...]
    #: Whether they are of the round that goes on: then members who haven't scored may not see them.
    going_on: bool
    #: What the formula makes of the medians, and the lowest and highest of the members' results.
    middle: Decimal | None
    lowest: Decimal | None
    highest: Decimal | None
    #: How many have scored and how many have to; None while it is blind.
    given: int | None
    quorum: int | None
    #: Where it is scored or talked about.
    href: str


def scores_of(session: Session, ids: Collection[int], actor: Actor) -> Mapping[int, ScoreSummary]:
    """Scores by the initiative's number: one statement.

    Nothing for whoever isn't in the committee, and nothing of what ``actor`` wrote or may not see.
    """
    return {number: _summary(found) for number, found in scorings(session, ids, actor).items()}


def _summary(of: Scoring) -> ScoreSummary:
    shown = of.open if of.open is not None and of.open.shown else None
    if shown is None and of.agreed is not None and of.agreed.shown:
        shown = of.agreed
    last, version = of.agreed.agreed if of.agreed else None, shown.version if shown else of.version
    results = [sheet.result for sheet in shown.sheets] if shown else []
    return ScoreSummary(
        model=version.label,
        formula=version.formula,
        waits=of.waits,
        agreed=last.result if last else None,
        agreed_at=last.at if last else None,
        agreed_note=last.note if last else "",
        sheets=shown.sheets if shown else (),
        going_on=shown is not None and shown is of.open,
        middle=shown.middle_result if shown else None,
        lowest=min(results, default=None),
        highest=max(results, default=None),
        given=len(results) if shown else None,
        quorum=of.quorum if shown else None,
        href=f"/scoring/{number_path(of.number)}",
    )

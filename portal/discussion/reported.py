"""What was reported as the editors' page shows it, each in the context of what it is about."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.extension import ItemCard, ItemRef
from portal.core.links import cards_of
from portal.discussion import policy, queries
from portal.discussion.reportable import Reportable, ReportedWords, ReportView, reportables
from portal.discussion.shown import author_view
from portal.people.queries import shown_name, team_names

#: More than an editor settles at one go, of each kind; the rest comes up as these are done.
SHOWN_WORDS = 50


@dataclass(frozen=True, slots=True)
class ReportedPage:
    """What waits, and how much more stands on items that aren't open to this editor."""

    words: Sequence[ReportedWords]
    elsewhere: int


def reported_words(session: Session, actor: Actor) -> ReportedPage:
    """What has waited longest first. One statement for the reports of each kind, and those for what is reported."""
    comments = _comments(session, actor)
    others = [_elsewhere(session, kind, of, actor) for kind, of in reportables.items()]
    pages = [comments, *others]
    waiting = sorted((one for page in pages for one in page.words), key=lambda one: one.reports[0].at)
    return ReportedPage(waiting, sum(page.elsewhere for page in pages))


def _comments(session: Session, actor: Actor) -> ReportedPage:
    found = queries.open_reports(session, internal=policy.can_read_internal(actor), comments=SHOWN_WORDS)
    cards = cards_of(session, list({ItemRef(row.item_kind, row.item_id) for row in found}), actor)
    teams = team_names(session) if found else {}
    shown: dict[int, ReportedWords] = {}
    elsewhere: set[int] = set()
    for row in found:
        card = cards.get(ItemRef(row.item_kind, row.item_id))
        if card is None:
            elsewhere.add(row.id)
            continue
        view = shown.get(row.id) or shown.setdefault(row.id, _view(row, card, actor, teams))
        by = shown_name(None if row.by_erased_at else row.by_name)
        view.reports.append(ReportView(by, row.reason, row.reported_at))
    return ReportedPage(list(shown.values()), len(elsewhere))


def _elsewhere(session: Session, kind: str, of: Reportable, actor: Actor) -> ReportedPage:
    """Words of a kind that another slice keeps."""
    found = queries.open_reports_elsewhere(session, kind, words=SHOWN_WORDS)
    ids = {row.words_id for row in found}
    shown = of.shown(session, ids, actor) if ids else {}
    for row in found:
        if row.words_id in shown:
            by = shown_name(None if row.erased_at else row.by_name)
            shown[row.words_id].reports.append(ReportView(by, row.reason, row.at))
    return ReportedPage(list(shown.values()), len(ids - shown.keys()))


def _view(row: Any, card: ItemCard, actor: Actor, teams: dict[int, str]) -> ReportedWords:
    author = author_view(row)
    return ReportedWords(
        id=row.id,
        anchor=f"comment-{row.id}",
        title=card.title,
        href=f"/discussion/comments/{row.id}",
        path=f"/discussion/comments/{row.id}",
        author=author,
        team=teams.get(row.team_id) if author else None,
        html=row.html if policy.can_read_text(actor, row) else "",
        at=row.at,
        can_hide=policy.can_hide(actor, row),
    )

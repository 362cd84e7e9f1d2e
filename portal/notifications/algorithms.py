"""What did not fit in algorithms: whom it concerns, what lines say and quote of it, where they lead."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.algorithms.events import MisfitSettled, MisfitsGathered
from portal.algorithms.models import Misfit
from portal.core.i18n import gettext as _
from portal.core.i18n import lazy_gettext as _l
from portal.core.i18n import ngettext
from portal.core.journal import Event
from portal.core.numbers import number_path
from portal.notifications.telling import Telling, stakes_of
from portal.notifications.topics import Topic
from portal.notifications.wording import News, Wording
from portal.people.models import Role


def _gathered(session: Session, event: MisfitsGathered) -> Telling:
    """Whoever keeps it, and the editors where nobody does."""
    keeper_id = stakes_of(session, event.item_kind, event.item_id).owner_id
    telling = Telling().tell(Topic.DUTIES, keeper_id)
    if keeper_id is None:
        telling.by_role[Topic.REVIEWS] = Role.EDITOR
    return telling


def _settled(_session: Session, event: MisfitSettled) -> Telling | None:
    """Whoever had said so; several settled in a day share a line."""
    if not event.settled:
        return None
    return Telling(fold_key=f"misfits:{event.item_id}").tell(Topic.MENTIONS, event.noted_by_id)


ALGORITHMS: Mapping[type[Event], Callable[[Session, Any], Telling | None]] = {
    MisfitsGathered: _gathered,
    MisfitSettled: _settled,
}


def _gathered_words(news: News) -> str:
    return ngettext(
        "“%(title)s” did not fit %(num)s conversation in two weeks: see where",
        "“%(title)s” did not fit %(num)s conversations in two weeks: see where",
        len(news.data["misfit_ids"]),
        title=news.title,
    )


_BECAME = {
    "case": _l("What did not fit in “%(title)s” becomes a case to learn from. Thank you!"),
    "initiative": _l("An initiative grows out of what did not fit in “%(title)s”. Thank you!"),
    "algorithm": _l("“%(title)s” has changed: what did not fit is taken up. Thank you!"),
}
_DEALT_WITH = _l("What did not fit in “%(title)s” is dealt with. Thank you!")


def _settled_words(news: News) -> str:
    return str(_BECAME.get(news.data["became_kind"] or "", _DEALT_WITH)) % {"title": news.title}


ALGORITHM_WORDINGS: Mapping[str, Wording] = {
    MisfitsGathered.name: Wording("puzzle", _gathered_words),
    MisfitSettled.name: Wording("circle-check", _settled_words),
}


def place_of_misfits(name: str, item_id: int) -> str | None:
    """Where the keeper's line leads: to all of them."""
    return f"/algorithms/{number_path(item_id)}/misfits" if name == MisfitsGathered.name else None


@dataclass(frozen=True, slots=True)
class Where:
    """The step that most of some misfits name, and the words of the latest that has any; they are masked."""

    step: str
    words: str

    @property
    def sentence(self) -> str:
        """Both, as a line quotes them."""
        step = _("Most often at “%(step)s”", step=self.step)
        return f"{step}: {self.words}" if self.words else step


def where(session: Session, lines: Collection[Collection[int]]) -> list[Where | None]:
    """For each line the place that its misfits name most; None when they are gone. One statement."""
    ids = {misfit_id for line in lines for misfit_id in line}
    rows = session.execute(select(Misfit.id, Misfit.step_title, Misfit.words).where(Misfit.id.in_(ids))) if ids else ()
    known = {row.id: row for row in rows}
    return [_where([known[one] for one in line if one in known]) for line in lines]


def _where(rows: list[Any]) -> Where | None:
    if not rows:
        return None
    step = Counter(row.step_title for row in rows).most_common(1)[0][0]
    return Where(step, next((row.words for row in reversed(rows) if row.words and row.step_title == step), ""))

"""The year in words: what changed, what we learnt, who gave it. Nobody stands last: people and teams are in the order
of their names, and who has nothing to show yet isn't counted.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from portal.core.i18n import gettext as _
from portal.core.i18n import sort_key
from portal.core.markdown import plain_text
from portal.core.numbers import number_path
from portal.outcomes.figures import figure, number
from portal.outcomes.models import PlanKind, Verdict
from portal.outcomes.queries.summary import OutcomeSummary
from portal.outcomes.wording import VERDICT_ICONS, VERDICTS
from portal.recognition.queries.year import Share, Shares

_CHANGED = (Verdict.REACHED, Verdict.PARTLY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that was carried out."""

    title: str
    href: str
    language: str
    at: datetime
    #: Who proposed it and who saw it through.
    thanks_to: tuple[str, ...]
    team: str | None
    thanked: int
    verdict: Verdict | None = None
    #: What was measured, from where to where, and what was hoped for; or the sign by which it was seen.
    metric: str = ""
    path: str = ""
    hoped: str = ""
    sign: str = ""
    lesson: str = ""

    @property
    def label(self) -> Any:
        """The verdict in a word."""
        return VERDICTS[self.verdict] if self.verdict else None

    @property
    def icon(self) -> str | None:
        """Its drawing."""
        return VERDICT_ICONS[self.verdict] if self.verdict else None


@dataclass(frozen=True, slots=True)
class Changes:
    """What was carried out, by what is known of it."""

    measured: list[Change]
    open: list[Change]
    learnt: list[Change]


def changes(rows: Iterable[Row[Any]], outcomes: Mapping[int, OutcomeSummary], teams: Mapping[int, str]) -> Changes:
    """What has worked comes first; what hasn't is what we learnt from."""
    found = Changes([], [], [])
    for row in rows:
        one = _change(row, outcomes.get(row.id), teams)
        part = found.open if one.verdict is None else found.measured if one.verdict in _CHANGED else found.learnt
        part.append(one)
    found.measured.sort(key=lambda one: _CHANGED.index(one.verdict or Verdict.PARTLY))
    return found


def _change(row: Row[Any], outcome: OutcomeSummary | None, teams: Mapping[int, str]) -> Change:
    names = dict.fromkeys(name for name in (row.author_name, row.owner_name) if name)
    return Change(
        title=row.title,
        href=f"/initiatives/{number_path(row.id)}",
        language=row.language,
        at=row.implemented_at,
        thanks_to=tuple(names) or ((_("Without a name"),) if row.id < 0 else ()),
        team=teams.get(row.team_id or 0),
        thanked=row.thanked,
        **_outcome(outcome),
    )


def _outcome(of: OutcomeSummary | None) -> dict[str, Any]:
    if of is None or of.kind is PlanKind.UNRECORDED:
        return {"verdict": of.verdict} if of else {}
    said: dict[str, Any] = {"verdict": of.verdict, "lesson": plain_text(of.lesson_html, 300)}
    if of.kind is PlanKind.SIGN:
        return said | {"sign": of.sign}
    if of.measured is not None and of.baseline is not None:
        said["path"] = f"{number(of.baseline)} → {figure(of.measured, of.unit)}"
        said["hoped"] = _("hoped for: %(target)s", target=figure(of.target, of.unit)) if of.target is not None else ""
    return said | {"metric": of.metric}


@dataclass(frozen=True, slots=True)
class Giver:
    """A person or a team, with what they gave."""

    name: str
    href: str
    proposed: int
    done: int
    saw_through: int


def people(shares: Shares) -> tuple[list[Giver], int]:
    """Those whose proposals were carried out or who carried some out, by name; how many more proposed something."""
    named = [one for one in shares.people.values() if one.done or one.saw_through]
    return _givers(named, "/people/{}"), len(shares.people) - len(named)


def teams(shares: Shares, names: Mapping[int, str]) -> tuple[list[Giver], list[str]]:
    """Teams of which something was carried out, by name, and the names of the others that proposed."""
    known = [Share(one.id, names[one.id], one.proposed, one.done) for one in shares.teams.values() if one.id in names]
    others = sorted((one.name for one in known if not one.done), key=sort_key)
    return _givers([one for one in known if one.done], "/initiatives?team={}"), others


def _givers(shares: Iterable[Share], href: str) -> list[Giver]:
    givers = [Giver(one.name, href.format(one.id), one.proposed, one.done, one.saw_through) for one in shares]
    return sorted(givers, key=lambda giver: sort_key(giver.name))


def years(shown: int, first: int | None, present: int) -> Sequence[dict[str, Any]]:
    """The years in which something happened, the latest first."""
    known = range(present, min(first or present, present) - 1, -1)
    return [{"label": str(one), "href": f"/changes/{one}", "current": one == shown} for one in known]

"""The numbers in words, as tables whose every cell leads to the list behind it; files hold the same tables."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from portal.core import i18n
from portal.core.i18n import gettext as _
from portal.core.i18n import ngettext
from portal.core.web.filters import AddressLinks
from portal.dashboard.choices import BENEFITS_BY_NUMBER, STAGES, Lacking
from portal.dashboard.conditions import VERDICTS, Kept, Stage, month_day, span_of
from portal.dashboard.figures import Figures, Group, Month, Times, Wanted
from portal.outcomes.charts import NARROW, WIDE, ColumnChart, column_chart
from portal.outcomes.charts import Group as Columns
from portal.outcomes.models import Benefit
from portal.outcomes.wording import BENEFITS
from portal.outcomes.wording import VERDICTS as VERDICT_WORDS

LIST = "/initiatives"


@dataclass(frozen=True, slots=True)
class Cell:
    """A number as it is written and as a file holds it, and the list behind it."""

    text: str
    value: float | int | None
    href: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a table."""

    label: str
    cells: Sequence[Cell]
    #: From 0 to 1: drawn as a bar under the label.
    share: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A table with its heading, what its numbers mean, and perhaps a drawing of it in two sizes."""

    name: str
    title: str
    note: str
    heads: Sequence[str]
    lines: Sequence[Line]
    drawn: tuple[ColumnChart, ColumnChart] | None = None
    #: What the drawing shows, in a sentence, and what its colours mean.
    words: str = ""
    legend: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Names of areas and teams, by id."""

    areas: Mapping[int, str]
    teams: Mapping[int, str]


def tiles(found: Figures, wanted: Wanted) -> list[tuple[str, Cell]]:
    """What one looks at first."""
    links = _Links(wanted)
    return [
        (_("came in"), _count(found.handed_in, links.cohort())),
        (_("implemented in these months"), _count(found.done, links.any_time(done_between=links.span))),
        (_("answered in time"), _share(found.answer.share, links.cohort(first_answer=int(Kept.IN_TIME)))),
        (_("of what was measured has worked"), _share(found.outcomes.hit_rate, links.confirmed(verdict=1))),
    ]


def sheets(found: Figures, wanted: Wanted, named: Named) -> list[Sheet]:
    """All tables of the page, in their order."""
    links = _Links(wanted)
    return [
        _flow(found, links),
        _funnel(found, links),
        _times(found, links),
        _outcomes(found, links),
        _groups("benefits", _("What it serves"), found.benefits, links, _benefit_of, Lacking.BENEFIT),
        _groups("areas", _("By area"), found.areas, links, named.areas.get, Lacking.AREA, head=_("Area")),
        _groups("teams", _("By team"), found.teams, links, named.teams.get, Lacking.TEAM, head=_("Team")),
    ]


class _Links:
    """Addresses of lists under the choice of the page."""

    def __init__(self, wanted: Wanted) -> None:
        self.months, self.span = {"since": wanted.first, "until": wanted.last}, span_of(wanted.first, wanted.last)
        self._links = AddressLinks(
            LIST, {"since": None, "until": None, "area": wanted.area_id, "team": wanted.team_id, **_NO_CHOICE}
        )

    def cohort(self, **more: Any) -> str:
        """Of those that were handed in in the period."""
        return self._links.href(**self.months, **more)

    def any_time(self, **more: Any) -> str:
        """Whenever they were handed in."""
        return self._links.href(**more)

    def confirmed(self, **more: Any) -> str:
        """Of those whose outcome was confirmed in the period."""
        return self._links.href(measured_since=self.months["since"], measured_until=self.months["until"], **more)


_NO_CHOICE: Mapping[str, Any] = dict.fromkeys(
    (
        "accepted_in", "declined_in", "done_in", "done_between", "stage", "first_answer", "decision", "verdict",
        "measured_since", "measured_until", "benefit", "without", "estimated",
    )
)  # fmt: skip


def _count(value: int, href: str) -> Cell:
    return Cell(i18n.number(value), value, href)


def _share(value: float | None, href: str) -> Cell:
    return (
        Cell("—", None, href) if value is None else Cell(f"{i18n.number(round(value * 100))} %", round(value, 4), href)
    )


def _days(value: float | None, href: str) -> Cell:
    return Cell("—", None, href) if value is None else Cell(i18n.number(value), value, href)


def _flow(found: Figures, links: _Links) -> Sheet:
    lines = [
        Line(
            i18n.month(month_day(one.month)),
            [
                _count(one.handed_in, links.any_time(since=one.month, until=one.month)),
                _count(one.accepted, links.any_time(accepted_in=one.month)),
                _count(one.declined, links.any_time(declined_in=one.month)),
                _count(one.done, links.any_time(done_in=one.month)),
            ],
        )
        for one in found.flow
    ]
    return Sheet(
        name="flow",
        title=_("Month by month"),
        note=_("What happened in each month, whenever the initiative was handed in."),
        heads=[_("Month"), _("Came in"), _("Accepted"), _("Declined"), _("Implemented")],
        lines=lines,
        drawn=_drawn([_columns(one, links) for one in found.flow]),
        words=_("Initiatives handed in and implemented by month; the table below has the same numbers."),
        legend=[_("Came in"), _("Implemented")],
    )


def _columns(one: Month, links: _Links) -> Columns:
    label = i18n.short_month(month_day(one.month))
    hrefs = (links.any_time(since=one.month, until=one.month), links.any_time(done_in=one.month))
    return Columns(label, (one.handed_in, one.done), hrefs)


def _drawn(groups: Sequence[Columns]) -> tuple[ColumnChart, ColumnChart] | None:
    if not any(value for group in groups for value in group.values):
        return None
    wide, narrow = (column_chart(groups, size, i18n.number) for size in (WIDE, NARROW))
    return wide, narrow


def _funnel(found: Figures, links: _Links) -> Sheet:
    whole = links.cohort()
    steps = [(str(STAGES[stage]), count, links.cohort(stage=int(stage))) for stage, count in found.funnel.items()]
    steps.insert(0, (_("Came in"), found.handed_in, whole))
    total = found.handed_in
    return Sheet(
        name="funnel",
        title=_("How far they come"),
        note=_("Of what was handed in in these months, how much has ever come so far."),
        heads=[_("Step"), _("Initiatives"), _("Of all")],
        lines=[
            Line(label, [_count(count, href), _share(_part(count, total), href)], _part(count, total))
            for label, count, href in steps
        ],
    )


def _part(count: int, total: int) -> float | None:
    return count / total if total else None


def _times(found: Figures, links: _Links) -> Sheet:
    return Sheet(
        name="times",
        title=_("How long people wait"),
        note=_(
            "In working days, without the days on which the author was asked. Half were faster than the median, "
            "nine of ten than the 90th percentile (nearest rank). The share in time counts what was due."
        ),
        heads=[
            _("Promise"), _("Given"), _("Median"), _("90th percentile"), _("In time"), _("Late"), _("Not due yet"),
            _("Share in time"),
        ],
        lines=[
            _time_line(_("First answer"), found.answer, "first_answer", links),
            _time_line(_("Decision"), found.decision, "decision", links),
        ],
    )  # fmt: skip


def _time_line(label: str, times: Times, name: str, links: _Links) -> Line:
    kept = {one: links.cohort(**{name: int(one)}) for one in Kept}
    return Line(
        label,
        [
            _count(times.count, kept[Kept.GIVEN]),
            _days(times.median, kept[Kept.GIVEN]),
            _days(times.p90, kept[Kept.GIVEN]),
            _count(times.in_time, kept[Kept.IN_TIME]),
            _count(times.late, kept[Kept.LATE]),
            _count(times.open, kept[Kept.OPEN]),
            _share(times.share, kept[Kept.IN_TIME]),
        ],
    )


def _outcomes(found: Figures, links: _Links) -> Sheet:
    outcomes = found.outcomes
    lines = [
        Line(
            str(VERDICT_WORDS[verdict]),
            [_count(outcomes.verdicts[verdict], links.confirmed(verdict=number))],
        )
        for number, verdict in enumerate(VERDICTS, 1)
    ]
    lines.append(Line(_("Hit rate"), [_share(outcomes.hit_rate, links.confirmed(verdict=1))]))
    lines.append(Line(_("Estimate error"), [_share(outcomes.error, links.confirmed(estimated=1))]))
    return Sheet(
        name="outcomes",
        title=_("Did it work?"),
        note=_(
            "Of what was confirmed in these months. Hit rate: reached / (reached + partly + not reached). "
            "Estimate error: the median of |measured change / expected change − 1|."
        )
        + " "
        + ngettext("%(num)s of them has numbers.", "%(num)s of them have numbers.", outcomes.with_numbers),
        heads=[_("Verdict"), _("Initiatives")],
        lines=lines,
    )


def _benefit_of(key: Any) -> str | None:
    return str(BENEFITS[key]) if isinstance(key, Benefit) else None


def _groups(
    name: str, title: str, groups: Sequence[Group], links: _Links, called: Callable[[Any], str | None], what: Lacking,
    *, head: str = "",
) -> Sheet:  # fmt: skip
    """In the order of names; what belongs to none of them comes last. ``head``: of the first column, else the title."""
    known = sorted(
        ((label, group) for group in groups if group.key is not None and (label := called(group.key))),
        key=lambda pair: i18n.sort_key(pair[0]),
    )
    lines = [_group_line(label, group, links, _place(group, what)) for label, group in known]
    lines += [_group_line(_("not said"), group, links, {"without": int(what)}) for group in groups if group.key is None]
    return Sheet(
        name=name,
        title=title,
        note=_("Of what was handed in in these months, in the order of names: nobody is ranked."),
        heads=[head or title, _("Came in"), _("Accepted"), _("Implemented"), _("Worked")],
        lines=lines,
    )


def _place(group: Group, what: Lacking) -> Mapping[str, Any]:
    if isinstance(group.key, Benefit):
        return {"benefit": BENEFITS_BY_NUMBER.index(group.key) + 1}
    return {_CHOICE[what]: group.key}


_CHOICE: Mapping[Lacking, str] = {Lacking.AREA: "area", Lacking.TEAM: "team"}


def _group_line(label: str, group: Group, links: _Links, place: Mapping[str, Any]) -> Line:
    counts = (
        (group.handed_in, None), (group.accepted, Stage.ACCEPTED), (group.done, Stage.DONE),
        (group.worked, Stage.WORKED),
    )  # fmt: skip
    return Line(
        label,
        [_count(count, links.cohort(**place, **({"stage": int(stage)} if stage else {}))) for count, stage in counts],
    )

"""The roadmap: quarters, what is promised for them and what was done in them."""

import re
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import NamedTuple

from flask import render_template, request

from portal.core import clock, i18n
from portal.core.db import db
from portal.core.numbers import number_path
from portal.core.reference import current_token
from portal.initiatives.queries import KnownStatus, areas, statuses
from portal.initiatives.queries.roadmap import MOST_ROWS, QUARTERS_SHOWN, Quarter, RoadmapRow, roadmap
from portal.initiatives.turns import day_state
from portal.initiatives.views import blueprint, filters
from portal.initiatives.views.bar import filter_bar
from portal.people.access import current_actor, signed_in
from portal.people.queries import shown_name

_QUARTER = re.compile(r"(\d{4})-([1-4])", re.ASCII)
#: Years that the address may ask for: others hold nothing, and the calendar ends somewhere.
YEARS = range(2000, 2200)


class Entry(NamedTuple):
    """One initiative on the roadmap."""

    href: str
    title: str
    status: KnownStatus
    area: str | None
    owner_name: str | None
    support_count: int
    done_at: datetime | None
    due_on: date | None
    due_state: str | None


@dataclass(frozen=True, slots=True, eq=False)
class Entries:
    """What belongs together. A piece of the page that is kept: the entries are made only to draw it."""

    rows: Sequence[RoadmapRow]
    known: Mapping[int, KnownStatus]
    areas: Mapping[int, str]
    today: date
    #: Of the reference data that the names are from.
    token: str

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Entry]:
        return map(self._entry, self.rows)

    @property
    def fragment_key(self) -> Hashable:
        """Everything that they show."""
        return self.token, tuple(map(tuple, self.rows))

    @property
    def done(self) -> int:
        """How many of them are done."""
        return sum(1 for row in self.rows if row.implemented_at)

    def _entry(self, row: RoadmapRow) -> Entry:
        return Entry(
            href=f"/initiatives/{number_path(row.id)}",
            title=row.title,
            status=self.known[row.status_id],
            area=self.areas.get(row.area_id or 0),
            owner_name=shown_name(row.owner_name) if row.owner_id else None,
            support_count=row.support_count,
            done_at=row.implemented_at,
            due_on=None if row.implemented_at else row.due_on,
            due_state=None if row.implemented_at else day_state(row.due_on, self.today),
        )


@dataclass(frozen=True, slots=True)
class Section:
    """A quarter with what belongs to it."""

    id: str
    title: str
    present: bool
    entries: Entries


@blueprint.get("/roadmap")
@signed_in
def roadmap_page() -> str:
    """Four quarters of the list's initiatives, the present one second."""
    actor, session = current_actor(), db.session()
    today, known = i18n.today(clock.now()), statuses(session)
    wanted = filters.parse(request.args, known)
    present = Quarter.of(today)
    first = _asked(request.args.get("from")) or present.later(-1)
    bar = filter_bar(session, wanted, actor, filters.ROADMAP, today=today)
    found = roadmap(session, wanted, actor, first, today=today)
    names = {area_id: row.name for area_id, row in areas(session).items()}
    entries = partial(Entries, known=known.by_id, areas=names, today=today, token=current_token(session))
    sections = [
        Section(_words(quarter), i18n.quarter(quarter.first_day), quarter == present, entries(rows))
        for quarter, rows in found.by_quarter.items()
    ]
    return render_template(
        "initiatives/roadmap.html",
        bar=bar,
        sections=sections,
        undated=entries(found.undated),
        most_rows=MOST_ROWS if found.cut else None,
        earlier=bar.links.href(**{"from": _words(first.later(-QUARTERS_SHOWN))}),
        later=bar.links.href(**{"from": _words(first.later(QUARTERS_SHOWN))}),
        now=None if first == present.later(-1) else bar.links.href(),
        any_at_all=bool(bar.counts.by_place),
    )


def _asked(text: str | None) -> Quarter | None:
    found = _QUARTER.fullmatch(text or "")
    if found is None or int(found[1]) not in YEARS:
        return None
    return Quarter(int(found[1]), int(found[2]))


def _words(quarter: Quarter) -> str:
    return f"{quarter.year}-{quarter.number}"

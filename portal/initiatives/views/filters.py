"""The list's filters in its address: what was chosen, and where each chip leads."""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

from portal.core import i18n
from portal.core.i18n import gettext as _
from portal.core.i18n import lazy_gettext as _l
from portal.core.text import clean_line
from portal.initiatives.models import StatusType
from portal.initiatives.queries import KnownStatus, Statuses
from portal.initiatives.queries.lists import COUNT_LIMIT, ListCounts, ListFilter, Scope, Sort
from portal.people.queries import AreaRow, TeamRow

PATH = "/initiatives"
SCOPE_LABELS = {
    Scope.MINE: _l("Mine"),
    Scope.SUPPORTED: _l("Supported by me"),
    Scope.FOLLOWED: _l("Followed"),
    Scope.OVERDUE: _l("Overdue"),
    Scope.INCOMPLETE: _l("Incomplete"),
}
SORT_LABELS = {
    Sort.NEW: _l("Newest first"),
    Sort.SUPPORT: _l("Most supported"),
    Sort.ACTIVITY: _l("Latest activity"),
}
#: Shown even when nothing is in it: people look for their own there.
_ALWAYS = frozenset({Scope.MINE, Scope.SUPPORTED, Scope.FOLLOWED})

Chip = dict[str, Any]


def parse(args: MultiDict[str, str], statuses: Statuses) -> ListFilter:
    """The filter that an address asks for; what nobody knows is left out."""
    by_key = {status.key: status.id for status in statuses.all}
    types = {value for value in args.getlist("type") if value in set(StatusType)}
    chosen = {by_key[key] for key in args.getlist("status") if key in by_key}
    chosen |= {status.id for status in statuses.all if status.type.value in types}
    sort = args.get("sort", "")
    return ListFilter(
        status_ids=frozenset(chosen),
        area_id=_number(args.get("area")),
        team_id=_number(args.get("team")) or None,
        author_id=_number(args.get("author")) or None,
        tag=clean_line(args.get("tag")).lower()[:40] or None,
        scopes=frozenset(scope for scope in Scope if args.get(scope.value) == "1"),
        sort=Sort(sort) if sort in set(Sort) else Sort.NEW,
    )


def _number(raw: str | None) -> int | None:
    return int(raw) if raw is not None and raw.isascii() and raw.isdecimal() and len(raw) < 16 else None


@lru_cache(maxsize=4096)
def _encoded(name: str, value: Any) -> str:
    """One choice as it stands in an address; nothing for a choice that isn't made."""
    return urlencode({name: value}, doseq=True) if value not in (None, ()) else ""


class FilterLinks:
    """Addresses that differ from the present one in one choice. A page has some fifty, so the parts are kept."""

    def __init__(self, wanted: ListFilter, statuses: Statuses) -> None:
        self.wanted, self.statuses = wanted, statuses
        choices: dict[str, Any] = {
            "status": self._keys(wanted.status_ids),
            "area": wanted.area_id,
            "team": wanted.team_id,
            "tag": wanted.tag,
            "author": wanted.author_id,
            **{scope.value: "1" for scope in sorted(wanted.scopes)},
            "sort": wanted.sort.value if wanted.sort is not Sort.NEW else None,
        }
        self._parts = {name: _encoded(name, value) for name, value in choices.items()}

    def href(self, **changes: Any) -> str:
        """The list with some choices changed (None: taken off), on its first page."""
        parts = self._parts | {name: _encoded(name, value) for name, value in changes.items()}
        query = "&".join(part for part in parts.values() if part)
        return f"{PATH}?{query}" if query else PATH

    def _keys(self, status_ids: frozenset[int]) -> tuple[str, ...]:
        return tuple(self.statuses.by_id[id_].key for id_ in sorted(status_ids))

    def status(self, status: KnownStatus) -> str:
        """With a status added to the chosen ones, or taken off them."""
        return self.href(status=self._keys(self.wanted.status_ids ^ {status.id}))

    def scope(self, scope: Scope) -> str:
        """With a scope added, or taken off."""
        return self.href(**{scope.value: None if scope in self.wanted.scopes else "1"})


def count_words(n: int) -> str:
    """'12', or '99+' where counting stops."""
    return f"{COUNT_LIMIT}+" if n > COUNT_LIMIT else i18n.number(n)


def status_chips(links: FilterLinks, counts: ListCounts) -> list[Chip]:
    """'All' and one chip a status in use or not empty; numbers only where the kept counts know them."""
    wanted = links.wanted
    numbers = counts.of_statuses(wanted.area_id)
    shown = [
        status
        for status in links.statuses.all
        if status.type is not StatusType.DRAFT
        and (numbers[status.id] or (status.retired_at is None and status.type is not StatusType.MERGED))
    ]
    chips = [
        _chip(_("All"), links.href(status=None), i18n.number(sum(numbers.values())), not wanted.status_ids),
        *(
            _chip(status.label, links.status(status), i18n.number(numbers[status.id]), status.id in wanted.status_ids)
            for status in shown
        ),
    ]
    return chips if wanted.counted else [{**chip, "count": None} for chip in chips]


def scope_chips(links: FilterLinks, counts: ListCounts) -> list[Chip]:
    """Mine, supported, followed; overdue and incomplete when there are any."""
    return [
        _chip(label, links.scope(scope), count_words(counts.scopes[scope]) if alone else None, current)
        for scope, label in SCOPE_LABELS.items()
        for current in [scope in links.wanted.scopes]
        for alone in [not links.wanted.scopes or current]
        if current or scope in _ALWAYS or counts.scopes[scope]
    ]


def place_menus(
    links: FilterLinks, counts: ListCounts, areas: Iterable[AreaRow], teams: Iterable[TeamRow]
) -> list[dict[str, Any]]:
    """The menus of areas and teams."""
    wanted = links.wanted
    numbers = counts.of_areas(wanted.status_ids)
    area_choices = [
        {
            "label": f"{row.name} · {i18n.number(numbers[row.id])}" if wanted.counted else row.name,
            "href": links.href(area=row.id),
            "current": row.id == wanted.area_id,
        }
        for row in areas
        if numbers[row.id] or not row.closed
    ]
    team_choices = [
        {"label": row.name, "href": links.href(team=row.id), "current": row.id == wanted.team_id}
        for row in teams
        if not row.closed
    ]
    menus = [{"label": _("Area"), "choices": area_choices}, {"label": _("Team"), "choices": team_choices}]
    return [menu for menu in menus if menu["choices"]]


def sort_choices(links: FilterLinks) -> list[Chip]:
    """The orders."""
    return [
        _chip(label, links.href(sort=sort.value if sort is not Sort.NEW else None), None, sort is links.wanted.sort)
        for sort, label in SORT_LABELS.items()
    ]


def active_choices(links: FilterLinks, area: str | None, team: str | None, author: str | None) -> list[Chip]:
    """What is chosen beyond chips that show it themselves; each leads to the list without it."""
    wanted = links.wanted
    found = []
    if area:
        found.append({"label": area, "href": links.href(area=None)})
    if team:
        found.append({"label": team, "href": links.href(team=None)})
    if wanted.tag:
        found.append({"label": f"#{wanted.tag}", "href": links.href(tag=None)})
    if author:
        found.append({"label": author, "href": links.href(author=None)})
    return found


def _chip(label: Any, href: str, count: str | None, current: bool) -> Chip:
    return {"label": label, "href": href, "count": count, "current": current}


@dataclass(frozen=True, slots=True, eq=False)
class FilterBar:
    """Everything above the rows. Kept as a fragment: equal choices, numbers and names make the same bar."""

    wanted: ListFilter
    reference_token: str
    author: str | None
    statuses: Statuses
    counts: ListCounts
    areas: Mapping[int, AreaRow]
    teams: Mapping[int, TeamRow]

    clear_href = PATH

    @property
    def fragment_key(self) -> Hashable:
        """Choices, numbers, and the token of the names of statuses, areas and teams."""
        return self.wanted, self.author, self.counts.digest, self.reference_token

    @property
    def links(self) -> FilterLinks:
        """Addresses that differ in one choice."""
        return FilterLinks(self.wanted, self.statuses)

    @property
    def filters(self) -> list[Chip]:
        """Chips of statuses."""
        return status_chips(self.links, self.counts)

    @property
    def scopes(self) -> list[Chip]:
        """Chips of what an initiative is to the reader."""
        return scope_chips(self.links, self.counts)

    @property
    def menus(self) -> list[dict[str, Any]]:
        """Menus of areas and teams."""
        return place_menus(self.links, self.counts, self.areas.values(), self.teams.values())

    @property
    def active(self) -> list[Chip]:
        """What is chosen beyond the chips."""
        area, team = self.areas.get(self.wanted.area_id or 0), self.teams.get(self.wanted.team_id or 0)
        return active_choices(self.links, area.name if area else None, team.name if team else None, self.author)

    @property
    def sorts(self) -> list[Chip]:
        """The orders."""
        return sort_choices(self.links)

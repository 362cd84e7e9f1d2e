"""The list's filters in its address: what was chosen, and where each chip leads."""

from collections.abc import Iterable, Mapping
from typing import Any

from werkzeug.datastructures import MultiDict

from portal.core import i18n
from portal.core.i18n import gettext as _
from portal.core.i18n import lazy_gettext as _l
from portal.core.i18n import ngettext
from portal.core.pages import Page
from portal.core.text import clean_line
from portal.core.typed import whole_number
from portal.core.web.filters import AddressLinks, Chip, chip
from portal.initiatives.joining import list_choices
from portal.initiatives.models import Shape, StatusType
from portal.initiatives.queries import KnownStatus, Statuses
from portal.initiatives.queries.lists import COUNT_LIMIT, ListCounts, ListFilter, Scope, Sort
from portal.people.queries import AreaRow, TeamRow

PATH, BOARD, ROADMAP = "/initiatives", "/initiatives/board", "/initiatives/roadmap"
EXPORT, VIEWS, SEVERAL = "/initiatives/export", "/initiatives/views", "/initiatives/several"
PATHS = {Shape.LIST: PATH, Shape.BOARD: BOARD, Shape.ROADMAP: ROADMAP}
#: The same choices laid out in several ways, each at an address of its own.
SHAPES = {
    PATH: (_l("List"), "list"),
    BOARD: (_l("Board"), "kanban"),
    ROADMAP: (_l("Roadmap"), "route"),
}
SCOPE_LABELS = {
    Scope.MINE: _l("Mine"),
    Scope.SUPPORTED: _l("Supported by me"),
    Scope.FOLLOWED: _l("Followed"),
    Scope.OVERDUE: _l("Overdue"),
    Scope.WAITING: _l("Not decided yet"),
    Scope.INCOMPLETE: _l("Incomplete"),
}
SORT_LABELS = {
    Sort.NEW: _l("Newest first"),
    Sort.OLDEST: _l("Oldest first"),
    Sort.SUPPORT: _l("Most supported"),
    Sort.ACTIVITY: _l("Latest activity"),
}
#: Shown even when nothing is in it: people look for their own there.
_ALWAYS = frozenset({Scope.MINE, Scope.SUPPORTED, Scope.FOLLOWED})


def parse(args: MultiDict[str, str], statuses: Statuses) -> ListFilter:
    """The filter that an address asks for; what nobody knows is left out."""
    by_key = {status.key: status.id for status in statuses.all}
    types = {value for value in args.getlist("type") if value in set(StatusType)}
    chosen = {by_key[key] for key in args.getlist("status") if key in by_key}
    chosen |= {status.id for status in statuses.all if status.type.value in types}
    sort = args.get("sort", "")
    return ListFilter(
        status_ids=frozenset(chosen),
        area_id=whole_number(args.get("area")),
        team_id=whole_number(args.get("team")) or None,
        author_id=whole_number(args.get("author")) or None,
        tag=clean_line(args.get("tag")).lower()[:40] or None,
        scopes=frozenset(scope for scope in Scope if args.get(scope.value) == "1"),
        joined=tuple((name, n) for name in list_choices.names() if (n := whole_number(args.get(name)))),
        sort=Sort(sort) if sort in set(Sort) else Sort.NEW,
    )


class FilterLinks(AddressLinks):
    """Addresses that differ from the present one in one choice."""

    def __init__(self, wanted: ListFilter, statuses: Statuses, path: str = PATH) -> None:
        self.wanted, self.statuses = wanted, statuses
        choices: dict[str, Any] = {
            "status": self._keys(wanted.status_ids),
            "area": wanted.area_id,
            "team": wanted.team_id,
            "tag": wanted.tag,
            "author": wanted.author_id,
            **{scope.value: "1" for scope in sorted(wanted.scopes)},
            **dict(wanted.joined),
            "sort": wanted.sort.value if wanted.sort is not Sort.NEW else None,
        }
        super().__init__(path, choices)

    def list_of(self, statuses: Iterable[KnownStatus]) -> str:
        """The list of these statuses alone, with the other choices."""
        return self.at(PATH, status=tuple(status.key for status in statuses))

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


def total_words(links: FilterLinks, counts: ListCounts, page: Page[Any]) -> str | None:
    """'34 initiatives' fit what is chosen: where one page has them all, or the numbers of the bar tell. Else None."""
    wanted = links.wanted
    if wanted == ListFilter(sort=wanted.sort):
        return None  # the first chip says so
    total = _total(links, counts, page)
    if total is None:
        return None
    if total > COUNT_LIMIT and not wanted.counted:
        return ngettext("More than %(num)s initiative", "More than %(num)s initiatives", COUNT_LIMIT)
    return ngettext("%(num)s initiative", "%(num)s initiatives", total)


def _total(links: FilterLinks, counts: ListCounts, page: Page[Any]) -> int | None:
    """How many fit; of a scope at most ``COUNT_LIMIT`` + 1."""
    wanted = links.wanted
    if page.newer is None and page.older is None:
        return len(page.rows)
    if wanted.counted:
        numbers = counts.of_statuses(wanted.area_id)
        chosen = sum(numbers[status_id] for status_id in wanted.status_ids)
        return chosen if wanted.status_ids else _standing(numbers, links)
    alone = ListFilter(scopes=wanted.scopes, sort=wanted.sort)
    return counts.scopes[min(wanted.scopes)] if len(wanted.scopes) == 1 and wanted == alone else None


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
        chip(_("All"), links.href(status=None), i18n.number(_standing(numbers, links)), not wanted.status_ids),
        *(
            chip(status.label, links.status(status), i18n.number(numbers[status.id]), status.id in wanted.status_ids)
            for status in shown
        ),
    ]
    return chips if wanted.counted else [{**chip, "count": None} for chip in chips]


def _merged(links: FilterLinks) -> frozenset[int]:
    """The statuses of what shows only where somebody asks for it."""
    return frozenset(status.id for status in links.statuses.all if status.type is StatusType.MERGED)


def _standing(numbers: Mapping[int, int], links: FilterLinks) -> int:
    return sum(n for status_id, n in numbers.items() if status_id not in _merged(links))


def scope_chips(links: FilterLinks, counts: ListCounts) -> list[Chip]:
    """Mine, supported, followed; overdue, waiting and incomplete when there are any."""
    return [
        chip(label, links.scope(scope), count_words(counts.scopes[scope]) if alone else None, current)
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
    numbers = counts.of_areas(wanted.status_ids or frozenset(links.statuses.by_id) - _merged(links))
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
        chip(label, links.href(sort=sort.value if sort is not Sort.NEW else None), None, sort is links.wanted.sort)
        for sort, label in SORT_LABELS.items()
    ]


def active_choices(
    links: FilterLinks, area: str | None, team: str | None, author: str | None, joined: Mapping[str, str]
) -> list[Chip]:
    """What is chosen beyond chips that show it themselves; each leads to the list without it.

    ``joined``: labels of what slices above have added, by the names of their choices.
    """
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
    return found + [{"label": label, "href": links.href(**{name: None})} for name, label in joined.items()]

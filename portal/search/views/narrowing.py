"""What results are narrowed by, in the address of the page, and the bar of chips above them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from werkzeug.datastructures import MultiDict

from portal.core import i18n
from portal.core.i18n import gettext as _
from portal.core.i18n import lazy_gettext as _l
from portal.core.text import clean_line, storable
from portal.core.typed import day, whole_number
from portal.core.web.filters import AddressLinks, Chip, chip
from portal.search.asking import Answer, Facet, Filters, Order
from portal.search.models import MAX_ASKED_LETTERS
from portal.search.sources import sources
from portal.search.views.blueprint import PATH

PAGE_ROWS, LAST_PAGE = 20, 10
ORDERS = {Order.BEST: _l("Best first"), Order.NEWEST: _l("Newest first")}
#: The parameter of each facet, with the words for its menu; kinds stand above as chips.
MENUS = {
    "statuses": ("status", _l("Status")),
    "genres": ("genre", _l("Genre")),
    "area_ids": ("area", _l("Area")),
    "team_ids": ("team", _l("Team")),
    "tags": ("tag", _l("Tag")),
    "langs": ("lang", _l("Language")),
}
MAX_VALUE_LETTERS = 60


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the address of the page asks for."""

    text: str
    #: By the parameter: kind, status, genre, area, team, tag, lang, after.
    chosen: Mapping[str, str] = field(default_factory=dict)
    order: Order = Order.BEST
    page: int = 1

    @property
    def offset(self) -> int:
        """How many results stand on the pages before."""
        return (self.page - 1) * PAGE_ROWS

    @property
    def filters(self) -> Filters:
        """The same for the search."""
        chosen = self.chosen

        def words(name: str) -> frozenset[str]:
            return frozenset({chosen[name]}) if name in chosen else frozenset()

        def ids(name: str) -> frozenset[int]:
            return frozenset(int(value) for value in words(name))

        return Filters(
            kinds=words("kind"), statuses=words("status"), genres=words("genre"), tags=words("tag"),
            langs=words("lang"), area_ids=ids("area"), team_ids=ids("team"),
            after=day(chosen["after"]) if "after" in chosen else None,
        )  # fmt: skip


def read_wanted(args: MultiDict[str, str]) -> Wanted:
    """What an address asks for, without what makes no sense."""
    values = {name: clean_line(storable(args.get(name, "")))[:MAX_VALUE_LETTERS] for name in _PARAMETERS}
    for name in ("area", "team"):
        number = whole_number(values[name])
        values[name] = str(number) if number else ""
    after = day(values["after"])
    values["after"] = after.isoformat() if after else ""
    order, page = args.get("sort", ""), whole_number(args.get("page")) or 1
    return Wanted(
        text=clean_line(storable(args.get("q", "")))[:MAX_ASKED_LETTERS],
        chosen={name: value for name, value in values.items() if value},
        order=Order(order) if order in set(Order) else Order.BEST,
        page=min(max(page, 1), LAST_PAGE),
    )


_PARAMETERS = ("kind", "after", *(name for name, _label in MENUS.values()))


class SearchLinks(AddressLinks):
    """Addresses of the page that differ from the present one in one choice; each begins at the first page."""

    def __init__(self, wanted: Wanted) -> None:
        order = wanted.order.value if wanted.order is not Order.BEST else None
        super().__init__(
            PATH, {"q": wanted.text, **dict.fromkeys(_PARAMETERS), **wanted.chosen, "sort": order, "page": None}
        )


@dataclass(frozen=True, slots=True)
class SearchBar:
    """Everything between the field and the results: see components/filter_bar.html."""

    wanted: Wanted
    answer: Answer
    links: SearchLinks
    views_href: None = None
    scopes: Sequence[Chip] = ()

    @property
    def filters_label(self) -> str:
        """What the first chips tell apart."""
        return _("Kind")

    @property
    def filters(self) -> list[Chip]:
        """Everything, and each kind with its count."""
        chosen, kinds = self.wanted.chosen.get("kind"), self.answer.facets.get("kinds", ())
        found = [self._chip("kind", facet) for facet in kinds]
        if chosen and not any(facet.value == chosen for facet in kinds):
            found.append(chip(kind_label(chosen), self.links.href(kind=None), None, True))
        return [chip(_("Everything"), self.links.href(kind=None), None, not chosen), *found]

    @property
    def menus(self) -> list[dict[str, Any]]:
        """One a facet that tells results apart."""
        shown = [(label, name, self.answer.facets.get(facet, ())) for facet, (name, label) in MENUS.items()]
        return [
            {"label": label, "choices": [self._choice(name, one) for one in facets]}
            for label, name, facets in shown
            if len(facets) > 1
        ]

    @property
    def sorts(self) -> list[Chip]:
        """The orders."""
        return [
            chip(
                label,
                self.links.href(sort=order.value if order is not Order.BEST else None),
                None,
                order is self.wanted.order,
            )
            for order, label in ORDERS.items()
        ]

    @property
    def active(self) -> list[Chip]:
        """What narrows beyond the kinds: chosen from a menu, or typed into the query."""
        from_menus = [
            chip(self._label(name, value), self.links.href(**{name: None}), None, True)
            for name, value in self.wanted.chosen.items()
            if name != "kind"
        ]
        typed = [
            chip(one.label, self.links.href(q=without(self.wanted.text, one.typed)), None, True)
            for one in self.answer.chosen
        ]
        return [*typed, *from_menus]

    @property
    def clear_href(self) -> str:
        """The words alone."""
        text = self.wanted.text
        for one in self.answer.chosen:
            text = without(text, one.typed)
        return SearchLinks(Wanted(text, order=self.wanted.order)).href()

    def _chip(self, name: str, facet: Facet) -> Chip:
        on = self.wanted.chosen.get(name) == facet.value
        return chip(facet.label, self.links.href(**{name: None if on else facet.value}), i18n.number(facet.count), on)

    def _choice(self, name: str, facet: Facet) -> Chip:
        made = self._chip(name, facet)
        return {**made, "label": f"{facet.label} · {made['count']}"}

    def _label(self, name: str, value: str) -> str:
        if name == "after":
            known = day(value)
            return _("after %(day)s", day=i18n.day(known)) if known else value
        of = next(facet for facet, (parameter, _words) in MENUS.items() if parameter == name)
        known_facet = next((one for one in self.answer.facets.get(of, ()) if one.value == value), None)
        return known_facet.label if known_facet else i18n.LANGUAGES.get(value, value) if name == "lang" else value


def kind_label(kind: str) -> str:
    """A kind in the plural."""
    source = sources.get(kind)
    return str(source.label) if source else kind


def without(text: str, typed: str) -> str:
    """A query without one of its filters."""
    return " ".join(text.replace(typed, " ", 1).split())

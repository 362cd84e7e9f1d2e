"""Everything above the initiatives, whether they are laid out as list, board or roadmap."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlencode

from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.i18n import gettext as _
from portal.core.reference import current_token
from portal.core.web.filters import Chip
from portal.initiatives.joining import list_choices
from portal.initiatives.models import Shape
from portal.initiatives.queries import Statuses, areas, statuses, teams
from portal.initiatives.queries.lists import ListCounts, ListFilter, list_counts
from portal.initiatives.views import filters
from portal.people.queries import AreaRow, TeamRow, person_names


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
    #: Labels of chosen choices of other slices.
    joined: Mapping[str, str] = field(default_factory=dict)
    path: str = filters.PATH

    @property
    def fragment_key(self) -> Hashable:
        """Choices, their words, numbers, and the token of the names of statuses, areas and teams."""
        joined = tuple(self.joined.items())
        return self.path, self.wanted, self.author, joined, self.counts.digest, self.reference_token

    @property
    def filters_label(self) -> str:
        """What the first chips tell apart."""
        return _("Status")

    @property
    def clear_href(self) -> str:
        """The page without any choice."""
        return self.path

    @property
    def shapes(self) -> list[Chip]:
        """List, board and roadmap of the same choices."""
        return [
            {"label": label, "icon": icon, "href": self.links.at(path), "current": path == self.path}
            for path, (label, icon) in filters.SHAPES.items()
        ]

    @property
    def views_href(self) -> str:
        """Saved views, with the present choices at hand to keep them."""
        return f"{filters.VIEWS}?{urlencode({'shape': self.shape.value, 'of': self.links.at('').removeprefix('?')})}"

    @property
    def shape(self) -> Shape:
        """How the choices are laid out here."""
        return next(shape for shape, path in filters.PATHS.items() if path == self.path)

    @property
    def exports(self) -> list[tuple[str, str]]:
        """What to take the same choices away as: a label and an address each."""
        return [("Excel", self.links.at(f"{filters.EXPORT}.xlsx")), ("CSV", self.links.at(f"{filters.EXPORT}.csv"))]

    @property
    def links(self) -> filters.FilterLinks:
        """Addresses that differ in one choice."""
        return filters.FilterLinks(self.wanted, self.statuses, self.path)

    @property
    def filters(self) -> list[Chip]:
        """Chips of statuses."""
        return filters.status_chips(self.links, self.counts)

    @property
    def scopes(self) -> list[Chip]:
        """Chips of what an initiative is to the reader."""
        return filters.scope_chips(self.links, self.counts)

    @property
    def menus(self) -> list[dict[str, Any]]:
        """Menus of areas and teams."""
        return filters.place_menus(self.links, self.counts, self.areas.values(), self.teams.values())

    @property
    def active(self) -> list[Chip]:
        """What is chosen beyond the chips."""
        area, team = self.areas.get(self.wanted.area_id or 0), self.teams.get(self.wanted.team_id or 0)
        names = area.name if area else None, team.name if team else None, self.author
        return filters.active_choices(self.links, *names, self.joined)

    @property
    def sorts(self) -> list[Chip]:
        """The orders."""
        return filters.sort_choices(self.links)


def filter_bar(session: Session, wanted: ListFilter, actor: Actor, path: str, *, today: date) -> FilterBar:
    """The bar of a page: one statement for the numbers, another for each person or other matter that was chosen."""
    return FilterBar(
        wanted=wanted,
        reference_token=current_token(session),
        author=_author(session, wanted.author_id),
        statuses=statuses(session),
        counts=list_counts(session, actor, today=today),
        areas=areas(session),
        teams=teams(session),
        joined=_joined(session, wanted, actor),
        path=path,
    )


def _joined(session: Session, wanted: ListFilter, actor: Actor) -> dict[str, str]:
    """What the chips of other slices' choices say; without a name they show their number."""
    return {name: list_choices[name].label(session, n, actor) or f"№ {n}" for name, n in wanted.joined}


def _author(session: Session, author_id: int | None) -> str | None:
    """The name on the chip of a chosen author."""
    return person_names(session, {author_id}).get(author_id) if author_id is not None else None

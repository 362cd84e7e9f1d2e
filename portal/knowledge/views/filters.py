"""The filters of the lists of knowledge in their addresses, and the bar above the rows."""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from portal.core import i18n
from portal.core.actor import Actor
from portal.core.i18n import gettext as _
from portal.core.i18n import lazy_gettext as _l
from portal.core.reference import current_token
from portal.core.text import clean_line
from portal.core.typed import whole_number
from portal.core.web.filters import AddressLinks, Chip, chip
from portal.knowledge.channels import CHANNELS
from portal.knowledge.queries import Genres, KnownGenre, genres
from portal.knowledge.queries.lists import ListCounts, ListFilter, Sort, list_counts
from portal.people.queries import AreaRow, areas, person_names

SORT_LABELS = {
    Sort.NEW: _l("Newest first"),
    Sort.REACTIONS: _l("Most reactions"),
    Sort.ACTIVITY: _l("Latest activity"),
    Sort.OLDEST: _l("Oldest first"),
}


def parse(
    args: MultiDict[str, str], kind: str, known: Genres, me: int, *, apart: frozenset[str] = frozenset()
) -> ListFilter:
    """The filter that an address asks for, without what nobody knows. ``apart``: shapes that have their own page."""
    keys, sort = set(args.getlist("genre")), args.get("sort", "")
    return ListFilter(
        kind=kind,
        genre_ids=frozenset(genre.id for genre in known.of_kind(kind) if genre.key in keys),
        apart_ids=frozenset(genre.id for genre in known.of_kind(kind) if genre.shape_name in apart),
        area_id=whole_number(args.get("area")),
        channel=_one_of(args.get("channel"), CHANNELS),
        tag=clean_line(args.get("tag")).lower()[:40] or None,
        language=_one_of(args.get("language"), i18n.LANGUAGES),
        author_id=me if args.get("mine") == "1" else whole_number(args.get("author")) or None,
        keeper_id=me if args.get("kept") == "1" else None,
        followed=args.get("followed") == "1",
        archived=args.get("archived") == "1",
        sort=Sort(sort) if sort in set(Sort) else Sort.NEW,
    )


def _one_of(value: str | None, known: Iterable[str]) -> str | None:
    return value if value in set(known) else None


class KnowledgeLinks(AddressLinks):
    """Addresses of a list that differ from the present one in one choice."""

    def __init__(self, wanted: ListFilter, known: Genres, path: str, me: int) -> None:
        self.wanted, self.known = wanted, known
        choices: dict[str, Any] = {
            "genre": self._keys(wanted.genre_ids),
            "area": wanted.area_id,
            "channel": wanted.channel,
            "language": wanted.language,
            "tag": wanted.tag,
            "author": wanted.author_id if wanted.author_id != me else None,
            **{name: "1" for name, on in scopes_of(wanted, me).items() if on},
            "sort": wanted.sort.value if wanted.sort is not Sort.NEW else None,
        }
        super().__init__(path, choices)

    def _keys(self, genre_ids: frozenset[int]) -> tuple[str, ...]:
        return tuple(self.known.by_id[id_].key for id_ in sorted(genre_ids))

    def genre(self, genre: KnownGenre) -> str:
        """With a genre added to the chosen ones, or taken off them."""
        return self.href(genre=self._keys(self.wanted.genre_ids ^ {genre.id}))


def scopes_of(wanted: ListFilter, me: int) -> dict[str, bool]:
    """What an item is to the reader, and whether that is asked for."""
    return {
        "mine": wanted.author_id == me,
        "followed": wanted.followed,
        "kept": wanted.keeper_id == me,
        "archived": wanted.archived,
    }


@dataclass(frozen=True, slots=True, eq=False)
class KnowledgeBar:
    """Everything above the rows. Kept as a fragment: equal choices, numbers and names make the same bar."""

    wanted: ListFilter
    path: str
    me: int
    has_channels: bool
    reference_token: str
    author: str | None
    genres: Genres
    counts: ListCounts
    areas: Mapping[int, AreaRow]
    #: Lists of knowledge have neither saved views nor tables yet.
    views_href: None = None

    @property
    def fragment_key(self) -> Hashable:
        """Choices, numbers, and the token of the names of genres and areas."""
        numbers = tuple(sorted(self.counts.by_place.items()))
        own = tuple(scopes_of(self.wanted, self.me).items())
        return self.path, self.wanted, own, self.author, numbers, self.reference_token

    @property
    def filters_label(self) -> str:
        """What the first chips tell apart."""
        return _("Kind")

    @property
    def clear_href(self) -> str:
        """The list without any choice."""
        return self.path

    @property
    def links(self) -> KnowledgeLinks:
        """Addresses that differ in one choice."""
        return KnowledgeLinks(self.wanted, self.genres, self.path, self.me)

    @property
    def filters(self) -> list[Chip]:
        """'All' and one chip a genre in use or not empty."""
        links, numbers = self.links, self.counts.of_genres(self.wanted.area_id)
        present = [one for one in self.genres.of_kind(self.wanted.kind) if one.id not in self.wanted.apart_ids]
        shown = [one for one in present if numbers[one.id] or one.retired_at is None]
        chips = [
            chip(
                _("All"),
                links.href(genre=None),
                i18n.number(sum(numbers[one.id] for one in present)),
                not self.wanted.genre_ids,
            ),
            *(
                chip(one.label, links.genre(one), i18n.number(numbers[one.id]), one.id in self.wanted.genre_ids)
                for one in shown
            ),
        ]
        return chips if self.counted else [{**one, "count": None} for one in chips]

    @property
    def counted(self) -> bool:
        """Whether the numbers are those of the rows below: they are by genre and area alone."""
        wanted = self.wanted
        others = (wanted.channel, wanted.tag, wanted.language, wanted.author_id, wanted.keeper_id)
        return not any((*others, wanted.followed, wanted.archived))

    @property
    def scopes(self) -> list[Chip]:
        """Chips of what an item is to the reader."""
        labels = {"mine": _("Mine"), "followed": _("Followed"), "kept": _("Kept by me"), "archived": _("Archived")}
        return [
            chip(labels[name], self.links.href(**{name: None if on else "1"}), None, on)
            for name, on in scopes_of(self.wanted, self.me).items()
        ]

    @property
    def menus(self) -> list[dict[str, Any]]:
        """Menus of areas, channels and languages."""
        wanted, links, numbers = self.wanted, self.links, self.counts.of_areas(self.wanted.genre_ids)
        places = [
            (f"{row.name} · {i18n.number(numbers[row.id])}" if self.counted else row.name, row.id)
            for row in self.areas.values()
            if numbers[row.id]
        ]
        menus: list[tuple[str, str, list[tuple[Any, Any]], Any]] = [
            (_("Area"), "area", places, wanted.area_id),
            (_("Where it was"), "channel", [(label, key) for key, label in CHANNELS.items()], wanted.channel),
            (_("Language"), "language", [(label, key) for key, label in i18n.LANGUAGES.items()], wanted.language),
        ]
        return [
            {
                "label": label,
                "choices": [
                    {"label": words, "href": links.href(**{name: value}), "current": value == chosen}
                    for words, value in choices
                ],
            }
            for label, name, choices, chosen in menus
            if choices and (name != "channel" or self.has_channels)
        ]

    @property
    def active(self) -> list[Chip]:
        """What is chosen beyond the chips; each leads to the list without it."""
        wanted, area = self.wanted, self.areas.get(self.wanted.area_id or 0)
        found = [
            (area.name if area else None, "area"),
            (CHANNELS.get(wanted.channel or ""), "channel"),
            (i18n.LANGUAGES.get(wanted.language or ""), "language"),
            (f"#{wanted.tag}" if wanted.tag else None, "tag"),
            (self.author, "author"),
        ]
        return [{"label": label, "href": self.links.href(**{name: None})} for label, name in found if label]

    @property
    def sorts(self) -> list[Chip]:
        """The orders."""
        links, present = self.links, self.wanted.sort
        return [
            chip(label, links.href(sort=sort.value if sort is not Sort.NEW else None), None, sort is present)
            for sort, label in SORT_LABELS.items()
        ]


def knowledge_bar(
    session: Session, wanted: ListFilter, actor: Actor, path: str, *, has_channels: bool = False
) -> KnowledgeBar:
    """The bar of a list: one statement for the numbers, another when a person was chosen."""
    author_id = wanted.author_id if wanted.author_id != actor.id else None
    return KnowledgeBar(
        wanted=wanted,
        path=path,
        me=actor.id,
        has_channels=has_channels,
        reference_token=current_token(session),
        author=person_names(session, {author_id}).get(author_id) if author_id is not None else None,
        genres=genres(session),
        counts=list_counts(session, wanted.kind),
        areas={row.id: row for row in areas(session)},
    )

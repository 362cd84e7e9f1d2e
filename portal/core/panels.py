"""Panels: what a slice shows on the pages of slices below it, which don't know it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.extension import ItemRef, Registry


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelRow:
    """One line of a panel: what it is, where it leads, a few words beside it."""

    title: str
    href: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonPanel:
    """What another slice shows on a person's page; ``more_href``: where the rest is, if there is more."""

    title: str
    rows: tuple[PanelRow, ...]
    more_href: str | None = None


#: Panels of a person's page: called with the person's id and whoever looks, who may see all that is in them.
person_panels: Registry[Callable[[Session, int, Actor], PersonPanel | None]] = Registry("panel of a person")


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemOffer:
    """What another slice offers to do with an item, in the menu of its page: words, a drawing, a page's address."""

    label: str
    icon: str
    href: str


#: Offers of other slices: called with an item that everybody may read and with whoever looks; without a statement.
item_offers: Registry[Callable[[ItemRef, Actor], ItemOffer | None]] = Registry("offer of an item's page")


@dataclass(frozen=True, slots=True, kw_only=True)
class WayBack:
    """The page from which somebody was sent to read an item: where it is, what it is, what it is called."""

    href: str
    label: str
    title: str
    language: str


#: Who knows an address from which people are sent to items: called with the address and whoever looks; None for any
#: other, and where the page isn't theirs. At most one statement, and only where a page's address names another.
ways_back: Registry[Callable[[Session, str, Actor], WayBack | None]] = Registry("way back from an item's page")


@dataclass(frozen=True, slots=True, kw_only=True)
class HomePanel:
    """What another slice shows on the home page: its template, given ``values`` as ``panel``, and its style sheet."""

    template: str
    sheet: str
    values: Mapping[str, Any]
    #: Before everything else on the page: what somebody is here for just now.
    first: bool = False


#: Panels of the home page in their order: called with whoever looks and the present moment. One statement each at most;
#: what everybody has there is better read with the page's own rows.
home_panels: Registry[Callable[[Session, Actor, datetime], HomePanel | None]] = Registry("panel of the home page")
#: Whether there is anything for a panel of the home page, by its name: a condition about ``ME``, read with the page's
#: own rows, so that only those whom it concerns pay for its statement. A panel without one is always asked.
home_panel_conditions: Registry[Callable[[], ColumnElement[bool]]] = Registry("condition of a home panel")

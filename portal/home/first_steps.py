"""What a new portal needs before it can answer anybody: read from the data, so that a step done is a step less."""

from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urlsplit

from portal.core.i18n import gettext as _
from portal.core.web.templating import path_to

_THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})


class Way(NamedTuple):
    """Where a step is done."""

    label: str
    href: str


@dataclass(frozen=True, slots=True)
class Step:
    """One of the first steps."""

    title: str
    note: str
    done: bool
    ways: tuple[Way, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Founding:
    """What the steps are judged by. ``address``: where the portal thinks that it lives; ``here``: where it was met."""

    alone: bool
    has_teams: bool
    has_areas: bool
    has_committee: bool
    address: str
    here: str


def first_steps(of: Founding) -> list[Step]:
    """The steps, done and not; none when all are done."""
    steps = [_people(of), _places(of), _committee(of), _address(of)]
    return [] if all(step.done for step in steps) else steps


def _people(of: Founding) -> Step:
    return Step(
        _("Add your colleagues"),
        _("One by one, or all at once from a table. Each gets a link to choose a password."),
        not of.alone,
        (
            Way(_("Add a person"), path_to("administration.new_person")),
            Way(_("Import them from a table"), path_to("administration.choose_file")),
        ),
    )


def _places(of: Founding) -> Step:
    return Step(
        _("Make teams and areas"),
        _("A team is where people work; an area is what an initiative is about."),
        of.has_teams and of.has_areas,
        (Way(_("Teams and areas"), path_to("administration.places")),),
    )


def _committee(of: Founding) -> Step:
    return Step(
        _("Name the committee"),
        _("Give at least one person the role “committee”. Until then nobody can answer an initiative."),
        of.has_committee,
        (Way(_("Choose from the people"), path_to("administration.people_list")),),
    )


def _address(of: Founding) -> Step:
    return Step(
        _("Check the portal's address"),
        _(
            "You came by %(here)s, but the settings say %(address)s. Set PORTAL_BASE_URL and start the portal again.",
            here=_host(of.here),
            address=of.address,
        ),
        _same_place(of.here, of.address),
    )


def _same_place(here: str, address: str) -> bool:
    one, other = _host(here), _host(address)
    return one == other or {one, other} <= _THIS_MACHINE


def _host(address: str) -> str:
    return urlsplit(address).hostname or ""

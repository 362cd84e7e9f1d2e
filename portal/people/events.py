"""What happens to accounts, teams and areas. Ids and names of fields only, never what a field says."""

from dataclasses import dataclass
from typing import ClassVar

from portal.core.journal import Event


@dataclass(frozen=True, kw_only=True)
class PersonEvent(Event):
    """Something that happened to one person."""

    item_kind: ClassVar[str] = "person"
    person_id: int

    @property
    def item_id(self) -> int:
        return self.person_id


@dataclass(frozen=True, kw_only=True)
class PersonAdded(PersonEvent):
    """A new account."""

    name: ClassVar[str] = "people.person_added"


@dataclass(frozen=True, kw_only=True)
class PersonChanged(PersonEvent):
    """Somebody changed the account; ``what`` names the fields."""

    name: ClassVar[str] = "people.person_changed"
    what: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class RolesChanged(PersonEvent):
    """Roles were given or taken."""

    name: ClassVar[str] = "people.roles_changed"
    added: tuple[str, ...]
    removed: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class PersonDeactivated(PersonEvent):
    """The account is closed; its sessions have ended and its duties have gone to others."""

    name: ClassVar[str] = "people.person_deactivated"


@dataclass(frozen=True, kw_only=True)
class PersonReactivated(PersonEvent):
    """A closed account is open again."""

    name: ClassVar[str] = "people.person_reactivated"


@dataclass(frozen=True, kw_only=True)
class PersonErased(PersonEvent):
    """Everything personal is gone; the row stays as 'a former colleague'."""

    name: ClassVar[str] = "people.person_erased"


@dataclass(frozen=True, kw_only=True)
class PasswordChanged(PersonEvent):
    """A password was chosen or changed; other sessions have ended."""

    name: ClassVar[str] = "people.password_changed"


@dataclass(frozen=True, kw_only=True)
class PasswordHelpAsked(PersonEvent):
    """Somebody forgot their password and asks an administrator for a one-time link."""

    name: ClassVar[str] = "people.password_help_asked"


@dataclass(frozen=True, kw_only=True)
class SignedInOnNewDevice(PersonEvent):
    """A sign-in from a browser that this person had not used before."""

    name: ClassVar[str] = "people.signed_in_on_new_device"
    session_id: int


@dataclass(frozen=True, kw_only=True)
class StandInNamed(PersonEvent):
    """Somebody stands in for this person while they are away; days in ISO 8601, ``away_until`` None: open."""

    name: ClassVar[str] = "people.stand_in_named"
    stand_in_id: int
    away_from: str
    away_until: str | None


@dataclass(frozen=True, kw_only=True)
class DutiesHandedOver(PersonEvent):
    """Duties of one kind went to somebody else; ``ids`` are what they are about: teams led, people looked after."""

    name: ClassVar[str] = "people.duties_handed_over"
    duty: str
    to_id: int
    ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class TeamEvent(Event):
    """Something that happened to a team."""

    item_kind: ClassVar[str] = "team"
    team_id: int

    @property
    def item_id(self) -> int:
        return self.team_id


@dataclass(frozen=True, kw_only=True)
class TeamAdded(TeamEvent):
    """A new team."""

    name: ClassVar[str] = "people.team_added"


@dataclass(frozen=True, kw_only=True)
class TeamChanged(TeamEvent):
    """Somebody renamed it or gave it another lead; ``what`` names the fields."""

    name: ClassVar[str] = "people.team_changed"
    what: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class TeamClosed(TeamEvent):
    """The team takes nobody new."""

    name: ClassVar[str] = "people.team_closed"


@dataclass(frozen=True, kw_only=True)
class TeamReopened(TeamEvent):
    """The team takes people again."""

    name: ClassVar[str] = "people.team_reopened"


@dataclass(frozen=True, kw_only=True)
class AreaEvent(Event):
    """Something that happened to an area."""

    item_kind: ClassVar[str] = "area"
    area_id: int

    @property
    def item_id(self) -> int:
        return self.area_id


@dataclass(frozen=True, kw_only=True)
class AreaAdded(AreaEvent):
    """A new area."""

    name: ClassVar[str] = "people.area_added"


@dataclass(frozen=True, kw_only=True)
class AreaChanged(AreaEvent):
    """Somebody renamed it or gave it to another team; ``what`` names the fields."""

    name: ClassVar[str] = "people.area_changed"
    what: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class AreaClosed(AreaEvent):
    """The area takes no new items."""

    name: ClassVar[str] = "people.area_closed"


@dataclass(frozen=True, kw_only=True)
class AreaReopened(AreaEvent):
    """The area takes items again."""

    name: ClassVar[str] = "people.area_reopened"

"""What happens to a person's account. Ids and names of fields only, never what a field says."""

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

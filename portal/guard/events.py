"""What happens to the list of public contacts."""

from dataclasses import dataclass
from typing import ClassVar

from portal.core.journal import Event


@dataclass(frozen=True, kw_only=True)
class PublicContactsChanged(Event):
    """A public contact was allowed, taken off the list, or put back on it."""

    name: ClassVar[str] = "guard.public_contacts_changed"
    item_kind: ClassVar[str] = "public_contact"
    contact_id: int
    #: "allowed", "withdrawn", "put_back".
    what: str

    @property
    def item_id(self) -> int:
        return self.contact_id

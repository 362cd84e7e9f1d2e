"""Public contacts, kept in the process (see core.reference), and the colleagues whom a text names."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from portal.core.privacy import Kind
from portal.core.privacy.values import value_key
from portal.core.reference import ReferenceData
from portal.guard.models import PublicContact
from portal.people.models import Person

#: So many letters at the beginning of a word are the same in every case of a name.
_STEM_LETTERS = 3
#: A text that names more is a list of people, and worth a look.
_MOST_NAMES = 20


@dataclass(frozen=True, slots=True)
class KnownContact:
    """A row of ``public_contacts`` in use that belongs to no database session."""

    id: int
    value: str
    note: str


def public_contacts(session: Session) -> tuple[KnownContact, ...]:
    """Everything that is public, in the order in which it was allowed; without a statement unless it has changed."""
    return _contacts.get(session)


def allowed(session: Session) -> tuple[str, ...]:
    """The public values, as the guard takes them."""
    return tuple(contact.value for contact in public_contacts(session))


def _load(session: Session) -> tuple[KnownContact, ...]:
    rows = session.execute(
        select(PublicContact.id, PublicContact.value, PublicContact.note)
        .where(PublicContact.withdrawn_at.is_(None))
        .order_by(PublicContact.id)
    )
    return tuple(KnownContact(row.id, row.value, row.note) for row in rows)


_contacts = ReferenceData(_load)


def names_of_colleagues(session: Session, names: Collection[str]) -> frozenset[str]:
    """The keys (``value_key``) of people who work here and may be those of the names, in whatever grammatical case."""
    stems = {word[:_STEM_LETTERS] for name in list(names)[:_MOST_NAMES] for word in name.split()}
    long = sorted(stem for stem in stems if len(stem) == _STEM_LETTERS and stem.isalpha())
    if not long:
        return frozenset()
    begins = [Person.name.startswith(stem) for stem in long] + [Person.name.contains(f" {stem}") for stem in long]
    rows = session.scalars(select(Person.name).where(Person.deactivated_at.is_(None), or_(*begins)))
    return frozenset(value_key(name, Kind.NAME) for name in rows)

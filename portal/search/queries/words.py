"""Words that mean the same in this company: the groups of its editors, and those that its dictionary of care makes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.articles.queries import entries
from portal.core.i18n import LANGUAGES
from portal.core.reference import ReferenceData
from portal.search.language.dictionary import Dictionary, shipped, with_groups
from portal.search.models import WordGroup


@dataclass(frozen=True, slots=True)
class KnownGroup:
    """A group in use that belongs to no database session."""

    id: int
    words: tuple[str, ...]
    version: int
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class CareGroup:
    """What an entry of the dictionary of care unites: what is said, and what used to be said."""

    #: The number of the entry.
    number: int
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Words:
    groups: tuple[KnownGroup, ...]
    care: tuple[CareGroup, ...]
    dictionary: Dictionary


def word_groups(session: Session) -> Sequence[KnownGroup]:
    """The groups of the company, the one that was changed last first."""
    return _words.get(session).groups


def care_groups(session: Session) -> Sequence[CareGroup]:
    """The groups that the dictionary of care makes."""
    return _words.get(session).care


def dictionary(session: Session) -> Dictionary:
    """The shipped dictionary with the company's words; without a statement unless they have changed."""
    return _words.get(session).dictionary


def _load(session: Session) -> _Words:
    rows = session.execute(
        select(WordGroup.id, WordGroup.words, WordGroup.version, WordGroup.changed_at)
        .where(WordGroup.removed_at.is_(None))
        .order_by(WordGroup.changed_at.desc(), WordGroup.id.desc())
    )
    groups = tuple(KnownGroup(row.id, tuple(row.words.split("\n")), row.version, row.changed_at) for row in rows)
    found = [entry for language in LANGUAGES for entry in entries(session, language)]
    care = tuple(CareGroup(entry.number, (entry.say, *entry.used_to_say)) for entry in found if entry.used_to_say)
    lines = ["\n".join(words) for words in (*(group.words for group in groups), *(group.words for group in care))]
    return _Words(groups, care, with_groups(shipped(), lines) if lines else shipped())


_words = ReferenceData(_load)

"""Colleagues with an open account, as the directory shows them."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.batches import in_batches
from portal.core.db import BigId, read_rows
from portal.core.i18n import gettext as _
from portal.core.i18n import lazy_gettext as _l
from portal.people.models import Person
from portal.people.queries import is_active, team_names
from portal.search.sources import EVERYONE, Shown, Text
from portal.search.sources.plain import lines

KIND = "person"
_FOUND = (is_active(), Person.name != "")
#: Built once: each letter that is typed asks for it.
_SEEN = select(Person.id, Person.name, Person.job).where(
    Person.id.in_(bindparam("ids", expanding=True, type_=BigId)), *_FOUND
)


class PersonSource:
    """The kind ``person``."""

    label = _l("People")
    icon = "user-round"

    def texts(self, session: Session, ids: Collection[int]) -> Mapping[int, Sequence[Text]]:
        """Name, job, team, and what stands before the @ of the address; nothing of a former colleague."""
        rows = session.execute(
            select(Person.id, Person.name, Person.job, Person.team_id, Person.email).where(Person.id.in_(ids), *_FOUND)
        )
        names = team_names(session)
        return {
            row.id: [
                Text(
                    item_id=row.id,
                    title=row.name,
                    body=lines([row.job, names.get(row.team_id, "")]),
                    words=[row.email.partition("@")[0].replace(".", " ")],
                    access=frozenset({EVERYONE}),
                    team_id=row.team_id,
                )
            ]
            for row in rows
        }

    def ids(self, session: Session) -> Iterator[Sequence[int]]:
        """In the order of their accounts."""
        yield from in_batches(session.scalars(select(Person.id).where(*_FOUND).order_by(Person.id)).all())

    def shown(
        self,
        session: Session,
        parts: Collection[tuple[int, str]],
        actor: Actor,  # noqa: ARG002 - everybody's
    ) -> Mapping[tuple[int, str], Shown]:
        """With the job beside the name."""
        rows = read_rows(session, _SEEN, {"ids": sorted({item_id for item_id, _part in parts})})
        return {
            (row.id, ""): Shown(
                title=row.name, href=f"/people/{row.id}", note=row.job or _("Colleague"), icon=self.icon
            )
            for row in rows
        }

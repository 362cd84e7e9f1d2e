"""What people learn with: tracks and practice dialogues that stand and can be begun, and nothing else of them.

Questions with their answers, and the replies of a dialogue, are not searched: a snippet would give them away.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.batches import in_batches
from portal.core.db import BigId, read_rows
from portal.core.i18n import gettext as _
from portal.core.i18n import lazy_gettext as _l
from portal.onboarding.models import Track, TrackSection, TrackStep, TrackVersion
from portal.onboarding.queries import visibility
from portal.practice import queries
from portal.practice.document import Dialogue as Written
from portal.practice.models import Dialogue, DialogueVersion
from portal.practice.reader import read
from portal.search.sources import EVERYONE, Shown, Text
from portal.search.sources.plain import lines, words_of_html

TRACK, DIALOGUE = "track", "dialogue"
_IDS = bindparam("ids", expanding=True, type_=BigId)
#: Closed ones are in no list either: an old link leads to them, a search doesn't.
_TRACKS, _DIALOGUES = visibility.offered(), queries.offered()
#: Built once: each letter that is typed asks for them.
_SEEN_TRACKS = select(Track.id, Track.title).where(Track.id.in_(_IDS), _TRACKS)
_SEEN_DIALOGUES = select(Dialogue.id, Dialogue.title).where(Dialogue.id.in_(_IDS), _DIALOGUES)


class TrackSource:
    """The kind ``track``."""

    label = _l("Learning tracks")
    icon = "sprout"

    def texts(self, session: Session, ids: Collection[int]) -> Mapping[int, Sequence[Text]]:
        """What it is for, and what its sections and steps are called."""
        rows = session.execute(
            select(
                Track.id, Track.language, Track.external_id, Track.keeper_id, TrackVersion.id.label("version_id"),
                TrackVersion.title, TrackVersion.summary_html, TrackVersion.published_at,
            )
            .join(TrackVersion, TrackVersion.id == Track.published_id)
            .where(Track.id.in_(ids), _TRACKS)
        ).all()  # fmt: skip
        titles = _titles(session, [row.version_id for row in rows])
        return {
            row.id: [
                Text(
                    item_id=row.id, lang=row.language, title=row.title, access=frozenset({EVERYONE}),
                    body=lines([words_of_html(row.summary_html), *titles[row.version_id]]),
                    at=row.published_at.date(), external_id=row.external_id,
                )
            ]
            for row in rows
        }  # fmt: skip

    def ids(self, session: Session) -> Iterator[Sequence[int]]:
        """In the order in which they were made."""
        yield from in_batches(session.scalars(select(Track.id).where(_TRACKS).order_by(Track.id)).all())

    def shown(
        self,
        session: Session,
        parts: Collection[tuple[int, str]],
        actor: Actor,  # noqa: ARG002 - everybody's
    ) -> Mapping[tuple[int, str], Shown]:
        """By the title that learners see."""
        rows = read_rows(session, _SEEN_TRACKS, {"ids": sorted({item_id for item_id, _part in parts})})
        return {
            (row.id, ""): Shown(title=row.title, href=f"/tracks/{row.id}", note=_("Learning track"), icon=self.icon)
            for row in rows
        }


class DialogueSource:
    """The kind ``dialogue``."""

    label = _l("Practice dialogues")
    icon = "headset"

    def texts(self, session: Session, ids: Collection[int]) -> Mapping[int, Sequence[Text]]:
        """Who the customer is, what one practises, and what the customer says."""
        rows = session.execute(
            select(
                Dialogue.id, DialogueVersion.language, DialogueVersion.title, DialogueVersion.customer,
                DialogueVersion.goal, DialogueVersion.source, DialogueVersion.published_at,
            )
            .join(DialogueVersion, queries.PLAYED)
            .where(Dialogue.id.in_(ids), _DIALOGUES)
        )  # fmt: skip
        return {row.id: [_of_dialogue(row, read(row.source))] for row in rows}

    def ids(self, session: Session) -> Iterator[Sequence[int]]:
        """In the order in which they were made."""
        yield from in_batches(session.scalars(select(Dialogue.id).where(_DIALOGUES).order_by(Dialogue.id)).all())

    def shown(
        self,
        session: Session,
        parts: Collection[tuple[int, str]],
        actor: Actor,  # noqa: ARG002 - everybody's
    ) -> Mapping[tuple[int, str], Shown]:
        """By the title of what is played."""
        rows = read_rows(session, _SEEN_DIALOGUES, {"ids": sorted({item_id for item_id, _part in parts})})
        return {
            (row.id, ""): Shown(
                title=row.title, href=f"/practice/{row.id}", note=_("Practice dialogue"), icon=self.icon
            )
            for row in rows
        }


def _of_dialogue(row: Any, written: Written) -> Text:
    said = (words for scene in written.scenes for words in scene.words)
    return Text(
        item_id=row.id, lang=row.language, title=row.title, access=frozenset({EVERYONE}),
        body=lines([row.customer, row.goal, *said]), words=written.tags, at=row.published_at.date(),
    )  # fmt: skip


def _titles(session: Session, version_ids: Collection[int]) -> Mapping[int, Sequence[str]]:
    """What sections and then steps are called, by their version."""
    found: defaultdict[int, list[str]] = defaultdict(list)
    for part in (TrackSection, TrackStep):
        rows = session.execute(
            select(part.version_id, part.title).where(part.version_id.in_(version_ids)).order_by(part.position, part.id)
        )
        for version_id, title in rows:
            found[version_id].append(title)
    return found

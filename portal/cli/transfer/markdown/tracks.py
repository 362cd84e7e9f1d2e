"""Tracks as folders of Markdown, as `portal import` reads them again: see portal/cli/transfer/track_files.py."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.cli.transfer.markdown.front_matter import front_matter
from portal.cli.transfer.markdown.marked_parts import hidden
from portal.cli.transfer.names import Names
from portal.cli.transfer.track_files import QUESTIONS, SECTION, STEP, TRACK
from portal.onboarding.models import Condition, Track, TrackVersion
from portal.onboarding.queries.tracks import draft_of, section_rows, step_rows
from portal.onboarding.services.importing import id_in_files
from portal.practice.models import Dialogue

FOLDER = "tracks"


@dataclass(frozen=True, slots=True)
class TrackText:
    """A file of a track: its path in the folder of the track, what stands above its text, and that."""

    path: str
    values: dict[str, Any]
    body: str

    @property
    def text(self) -> str:
        """As it is written."""
        return front_matter(self.values) + self.body


def track_files(session: Session, names: Names) -> Iterator[tuple[str, str, Sequence[TrackText]]]:
    """Of each track its title, its id and its files. What stands; else the draft."""
    dialogues = dict(session.execute(select(Dialogue.id, Dialogue.origin_key)).all())
    rows = select(Track).where(Track.discarded_at.is_(None)).order_by(Track.id)
    for track in session.scalars(rows):
        version = session.get(TrackVersion, track.published_id) if track.published_id else draft_of(session, track.id)
        if version is not None:
            line_id = id_in_files(track.id, track.external_id, track.made_at)
            head = TrackText("track.md", _track(track, version, line_id, names), _body(version.summary))
            yield version.title, line_id, [head, *_parts(session, version, names, dialogues)]


def _track(track: Track, version: TrackVersion, line_id: str, names: Names) -> dict[str, Any]:
    values: dict[str, Any] = {"kind": TRACK, "id": line_id, "title": version.title, "lang": track.language}
    if keeper := names.email(track.keeper_id):
        values["keeper"] = keeper
    values |= {"open_to_all": track.open_to_all, "for_newcomers": track.for_newcomers}
    values["state"] = "published" if track.published_id is not None else "draft"
    if version.change_note:
        values["note"] = version.change_note
    return values


def _parts(session: Session, version: TrackVersion, names: Names, dialogues: Mapping[int, str]) -> Iterator[TrackText]:
    steps = step_rows(session, version.id)
    for number, part in enumerate(section_rows(session, version.id), 1):
        folder = f"{number:02}-{part.key}"
        values = {"kind": SECTION, "key": part.key, "title": part.title}
        yield TrackText(f"{folder}/section.md", values, _body(part.intro))
        mine = [row for row in steps if row.section_id == part.id]
        for place, row in enumerate(mine, 1):
            asked = f"\n<!-- {QUESTIONS} -->\n{row.questions}\n" if row.questions else ""
            values = _step(row, names, dialogues)
            yield TrackText(f"{folder}/{place:02}-{row.key}.md", values, _body(row.body) + asked)


def _step(row: Any, names: Names, dialogues: Mapping[int, str]) -> dict[str, Any]:
    values: dict[str, Any] = {"kind": STEP, "key": row.key, "do": row.kind.value, "title": row.title}
    if row.item_kind == "dialogue":
        values["item"] = f"dialogue:{dialogues[row.item_id]}"
    elif row.item_kind is not None:
        values["item"] = f"{row.item_kind}:{names.of(row.item_kind, row.item_id)}"
    values["minutes"] = row.minutes
    if row.due_day is not None:
        values["day"] = row.due_day
    if not row.required:
        values["required"] = False
    if row.after is not Condition.ANYTIME:
        values["after"] = row.after.value
    return values


def _body(text: str) -> str:
    return f"\n{hidden(text)}\n" if text else ""

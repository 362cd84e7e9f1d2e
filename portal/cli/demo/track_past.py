"""The tracks that the demo's newcomers follow: written as a folder of Markdown, published long ago."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.cli.demo.company import DATA, Company, email_of
from portal.cli.transfer.bringing_tracks import brought_track, rendered
from portal.cli.transfer.track_files import read_track_part, whole_tracks
from portal.cli.transfer.track_lines import TrackFile
from portal.core.extension import ItemRef
from portal.core.line_faults import LineFault
from portal.onboarding.models import Track
from portal.onboarding.services.importing import bring_track
from portal.practice.models import Dialogue

#: When each was published; a track that isn't named here, a season ago.
_DAYS_AGO = {"first-ten-days": 260, "english-line": 150}
_SEASON_DAYS = 90


def read_tracks() -> list[TrackFile]:
    """The demo's tracks, in the order of their folders. Raises ValueError for a faulty file."""
    tracks: dict[Path, TrackFile] = {}
    faults: list[LineFault] = []
    for path in sorted((DATA / "tracks").rglob("*.md")):
        read_track_part(path, DATA, tracks, faults)
    found = whole_tracks(tracks, faults)
    if faults:
        raise ValueError("; ".join(map(str, faults)))
    return found


def publish_tracks(session: Session, company: Company, items: Mapping[str, ItemRef], now: datetime) -> None:
    """Let them stand since long ago. ``items``: what the stories have become; dialogues are found by their files."""
    lines = read_tracks()
    texts, dialogues = rendered(lines), _dialogues(session)
    keepers = {email_of(key): one.actor.id for key, one in company.people.items()}
    for line in lines:

        def resolve(kind: str, name: str) -> ItemRef | None:
            return dialogues.get(name) if kind == "dialogue" else items.get(f"{kind}:{name}")

        brought = brought_track(line, texts, keepers.get(line.keeper or ""), resolve)
        bring_track(session, brought, None, now=now - timedelta(days=_DAYS_AGO.get(line.id, _SEASON_DAYS)))


def demo_tracks(session: Session) -> Mapping[str, Track]:
    """Those of the demo by the names of their folders."""
    return {track.external_id: track for track in session.scalars(select(Track)) if track.external_id is not None}


def _dialogues(session: Session) -> dict[str, ItemRef]:
    """Training dialogues by the names of their files: the end of what they were brought in under."""
    rows = session.execute(select(Dialogue.origin_key, Dialogue.id))
    return {_file_name(key): ItemRef("dialogue", number) for key, number in rows}


def _file_name(key: str) -> str:
    return key.rpartition("/")[2].rpartition(":")[2].removesuffix(".md").removeprefix("demo-")

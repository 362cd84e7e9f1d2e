"""Tracks of files, in the transaction of the caller: last of all, for they name whatever else was brought in."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.cli.transfer.own_ids import People, find_item
from portal.cli.transfer.picture_addresses import PictureAddresses
from portal.cli.transfer.result import Result
from portal.cli.transfer.track_lines import StepFile, TrackFile
from portal.core.errors import DomainError, Invalid
from portal.core.extension import ItemRef
from portal.core.line_faults import LineFault
from portal.core.markdown import RenderedText, render
from portal.onboarding.services.importing import BroughtSection, BroughtStep, BroughtTrack, bring_track, find_track
from portal.onboarding.services.stepping import StepWords
from portal.practice.models import Dialogue

#: The item that a kind and an id of files name, or None.
Resolve = Callable[[str, str], ItemRef | None]


def bring_tracks(
    session: Session, result: Result, lines: Iterable[TrackFile], texts: Mapping[str, RenderedText], *, now: datetime
) -> None:
    """Every track; goes on after a faulty one."""
    people = People(session)
    for line in lines:
        try:
            known = find_track(session, line.id)
            keeper_id = people.id_of(line.keeper, "keeper") if line.keeper else None
            brought = brought_track(line, texts, keeper_id, lambda kind, name: named_item(session, kind, name))
            result.outcomes["tracks", bring_track(session, brought, known, now=now)] += 1
        except DomainError as error:
            told = (LineFault(1, str(said), error.field or "", line.file) for said in error.sentences)
            result.faults.extend(told)


def take_addresses(lines: Iterable[TrackFile], pictures: PictureAddresses) -> None:
    """Let the texts of tracks show their pictures under addresses of their own."""
    for line in lines:
        line.summary = pictures.settled("track", line.id, line.summary)
        for part in line.sections.values():
            part.intro = pictures.settled("track", line.id, part.intro)
            part.steps = [replace(step, body=pictures.settled("track", line.id, step.body)) for step in part.steps]


def rendered(lines: Iterable[TrackFile]) -> dict[str, RenderedText]:
    """All Markdown of the tracks, laid out: slow, so before the transaction."""
    texts: dict[str, RenderedText] = {}
    for line in lines:
        said = [line.summary]
        for part in line.sections.values():
            said += [part.intro, *(step.body for step in part.steps)]
        texts.update({text: render(text) for text in said})
    return texts


def brought_track(
    line: TrackFile, texts: Mapping[str, RenderedText], keeper_id: int | None, resolve: Resolve
) -> BroughtTrack:
    """The track with its items found and its texts laid out. Raises Invalid for an item that isn't here."""
    return BroughtTrack(
        external_id=line.id, title=line.title, summary=texts[line.summary], language=line.language,
        keeper_id=keeper_id, open_to_all=line.open_to_all, for_newcomers=line.for_newcomers, published=line.published,
        note=line.note,
        sections=[
            BroughtSection(
                key=part.key, title=part.title, intro=texts[part.intro],
                steps=[_brought_step(step, texts, resolve) for step in part.steps],
            )
            for _folder, part in sorted(line.sections.items())
        ],
    )  # fmt: skip


def _brought_step(step: StepFile, texts: Mapping[str, RenderedText], resolve: Resolve) -> BroughtStep:
    item = resolve(*step.item) if step.item is not None else None
    if step.item is not None and item is None:
        raise Invalid(f"'{step.key}' names {':'.join(step.item)}, which isn't here.", field="item")
    words = StepWords(
        kind=step.do, title=step.title, body=texts[step.body], item=item, minutes=step.minutes, due_day=step.day,
        required=step.required, after=step.after, questions=step.questions,
    )  # fmt: skip
    return BroughtStep(key=step.key, words=words)


def named_item(session: Session, kind: str, name: str) -> ItemRef | None:
    """The item that files name; a training dialogue by the key that it was brought in under."""
    if kind == "dialogue":
        number = session.scalar(select(Dialogue.id).where(Dialogue.origin_key == name))
        return ItemRef(kind, number) if number is not None else None
    return find_item(session, kind, name) if kind in {"case", "article", "algorithm"} else None

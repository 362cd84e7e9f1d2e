"""Tracks in a folder of Markdown: a file for the track, one for each section (a folder) and one for each step.

::

    tracks/first-days/track.md              kind: track, id, title, lang, keeper, open_to_all, for_newcomers, state
    tracks/first-days/01-monday/section.md  kind: section, title
    tracks/first-days/01-monday/02-tea.md   kind: step, do, title, item (case:id), minutes, day, required, after

Names begin with numbers that give the order; what follows is the key, which stays when the number changes: what a
learner has done hangs on it. What ``track.md`` doesn't name (lang, keeper, open_to_all, for_newcomers) stays as it is
in a track that is here already. The questions of a step stand behind a line '<!-- questions -->'.
"""

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from portal.cli.transfer.markdown.folder import named, text_of
from portal.cli.transfer.markdown.front_matter import read_front_matter
from portal.cli.transfer.markdown.marked_parts import parted, shown
from portal.cli.transfer.track_lines import SectionFile, StepFile, TrackFile
from portal.cli.transfer.values import read_count, read_flag
from portal.core.errors import DomainError, Invalid
from portal.core.line_faults import LineFault
from portal.core.text import clean_line, clean_lines, clean_text
from portal.onboarding.models import MAX_DUE_DAY, MAX_MINUTES, Condition, StepKind
from portal.onboarding.questions import read_questions

TRACK, SECTION, STEP = "track", "section", "step"
QUESTIONS = "questions"
_NUMBERED = re.compile(r"\d+[-_. ]+")
_KEY = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


#: The text of a file with addresses in the place of paths: text, its first line, values, path, in how many folders.
Pictured = Callable[[str, int, dict[str, Any], Path, int], str]


def read_track_part(
    path: Path, root: Path, tracks: dict[Path, TrackFile], faults: list[LineFault], pictured: Pictured | None = None
) -> bool:
    """Keep what a file says of a track, or its faults; False for a file that is something else."""
    file = named(root, path)
    try:
        text = text_of(path)
        front = read_front_matter(text)
    except DomainError:
        return False
    kind = str(front.values.get("kind", "")) if front is not None else ""
    if front is None or kind not in {TRACK, SECTION, STEP}:
        return False
    try:
        deep = 2 if kind == TRACK else 3
        body = pictured(front.text, front.text_line, front.values, path, deep) if pictured is not None else front.text
        if kind == TRACK:
            _take_track(tracks.setdefault(path.parent, TrackFile(file=file)), path, front.values, body, file)
        else:
            _take_part(tracks.setdefault(path.parent.parent, TrackFile(file=file)), path, front.values, body, kind)
    except DomainError as error:
        line = (front.lines.get(error.field or "", 1)) if front is not None else 1
        faults.append(LineFault(line, str(error), error.field or "", file))
    return True


def whole_tracks(tracks: Mapping[Path, TrackFile], faults: list[LineFault]) -> list[TrackFile]:
    """Those whose files are all there, in the order of their folders."""
    lost = "belongs to no track: its folder holds no track.md."
    faults.extend(LineFault(1, lost, file=track.file) for track in tracks.values() if not track.id)
    return [track for _folder, track in sorted(tracks.items()) if track.id]


def _take_track(track: TrackFile, path: Path, values: Mapping[str, Any], text: str, file: str) -> None:
    track.file, track.title, track.summary = file, _title(values), clean_text(shown(text))
    track.id = clean_line(str(values.get("id", "")))[:80] or path.parent.name[:80]
    track.language = str(values["lang"]) if "lang" in values else None
    if track.language not in {"uk", "ru", "en", None}:
        raise Invalid("has to be uk, ru or en.", field="lang")
    track.keeper = clean_line(str(values.get("keeper", ""))).lower() or None
    track.open_to_all = _flag(values, "open_to_all")
    track.for_newcomers = _flag(values, "for_newcomers")
    state = str(values.get("state", "published"))
    if state not in {"published", "draft"}:
        raise Invalid("has to be published or draft.", field="state")
    track.published = state == "published"
    track.note = clean_text(str(values.get("note", "")))[:500]


def _take_part(track: TrackFile, path: Path, values: Mapping[str, Any], text: str, kind: str) -> None:
    name = path.parent.name
    section = track.sections.setdefault(name, SectionFile(key=_key(name), title=_key(name)))
    if kind == SECTION:
        section.key, section.title, section.intro = _key_said(values, name), _title(values), clean_text(shown(text))
    else:
        section.steps.append(_step(path, values, text))


def _step(path: Path, values: Mapping[str, Any], text: str) -> StepFile:
    parts = parted(text, {"body", QUESTIONS}) or {}
    before = text.partition(f"<!-- {QUESTIONS} -->")[0] if "body" not in parts else parts["body"]
    questions = clean_lines(parts.get(QUESTIONS, "")).strip("\n")
    if faults := read_questions(questions)[1]:
        raise Invalid(f"the questions have faults: {faults[0].sentence}", field=QUESTIONS)
    return StepFile(
        key=_key_said(values, path.stem),
        do=_choice(values, "do", StepKind),
        title=_title(values),
        body=clean_text(shown(before)),
        item=_item(values),
        minutes=_number(values, "minutes", MAX_MINUTES) or 10,
        day=_number(values, "day", MAX_DUE_DAY),
        required=_flag(values, "required") is not False,
        after=_choice(values, "after", Condition, otherwise=Condition.ANYTIME),
        questions=questions,
    )


def _key_said(values: Mapping[str, Any], name: str) -> str:
    return _key(str(values["key"])) if values.get("key") else _key(name)


def _key(name: str) -> str:
    """The key that a name gives: without its number, of letters that an address can hold."""
    key = re.sub(r"[^a-z0-9]+", "-", _NUMBERED.sub("", name.lower(), count=1)).strip("-")[:40]
    if not _KEY.fullmatch(key):
        raise Invalid("needs a key of Latin letters, numbers and hyphens.", field="key")
    return key


def _title(values: Mapping[str, Any]) -> str:
    title = clean_line(str(values.get("title", "")))
    if not 4 <= len(title) <= 160:
        raise Invalid("needs a title of 4 to 160 letters.", field="title")
    return title


def _item(values: Mapping[str, Any]) -> tuple[str, str] | None:
    said = clean_line(str(values.get("item", "")))
    if not said:
        return None
    kind, colon, name = said.partition(":")
    if not colon or not name.strip():
        raise Invalid("has to name an item as 'case:its-id'.", field="item")
    return kind.strip(), name.strip()


def _choice(values: Mapping[str, Any], name: str, among: Any, otherwise: Any = None) -> Any:
    said = str(values.get(name, "")).strip()
    if not said and otherwise is not None:
        return otherwise
    if said not in {one.value for one in among}:
        raise Invalid(f"is '{said[:40]}'; {', '.join(one.value for one in among)} are understood.", field=name)
    return among(said)


def _number(values: Mapping[str, Any], name: str, most: int) -> int | None:
    try:
        number = read_count(values.get(name))
    except Invalid as error:
        raise Invalid(str(error), field=name) from error
    if number > most:
        raise Invalid(f"has to be at most {most}.", field=name)
    return number or None


def _flag(values: Mapping[str, Any], name: str) -> bool | None:
    """What the file says of it; None: nothing."""
    if name not in values:
        return None
    try:
        return read_flag(values[name])
    except Invalid as error:
        raise Invalid(str(error), field=name) from error

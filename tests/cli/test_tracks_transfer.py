"""Tracks out and in again as folders of Markdown."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.cli.demo.track_past import read_tracks
from portal.cli.transfer.bringing_tracks import bring_tracks, rendered
from portal.cli.transfer.markdown.tracks import track_files
from portal.cli.transfer.names import Names
from portal.cli.transfer.result import Result
from portal.cli.transfer.track_files import read_track_part, whole_tracks
from portal.cli.transfer.track_lines import TrackFile
from portal.core import clock
from portal.core.actor import Actor
from portal.core.db import transaction
from portal.core.extension import ItemRef
from portal.core.files import PictureUse
from portal.core.line_faults import ImportOutcome, LineFault
from portal.knowledge.models import ItemState, KnowledgeItem
from portal.onboarding.models import Condition, StepKind, Track
from portal.onboarding.queries.tracks import draft_of, step_rows, version_of
from portal.onboarding.services import importing
from portal.people.models import Person
from tests.cli.conftest import Installation, Installer
from tests.cli.test_archive import picture, tree
from tests.knowledge import factories as knowledge
from tests.onboarding import track_factories as tracks

FIRST = "---\nkind: track\nid: spring\ntitle: Весняний маршрут\nlang: uk\n---\nПро весну.\n"
SECTION = "---\nkind: section\ntitle: Понеділок\n---\n"
TEA = "---\nkind: step\ndo: meet\ntitle: Випийте чаю\nminutes: 15\nday: 1\n---\nІз **лимоном**.\n"
TWO_QUESTIONS = "? Чого спершу?\n(x) Слухати\n( ) Говорити\n\n? А потім?\n(x) Питати\n( ) Мовчати"


def written(root: Path, **files: str) -> Path:
    """A folder with a track; the names of ``files`` say / as __ and - as _."""
    usual = {"track.md": FIRST, "01-monday/section.md": SECTION, "01-monday/01-tea.md": TEA}
    for name, text in (usual | files).items():
        path = root / "tracks" / "spring" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


def read(root: Path) -> tuple[list[TrackFile], list[LineFault]]:
    parts: dict[Path, TrackFile] = {}
    faults: list[LineFault] = []
    for path in sorted(root.rglob("*.md")):
        assert read_track_part(path, root, parts, faults)
    return whole_tracks(parts, faults), faults


def bring(lines: list[TrackFile]) -> Result:
    result = Result()
    with transaction() as session:
        bring_tracks(session, result, lines, rendered(lines), now=clock.now())
    return result


def put_out(session: Session, root: Path) -> dict[str, str]:
    """Every track as files, as an export writes them."""
    told: dict[str, str] = {}
    for place, (_title, _id, texts) in enumerate(track_files(session, Names(session))):
        told |= {f"tracks/{place}/{one.path}": one.text for one in texts}
    for name, text in told.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    return told


def test_a_folder_becomes_a_published_track(session: Session, tmp_path: Path) -> None:
    lines, faults = read(written(tmp_path))
    assert faults == []
    assert bring(lines).outcomes["tracks", ImportOutcome.CREATED] == 1
    made = session.scalars(select(Track)).one()
    steps = step_rows(session, version_of(session, made.id, 1).id)
    assert [(row.key, row.kind, row.minutes, row.due_day) for row in steps] == [("tea", StepKind.MEET, 15, 1)]
    assert "<strong>" in steps[0].body_html


def test_the_same_folder_again_changes_nothing_and_another_word_makes_a_version(
    session: Session, tmp_path: Path
) -> None:
    bring(read(written(tmp_path))[0])
    assert bring(read(tmp_path)[0]).outcomes["tracks", ImportOutcome.UNCHANGED] == 1
    changed = written(tmp_path, **{"01-monday/01-tea.md": TEA.replace("чаю", "кави")})
    assert bring(read(changed)[0]).outcomes["tracks", ImportOutcome.UPDATED] == 1
    made = session.scalars(select(Track)).one()
    first, second = (step_rows(session, version_of(session, made.id, number).id)[0] for number in (1, 2))
    assert (first.title, second.title) == ("Випийте чаю", "Випийте кави")
    assert first.key == second.key


def test_what_goes_out_comes_in_again_the_same(session: Session, marta: Actor, tmp_path: Path) -> None:
    item = knowledge.item(marta)
    made = tracks.track(marta, "Чаювання: початок")
    tracks.step(made, marta, tracks.reading(item, questions=tracks.QUESTION, due_day=2, required=False))
    second = tracks.section(made, marta, "«Другий» день")
    words = tracks.words(StepKind.CHECK, title="Перевірте: # себе", questions=tracks.QUESTION, after=Condition.SECTION)
    tracks.step(made, marta, words, second)
    tracks.publish_draft(made, marta)
    session.rollback()
    out = put_out(session, tmp_path)
    lines, faults = read(tmp_path)
    assert faults == []
    assert bring(lines).outcomes["tracks", ImportOutcome.UNCHANGED] == 1
    lines[0].id = "elsewhere"
    assert bring(lines).outcomes["tracks", ImportOutcome.CREATED] == 1
    session.rollback()
    again = put_out(session, tmp_path / "again")
    own = {name.removeprefix("tracks/1/"): text for name, text in again.items() if name.startswith("tracks/1/")}
    for name, text in own.items():
        if name != "track.md":
            assert text == out[f"tracks/0/{name}"]


def test_a_draft_goes_out_and_in_as_a_draft(session: Session, marta: Actor, tmp_path: Path) -> None:
    tracks.track(marta, "Чаювання")
    put_out(session, tmp_path)
    lines, _faults = read(tmp_path)
    lines[0].id = "elsewhere"
    bring(lines)
    made = session.scalars(select(Track).where(Track.external_id == "elsewhere")).one()
    assert made.published_id is None
    draft = draft_of(session, made.id)
    assert draft is not None
    assert [row.title for row in step_rows(session, draft.id)] == ["Чаювання"]


def test_a_track_that_somebody_is_changing_is_left_alone(session: Session, marta: Actor, tmp_path: Path) -> None:
    bring(read(written(tmp_path))[0])
    made = session.scalars(select(Track)).one()
    tracks.step(made, marta, tracks.words(title="Прогулянка"), "monday")
    changed = written(tmp_path, **{"01-monday/01-tea.md": TEA.replace("чаю", "кави")})
    result = bring(read(changed)[0])
    assert len(result.faults) == 1


def test_an_item_that_is_not_here_is_named(session: Session, tmp_path: Path) -> None:
    reading = TEA.replace("do: meet", "do: read\nitem: case:nowhere")
    lines, faults = read(written(tmp_path, **{"01-monday/02-read.md": reading}))
    assert faults == []
    result = bring(lines)
    assert "case:nowhere" in str(result.faults[0])


def test_files_that_settle_a_track_otherwise_are_heard(session: Session, marta: Actor, tmp_path: Path) -> None:
    theirs = tracks.track(marta, "Чаювання", published=True)
    with transaction() as writing:
        writing.get_one(Track, theirs.id).for_newcomers = True
    bring(read(written(tmp_path))[0])
    email = session.scalars(select(Person.email).where(Person.id == marta.id)).one()
    settled = FIRST.replace("lang: uk", "lang: uk\nfor_newcomers: true\nopen_to_all: false\nkeeper: " + email)
    lines = read(written(tmp_path, **{"track.md": settled}))[0]
    for outcome in (ImportOutcome.UPDATED, ImportOutcome.UNCHANGED):
        assert bring(lines).outcomes["tracks", outcome] == 1
    session.rollback()
    made = session.scalars(select(Track).where(Track.external_id == "spring")).one()
    assert (made.for_newcomers, made.open_to_all, made.keeper_id) == (True, False, marta.id)
    assert not session.get_one(Track, theirs.id, populate_existing=True).for_newcomers
    assert draft_of(session, made.id) is None


def test_what_files_do_not_name_stays_as_it_is(session: Session, tmp_path: Path) -> None:
    settled = FIRST.replace("lang: uk", "lang: ru\nfor_newcomers: true\nopen_to_all: false")
    bring(read(written(tmp_path, **{"track.md": settled}))[0])
    silent = FIRST.replace("lang: uk\n", "").replace("Весняний", "Літній")
    lines = read(written(tmp_path, **{"track.md": silent}))[0]
    for outcome in (ImportOutcome.UPDATED, ImportOutcome.UNCHANGED):
        assert bring(lines).outcomes["tracks", outcome] == 1
    made = session.scalars(select(Track)).one()
    assert (made.title, made.language) == ("Літній маршрут", "ru")
    assert (made.for_newcomers, made.open_to_all) == (True, False)


def test_pictures_in_the_texts_of_a_track_travel_along(
    installation: Installation, new_installation: Installer, tmp_path: Path
) -> None:
    own = tmp_path / "own"
    shown = "\n![чашка](чай.png)\n"
    written(
        own, **{"track.md": FIRST + shown, "01-monday/section.md": SECTION + shown, "01-monday/01-tea.md": TEA + shown}
    )
    for folder in (".", "01-monday"):
        (own / "tracks" / "spring" / folder / "чай.png").write_bytes(picture("green" if folder == "." else "red"))
    archives = [tmp_path / "first", tmp_path / "second"]
    for portal, source, archive in (
        (installation, own, archives[0]),
        (elsewhere := new_installation(), archives[0], archives[1]),
    ):
        brought = portal.run("import", str(source))
        assert brought.exit_code == 0, brought.output
        assert portal.run("export", "--markdown", str(archive)).exit_code == 0
    first, second = map(tree, archives)
    assert first == second
    assert len([name for name in first if name.startswith("pictures/")]) == 2
    assert sum(b"pictures/" in text for name, text in first.items() if name.startswith("tracks/")) == 3
    again = elsewhere.run("import", str(archives[1]))
    assert "tracks: 0 created, 0 updated, 1 unchanged" in again.output
    assert elsewhere.ask(lambda session: len(set(session.scalars(select(PictureUse.item_kind))))) == 1


def test_a_draft_of_files_leaves_what_learners_see(session: Session, tmp_path: Path) -> None:
    bring(read(written(tmp_path))[0])
    draft = FIRST.replace("Весняний", "Літній").replace("lang: uk", "lang: uk\nstate: draft")
    lines = read(written(tmp_path, **{"track.md": draft}))[0]
    for outcome in (ImportOutcome.UPDATED, ImportOutcome.UNCHANGED):
        assert bring(lines).outcomes["tracks", outcome] == 1
    session.rollback()
    made = session.scalars(select(Track)).one()
    written_down = draft_of(session, made.id)
    assert written_down is not None
    assert (made.title, written_down.title) == ("Весняний маршрут", "Літній маршрут")


def test_pictures_of_brought_tracks_are_noted(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    noted: list[tuple[ItemRef, list[str]]] = []
    monkeypatch.setattr(importing, "note_uses", lambda _session, item, texts, _actor: noted.append((item, texts)))
    bring(read(written(tmp_path))[0])
    ((item, texts),) = noted
    assert item == ItemRef("track", session.scalars(select(Track.id)).one())
    assert {"Про весну.", "Із **лимоном**."} <= {text.strip() for text in texts}


def test_two_sections_of_one_key_are_a_fault_and_the_others_come_in(session: Session, tmp_path: Path) -> None:
    lines, _faults = read(written(tmp_path, **{"02-monday/section.md": SECTION, "02-monday/01-more.md": TEA}))
    good, _faults = read(written(tmp_path / "good"))
    good[0].id = "summer"
    result = bring([*lines, *good])
    assert [fault.field for fault in result.faults] == ["key"]
    assert list(session.scalars(select(Track.external_id))) == ["summer"]


@pytest.mark.parametrize(
    "step",
    [
        TEA.replace("do: meet", "do: check"),
        TEA.replace("do: meet", "do: read\nitem: case:open") + f"\n<!-- questions -->\n{TWO_QUESTIONS}\n",
        TEA.replace("do: meet", "do: read\nitem: case:hidden"),
    ],
    ids=["a check without questions", "two questions after reading", "what nobody published"],
)
def test_what_could_not_be_published_by_hand_is_not_published_by_files(
    session: Session, marta: Actor, tmp_path: Path, step: str
) -> None:
    for name, state in (("open", ItemState.PUBLISHED), ("hidden", ItemState.DRAFT)):
        item = knowledge.item(marta, state)
        with transaction() as writing:
            writing.get_one(KnowledgeItem, item.id).external_id = name
    lines, faults = read(written(tmp_path, **{"01-monday/02-x.md": step}))
    assert faults == []
    assert len(bring(lines).faults) == 1
    assert session.scalars(select(Track)).all() == []


@pytest.mark.parametrize("many", [{"sections": 31, "steps": 1}, {"sections": 1, "steps": 201}])
def test_a_track_that_nobody_could_survey_is_refused(session: Session, tmp_path: Path, many: dict[str, int]) -> None:
    line = read(written(tmp_path))[0][0]
    (monday,) = line.sections.values()
    steps = [replace(monday.steps[0], key=f"s{at}") for at in range(many["steps"] * many["sections"])]
    line.sections = {
        f"{at:02}": replace(monday, key=f"m{at}", steps=steps[at * many["steps"] : (at + 1) * many["steps"]])
        for at in range(many["sections"])
    }
    assert len(bring([line]).faults) == 1
    assert session.scalars(select(Track)).all() == []


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("01-monday/02-x.md", TEA.replace("do: meet", "do: sleep"), "sleep"),
        ("01-monday/02-x.md", TEA.replace("minutes: 15", "minutes: 9999"), "minutes"),
        ("01-monday/02-x.md", TEA.replace("title: Випийте чаю", "title: Ні"), "title"),
        ("01-monday/02-x.md", TEA.replace("minutes: 15", "item: nothing"), "item"),
        ("01-monday/02-чай.md", TEA, "key"),
        ("01-monday/02-x.md", TEA + "\n<!-- questions -->\n( ) без запитання\n", "questions"),
        ("track.md", FIRST.replace("lang: uk", "lang: xx"), "lang"),
        ("track.md", FIRST.replace("lang: uk", "state: maybe"), "state"),
    ],
)
def test_faults_are_named_with_their_files(tmp_path: Path, name: str, text: str, said: str) -> None:
    _lines, faults = read(written(tmp_path, **{name: text}))
    named = [fault for fault in faults if fault.file.endswith(name)]
    assert said in str(named[0])


def test_a_step_without_a_track_is_a_fault(tmp_path: Path) -> None:
    root = written(tmp_path)
    (root / "tracks" / "spring" / "track.md").unlink()
    lines, faults = read(root)
    assert lines == []
    assert len(faults) == 1


def test_the_demo_s_tracks_can_be_read() -> None:
    steps = {line.id: [step for part in line.sections.values() for step in part.steps] for line in read_tracks()}
    assert len(steps["first-ten-days"]) >= 30
    assert {step.do for step in steps["first-ten-days"]} == set(StepKind)

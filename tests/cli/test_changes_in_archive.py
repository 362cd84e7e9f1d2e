"""Drafts beside published texts go out with an archive and as lines, and come in beside the same texts."""

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.core.db import transaction
from portal.core.files import PictureUse, StoredPicture
from portal.core.journal import JournalEntry
from portal.core.markdown import PICTURE_IN_TEXT
from portal.knowledge.events import ItemHandedIn, ItemWritten
from portal.knowledge.models import KnowledgeItem, KnowledgeRevision, RevisionState
from portal.knowledge.queries import open_revision
from tests.algorithms.factories import GLASSES
from tests.cli.conftest import Installation, Installer
from tests.cli.test_archive import PEOPLE, STEPS, lines, picture, tree
from tests.cli.test_archive import STORY as LINKED

#: Without what it is tied to.
STORY: dict[str, Any] = {**LINKED, "links": []}
ALGORITHM: dict[str, Any] = {"kind": "algorithm", "id": "glasses", "source": GLASSES, "author": "olha@example.test"}
WAITING: dict[str, Any] = {
    "kind": "change", "of": "case:lilac", "genre": "hard_call", "lang": "uk", "title": "Слово «бузок» удруге",
    "situation": "Мама й досі нікому не відчиняє.", "action": "<!-- lesson -->\nПридумали друге слово.",
    "reaction": "Засміялися **втретє**.", "lesson": "# Знак\n\nВигадує родина.", "quote": "Я прошу:\nслово.",
    "channel": "chat", "area": "Склад", "tags": ["двері"], "author": "ivan@example.test", "state": "in_review",
    "note": "Друге слово", "major": True, "begun": "2025-05-01T08:00:00.5Z", "saved": "2025-05-02T08:00:00Z",
    "submitted": "2025-05-03T08:00:00Z",
}  # fmt: skip
SENT_BACK: dict[str, Any] = {
    "kind": "change", "of": "article:steps", "lang": "en", "title": "no", "body": "# A heading stays\n\nof the text.",
    "author": "olha@example.test", "asked_for": "Say why.", "begun": "2025-05-01T08:00:00Z",
}  # fmt: skip
OF_ALGORITHM: dict[str, Any] = {
    "kind": "change", "of": "algorithm:glasses", "author": "olha@example.test", "saved": "2025-06-01T08:00:00Z",
    "source": f"\n\n{GLASSES}\n\n\n",
}  # fmt: skip
EVERYTHING: list[dict[str, Any]] = [*PEOPLE, STORY, STEPS, ALGORITHM, WAITING, SENT_BACK, OF_ALGORITHM]


def changes(session: Session) -> dict[str | None, dict[str, Any]]:
    """Every draft beside a published text, without the numbers that each portal gives."""
    hashes = {row.token: row.sha256 for row in session.scalars(select(StoredPicture))}

    def text(source: str) -> str:
        return PICTURE_IN_TEXT.sub(lambda found: hashes.get(found[1], found[0]), source)

    found = {}
    for item in session.scalars(select(KnowledgeItem)):
        revision = open_revision(session, item)
        if revision is not None:
            found[item.external_id] = {
                name: getattr(revision, name)
                for name in (
                    "number", "state", "language", "title", "tags", "note", "major", "review_note", "based_on",
                    "begun_at", "saved_at", "submitted_at",
                )
            } | {
                "channel": revision.facts["channel"], "area": revision.facts["area_id"] is not None,
                "author": revision.author and revision.author.email,
                "parts": {key: text(part) for key, part in revision.parts.items()},
                "html": {key: text(part) for key, part in revision.html.items()},
            }  # fmt: skip
    return found


def uses(session: Session) -> int:
    return session.scalar(select(func.count()).where(PictureUse.item_kind == "knowledge_revision")) or 0


@pytest.fixture
def filled(installation: Installation, tmp_path: Path) -> Installation:
    """A portal with a change of each kind, one of them with a picture."""
    folder = tmp_path / "filled"
    (folder / "changes").mkdir(parents=True)
    (folder / "some.jsonl").write_text(lines(*EVERYTHING[:-2], OF_ALGORITHM), encoding="utf-8")
    (folder / "changes" / "red.png").write_bytes(picture())
    front = "\n".join(
        f"{name}: {json.dumps(value)}" for name, value in SENT_BACK.items() if name not in {"kind", "body"}
    )
    text = f"---\n{front}\n---\n{SENT_BACK['body']}\n\n![red](red.png)\n"
    (folder / "changes" / "steps.md").write_text(text, encoding="utf-8")
    result = installation.run("import", str(folder))
    assert result.exit_code == 0, result.output
    assert "changes: 3 created" in result.output
    return installation


def test_changes_brought_into_an_empty_portal_are_the_same(
    filled: Installation, new_installation: Installer, tmp_path: Path
) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    assert filled.run("export", "--markdown", str(first)).exit_code == 0
    elsewhere = new_installation()
    result = elsewhere.run("import", str(first))
    assert result.exit_code == 0, result.output

    there = elsewhere.ask(changes)
    assert there == filled.ask(changes)
    assert there["lilac"]["state"] is RevisionState.IN_REVIEW
    assert there["steps"]["parts"]["body"].startswith("# A heading stays")
    assert "Say why." in there["steps"]["review_note"]
    assert there["glasses"]["parts"]["source"].startswith("\n\n") or there["glasses"]["parts"]["source"] == GLASSES
    assert elsewhere.ask(uses) == filled.ask(uses) == 1
    assert elsewhere.run("export", "--markdown", str(second)).exit_code == 0
    assert tree(second) == tree(first)
    assert "left out" not in elsewhere.run("export").output

    again = elsewhere.run("import", str(first))
    assert "changes: 0 created, 0 updated, 3 unchanged" in again.output


def test_lines_of_changes_are_read_again(filled: Installation, new_installation: Installer, tmp_path: Path) -> None:
    everything, elsewhere = filled.run("export").stdout, new_installation()
    told = [json.loads(line) for line in everything.splitlines()]
    plain = [line for line in told if line.get("of") != "article:steps"]  # lines hold no pictures
    result = elsewhere.run("import", "-", stdin=lines(*plain))
    assert result.exit_code == 0, result.output

    there, here = elsewhere.ask(changes), filled.ask(changes)
    assert {name: there[name] for name in ("lilac", "glasses")} == {name: here[name] for name in ("lilac", "glasses")}
    alone = filled.run("export", "--kind", "change").stdout
    assert [json.loads(line)["kind"] for line in alone.splitlines()] == ["change"] * 3


def test_what_became_of_a_change_here_stays(installation: Installation) -> None:
    file = lines(*PEOPLE, STEPS, SENT_BACK)
    assert installation.run("import", "-", stdin=file).exit_code == 0
    with installation.opened(), transaction() as session:
        revision = session.scalars(select(KnowledgeRevision).where(KnowledgeRevision.number == 2)).one()
        revision.state = RevisionState.DISCARDED

    assert "changes: 0 created, 0 updated, 1 unchanged" in installation.run("import", "-", stdin=file).output
    assert installation.ask(changes) == {}
    own = json.dumps(STEPS | {"id": "other"}), json.dumps(SENT_BACK | {"of": "article:other", "title": "another"})
    assert "changes: 1 created" in installation.run("import", "-", stdin="\n".join(own)).output


def test_a_change_is_in_the_journal(installation: Installation) -> None:
    assert installation.run("import", "-", stdin=lines(*PEOPLE, STORY, WAITING)).exit_code == 0

    def told(session: Session) -> list[tuple[str, int, str]]:
        names = (ItemWritten.name, ItemHandedIn.name)
        rows = session.scalars(select(JournalEntry).where(JournalEntry.name.in_(names)).order_by(JournalEntry.id))
        return [(row.name, row.data["number"], f"{row.at:%Y-%m-%d}") for row in rows]

    assert installation.ask(told)[-2:] == [
        (ItemWritten.name, 2, "2025-05-01"),
        (ItemHandedIn.name, 2, "2025-05-03"),
    ]


SHAPES = [
    (SENT_BACK | {"of": ""}, "of: is missing"),
    (SENT_BACK | {"of": "steps"}, "of: has 'steps'"),
    (SENT_BACK | {"of": "article:faulty-1", "state": "published"}, "state: is 'published'"),
    (SENT_BACK | {"of": "article:faulty-2", "begun": "2999-01-01"}, "begun: is '2999-01-01'"),
    (SENT_BACK | {"of": "article:steps-4", "genre": "wow"}, "genre: there is no genre 'wow'"),
    (SENT_BACK | {"of": "article:steps-5", "body": ""}, "there is no text"),
]
RULES = [
    (SENT_BACK | {"of": "article:nowhere"}, "of: there is no article 'nowhere'"),
    (SENT_BACK | {"of": "article:draft"}, "of: Only what is published has a draft of a change beside it"),
    (SENT_BACK | {"of": "article:steps-2", "asked_for": "", "author": None}, "author: A draft is seen by its author"),
    (SENT_BACK | {"of": "article:steps-3", "author": "ghost@example.test"}, "author: nobody here has the e-mail"),
    (SENT_BACK | {"of": "article:steps-4", "begun": "2199-01-01"}, "begun: 2199-01-01 12:00 lies in the future"),
    (WAITING | {"lesson": ""}, "lesson: Please say a little more here"),
]


@pytest.mark.parametrize("faults", [SHAPES, RULES])
def test_every_fault_of_a_change_is_named_and_nothing_comes_in(
    installation: Installation, faults: list[tuple[dict[str, Any], str]]
) -> None:
    draft = {"kind": "article", "id": "draft", "title": "Чернетка", "body": "Так.", "state": "draft"}
    there: list[dict[str, Any]] = [*PEOPLE, STORY, draft | {"author": "olha@example.test"}, STEPS]
    there += [STEPS | {"id": f"steps-{n}"} for n in (2, 3, 4)]
    result = installation.run("import", "-", stdin=lines(*there, *(line for line, _sentence in faults)))

    said = result.stderr.splitlines()
    for number, (_line, sentence) in enumerate(faults, len(there) + 1):
        own = [line for line in said if line.startswith(f"line {number}: ")]
        assert len(own) == 1, (number, said)
        assert sentence in own[0]
    assert result.exit_code == 1
    assert installation.ask(changes) == {}

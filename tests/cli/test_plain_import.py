"""Algorithms and articles whose text comes as a plain body."""

import json
from typing import Any

import pytest
from sqlalchemy import select

from portal.algorithms.plain_bodies import source_of_body
from portal.algorithms.understanding import understood
from portal.core.actor import Actor
from portal.knowledge.models import ItemState, KnowledgeItem, KnowledgeRevision
from portal.people.models import Role
from portal.search.engines import engine
from portal.search.indexing import catch_up
from portal.search.models import SearchDocument
from portal.search.sources import access_of
from tests.cli.conftest import Installation
from tests.search.texts import question

BODY = "Початок. Запитай: «Ви вже прийняли препарат?»\nТак → спершу стан.\n# Не заголовок\nКінець. Дякуємо."
LINE = {"kind": "algorithm", "id": "a1", "title": "Отримав не ті ліки: що робити", "body": BODY, "tags": ["аптека"]}
GRAPH = "## Привітатись\n- Чує нас → Кінець: Так\n\n## Кінець: Так\nРезультат: вирішено\n"
EDITOR = Actor(id=999, name="", roles=frozenset({Role.EMPLOYEE, Role.EDITOR}))
READER = Actor(id=998, name="", roles=frozenset({Role.EMPLOYEE}))


def bring(installation: Installation, *lines: dict[str, Any], options: tuple[str, ...] = ()) -> str:
    result = installation.run("import", "-", *options, stdin="\n".join(json.dumps(line) for line in lines))
    assert result.exit_code == 0, result.output
    return result.output


def state(installation: Installation) -> ItemState:
    return installation.ask(lambda session: session.scalars(select(KnowledgeItem.state)).one())


def finds(installation: Installation, text: str, actor: Actor) -> list[str | None]:
    """The ids of the import."""
    with installation.opened() as session:
        catch_up()
        hits = engine(session).search(question(text, access=access_of(actor))).hits
        return [session.get_one(SearchDocument, hit.document_id).external_id for hit in hits]


def test_a_text_that_is_no_graph_is_a_draft_of_the_editors(installation: Installation) -> None:
    said = bring(installation, LINE)

    assert "1 algorithms are no graphs of steps: drafts" in said
    assert state(installation) is ItemState.DRAFT
    assert finds(installation, "препарат", EDITOR) == ["a1"]
    assert finds(installation, "препарат", READER) == []
    assert "1 unchanged" in bring(installation, LINE)


def test_it_is_published_as_a_text_when_somebody_says_so(installation: Installation) -> None:
    assert "published as plain texts" in bring(installation, LINE, options=("--as-text",))

    assert state(installation) is ItemState.PUBLISHED
    assert finds(installation, "препарат", READER) == ["a1"]
    assert "1 unchanged" in bring(installation, LINE, options=("--as-text",))


def test_a_draft_of_an_earlier_run_can_still_be_published_as_a_text(installation: Installation) -> None:
    bring(installation, LINE)
    assert "1 updated" in bring(installation, LINE, options=("--as-text",))

    assert state(installation) is ItemState.PUBLISHED
    assert finds(installation, "препарат", READER) == ["a1"]


def test_other_words_of_a_text_take_the_place_of_the_former(installation: Installation) -> None:
    bring(installation, LINE, options=("--as-text",))
    bring(installation, LINE | {"body": "Тут лише про вітаміни."}, options=("--as-text",))

    assert finds(installation, "вітамін", READER) == ["a1"]
    assert finds(installation, "препарат", READER) == []


def test_a_plain_body_that_is_a_graph_is_an_algorithm_like_any_other(installation: Installation) -> None:
    assert "no graphs" not in bring(installation, LINE | {"body": GRAPH})

    assert state(installation) is ItemState.PUBLISHED
    source = installation.ask(lambda session: session.scalars(select(KnowledgeRevision.parts)).one()["source"])
    assert [block.title for block in understood(source).document.steps] == ["Привітатись"]


def test_title_tags_and_language_of_the_line_stand_in_the_text(installation: Installation) -> None:
    bring(installation, LINE | {"lang": "uk", "title": 'Ліки: "не ті", що далі?'})

    item = installation.ask(lambda session: session.scalars(select(KnowledgeItem)).one())
    assert (item.title, item.language) == ('Ліки: "не ті", що далі?', "uk")
    with installation.opened() as session:
        assert [tag.name for tag in session.get_one(KnowledgeItem, item.id).tags] == ["аптека"]


def test_a_line_without_a_title_is_faulty(installation: Installation) -> None:
    nameless = {name: value for name, value in LINE.items() if name != "title"}
    result = installation.run("import", "-", stdin=json.dumps(nameless))

    assert result.exit_code == 1
    assert "title" in result.output


def test_an_article_with_a_plain_body_is_published(installation: Installation) -> None:
    bring(installation, {"kind": "article", "id": "b1", "title": "Інсулін у дорозі", "body": "Тримайте в холоді."})

    assert finds(installation, "інсулін", READER) == ["b1"]


@pytest.mark.parametrize("body", ["# a\n> b\n!!! c", "```\nx", "- a → b", "---", "\n\n\n", "{#k}", "1. a\n2. b"])
def test_any_text_becomes_one_that_can_be_shown(installation: Installation, body: str) -> None:
    source = source_of_body(body, title="Назва", tags=(), language=None)
    assert understood(source).document.front.values["title"] == "Назва"


def test_its_words_are_laid_out(installation: Installation) -> None:
    bring(installation, LINE, options=("--as-text",))
    with installation.opened() as session:
        assert "Ви вже прийняли препарат" in session.scalars(select(KnowledgeRevision.html)).one()["source"]

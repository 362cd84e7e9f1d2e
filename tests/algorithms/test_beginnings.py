"""What the editor writes for somebody: in every language it is what it says, and nothing of it is at fault."""

from typing import Any

import pytest

from portal.algorithms.checking import check
from portal.algorithms.document import Answer, BlockKind, Phrase, Point, Question, ResultKind
from portal.algorithms.format import read
from portal.algorithms.graph import graph_of
from portal.algorithms.own_facts import own_facts
from portal.algorithms.snippets import BEGINNINGS, NO_TITLES, SNIPPETS, beginning
from portal.algorithms.words import WORDS
from portal.core.i18n import LANGUAGES
from portal.core.text import guess_language

PARTS = {"phrase": Phrase, "point": Point, "question": Question, "answer": Answer}


def written(language: str, name: str) -> str:
    """A snippet as it stands once somebody has typed over it."""
    return SNIPPETS[language][name].replace("⟦", "").replace("⟧", "")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", BEGINNINGS)
def test_what_a_text_begins_with_has_no_fault(language: str, name: str) -> None:
    source = beginning(name, language)
    document = read(source)

    assert check(document, graph_of(document)) == []
    assert guess_language(source, fallback="") == language
    assert own_facts({"source": source}).title


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PARTS)
def test_a_part_of_a_step_is_read_as_what_the_button_says(language: str, name: str) -> None:
    [block] = read(f"## X\n{written(language, name)}\n").blocks

    assert [type(part) for part in block.parts] == [PARTS[name]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_heading_is_read_as_what_the_button_says(language: str) -> None:
    names = ("step", "finish", "any_time")
    step, finish, any_time = read("\n\n".join(written(language, name) for name in names)).blocks

    assert [step.kind, finish.kind, any_time.kind] == [BlockKind.STEP, BlockKind.FINISH, BlockKind.ANY_TIME]
    assert finish.result is not None
    assert finish.result.kind is ResultKind.SOLVED
    assert finish.note is not None
    assert finish.note.names == ("path",)
    assert len(any_time.answers) == 1
    assert step.parts == ()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_that_the_portal_writes_is_understood(language: str) -> None:
    word = WORDS[language]
    results: dict[str, Any] = {
        name: ResultKind(name) for name in ("solved", "follow_up", "escalated", "not_solved")
    }  # fmt: skip
    for name, kind in results.items():
        [block] = read(f"## {word['finish']}: X\n{word['result']}: {word[name]}\n{word['note']}: y").blocks
        assert block.result is not None
        assert block.result.kind is kind
        assert block.note is not None
    [block] = read(
        f"## X\n{word['goal']}: y\n? q: a | b\n- [ ] {word['must']} z\n"
        f"- a {word['only_if']} q = a) → X\n- b {word['otherwise']} → X\n"
    ).blocks
    assert block.goal == "y"
    assert block.points[0].must
    assert [(answer.condition is None, answer.otherwise) for answer in block.answers] == [(False, False), (True, True)]
    assert word["any_time"].lower() in NO_TITLES

"""The format of dialogues: what a text says, what is wrong with it, and how it is played."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.algorithms.understanding import understood
from portal.core import i18n
from portal.practice import reader
from portal.practice.checking import ERROR, MOST_SCENES, check
from portal.practice.document import Mark
from portal.practice.first_draft import example, first_draft
from portal.practice.play import MOST_MOVES, as_data, from_data, play_of, walk
from portal.practice.reader import MOST_LINES, read
from portal.practice.wording import message
from tests.practice.factories import ALGORITHM, DIALOGUE

GRAPH = understood(ALGORITHM).graph
DEMO = Path(__file__).parents[2] / "portal" / "cli" / "demo_data"


def named(source: str) -> list[tuple[str, int]]:
    """The names of faults and their lines."""
    return [(fault.name, fault.line) for fault in check(read(source), GRAPH)]


def test_a_text_says_who_calls_and_what_can_be_said() -> None:
    dialogue = read(DIALOGUE)
    assert (dialogue.title, dialogue.algorithm, dialogue.tags) == (
        "Blurred since Tuesday", "Glasses are not comfortable", ("optics", "adaptation"),
    )  # fmt: skip
    assert (dialogue.customer, dialogue.minutes) == ("Ruth, 61, a bookkeeper with the month to close.", 4)
    first = dialogue.scenes[0]
    assert (first.setting, first.words) == ("Paper rustles.", ('"Everything swims. I can\'t work like this!"',))
    assert [reply.mark for reply in first.replies] == [Mark.BEST, Mark.POSSIBLE, Mark.AGAIN]
    assert (first.replies[0].target, first.replies[0].why) == ("Vision is blurred", "she is heard first.")
    assert dialogue.scenes[1].replies[0].goes_on


@pytest.mark.parametrize(
    ("customer", "goal", "why", "following"),
    [("Клієнтка", "Мета", "Чому", "далі"), ("КЛИЕНТ", "цель", "**Почему**", "Дальше…")],
)
def test_the_words_of_other_languages_say_the_same(customer: str, goal: str, why: str, following: str) -> None:
    source = DIALOGUE.replace("Customer:", f"{customer}:").replace("Goal:", f"{goal}:").replace("Why:", f"{why}:")
    assert read(source.replace("→ next", f"-> {following}")).scenes == read(DIALOGUE).scenes


def test_no_pattern_looks_for_the_same_white_space_again_and_again() -> None:
    """What is looked for anywhere in a line begins with its sign, and goes to no end that may never come."""
    patterns = {name: one.pattern for name, one in vars(reader).items() if isinstance(one, re.Pattern)}
    assert "_ARROW" in patterns
    assert [name for name, said in patterns.items() if said.startswith((r"\s*", r"\s+", ".*")) or ".*?" in said] == []


@pytest.mark.parametrize("arrow", ["→", " -> ", "\t-->\u00a0", "  →   ", " " * 900 + "→"])
def test_white_space_around_an_arrow_says_nothing(arrow: str) -> None:
    said = read(f"# T\n## S\n> Yes?\n- (+) Go on -> there{arrow}S").scenes[0].replies[0]
    assert (said.text, said.target) == ("Go on → there", "S")


def test_comments_are_not_read_and_one_that_never_ends_is_words() -> None:
    source = "# T\n## S\n> One <!-- a --><!-- b --> two <!-->-- c --> three <!-- four\n"
    assert read(source).scenes[0].words == ("One two three <!-- four",)


def test_a_whole_text_has_no_faults() -> None:
    assert named(DIALOGUE) == []


@pytest.mark.parametrize(
    ("old", "new", "fault", "at"),
    [
        ("minutes: 4", "minutes: soon", "no_minutes", "minutes"),
        ("language: en", "language: xx", "no_language", "language"),
        ("tags:", "hue:", "unknown_key", "hue"),
        ("tags: optics, adaptation", "optics", "front_unreadable", "optics"),
        ("# Blurred since Tuesday\n", "", "no_title", "---"),
        ("## Hear the story", "## Hear the stories", "no_step", "## Hear the stories"),
        ("→ Vision is blurred", "→ Vision is blured", "no_answer", "blured"),
        ("→ Vision is blurred", "→ Call-back agreed", "no_way", "→ Call-back agreed"),
        ("→ next", "→ Under 14 days", "unreached", "## Check adaptation"),
        ('- (+) "Today until seven."', '- "Today until seven."', "no_mark", "Today until seven"),
        ('- (+) "Today until seven."', '- (~) "Today until seven."', "no_best", "## Invite to adjust"),
        ("→ Agrees", "", "dead_end", "## Invite to adjust"),
        ('> "When could I come?"\n', "", "no_words", "## Invite to adjust"),
        ('- (-) "Any time."', '- (-) "Today until seven."', "same_reply", '- (-) "Today until'),
        ('- (-) "Any time."\n  Why: any time is no time.\n', "", "one_reply", "## Invite to adjust"),
        ("  Why: any time is no time.\n", "", "no_why", '- (-) "Any time."'),
        ('"Is it me?"', '"…"', "words_to_fill", "## Check adaptation"),
        ('- (-) "Then wait."', '- (-) "…"', "reply_to_fill", '- (-) "…"'),
        ("Why: she is heard first.", "Why: …", "why_to_fill", "- (+)"),
    ],
)
def test_a_fault_is_found_at_its_line(old: str, new: str, fault: str, at: str) -> None:
    assert old in DIALOGUE
    source = DIALOGUE.replace(old, new)
    lines = [number for name, number in named(source) if name == fault]
    expected = [number for number, line in enumerate(source.split("\n"), 1) if at in line]
    assert lines[:1]
    assert lines[0] in expected


def test_what_was_meant_is_suggested() -> None:
    faults = check(read(DIALOGUE.replace("→ Vision is blurred", "→ Vision is blured")), GRAPH)
    assert "Vision is blurred" in [fault.suggest for fault in faults if fault.name == "no_answer"]


def test_a_scene_that_stands_apart_from_its_step_is_a_twin() -> None:
    source = f"{DIALOGUE}\n## Hear the story\n> More\n"
    last = len(source.split("\n")) - 2
    assert ("apart", last) in named(source)


def test_an_end_of_the_algorithm_is_answered_by_nobody() -> None:
    assert "reply_at_end" in [name for name, _line in named(f'{DIALOGUE}- (+) "Bye."\n')]


def test_a_circle_without_an_end_is_found() -> None:
    circling = ALGORITHM.replace("- Agrees →", "- Not sure → Check adaptation\n- Agrees →")
    source = DIALOGUE.replace("→ Under 14 days", "→ 14 days or more").replace("→ Agrees", "→ Not sure")
    faults = check(read(source), understood(circling).graph)
    circle = [fault.line for fault in faults if fault.name == "endless"]
    assert circle == [number for number, line in enumerate(source.split("\n"), 1) if line.startswith("## ")][:4]


def test_words_that_lead_to_several_steps_have_to_name_one() -> None:
    algorithm = ALGORITHM.replace(
        "- Agrees → Finish: Visit booked",
        "? paid: card | cash\n- Agrees (only if paid = card) → Finish: Visit booked\n"
        "- Agrees (otherwise) → Finish: Call-back agreed",
    )
    graph = understood(algorithm).graph
    assert "several_ways" in [fault.name for fault in check(read(DIALOGUE), graph)]
    assert check(read(DIALOGUE.replace("→ Agrees", "→ Visit booked")), graph) == []


def test_without_an_algorithm_only_the_text_is_looked_at() -> None:
    assert [fault.name for fault in check(read(DIALOGUE), None)] == ["unknown_algorithm"]
    bare = DIALOGUE.replace("algorithm: Glasses are not comfortable\n", "")
    assert [fault.name for fault in check(read(bare), None)] == ["no_algorithm"]


def test_every_fault_has_words_in_each_language() -> None:
    source = DIALOGUE.replace("(+)", "").replace("→ Agrees", "→ Nowhere")
    for language in i18n.LANGUAGES:
        with i18n.speaking(language):
            assert all(message(fault) for fault in check(read(source), GRAPH))


def test_a_play_is_kept_as_it_is() -> None:
    play = play_of(read(DIALOGUE), GRAPH)
    assert from_data(as_data(play)) == play


def test_an_end_without_words_ends_as_the_algorithm_says() -> None:
    play = play_of(read(DIALOGUE), GRAPH)
    way = walk(play, (2, 1))
    assert (way.ended, way.moment.title, way.moment.result, way.moment.words) == (True, "Visit booked", "solved", ())


def test_a_way_goes_no_further_than_it_can() -> None:
    play = play_of(read(DIALOGUE), GRAPH)
    assert len(walk(play, [3] * (MOST_MOVES + 50)).said) == MOST_MOVES
    assert walk(play, (1, 7, 1)).moment is walk(play, (1,)).moment


@pytest.mark.parametrize("path", sorted((DEMO / "algorithms").glob("*.md")), ids=lambda path: path.stem)
def test_a_first_draft_only_waits_to_be_filled(path: Path) -> None:
    found = understood(path.read_text(encoding="utf-8"))
    draft = read(first_draft(found.document, title=found.document.title, language="uk"))
    assert ERROR not in {fault.level for fault in check(draft, found.graph)}
    answers = sum(len(block.answers) for block in found.document.steps)
    assert sum(bool(reply.target) for scene in draft.scenes for reply in scene.replies) == answers


@pytest.mark.parametrize("path", sorted((DEMO / "dialogues").glob("*.md")), ids=lambda path: path.stem)
def test_the_dialogues_of_the_demo_fit_their_algorithms(path: Path) -> None:
    texts = [one.read_text(encoding="utf-8") for one in sorted((DEMO / "algorithms").glob("*.md"))]
    graphs = {understood(text).document.title: understood(text).graph for text in texts}
    dialogue = read(path.read_text(encoding="utf-8"))
    assert check(dialogue, graphs[dialogue.algorithm]) == []


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_the_example_says_all_that_the_format_has(language: str) -> None:
    dialogue = read(example(language))
    assert dialogue.customer
    assert dialogue.goal
    assert dialogue.scenes[0].setting
    assert {reply.mark for reply in dialogue.scenes[0].replies} >= {Mark.BEST, Mark.AGAIN}


_WORDS = ["#", "##", ">", "-", "(+)", "(-)", "→", "->", "---", "Why:", "next", "a", "{#", "<!--"]
_SIGNS = st.sampled_from([*_WORDS, " ", "\n", "- (+) ", "## Hear the story\n"])


@settings(max_examples=150, deadline=None)
@given(st.lists(_SIGNS | st.text(max_size=8), max_size=60))
def test_no_text_is_too_odd_to_be_looked_at(parts: list[str]) -> None:
    dialogue = read("".join(parts))
    lines = len(dialogue.lines)
    for fault in check(dialogue, GRAPH):
        assert 1 <= fault.line <= max(lines, 1)
        assert message(fault)


@pytest.mark.parametrize(
    "text",
    [
        "- (+) a → b " * 50_000,
        "## x\n" * 20_000,
        "> " * 100_000,
        "- (+) → → → →\n" * 9_000,
        "<!--" * 30_000,
        "a: b\n" * 30_000,
        "---\n" + "a:" * 60_000,
    ],
)
def test_a_hostile_text_is_bounded(text: str) -> None:
    dialogue = read(text)
    faults = check(dialogue, GRAPH)
    assert len(dialogue.scenes) <= MOST_LINES
    if len(dialogue.scenes) > MOST_SCENES:
        assert "many_scenes" in {fault.name for fault in faults}

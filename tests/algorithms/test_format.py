"""Reading an algorithm's text, and writing it back."""

from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from portal.algorithms.document import BlockKind, Document, Prose, ResultKind
from portal.algorithms.format import keys_in, read, with_keys, write, write_bytes
from portal.algorithms.graph import as_data, graph_of
from tests.algorithms.decided import DATA, valid
from tests.algorithms.generated import Made, algorithms, unhurried

PAGE = (DATA / "valid" / "page_example.md").read_text()
#: Signs that mean something, so that mistakes of the fingers meet them often.
SIGNS = st.sampled_from(
    [*'#->?[]|`~"«»{}()=:*_ \t\r\n0129.→§ія\u00a0\ufeff\u2028\x00\udc80', "## ", "<!--", "-->", "```"]
)


def block(text: str) -> Document:
    """What a step says that has some lines."""
    return read(f"# Назва\n## Крок\n{text}\n")


def parts_of(text: str) -> list[tuple[str, str]]:
    [step] = block(text).blocks
    return [(type(part).__name__, getattr(part, "text", "") or getattr(part, "name", "")) for part in step.parts]


@st.composite
def slips(draw: st.DrawFn) -> str:
    """The page's example after some slips: signs put in, lines lost or doubled."""
    lines = PAGE.split("\n")
    for _slip in range(draw(st.integers(1, 6))):
        place = draw(st.integers(0, len(lines) - 1))
        line, sign = lines[place], draw(SIGNS)
        column = draw(st.integers(0, len(line)))
        before, behind = line[:column], line[column:]
        slip = draw(st.sampled_from([[line, line], [""], [before], [before, behind], [before + sign + behind]]))
        lines[place : place + 1] = slip
    return "\n".join(lines)


TEXTS = st.text() | st.lists(SIGNS, max_size=60).map("".join) | slips()


@unhurried
@given(TEXTS)
@example("\ud800")
def test_what_was_read_is_written_back(text):
    assert write(read(text)) == text


@unhurried
@given(st.binary() | TEXTS.map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_bytes_are_written_back_as_they_were(data):
    assert write_bytes(read(data)) == data


def test_halves_of_pairs_are_no_reason_to_fail():
    assert write_bytes(read("\ud800")) == b"\xed\xa0\x80"


@unhurried
@given(TEXTS)
def test_whatever_is_written_has_a_graph(text):
    document = read(text)
    graph = graph_of(document)

    assert len(graph.nodes) == len(document.steps) + len(document.finishes)
    assert len({node.key for node in graph.nodes}) == len(graph.nodes)
    assert all(arrow.target is None or arrow.target in graph.by_key for arrow in (*graph.arrows, *graph.any_time))
    assert as_data(graph)["start"] == graph.start


@unhurried
@given(TEXTS)
def test_everything_stands_in_its_line(text):
    document = read(text)
    lines = [block.line for block in document.blocks]

    assert lines == sorted(set(lines))
    for block in document.blocks:
        assert all(block.line < part.line <= block.last_line <= len(document.lines) for part in block.parts)


@unhurried
@given(algorithms())
def test_keys_are_written_once_and_stay(made: Made):
    once = with_keys(read(made.text))

    assert with_keys(read(once)) == once
    assert list(keys_in(read(once)).values()) == list(keys_in(read(made.text)).values())


@unhurried
@given(TEXTS)
def test_keys_of_any_text_are_written_once_and_stay(text):
    once = with_keys(read(text))

    assert with_keys(read(once)) == once
    assert list(keys_in(read(once)).values()) == list(keys_in(read(text)).values())


@unhurried
@given(algorithms())
def test_keys_change_nothing_else(made: Made):
    before, after = read(made.text), read(with_keys(read(made.text)))

    assert len(before.lines) == len(after.lines)
    assert as_data(graph_of(after)) == as_data(graph_of(before))
    assert [block.parts for block in after.blocks] == [block.parts for block in before.blocks]


def test_a_written_key_outlives_a_new_title():
    text = with_keys(read(PAGE))
    renamed = text.replace("## 1. Hear the story", "## 1. Listen first")

    assert "## 1. Hear the story {#hear-the-story}" in text
    assert list(keys_in(read(renamed)).values()) == list(keys_in(read(text)).values())


@pytest.mark.parametrize(
    ("headings", "keys"),
    [
        (["Вислухати", "Вислухати"], ["vyslukhaty", "vyslukhaty-2"]),
        (["Ґудзик і щастя", "Что делать?"], ["gudzyk-i-shchastia", "chto-delat"]),
        (["👓", "!"], ["step", "step-2"]),
        (["A {#b}", "B"], ["b", "b-2"]),
        (["A {#b}", "C {#b}"], ["b", "c"]),
        (["A {#кирилиця}"], ["a"]),
        (["x" * 90], ["x" * 60]),
    ],
)
def test_a_key_is_made_of_the_title(headings, keys):
    text = "".join(f"## {heading}\n" for heading in headings)

    assert list(keys_in(read(text)).values()) == keys


def test_the_example_of_the_page_says_what_it_says():
    document = read(PAGE)
    hear, *_others = document.steps
    booked, call_back, *_ends = document.finishes

    assert document.title == "Glasses are not comfortable"
    assert document.goal == "the customer sees well, feels heard, and knows what happens next."
    assert document.front.values["check again"] == date(2027, 3, 1)
    assert document.front.values["tags"] == ("optics", "complaint", "return")
    assert (hear.title, hear.line) == ("Hear the story", 9)
    assert hear.goal == "understand what bothers them before offering anything."
    assert [(point.text, point.must) for point in hear.points] == [
        ("Let them finish; name the feeling once", True),
        ("Ask how long they wear them a day", False),
    ]
    assert (hear.questions[0].name, hear.questions[0].values) == ("complaint", ("vision", "fit", "looks"))
    assert document.steps[2].answers[1].condition.question == "complaint"
    assert document.steps[2].answers[1].condition.value == "fit"
    assert document.steps[2].answers[2].otherwise
    assert (booked.result.kind, booked.note.names) == (ResultKind.SOLVED, ("complaint", "path"))
    assert (call_back.result.kind, call_back.result.days) == (ResultKind.FOLLOW_UP, 7)
    assert document.blocks[-1].kind is BlockKind.ANY_TIME


@pytest.mark.parametrize(
    ("line", "part"),
    [
        ('> "Так"', ("Phrase", '"Так"')),
        (">«Так»", ("Phrase", "«Так»")),
        ("> Так", ("Prose", "> Так")),
        ("> Він каже: «Так»", ("Prose", "> Він каже: «Так»")),
        ("- [ ] Так → ні", ("Point", "Так → ні")),
        ("- [x] (must) Так", ("Point", "Так")),
        ("- [] Так → ні", ("Answer", "[] Так")),
        ("* Так -> ні", ("Answer", "Так")),
        ("- Так --> ні", ("Answer", "Так")),
        ("- Так", ("Prose", "- Так")),
        ("- `a → b`", ("Prose", "- `a → b`")),
        ("1. Так → ні", ("Prose", "1. Так → ні")),
        ("? колір: a | b", ("Question", "колір")),
        ("? чи так", ("Prose", "? чи так")),
        ("Так → ні", ("Prose", "Так → ні")),
        ("### Так", ("Prose", "### Так")),
        ("-Так → ні", ("Prose", "-Так → ні")),
        ("- Так <!-- → інше --> → ні", ("Answer", "Так")),
    ],
)
def test_a_line_is_what_it_opens_with(line, part):
    assert parts_of(line) == [part]


@pytest.mark.parametrize(
    ("lines", "parts"),
    [
        ('> "Так,\n> каже він."\n- А → Б', [("Phrase", '"Так, каже він."'), ("Answer", "А")]),
        ('> "Так"\n? колір: a | b', [("Phrase", '"Так"'), ("Question", "колір")]),
        ('> "Так"\n> «Ні»', [("Phrase", '"Так"'), ("Phrase", "«Ні»")]),
        ("- [ ] Так\n  і ще\n\nСлова", [("Point", "Так і ще"), ("Prose", "Слова")]),
        ("Слова <!-- без кінця\n- А → Б", [("Prose", "Слова <!-- без кінця"), ("Answer", "А")]),
        ("<!-- без кінця\n- А → Б", [("Prose", "<!-- без кінця\n- А → Б")]),
        ("a | b\n--- | ---\n- c → d | e\n\n- А → Б", [("Prose", "a | b\n--- | ---\n- c → d | e"), ("Answer", "А")]),
        ("a | b\n- c → d", [("Prose", "a | b"), ("Answer", "c")]),
    ],
)
def test_lines_below_each_other(lines, parts):
    assert parts_of(lines) == parts


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("- Так → Крок", ("Так", "Крок", None, False)),
        ("- Так (only if a = b) → Крок", ("Так", "Крок", ("a", "b"), False)),
        ("- Так → Крок (лише якщо a b = c d)", ("Так", "Крок", ("a b", "c d"), False)),
        ("- (ТОЛЬКО ЕСЛИ a=b) Так → Крок", ("Так", "Крок", ("a", "b"), False)),
        ("- Так (інакше) → Крок", ("Так", "Крок", None, True)),
        ("- Від 5 → 6 днів → Крок", ("Від 5 → 6 днів", "Крок", None, False)),
        ("- Так → ", ("Так", "", None, False)),
        ("- → Крок", ("", "Крок", None, False)),
    ],
)
def test_an_answer_is_cut_at_the_arrow_that_leads_to_a_step(line, answer):
    [found] = block(line).blocks[0].answers
    condition = (found.condition.question, found.condition.value) if found.condition else None

    assert (found.text, found.target, condition, found.otherwise) == answer


def test_an_arrow_in_a_title_leads_there():
    [answer] = read('## А → Б\n> "в"\n- Так → А → Б\n').blocks[0].answers

    assert (answer.text, answer.target) == ("Так", "А → Б")


@pytest.mark.parametrize(
    ("line", "kind", "days"),
    [
        ("solved", ResultKind.SOLVED, None),
        ("Вирішено.", ResultKind.SOLVED, None),
        ("НЕ РЕШЕНО", ResultKind.NOT_SOLVED, None),
        ("передано", ResultKind.ESCALATED, None),
        ("follow up in 1 day", ResultKind.FOLLOW_UP, 1),
        ("повернутися через 2 дні", ResultKind.FOLLOW_UP, 2),
        ("вернуться через 10 дней", ResultKind.FOLLOW_UP, 10),
        ("подарували кошеня", ResultKind.OTHER, None),
    ],
)
def test_results_in_three_languages(line, kind, days):
    [finish] = read(f"## Finish: A\nРезультат: {line}\n").finishes

    assert (finish.result.kind, finish.result.days, finish.result.text) == (kind, days, line)


def test_a_front_matter_that_never_ends_hides_no_step():
    document = read('---\ntitle: A\n# A\n## B\n> "c"\n---\n## D\n')

    assert document.front.fault_line == 1
    assert [block.title for block in document.blocks] == ["B", "D"]


def test_what_stands_above_the_first_step_is_ordinary_text():
    document = read("# A\n- b → c\n? d: e\n\n## F\n")

    assert document.prose == (Prose(text="- b → c\n? d: e", line=2),)


@pytest.mark.parametrize("decided", valid(), ids=lambda decided: decided.name)
def test_valid_algorithms_are_written_back(decided):
    assert write(read(decided.text)) == decided.text
    assert with_keys(read(with_keys(read(decided.text)))) == with_keys(read(decided.text))

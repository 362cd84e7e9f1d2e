"""The faults of algorithms: those decided from the page, those made on purpose, and none where none is."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.algorithms.checking import Fault, check, counts
from portal.algorithms.format import read
from portal.algorithms.graph import graph_of
from portal.algorithms.wording import message, message_with_suggestion
from tests.algorithms.decided import Decided, Place, faulty, left_over, valid
from tests.algorithms.generated import MISTAKES, Made, algorithms, unhurried

VALID, FAULTY = valid(), faulty()
ENDINGS = {"lf": "\n", "crlf": "\r\n", "cr": "\r"}


def faults_of(text: str | bytes, *, published: bool | None = None) -> list[Fault]:
    document = read(text)
    return check(document, graph_of(document), known=None if published is None else lambda _kind, _ref: published)


def places(text: str | bytes) -> list[Place]:
    return [(fault.kind, fault.line, fault.level) for fault in faults_of(text)]


def counted(text: str | bytes, decided: Decided) -> dict[str, object]:
    document = read(text)
    found = counts(document, graph_of(document))
    return {name: found[name] for name in decided.counts}


def by_name(decided: Decided) -> str:
    return decided.name


@pytest.mark.parametrize("bom", ["", "\ufeff"], ids=["", "bom"])
@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("decided", VALID, ids=by_name)
def test_a_valid_algorithm_has_no_fault_and_all_its_parts(decided, ending, bom):
    data = (bom + decided.text.replace("\n", ENDINGS[ending])).encode()

    assert places(data) == []
    assert counted(data, decided) == decided.counts


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("decided", FAULTY, ids=by_name)
def test_every_fault_is_found_at_its_line_and_no_other(decided, ending):
    data = decided.text.replace("\n", ENDINGS[ending]).encode()
    found = faults_of(data, published=False if decided.database else None)

    assert left_over(found, decided) == decided.faults
    assert counted(data, decided) == decided.counts
    assert decided.suggest is None or decided.suggest in {fault.suggest for fault in found}


@pytest.mark.parametrize("decided", FAULTY, ids=by_name)
def test_every_fault_is_said_in_words(decided):
    for fault in faults_of(decided.text, published=False if decided.database else None):
        assert message(fault).strip()
        assert "%(" not in message_with_suggestion(fault)


def test_the_cases_leave_out_no_fault():
    kinds = {kind for decided in FAULTY for kind, *_ in (*decided.faults, *decided.anywhere)}

    assert kinds == set(range(1, 14))
    assert (len(VALID), len(FAULTY)) >= (14, 60)


def long_one(steps: int) -> str:
    """An algorithm of many steps, each in four lines from line 2 on."""
    blocks = [f'## {n}. Крок {n}\n> "Так?"\n- Так → Крок {n + 1}\n- Ні → Кінець: Усе\n' for n in range(1, steps)]
    return f'# Довгий\n{"".join(blocks)}## Крок {steps}\n> "Так?"\n- Так → Кінець: Усе\n\n## Кінець: Усе\n'


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        (150, []),
        (151, [(13, 2 + 4 * 150, "warning")]),
        (1000, [(13, 2 + 4 * 150, "warning")]),
        (1001, [(13, 2 + 4 * 1000, "error")]),
        (10_000, [(13, 2 + 4 * 1000, "error")]),
    ],
)
def test_many_steps_are_warned_of_and_too_many_refused(steps, expected):
    assert places(long_one(steps)) == expected


def test_a_case_that_is_published_is_no_fault():
    text = '---\ncases: 12, Гучний клієнт\n---\n# A\n/algorithms/a5\n## B\n> "c"\n- d → Finish: E\n## Finish: E\n'

    assert faults_of(text, published=True) == faults_of(text) == []
    assert [(fault.kind, fault.line, fault.level) for fault in faults_of(text, published=False)] == [
        (12, 2, "warning"),
        (12, 2, "warning"),
        (12, 5, "warning"),
    ]


def test_values_keep_their_numbers():
    """'7 - 14' is no '0 - 14', though in a title the number would be decoration."""
    text = (
        '# A\n## B\n> "c"\n? days: 7 - 14 | 15 - 30\n- d (only if days = 7 - 14) → Finish: E\n'
        "- f (only if days = 0 - 14) → Finish: E\n- g (otherwise) → Finish: E\n## Finish: E\n"
    )

    assert places(text) == [(7, 6, "error")]


def test_the_other_of_two_twins_is_reached_with_the_first():
    """Nobody can tell which of them an answer means: one mistake is one fault."""
    text = (
        '# A\n## B\n> "c"\n- d → E\n## E\n> "f"\n- g → Finish: H\n'
        '## E\n> "i"\n- j → Finish: K\n## Finish: H\n## Finish: K\n'
    )

    assert places(text) == [(6, 8, "error")]


@pytest.mark.parametrize("key", ["check again: незабаром", "language: klingon"])
def test_a_fact_that_cant_be_read_is_named_and_the_others_stand(key):
    text = f'---\ntitle: Дім\n{key}\n---\n# A\n## B\n> "c"\n- d → Finish: E\n## Finish: E\n'

    assert places(text) == [(11, 3, "error")]
    assert read(text).front.values == {"title": "Дім"}


@unhurried
@given(algorithms())
def test_a_generated_algorithm_has_no_fault_and_what_was_put_into_it(made: Made):
    document = read(made.text)

    assert places(made.text) == []
    assert counts(document, graph_of(document)) == made.counts


@unhurried
@given(algorithms(), st.sampled_from(sorted(MISTAKES)))
def test_one_mistake_is_exactly_one_fault(made: Made, name: str):
    kind, level, make = MISTAKES[name]
    make(made)
    text, line = made.marked()

    assert places(text) == [(kind, line, level)]


@unhurried
@given(algorithms(), st.lists(st.sampled_from(sorted(MISTAKES)), unique=True, min_size=2, max_size=4))
def test_several_mistakes_are_all_found(made: Made, names: Sequence[str]):
    for name in names:
        MISTAKES[name][2](made)

    assert {kind for kind, *_ in places(made.text)} >= {MISTAKES[name][0] for name in names}


NUMBER = 2_000
HOSTILE = {
    "conditions": "## A\n- x (only if" + " " * 50 * NUMBER + "→ b\n",
    "open conditions": "## A\n- " + "(only if a = b" * 10 * NUMBER + " → x\n",
    "rule of a table": "a|b\n|---|---" + " " * 50 * NUMBER + "x\n",
    "rules of tables": "a|b\n|" + "-|" * 10 * NUMBER + "x\n" + "a|\n|-|\n" * NUMBER,
    "a phrase that goes on": '## A\n> "a\n' + "> b\n" * 10 * NUMBER,
    "brackets": "## A\n- " + "(" * 20 * NUMBER + " → x\n",
    "ticks": "## A\n- " + "".join("`" * (n % 300) + " " for n in range(NUMBER)) + " → x\n",
    "comments": "<!-- -->" * 10 * NUMBER,
    "open comments": "a <!--\n" * 10 * NUMBER,
    "numbers": "## " + "1." * 10 * NUMBER + "\n",
    "arrows": "## A\n" + ("- a" + "→ b" * 100 + "\n") * (NUMBER // 10),
    "braces": "## Finish: A\nNote for CRM: " + "{" * 10 * NUMBER + "{a}" * NUMBER + "\n",
    "keys": "## A " + "{#" * 10 * NUMBER + "}\n",
    "twins": "## A\n" * 5 * NUMBER,
    "brackets in front": "---\na: " + "[" * 10 * NUMBER + "\n---\n",
    "deep front": "---\na: " + "[" * 5_000 + "\n---\n",
    "anchors in front": "---\n" + "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 500)) + "---\n",
    "near titles": "".join(f"## {'a' * 190}{n}\n- a → {'a' * 190}x{n}\n" for n in range(900)),
    "circles": "".join(f'## {n}a\n> "b"\n- c → {(n * 7) % 990}a\n- d → {n + 1}a\n' for n in range(990)),
    "questions": "".join(
        f"## {n}a\n? q{n}: a | b\n- c (only if q{n - 1} = a) → {n + 1}a\n- d (otherwise) → 0a\n" for n in range(990)
    ),
    "feeds": "\x0b\x0c\x1c\x85\u2028" * 10 * NUMBER,
    "nothing": "\x00" * 10 * NUMBER,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_whatever_is_written_is_looked_through_in_one_go(name):
    """What takes the square of its length, or more, would not come back."""
    for fault in faults_of(HOSTILE[name], published=False):
        assert message(fault)

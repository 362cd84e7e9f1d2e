"""The HTML of an algorithm: a contract with player, map and editor, and safe whatever the text says."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.algorithms.fragments import Fragment, laid_out
from portal.algorithms.layout import layout
from portal.algorithms.sealing import seal
from portal.core.markdown import AS_TYPED
from portal.core.typesetter import typesetter
from portal.knowledge.plain_words import plain_words
from tests.algorithms.factories import GLASSES

SAFE_ATTRIBUTES = {"class", "id", "href", "start", "rel"}


class Elements(HTMLParser):
    """What a browser makes of it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.attributes: list[tuple[str, str | None]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.attributes += attrs


def with_step(text: str) -> str:
    """An algorithm of one step that says this."""
    return f"# Назва\n## Крок\n{text}\n## Кінець: Усе\nРезультат: вирішено\n"


def test_steps_stand_in_their_order_with_their_numbers_and_keys() -> None:
    html = layout(GLASSES)

    steps = re.findall(
        r'<section class="step( finish)?" id="step-([^"]+)" data-step="([^"]+)"[^>]*data-number="(\d+)"', html
    )
    assert [(ends.strip(), key, number) for ends, key, _same, number in steps] == [
        ("", "listen", "1"),
        ("", "adaptation", "2"),
        ("", "fitting", "3"),
        ("finish", "visit", "4"),
        ("finish", "call-back", "5"),
        ("finish", "handed-over", "6"),
    ]
    assert '<div class="algorithm" data-start="listen"' in html


def test_answers_lead_to_their_steps_with_the_conditions_that_they_have() -> None:
    html = layout(GLASSES)

    assert 'data-number="2" data-to="call-back" data-only-if="скарга" data-value="посадка"' in html
    assert 'data-to="handed-over" data-otherwise=""' in html
    assert '<a href="#step-call-back" data-nth="5">Подзвонимо за тиждень</a>' in html
    assert re.search(r'<section class="any-time" id="any-time".*data-to="listen"', html)


def test_a_finish_says_its_result_and_the_template_of_its_note() -> None:
    html = layout(GLASSES)

    assert 'data-finish="" data-result="solved" data-note="{скарга}; візит; шлях {path}"' in html
    assert 'data-result="follow_up" data-days="7"' in html


def test_labels_are_words_of_the_texts_language() -> None:
    assert '<li class="point must" data-line="12"><strong class="must-word">обов’язково</strong> Дати' in layout(
        GLASSES
    )
    for word in ("Мета:", "Результат:", "Нотатка для CRM:", "інакше", "лише якщо скарга = посадка"):
        assert f">{word}</span>" in layout(GLASSES)
    assert '<strong class="must-word">must</strong>' in layout("# A\n## B\n- [ ] (must) listen to them first\n")


def test_inline_markdown_is_laid_out_wherever_words_stand() -> None:
    html = layout(
        with_step("Мета: **спокій**\n> «Кажіть *тихо*»\n- [ ] `код`\n- Так, **звісно** → Усе\n\nСлова [тут](/cases/1).")
    )

    for piece in (
        "<strong>спокій</strong>",
        "<em>тихо</em>",
        "<code>код</code>",
        "<strong>звісно</strong>",
        'href="/cases/1"',
    ):
        assert piece in html


def test_an_answer_that_leads_nowhere_is_shown_without_a_link() -> None:
    html = layout(with_step("- Так → Нема такого"))
    assert '<span class="nowhere">Нема такого</span>' in html
    assert "data-to" not in html


def test_comments_of_the_writer_are_not_shown() -> None:
    assert "потім" not in layout(with_step("<!-- потім допишу -->\nСлова."))


def test_an_open_fence_ends_with_its_piece() -> None:
    html = layout(
        "# Назва\n\nСлова\n\n## Крок\n> «Кажіть **тихо**»\n- Так → Усе\n\n> ```\n\nІще\n"
        "## Кінець: Усе\nРезультат: вирішено\n"
    )
    assert "<strong>тихо</strong>" in html
    assert "\ue0f0" not in html


@pytest.mark.parametrize(
    "nasty", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "javascript:alert(1)"]
)
def test_what_is_typed_as_html_is_shown_as_typed(nasty: str) -> None:
    html = layout(
        f"---\ntitle: {nasty}\n---\n# {nasty}\nМета: {nasty}\n## {nasty}\n> «{nasty}»\n- [ ] {nasty}\n"
        f"? {nasty}: {nasty} | б\n- {nasty} → {nasty}\n\n{nasty} [x]({nasty})\n"
        f"## Кінець: {nasty}\nРезультат: {nasty}\nНотатка для CRM: {nasty}\n"
    )

    elements = Elements(html)
    assert not elements.names & {"script", "img"}
    assert {name for name, _value in elements.attributes if not name.startswith("data-")} <= SAFE_ATTRIBUTES
    assert not any((value or "").startswith("javascript:") for name, value in elements.attributes if name == "href")


@given(
    st.lists(
        st.sampled_from(
            [
                "#",
                "## ",
                "- ",
                "→",
                "[ ]",
                "> ",
                "```\n",
                "~~~\n",
                "\n",
                "\n\n",
                "**",
                "[x](y)",
                "слово ",
                "? а: б | в\n",
                "<!--",
                "-->",
                "    ",
                "|",
                "[^1]",
                "{#a}",
                '"',
                "<b>",
            ]
        ),
        max_size=40,
    )
)
def test_sealing_changes_nothing_that_is_shown(pieces: list[str]) -> None:
    source = "".join(pieces)
    sealed = seal(source)
    assert seal(sealed) == sealed
    assert layout(sealed) == layout(source)


def test_its_plain_words_are_those_that_people_read() -> None:
    words = plain_words(layout(GLASSES)).text
    assert "Дякую, що кажете про це." in words
    assert "listen" not in words


def test_a_text_too_intricate_keeps_its_steps_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typesetter, "html", lambda _text: None)
    html = layout(with_step("> «Надто **заплутано** для одного разу»\n- Так → Усе"))
    assert html.startswith(AS_TYPED)
    assert "Надто **заплутано** для одного разу" in html
    assert 'data-to="use"' in html


def test_pieces_are_laid_out_together_and_come_back_apart() -> None:
    fragments = [Fragment("просте", inline=True), Fragment("**а**", inline=True), Fragment("- б\n- в", inline=False)]
    assert laid_out(fragments) == ["просте", "<strong>а</strong>", "<ul>\n<li>б</li>\n<li>в</li>\n</ul>", ""]


@pytest.mark.parametrize("line", ["# ні", "- ні", "1. ні", "    ні", "> ні", "```", "| а | б |", "---"])
def test_words_within_a_line_never_become_a_block(line: str) -> None:
    html, other, _behind = laid_out([Fragment(f"{line} *так*", inline=True), Fragment("*далі*", inline=True)])
    assert "<em>так</em>" in html
    assert not re.search(r"<(h\d|ul|ol|pre|blockquote|table|hr|p)\b", html)
    assert other == "<em>далі</em>"

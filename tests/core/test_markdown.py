"""render(): what people type comes out whole and harmless, and within limits that no text can pass."""

import os
import re
import signal
import subprocess
from multiprocessing import get_context

import pytest
from flask import Flask, render_template_string
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.core.errors import Busy
from portal.core.markdown import AS_TYPED, _render, picture_tokens, plain_text, render
from portal.core.typesetter import Typesetter
from portal.core.typesetting import MAX_OPEN_BRACKETS
from tests.core.harmless import elements, is_harmless

TOKEN = "A" * 22

ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<math><mi//xlink:href='data:x,<script>alert(1)</script>'>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<object data=javascript:alert(1)></object>",
    "<style>*{background:url(//evil.example)}</style>",
    "<a href=javascript:alert(1)>x</a>",
    "<a href='java&#10;script:alert(1)'>x</a>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:msgbox(1))",
    "[x](<javascript:alert(1)>)",
    "[x]: javascript:alert(1)\n\n[x]",
    "<javascript:alert(1)>",
    "![x](javascript:alert(1))",
    '![x" onerror="alert(1)](/files/' + TOKEN + ")",
    '[x](http://a.example "t" onclick="alert(1)")',
    '[x](http://a.example/"onmouseover="alert(1))',
    "<div style='position:fixed'>x</div>",
    "<form action=//evil.example><input name=password><button>x</button></form>",
    "<base href=//evil.example>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<!--[if IE]><script>alert(1)</script><![endif]-->",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "```\n</code></pre><script>alert(1)</script>\n```",
    "`<script>alert(1)</script>`",
    "| <script>alert(1)</script> |\n|---|\n| x |",
    "- [x] <img src=x onerror=alert(1)>",
    "a[^1]\n\n[^1]: <script>alert(1)</script>",
    '[^"><script>alert(1)</script>]\n\n[^"><script>alert(1)</script>]: x',
    "\x02klzzwxh:0000\x03<script>",
]


@pytest.mark.parametrize("source", ATTACKS)
def test_no_attack_survives(source: str) -> None:
    assert is_harmless(render(source).html)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from([*ATTACKS, "**", "[", "](", ")", "\n\n", "> ", "- ", "`", "|", "\n", "<", '"'])))
def test_no_mixture_of_attacks_survives(parts: list[str]) -> None:
    assert is_harmless(render("".join(parts)).html)


def test_what_looks_like_html_is_shown_as_typed() -> None:
    shown = plain_text(render("Добрий день, <name>! <b>Не тег</b>").html)
    assert shown == "Добрий день, <name>! <b>Не тег</b>"


@pytest.mark.parametrize(
    "address", ["https://tracker.example/pixel.png", "//tracker.example/p", "/files/short", "data:,"]
)
def test_pictures_from_elsewhere_are_not_fetched(address: str) -> None:
    assert all("src" not in attributes for _tag, attributes in elements(render(f"![опис]({address})").html))


def test_our_own_pictures_stay() -> None:
    assert f'src="/files/{TOKEN}"' in render(f"![опис](/files/{TOKEN})").html
    assert picture_tokens(f"до ![опис](/files/{TOKEN}) після") == {TOKEN}


@pytest.mark.parametrize(
    ("source", "level"),
    [("# Заголовок", 3), ("## Заголовок", 4), ("Заголовок\n=========", 3), ("###### Заголовок", 6)],
)
def test_headings_begin_below_those_of_the_page(source: str, level: int) -> None:
    assert render(source).html == f"<h{level}>Заголовок</h{level}>"


def test_a_word_with_a_hash_is_no_heading() -> None:
    assert render("#повернення").html == "<p>#повернення</p>"


def test_a_comment_in_a_block_of_code_stays_as_it_is() -> None:
    assert render("```\n# крок 1\n```").html == "<pre><code># крок 1\n</code></pre>"


def test_task_lists_tables_footnotes_and_struck_words_survive() -> None:
    tags = [
        tag
        for tag, _ in elements(
            render("- [x] зроблено\n\n|a|b|\n|-|-|\n|1|2|\n\nслово[^1] ~~ні~~\n\n[^1]: пояснення").html
        )
    ]
    assert {"input", "table", "td", "sup", "del"} <= set(tags)


@pytest.mark.parametrize("kind", ["note", "tip", "warning", "danger"])
def test_a_box_has_a_kind_a_title_and_its_text(kind: str) -> None:
    html = render(f'!!! {kind} "Що **сказати**"\n    Добрий день!\n\nдалі').html
    assert html == (
        f'<div class="box box-{kind}">\n<p class="box-title">Що <strong>сказати</strong></p>\n'
        "<p>Добрий день!</p>\n</div>\n<p>далі</p>"
    )


@pytest.mark.parametrize(
    ("text", "word"),
    [("Зважте на їхній настрій", "Обережно"), ("Это важно", "Осторожно"), ("Wait a bit", "Be careful")],
)
@pytest.mark.parametrize("title", ["", ' ""', ' "  "'])
def test_a_box_without_a_title_says_what_it_is_in_the_language_of_the_text(text: str, word: str, title: str) -> None:
    assert f'<p class="box-title">{word}</p>' in render(f"!!! warning{title}\n    {text}").html


@pytest.mark.parametrize("typed", ["!!! secret\n    слово", "!!! tip hidden\n    слово", "!!!! tip\n    слово"])
def test_boxes_of_other_kinds_are_shown_as_typed(typed: str) -> None:
    html = render(typed).html
    assert "box" not in html
    assert plain_text(html) == " ".join(typed.split())


def test_footnotes_of_two_texts_on_one_page_do_not_meet() -> None:
    def names(source: str) -> set[str | None]:
        return {attributes["id"] for _tag, attributes in elements(render(source).html) if "id" in attributes}

    first, second = names("перше[^1]\n\n[^1]: а"), names("друге[^1]\n\n[^1]: б")
    assert first
    assert not first & second


def test_every_footnote_link_leads_somewhere() -> None:
    found = elements(render("перше[^1] і ще[^1]\n\n[^1]: а").html)
    ids = {f"#{attributes['id']}" for _tag, attributes in found if "id" in attributes}
    assert {attributes["href"] for tag, attributes in found if tag == "a"} <= ids


def test_links_give_nothing_away() -> None:
    _tag, attributes = elements(render("https://example.test/довідка").html)[1]
    assert attributes["rel"] == "noopener noreferrer nofollow"


def test_line_ends_and_nul_do_not_matter() -> None:
    assert render("а\r\nб\x00").html == render("а\nб").html


def test_rendering_twice_gives_the_same() -> None:
    source = "# А\n\nслово[^1]\n\n[^1]: пояснення\n\n- [ ] б"
    first = elements(render(source).html)  # attributes may change places
    _render.cache_clear()
    assert elements(render(source).html) == first


LONGEST = 20_000
HOSTILE = {
    "open brackets": "[" * LONGEST,
    "open pictures": "![" * (LONGEST // 2),
    "open links": "[x](" * (LONGEST // 4),
    "open references": "[x][" * (LONGEST // 4),
    "nested brackets": "[" * (LONGEST // 2) + "]" * (LONGEST // 2),
    "escaped brackets": "\\[" * (LONGEST // 2),
    "brackets closed elsewhere": "[x](" * (LONGEST // 5) + "\n\n" + ")" * (LONGEST // 5),
    "footnotes": "[^1]" * (LONGEST // 4) + "\n\n[^1]: x",
    "quotes": ">" * LONGEST,
    "quotes apart": "> " * (LONGEST // 2),
    "stars": "*a **b " * (LONGEST // 7),
    "underscores": "_a " * (LONGEST // 3),
    "ticks": "` " * (LONGEST // 2),
    "tags": "<a " * (LONGEST // 3),
    "comments": "<!--" * (LONGEST // 4),
    "nested lists": "\n".join("* " * depth + "a" for depth in range(1, 140)),
    "table": "|" * LONGEST + "\n" + "|-" * (LONGEST // 2),
    "addresses": "a." * (LONGEST // 2) + "@",
    "waves": "~a b" * (LONGEST // 4),
    "waves of headings": "~# a" * (LONGEST // 4),
    "waves in brackets": "~): _|" * (LONGEST // 6),
    "pictures of footnotes": "![\\[^1]: <~" * (LONGEST // 11),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_that_was_thought_of_is_laid_out_in_time(name: str) -> None:
    assert not render(HOSTILE[name]).html.startswith(AS_TYPED)


#: Python-Markdown tests each of these lines against all that follow: minutes.
ENDLESS = "<b>а\n=\n" * 20_000 + "\n\nкінець"


def test_a_text_that_takes_too_long_is_shown_as_typed_and_spoils_no_other() -> None:
    html = render(ENDLESS).html
    assert html.startswith(f"{AS_TYPED}<p>&lt;b&gt;а<br>=<br>")
    assert html.endswith("<p>кінець</p></div>")
    assert render("**далі**").html == "<p><strong>далі</strong></p>"


def test_nobody_can_write_what_marks_a_text_as_typed() -> None:
    assert "as-typed" not in re.sub(r"&lt;.*?&gt;", "", render(f"{AS_TYPED}х</div>").html)


def test_a_text_is_given_seconds_of_the_processor_not_of_the_clock() -> None:
    typesetter = Typesetter()
    assert typesetter.html("а") == "<p>а</p>"
    process = typesetter.process
    assert process is not None
    assert typesetter.html(ENDLESS) is None
    assert process.returncode == -signal.SIGPROF
    typesetter.stop()


def test_a_process_that_was_ended_from_outside_is_started_again() -> None:
    typesetter = Typesetter()
    typesetter.html("а")
    assert typesetter.process is not None
    os.kill(typesetter.process.pid, signal.SIGKILL)
    assert typesetter.html("*б*") == "<p><em>б</em></p>"
    typesetter.stop()


def test_a_machine_that_starts_no_process_is_busy(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object, **_options: object) -> None:
        raise BlockingIOError("no more processes")

    monkeypatch.setattr(subprocess, "Popen", refuse)
    with pytest.raises(Busy):
        Typesetter().html("а")


def test_a_fork_has_a_process_of_its_own() -> None:
    render("до розгалуження")
    with get_context("fork").Pool(1) as pool:
        assert pool.apply(_rendered, ("після",)) == "<p>після</p>"
    assert render("і знову тут").html == "<p>і знову тут</p>"


def _rendered(source: str) -> str:
    return render(source).html


def test_the_process_ends_with_the_one_that_started_it() -> None:
    typesetter = Typesetter()
    typesetter.html("а")
    process = typesetter.process
    typesetter.stop()
    assert process is not None
    assert process.returncode == 0


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(list("~*_`[]()!<>#=-+|:^\\\n &a1\0"))), st.integers(1, 300))
def test_any_mixture_of_marks_is_answered(marks: list[str], times: int) -> None:
    assert is_harmless(render("".join(marks) * times).html)


def test_brackets_within_the_limit_are_still_links() -> None:
    links = "[а](/a) " * 300
    opened = "[" * (MAX_OPEN_BRACKETS - 1)
    assert render(links + opened).html.count("<a ") == 300


def test_brackets_beyond_the_limit_are_shown_as_typed() -> None:
    opened = "[" * (MAX_OPEN_BRACKETS + 1)
    assert plain_text(render(opened).html) == opened


def test_plain_text_parts_words_where_the_page_does() -> None:
    html = '<p><span class="mention">@Олена</span>, <b>так</b>!</p><ul><li>раз</li><li>два</li></ul>'

    assert plain_text(html) == "@Олена, так! раз два"


def test_plain_text_is_cut_at_a_word() -> None:
    assert plain_text("<p>Один два, три</p>", 10) == "Один два…"


def test_a_text_nested_too_deeply_is_shown_as_typed_and_spoils_no_other() -> None:
    deep = render("- " * 700 + "<b>")
    assert deep.html.startswith(f"{AS_TYPED}<p>- - -")
    assert "<b>" not in deep.html
    assert render("А\n\nБ").html.count("<p>") == 2


def test_a_page_says_that_a_text_stands_as_it_was_typed(app: Flask) -> None:
    def shown(html: str) -> str:
        page = '{% from "components/page.html" import markdown %}{{ markdown(html) }}'
        with app.test_request_context():
            return render_template_string(page, html=html)

    assert shown(render("так").html) == '<div class="prose"><p>так</p></div>'
    assert "так, як його набрано" in shown(f"{AS_TYPED}<p>так</p></div>")

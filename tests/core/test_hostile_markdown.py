"""What people are known to try, and ten thousand texts that nobody has tried: harmless, whole, and in time.

No text may need more than ``CPU_SECONDS`` of the processor: the kernel ends the process that lays it out. So a text
that comes back laid out was laid out in time, on however busy a machine.
"""

import random
from collections.abc import Iterator

import pytest

from portal.core.typesetter import Typesetter
from portal.core.typesetting import CPU_SECONDS
from tests.core.harmless import is_harmless

#: Scripts as addresses, as collections of attacks on filters and on Markdown write them.
ADDRESSES = (
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\tscript:alert(1)",
    "java\nscript:alert(1)",
    "&#106;avascript:alert(1)",
    "&#x6A;avascript:alert(1)",
    "&#0000106avascript:alert(1)",
    "javascript&colon;alert(1)",
    "java&Tab;script:alert(1)",
    "java&NewLine;script:alert(1)",
    "\x01javascript:alert(1)",
    " &#14; javascript:alert(1)",
    "javascript://%0aalert(1)",
    "javascript://www.example.test/?%0Aalert(1)",
    "javas%63ript:alert(1)",
    "data:text/html;base64,PHNjcmlwdD4=",
    "data:text/html,<script>alert(1)</script>",
    "data:image/svg+xml,<svg onload=alert(1)>",
    "vbscript:msgbox(1)",
    "feed:javascript:alert(1)",
    "view-source:javascript:alert(1)",
    "jar:javascript:alert(1)",
    "//evil.example/x.js",
    "\\\\evil.example\\x",
    "file:///etc/passwd",
    "blob:https://a/b",
)
LINKS = ("[x]({})", "[x](<{}>)", "![x]({})", "<{}>", "[x]: {}\n\n[x]", "[x][1]\n\n[1]: <{}> 'title'")
RAW = (
    "<script>{}</script>",
    "<script src={}></script>",
    "<scr<script>ipt>{}</script>",
    "<SCRIPT/XSS SRC={}></SCRIPT>",
    "<<SCRIPT>{}//<</SCRIPT>",
    "<img src=x onerror={}>",
    "<img src={}>",
    '<IMG """><SCRIPT>{}</SCRIPT>">',
    "<img src=`{}`>",
    "<img/src/onerror={}>",
    "<svg onload={}>",
    "<svg/onload={}//",
    "<svg><animate onbegin={} attributeName=x>",
    "<svg><a xlink:href={}><text y=9>x</text></a></svg>",
    "<math href={}>x</math>",
    "<body onload={}>",
    "<iframe src={}>",
    "<iframe srcdoc='<script>{}</script>'>",
    "<object data={}>",
    "<embed src={}>",
    "<link rel=stylesheet href={}>",
    "<style>@import '{}';</style>",
    "<style>*{{background:url({})}}</style>",
    '<div style="width:expression({})">x</div>',
    "<base href={}>",
    "<meta http-equiv=refresh content='0;url={}'>",
    "<form action={}><button>x</button></form>",
    "<button formaction={}>x</button>",
    "<input autofocus onfocus={}>",
    "<video><source onerror={}></video>",
    "<details open ontoggle={}>x</details>",
    "<marquee onstart={}>x</marquee>",
    "<template><script>{}</script></template>",
    "<noscript><p title='</noscript><img src=x onerror={}>'>",
    "<!--><img src=x onerror={}>-->",
    "<![CDATA[<script>{}</script>]]>",
    "<?xml version='1.0'?><script>{}</script>",
    "<a href={}>x</a>",
    "<a href='x' style='x:{}'>x</a>",
    "</p><script>{}</script>",
)
MIXED = (
    '![x" onerror="alert(1)](/files/AAAAAAAAAAAAAAAAAAAAAA)',
    '[x](http://a.example "t" onclick="alert(1)")',
    '[x](http://a.example/"onmouseover="alert(1))',
    "[a](b)<img src=x onerror=alert(1)>",
    "`<script>`</code><script>",
    '!!! tip "<img src=x onerror=alert(1)>"\n    x',
    '!!! tip" onload="alert(1)\n    x',
    "!!! danger onclick\n    x",
    '!!! note "[x](javascript:alert(1))"\n    <script>alert(1)</script>',
    '!!! warning "a"\n    !!! tip "b"\n        <svg onload=x>',
    "| <script>alert(1)</script> |\n|---|\n| [x](javascript:1) |",
    "- [x] <img src=x onerror=alert(1)>",
    "a[^1]\n\n[^1]: <script>alert(1)</script>",
    '[^"><script>]\n\n[^"><script>]: x',
    "[^1]: [x](javascript:alert(1))\n\na[^1]",
    "~~<script>~~alert(1)",
    "```js onload=alert(1)\n</code></pre><script>alert(1)</script>\n```",
    "\x02klzzwxh:0000\x03<script>",
    "\x02wzxhzdk:0\x03<img src=x onerror=alert(1)>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "\ue05bx\ue028javascript:alert(1))",
    "\\<script>alert(1)\\</script>",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "http://x.example/?<script>alert(1)</script>",
    "[x](/\\evil.example)",
    "[![x](javascript:alert(1))](javascript:alert(1))",
    "<mailto:a@b.c?<script>>",
    "@<script>alert(1)</script>",
)
PAYLOADS = (
    *(link.replace("{}", address) for link in LINKS for address in ADDRESSES),
    *(raw.format(word) for raw in RAW for word in ("alert(1)", "javascript:alert(1)")),
    *MIXED,
)

_MARKS = [
    *"~*_`[]()!<>#=-+|:^\\\n\n &\"'a1б",
    "**",
    "](",
    "![",
    "\n\n",
    "\n    ",
    "> ",
    "- ",
    "1. ",
    "| ",
    "|-",
    "[^1]",
    "[^1]: ",
    '!!! tip "',
    "!!! danger\n    ",
    "!!!",
    "```\n",
    "    ",
    "# ",
    "https://",
    "a@b.c",
    "<a href=",
    "<b>",
    "&lt;",
    "&#",
    "javascript:",
    "\ue05b",
    "\u202e",
    "\x02",
    "\x03",
    "слово ",
]
GENERATED = 10_000


@pytest.fixture(scope="module")
def typesetter() -> Iterator[Typesetter]:
    made = Typesetter()
    yield made
    made.stop()


def texts(seed: int, count: int) -> Iterator[str]:
    """Mixtures of marks and attacks: mostly short, some of one mark many times over."""
    chance = random.Random(seed)  # noqa: S311 - the same texts each time
    for _ in range(count):
        parts = chance.choices(_MARKS, k=chance.randint(1, 40))
        if chance.random() < 0.3:
            parts.insert(chance.randrange(len(parts)), chance.choice(PAYLOADS))
        yield "".join(parts) * (chance.randint(2, 60) if chance.random() < 0.1 else 1)


def test_no_text_is_given_a_whole_second_of_the_processor() -> None:
    assert CPU_SECONDS < 1


def test_no_known_attack_survives(typesetter: Typesetter) -> None:
    assert len(set(PAYLOADS)) >= 200
    answers = {payload: typesetter.html(payload) for payload in PAYLOADS}
    assert [payload for payload, html in answers.items() if html is None or not is_harmless(html)] == []


@pytest.mark.parametrize("part", range(10))
def test_no_generated_text_runs_or_takes_too_long(typesetter: Typesetter, part: int) -> None:
    answers = ((text, typesetter.html(text)) for text in texts(part, GENERATED // 10))
    assert [text for text, html in answers if html is None or not is_harmless(html)] == []

"""Markdown to safe HTML, once, when a text is saved. The HTML is kept beside the source with the version below."""

import re
from dataclasses import dataclass
from functools import lru_cache
from html import escape, unescape

from portal.core.i18n import gettext as _
from portal.core.i18n import lazy_gettext as _l
from portal.core.i18n import speaking
from portal.core.text import guess_language
from portal.core.typesetter import typesetter

#: Raise when the output for the same source changes: `portal doctor` then finds what is to be rendered again.
RENDERER_VERSION = 3
#: What a text begins with that could not be laid out. Rendered texts can't: they keep no such class.
AS_TYPED = '<div class="as-typed">'
#: What a box (see ``core.typesetting``) is called that was given no title of its own: colour alone says nothing.
_BOX_WORDS = {
    "note": _l("Please note"),
    "tip": _l("Tip"),
    "warning": _l("Be careful"),
    "danger": _l("Stop and think"),
}
_NAMELESS_BOX = re.compile(r'(<div class="box box-(\w+)">\s*<p class="box-title">)\s*(?=</p>)')
_TICK = re.compile(r"<input([^<>]*)>")
PICTURE_IN_TEXT = re.compile(r"/files/([A-Za-z0-9_-]{22})")


@dataclass(frozen=True, slots=True)
class RenderedText:
    """A text as it was typed and as it is shown."""

    source: str
    html: str
    version: int = RENDERER_VERSION


def render(source: str) -> RenderedText:
    """Render Markdown and clean it. Slow (milliseconds, at worst seconds): never inside a write transaction.

    A text that would take too long is shown as it was typed, in paragraphs. Raises Busy when the machine can't.
    """
    text = source.replace("\x00", "").replace("\r\n", "\n")
    return RenderedText(text, _render(text) if text.strip() else "")


@lru_cache(maxsize=256)
def _render(text: str) -> str:
    html = typesetter.html(text)
    return _as_typed(text) if html is None else _with_words(html, text)


def _with_words(html: str, text: str) -> str:
    """Words in the text's own language for what Markdown leaves without: boxes without a title, ticks of a list."""
    if not _NAMELESS_BOX.search(html) and not _TICK.search(html):
        return html
    with speaking(guess_language(text, fallback="uk")):
        html = _NAMELESS_BOX.sub(lambda found: f"{found[1]}{escape(str(_BOX_WORDS[found[2]]))}", html)
        ticked, open_ = escape(_("It is done")), escape(_("Not done yet"))
        return _TICK.sub(
            lambda tick: f'<input aria-label="{ticked if "checked" in tick[1] else open_}"{tick[1]}>', html
        )


def _as_typed(text: str) -> str:
    paragraphs = (escape(part.strip()).replace("\n", "<br>") for part in text.split("\n\n") if part.strip())
    return f"{AS_TYPED}{''.join(f'<p>{part}</p>' for part in paragraphs)}</div>"


def picture_tokens(source: str) -> set[str]:
    """The tokens of the portal's own pictures that a text shows."""
    return set(PICTURE_IN_TEXT.findall(source))


_TAG = re.compile(r"<[^>]+>")
#: Tags that part no words: what stands behind them follows without a space.
_WITHIN_WORDS = re.compile(r"</?(?:a|b|code|del|em|i|ins|mark|s|span|strong|sub|sup|u)(?:\s[^>]*)?>")


def plain_text(html: str, limit: int | None = None) -> str:
    """The words of rendered HTML in one line, cut at a word with an ellipsis."""
    words = " ".join(unescape(_TAG.sub(" ", _WITHIN_WORDS.sub("", html))).split())
    if limit is None or len(words) <= limit:
        return words
    return words[:limit].rsplit(" ", 1)[0].rstrip(",.;:") + "…"

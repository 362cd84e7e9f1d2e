"""The words of a Word file as Markdown."""

from collections.abc import Callable
from typing import IO, Any

from portal.core.collecting import imported
from portal.core.errors import Invalid
from portal.core.i18n import lazy_gettext as _l
from portal.core.word.html_to_markdown import to_markdown
from portal.core.word.opening import BEARABLE, Bounds, opened

#: The title of the document is a heading too.
_STYLES = "p[style-name='Title'] => h1:fresh\np[style-name='Quote'] => blockquote > p:fresh"
_UNREADABLE = (ValueError, KeyError, TypeError, AttributeError, IndexError, OSError, RecursionError, AssertionError)


def markdown_of(source: IO[bytes], picture: Callable[[bytes], str] | None = None, bounds: Bounds = BEARABLE) -> str:
    """Headings, lists, tables, links and notes. ``picture``: the address of one by its bytes; without it none is shown.

    Raises Invalid, saying why, when the file isn't what it should be or is larger than ``bounds`` allow.
    """
    packed = opened(source, bounds)
    mammoth = imported("mammoth")  # no web worker carries it that is never given a Word file
    try:
        made = mammoth.convert_to_html(
            packed,
            convert_image=mammoth.images.img_element(lambda image: _shown(image, picture)),
            style_map=_STYLES,
            include_embedded_style_map=False,
            external_file_access=False,
        )
    except _UNREADABLE as error:
        raise Invalid(_l("This Word file can't be read.")) from error
    return to_markdown(str(made.value))


def _shown(image: Any, picture: Callable[[bytes], str] | None) -> dict[str, str]:
    if picture is None:
        return {"src": ""}
    try:
        with image.open() as source:
            data = source.read()
    except (ValueError, KeyError, OSError) as error:
        raise Invalid(
            _l("The file shows a picture that doesn't lie in the file: put it in and save it again.")
        ) from error
    return {"src": picture(data)}

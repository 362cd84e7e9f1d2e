"""Masks in place of personal data: the same value gets the same mask throughout a text."""

from collections.abc import Collection, Iterable, Mapping

from portal.core.i18n import lazy_gettext as _l
from portal.core.privacy.finding import find
from portal.core.privacy.spans import Kind, Span

#: One word each, so that a mask is known again as a mask.
LABELS: Mapping[Kind, object] = {
    Kind.PHONE: _l("phone"),
    Kind.EMAIL: _l("e-mail"),
    Kind.CARD: _l("card"),
    Kind.ORDER: _l("order"),
    Kind.DOCUMENT: _l("document"),
    Kind.ADDRESS: _l("address"),
    Kind.NAME: _l("name"),
}


def mask(text: str, allowed: Collection[str] = (), labels: Mapping[Kind, object] = LABELS) -> str:
    """The text with a mask such as ``[phone 1]`` in place of everything that `find` finds."""
    return mask_spans(text, find(text, allowed), labels)


def mask_spans(
    text: str,
    spans: Iterable[Span],
    labels: Mapping[Kind, object] = LABELS,
    numbers: dict[Kind, dict[str, int]] | None = None,
) -> str:
    """The text with masks in place of spans, which are in order; equal values have the same number.

    ``numbers`` are those given so far, by kind and value; what is given here is added, so that several texts agree.
    """
    numbers = {} if numbers is None else numbers
    parts, done = [], 0
    for span in spans:
        known = numbers.setdefault(span.kind, {})
        number = known.setdefault(span.value_key or text[span.start : span.end], len(known) + 1)
        parts += [text[done : span.start], f"[{labels[span.kind]} {number}]"]
        done = span.end
    return "".join([*parts, text[done:]])

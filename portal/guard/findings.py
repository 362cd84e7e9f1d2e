"""What looks like personal data in the texts of a form, and the same texts with masks. Pure."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from portal.core.i18n import lazy_gettext as _l
from portal.core.privacy import Kind, Span, find, mask_spans
from portal.core.privacy.masking import LABELS

#: So many letters on either side are shown with what was found.
AROUND = 40
KIND_WORDS: Mapping[Kind, object] = {
    Kind.PHONE: _l("phone number"),
    Kind.EMAIL: _l("e-mail address"),
    Kind.CARD: _l("card number"),
    Kind.ORDER: _l("order number"),
    Kind.DOCUMENT: _l("document"),
    Kind.ADDRESS: _l("address"),
    Kind.NAME: _l("name"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """A fragment that looks like personal data, with the words around it."""

    #: The name of the field that holds it.
    field: str
    span: Span
    before: str
    words: str
    after: str

    @property
    def kind(self) -> Kind:
        """What sort of personal data it seems to be."""
        return self.span.kind

    @property
    def kind_word(self) -> object:
        """The same in words."""
        return KIND_WORDS[self.span.kind]

    @property
    def key(self) -> str:
        """The same for the same value, however it is written."""
        return self.span.value_key


#: A text, and the public contacts that may stand in it.
Looked = tuple[str, tuple[str, ...]]
_known: ContextVar[Mapping[Looked, Sequence[Span]] | None] = ContextVar("known", default=None)


@contextmanager
def knowing(spans: Mapping[Looked, Sequence[Span]]) -> Iterator[None]:
    """For the length of a block, what was found elsewhere already (see ``look_through``)."""
    token = _known.set(spans)
    try:
        yield
    finally:
        _known.reset(token)


def look_through(texts: Iterable[str], allowed: Collection[str]) -> dict[Looked, Sequence[Span]]:
    """What is found in some texts, for ``knowing``: another process may do it, where many are brought in."""
    public = tuple(allowed)
    return {(text, public): find(text, public) for text in texts}


def findings(texts: Mapping[str, str], allowed: Collection[str]) -> list[Finding]:
    """What is found in each text, in reading order."""
    return [finding_of(field, text, span) for field, text in texts.items() for span in _find(text, tuple(allowed))]


def _find(text: str, public: tuple[str, ...]) -> Sequence[Span]:
    known = (_known.get() or {}).get((text, public))
    return (find(text, public) if text else ()) if known is None else known


def finding_of(field: str, text: str, span: Span) -> Finding:
    """A place in a text as people read it."""
    return Finding(
        field=field,
        span=span,
        before=_beginning(_line(text[: span.start][-4 * AROUND :])),
        words=text[span.start : span.end],
        after=_end(_line(text[span.end :][: 4 * AROUND])),
    )


def masked(
    texts: Mapping[str, str], found: Iterable[Finding], given: Mapping[str, int] | None = None
) -> dict[str, str]:
    """The texts with masks: the same value has the same mask in all of them, another one than the masks there are.

    ``given`` are the numbers of masks that the script gave before, by the keys of their values.
    """
    spans: dict[str, list[Span]] = {field: [] for field in texts}
    fixed: dict[Kind, dict[str, int]] = {kind: {} for kind in Kind}
    for one in found:
        spans[one.field].append(one.span)
        if given and one.key in given:
            fixed[one.kind][one.key] = given[one.key]
    numbers = {kind: _taken(texts.values(), kind, fixed[kind]) for kind in Kind}
    return {field: mask_spans(text, spans[field], numbers=numbers) for field, text in texts.items()}


def _taken(texts: Iterable[str], kind: Kind, fixed: Mapping[str, int]) -> dict[str, int]:
    """Numbers of masks that nobody else gets: those that stand in the texts already, and those of known values."""
    standing = re.compile(rf"\[{re.escape(str(LABELS[kind]))} (\d{{1,3}})\]")
    used = [int(number) for text in texts for number in standing.findall(text)]
    last = max([0, *used, *fixed.values()])
    return {f"[{number}]": number for number in range(1, last + 1) if number not in fixed.values()} | dict(fixed)


def by_field(found: Iterable[Finding]) -> dict[str, Sequence[Finding]]:
    """The findings of each field that has any."""
    grouped: dict[str, list[Finding]] = {}
    for one in found:
        grouped.setdefault(one.field, []).append(one)
    return dict(grouped)


def _beginning(line: str) -> str:
    """The last words of what stands before, with an ellipsis for the rest."""
    if len(line) <= AROUND:
        return line
    return "…" + line[-AROUND:].partition(" ")[2]


def _end(line: str) -> str:
    """The first words of what stands behind, the same way."""
    if len(line) <= AROUND:
        return line
    return line[:AROUND].rpartition(" ")[0] + "…"


def _line(text: str) -> str:
    return re.sub(r"\s+", " ", text)

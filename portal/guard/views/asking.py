"""The guard on save: a form comes back once with what looks like personal data in it, and is masked at a click.

A view says ``if whole_and_known(form, "title", "body"):`` where it would say ``if form.validate():``; the template's
``error_summary`` shows what was found, with the buttons.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import request

from portal.core.db import db
from portal.core.forms import Form
from portal.core.privacy import Kind
from portal.guard.findings import Finding, by_field, findings, masked
from portal.guard.queries import allowed, names_of_colleagues

#: The button's name; keys of what is meant to stay, and of what the form has just shown, which stays unless the
#: button says otherwise; the numbers of masks given by the script.
BUTTON, SEEN, SHOWN, GIVEN = "guard", "guard_seen", "guard_shown", "guard_given"
MASK = "mask"
_KEY = re.compile(r"[0-9a-f]{16}")
_GIVEN = re.compile(r"([0-9a-f]{16}):(\d{1,3})(?!\d)", re.ASCII)
#: So many findings are shown; the rest is masked or kept with them.
MOST_SHOWN = 20
_MOST_KEYS = 500
#: Of a field that says nothing of its length.
MOST_LETTERS = 30_000


@dataclass(frozen=True, slots=True)
class Asked:
    """What a form asks before it is carried out."""

    #: By label of the field, with its id.
    fields: Sequence[tuple[str, str, Sequence[Finding]]]
    count: int
    #: The keys of all that is asked about.
    keys: str

    @property
    def more(self) -> int:
        """How many aren't shown."""
        return self.count - sum(len(found) for _label, _id, found in self.fields)


def whole_and_known(form: Form, *names: str, strict: bool = False, stood: str = "") -> bool:
    """Whether the form may be carried out: it is whole, and whoever sent it knows what looks personal in it.

    ``stood``: the text that is saved already. What looks personal in it was asked about then.
    """
    mask_if_asked(form, *names, strict=strict, stood=stood)
    return form.validate() and not asks_first(form, *names, strict=strict, stood=stood)


def mask_if_asked(form: Form, *names: str, strict: bool = False, stood: str = "") -> None:
    """Put masks in place of what is found, when the button asks for it. To be called before the form is checked."""
    seen = _seen() | _keys(stood, strict=strict)
    form.guard_seen = " ".join(sorted(seen))
    form.guard_given = " ".join(f"{key}:{number}" for key, number in _given().items())
    if request.form.get(BUTTON) != MASK:
        return
    texts = {name: text for name, text in _texts(form, names).items() if len(text) <= _longest(form[name])}
    found = [one for one in look(texts, strict=strict) if one.key not in seen]
    for name, text in masked(texts, found, _given()).items():
        if text != texts[name]:
            form[name].data = text


def asks_first(form: Form, *names: str, strict: bool = False, stood: str = "") -> bool:
    """Whether something looks personal that whoever sent the form hasn't been shown: then the form says so."""
    seen = _seen() | _keys(stood, strict=strict)
    found = [one for one in look(_texts(form, names), strict=strict) if one.key not in seen]
    if found:
        keys = " ".join(sorted({one.key for one in found}))
        form.guard = Asked(_shown(form, found), len(found), keys)
    return bool(found)


def look(texts: Mapping[str, str], *, strict: bool = False) -> list[Finding]:
    """What looks personal in the texts. Names of colleagues may stand, unless it is ``strict``."""
    session = db.session()
    found = findings(texts, allowed(session))
    names = {one.words for one in found if one.kind is Kind.NAME}
    if strict or not names:
        return found
    ours = names_of_colleagues(session, names)
    return [one for one in found if one.key not in ours]


def _keys(text: str, *, strict: bool) -> set[str]:
    return {one.key for one in look({"text": text}, strict=strict)} if text else set()


def _texts(form: Form, names: Iterable[str]) -> dict[str, str]:
    return {name: str(form[name].data or "") for name in names if name in form}


def _longest(field: Any) -> int:
    """What is longer is refused by the form itself: nobody looks through it first."""
    return int(getattr(field.flags, "maxlength", None) or MOST_LETTERS)


def _given() -> dict[str, int]:
    return {key: int(number) for key, number in _GIVEN.findall(request.form.get(GIVEN, ""))[:_MOST_KEYS]}


def _seen() -> set[str]:
    """What is meant to stay. Sent once more without a word on masks, what was shown stays as well."""
    names = (SEEN,) if request.form.get(BUTTON) == MASK else (SEEN, SHOWN)
    return {key for name in names for key in _KEY.findall(request.form.get(name, ""))[:_MOST_KEYS]}


def _shown(form: Any, found: Sequence[Finding]) -> list[tuple[str, str, Sequence[Finding]]]:
    grouped = by_field(found[:MOST_SHOWN])
    return [(str(form[name].label.text), form[name].id, some) for name, some in grouped.items()]

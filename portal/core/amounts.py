"""A number and what it counts, typed together: '10,5 %', '12 calls'."""

import re

from portal.core.i18n import gettext as _

#: A number and, right after it, a word or a sign.
_AMOUNT = re.compile(r"([-−+]?[\d\s.,]*\d)\s*([^\W\d_]\D*|[%‰°$€₴£]\D*)")


def parted(text: str) -> tuple[str, str] | None:
    """The number and what it counts, each as it was typed; None for anything else, such as a number alone."""
    found = _AMOUNT.fullmatch(text.strip())
    return (found[1], " ".join(found[2].split())) if found else None


def other_unit(unit: str) -> str:
    """What to say where something else than ``unit`` (in the reader's words, empty for none) stands beside a number."""
    if not unit:
        return _("Please write the number alone, without a unit.")
    return _("The unit here is %(unit)s: please write the number in it, or the number alone.", unit=unit)

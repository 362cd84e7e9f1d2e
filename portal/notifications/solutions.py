"""What lines say of the ways to solve an initiative."""

from collections.abc import Mapping
from typing import Any

from portal.core.i18n import gettext as _
from portal.core.i18n import ngettext


def proposed_words(who: str, title: str, *, named: bool, mine: bool) -> str:
    """To whoever is named in it, to the authors, and to others."""
    if named:
        words = _("%(who)s mentions you in a solution for “%(title)s”")
    elif mine:
        words = _("%(who)s proposes another solution for your initiative “%(title)s”")
    else:
        words = _("%(who)s proposes another solution for “%(title)s”")
    return words % {"who": who, "title": title}


def supported_words(who: str, title: str, others: int) -> str:
    """To whoever proposed it."""
    if not others:
        return _("%(who)s supports your solution for “%(title)s”", who=who, title=title)
    return ngettext(
        "%(who)s and %(num)s more colleague support your solution for “%(title)s”",
        "%(who)s and %(num)s more colleagues support your solution for “%(title)s”",
        others,
        who=who,
        title=title,
    )


def chosen_words(data: Mapping[str, Any], title: str, *, reader_id: int) -> str:
    """To whoever proposed it, and to others."""
    if not data["chosen"]:
        return _("The committee leaves open again how “%(title)s” is to be solved", title=title)
    if data["author_id"] == reader_id:
        return _("The committee has chosen your solution for “%(title)s”. Thank you!", title=title)
    if data["previous_author_id"] == reader_id:
        return _("The committee has chosen another solution than yours for “%(title)s”", title=title)
    return _("The committee has chosen a solution for “%(title)s”", title=title)

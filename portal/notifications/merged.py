"""What lines say of initiatives that were merged and parted."""

from collections.abc import Mapping
from typing import Any

from portal.core.i18n import gettext as _
from portal.core.i18n import ngettext


def twins_in(data: Mapping[str, Any]) -> list[int]:
    """The twins that an entry of the journal names: their titles are wanted."""
    return [*data.get("twin_ids", ()), *([data["twin_id"]] if "twin_id" in data else ())]


def merged_words(data: Mapping[str, Any], title: str, titles: Mapping[int, str], *, reader_id: int, mine: bool) -> str:
    """To whoever wrote a twin, to whoever wrote what it was merged into, and to others."""
    own = [number for number, by in zip(data["twin_ids"], data["author_ids"], strict=True) if by == reader_id]
    if own and own[0] in titles:
        return _("Your “%(twin)s” is merged into “%(title)s”", twin=titles[own[0]], title=title)
    twin = titles.get(data["twin_ids"][0]) if len(data["twin_ids"]) == 1 else None
    if twin is not None:
        words = _("“%(twin)s” is merged into your “%(title)s”") if mine else _("“%(twin)s” is merged into “%(title)s”")
        return words % {"twin": twin, "title": title}
    if mine:
        return ngettext(
            "%(num)s initiative is merged into your “%(title)s”",
            "%(num)s initiatives are merged into your “%(title)s”",
            len(data["twin_ids"]),
            title=title,
        )
    return ngettext(
        "%(num)s initiative is merged into “%(title)s”",
        "%(num)s initiatives are merged into “%(title)s”",
        len(data["twin_ids"]),
        title=title,
    )


def parted_words(data: Mapping[str, Any], title: str, titles: Mapping[int, str], *, reader_id: int) -> str:
    """That a twin is by itself again."""
    twin = titles.get(data["twin_id"])
    if twin is None:
        return _("Something that was merged into “%(title)s” is by itself again", title=title)
    if data["author_id"] == reader_id:
        return _("Your “%(twin)s” is by itself again, apart from “%(title)s”", twin=twin, title=title)
    return _("“%(twin)s” is by itself again, apart from “%(title)s”", twin=twin, title=title)

"""What is said of a conversation with an anonymous author, who has no name."""

from collections.abc import Mapping
from typing import Any

from portal.core.i18n import gettext as _
from portal.initiatives.events import InitiativeEvent


def author_wrote_words(data: Mapping[str, Any], title: str) -> str:
    """To whom the author writes depends on the kind of item."""
    if data["item_kind"] == InitiativeEvent.item_kind:
        return _("The author of “%(title)s” writes to the committee", title=title)
    return _("The author of “%(title)s” writes to the editors", title=title)

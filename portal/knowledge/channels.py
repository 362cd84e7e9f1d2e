"""Where a conversation took place."""

from typing import Any

from portal.core.i18n import lazy_gettext as _l

#: Labels by the key that rows hold, in the order of a choice.
CHANNELS: dict[str, Any] = {
    "call": _l("Call"),
    "chat": _l("Chat"),
    "messenger": _l("Messenger"),
    "email": _l("E-mail"),
    "social": _l("Social network"),
    "shop": _l("In the shop"),
    "delivery": _l("At delivery"),
    "other": _l("Elsewhere"),
}


def channel_label(key: str | None) -> Any:
    """The words for a channel; one that isn't known any more by its key, None for none."""
    return CHANNELS.get(key, key) if key else None

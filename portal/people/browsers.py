"""What a browser calls itself, in words that its owner recognises."""

from portal.core.i18n import gettext as _

#: In the order to look: most browsers also claim to be the ones below them.
_BROWSERS = (
    ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("YaBrowser", "Yandex Browser"),
    ("Firefox/", "Firefox"), ("FxiOS", "Firefox"), ("CriOS", "Chrome"), ("Chrome/", "Chrome"), ("Safari/", "Safari"),
)  # fmt: skip
_SYSTEMS = (
    ("Windows", "Windows"), ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("CrOS", "ChromeOS"),
    ("Mac OS X", "macOS"), ("Linux", "Linux"),
)  # fmt: skip


def describe(agent: str) -> str:
    """'Chrome, Windows' for a User-Agent header; 'an unknown browser' when it says nothing known."""
    browser = next((name for mark, name in _BROWSERS if mark in agent), None)
    system = next((name for mark, name in _SYSTEMS if mark in agent), None)
    return ", ".join(name for name in (browser, system) if name) or _("an unknown browser")


def is_phone(agent: str) -> bool:
    """Whether to draw a phone beside it."""
    return "Mobile" in agent or "Android" in agent or "iPhone" in agent

"""What a process remembers between requests, by numbers of people and texts that come again in every test."""

import pytest

from portal.algorithms.views import misfits, walking
from portal.core.rate_limit import RateLimit
from portal.dashboard.views.pages import kept_facts
from portal.guard.views import looking
from portal.onboarding.views.numbers import kept as kept_numbers
from portal.search.views import pages, telling
from portal.search.views.lately import Lately


def begin_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody has asked anything in this process yet."""
    for module in (misfits, walking, looking, telling):
        monkeypatch.setattr(module, "_rate_limit", RateLimit())
    monkeypatch.setattr(pages, "_rate_limit", RateLimit(pages.MOST_ANSWERS))
    monkeypatch.setattr(pages, "_lately", Lately())
    kept_numbers.forget()
    kept_facts.forget()

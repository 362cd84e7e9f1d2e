"""What a process remembers between requests, by numbers of people and texts that come again in every test."""

import pytest

from portal.algorithms.views import misfits, walking
from portal.dashboard.views.pages import kept_facts
from portal.guard.pace import Pace
from portal.guard.views import looking
from portal.onboarding.views.numbers import kept as kept_numbers
from portal.search.views import pages, telling
from portal.search.views.lately import Lately


def begin_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody has asked anything in this process yet."""
    for module in (misfits, walking, looking, telling):
        monkeypatch.setattr(module, "_pace", Pace())
    monkeypatch.setattr(pages, "_pace", Pace(pages.MOST_ANSWERS))
    monkeypatch.setattr(pages, "_lately", Lately())
    kept_numbers.forget()
    kept_facts.forget()

"""Where what waits for somebody stands, beside what knowledge itself knows: a slice above adds its own."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ScalarSelect

from portal.core.extension import Registry


@dataclass(frozen=True, slots=True)
class WaitingPlace:
    """A list of what waits: its word, its address, and how much of it waits for a keeper (called with their id)."""

    label: Any
    href: str
    count: Callable[[Any], ScalarSelect[int]]


waiting_places: Registry[WaitingPlace] = Registry("place where something waits")

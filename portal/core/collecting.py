"""Python's collector of garbage, kept out of where it would look through much and find nothing."""

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType


@contextmanager
def uncollected() -> Iterator[None]:
    """Look for no garbage: for what makes much that stays."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def imported(name: str) -> ModuleType:
    """The module of that name, read when it is needed. Of a thousand modules nothing becomes garbage, and looking for
    it takes a fifth of the time: so nobody looks, now or later."""
    if name not in sys.modules:
        with uncollected():
            import_module(name)
        gc.freeze()
    return sys.modules[name]

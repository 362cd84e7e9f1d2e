"""A table under a second name (``aliased``), made ready before several threads use it."""

import sys
from collections.abc import Iterator
from typing import Any

from sqlalchemy import inspect
from sqlalchemy.orm.util import AliasedClass


def make_aliases_ready() -> None:
    """Work out what the columns of every module's aliases stand for, in one thread and once.

    SQLAlchemy does it at the first use. Two first requests at once got statements that read a name from the table
    itself instead, and those that are built once a process kept it until the process ended.
    """
    for alias in aliases():
        for key in inspect(alias).mapper.column_attrs.keys():  # noqa: SIM118 - not a mapping
            _ = getattr(alias, key).expression


def aliases() -> Iterator[AliasedClass[Any]]:
    """Those that modules of the portal hold."""
    for name, module in list(sys.modules.items()):
        if name.startswith("portal."):
            yield from [value for value in vars(module).values() if isinstance(value, AliasedClass)]

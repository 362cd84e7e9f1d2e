"""A noticeboard to discuss."""

from collections.abc import Iterator

import pytest
from flask import Flask

from portal.core.extension import item_kinds
from tests.discussion.factories import KIND, Noticeboard


@pytest.fixture
def board(app: Flask) -> Iterator[Noticeboard]:
    """An item kind that exists for the length of a test."""
    made = Noticeboard()
    with item_kinds.with_also(KIND, made):
        yield made

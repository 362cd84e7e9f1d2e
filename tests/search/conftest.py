"""What tests of search begin with: an index that is empty, as the database is."""

import shutil

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from portal.search.engine import Engine
from portal.search.engines import engine as engine_of
from portal.search.place import place_of


@pytest.fixture
def no_index(session: Session) -> None:
    """Nothing of earlier tests lies on the disk."""
    shutil.rmtree(place_of(session).index, ignore_errors=True)


@pytest.fixture
def engine(app: Flask, session: Session, no_index: None) -> Engine:
    """The engine of the database under test, with nothing in it."""
    found = engine_of(session)
    found.rebuild([], lambda _done: None)
    return found

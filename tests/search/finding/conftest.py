"""What these tests begin with: no index, no vectors, and a model that understands a few words."""

import shutil
from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from portal.search.meaning.embedder import understood_by
from portal.search.place import place_of
from tests.search.understanding import FewWords


@pytest.fixture(autouse=True)
def model(session: Session, no_index: None) -> Iterator[FewWords]:
    shutil.rmtree(place_of(session).meaning, ignore_errors=True)
    made = FewWords()
    with understood_by(made):
        yield made
    shutil.rmtree(place_of(session).meaning, ignore_errors=True)

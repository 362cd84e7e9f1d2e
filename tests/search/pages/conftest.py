"""What the tests of the pages begin with: texts that are found, and answers that a test decides."""

from collections.abc import Callable
from typing import Any

import pytest

from portal.search.asking import Answer, Found
from portal.search.engine import Engine
from portal.search.indexing import catch_up
from portal.search.views import pages

Indexed = Callable[[], int]


@pytest.fixture
def indexed(engine: Engine) -> Indexed:
    """Lets search know what there is."""
    assert engine.count() == 0
    return catch_up


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> Callable[[Answer], None]:
    """Lets the pages show this answer, whatever is asked."""

    def decide(answer: Answer) -> None:
        def find(*_args: Any, **_options: Any) -> Answer:
            return answer

        monkeypatch.setattr(pages, "find", find)

    return decide


def found(title: str, **changes: Any) -> Found:
    """A result as a source would give it."""
    given: dict[str, Any] = {
        "document_id": 1, "kind": "article", "item_id": 1, "part": "", "title": title, "href": "/articles/1",
        "score": 0.9, "note": "Інструкція", "icon": "list-checks", "lang": "uk",
    }  # fmt: skip
    return Found(**(given | changes))

"""What happens to the company's own words."""

from dataclasses import dataclass
from typing import ClassVar

from portal.core.journal import Event


@dataclass(frozen=True, kw_only=True)
class WordsChanged(Event):
    """A group of words was added, changed, removed or put back."""

    name: ClassVar[str] = "search.words_changed"
    item_kind: ClassVar[str] = "word_group"
    group_id: int
    #: "added", "changed", "removed", "put_back".
    what: str

    @property
    def item_id(self) -> int:
        return self.group_id

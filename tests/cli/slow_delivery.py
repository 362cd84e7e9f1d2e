"""A worker with one slow consumer, for `test_worker`: run as a program it delivers until it is killed."""

import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from portal.cli import main
from portal.core.journal import Consumer, Event, JournalEntry, consumers


@dataclass(frozen=True, kw_only=True)
class Happened(Event):
    """Anything."""

    name: ClassVar[str] = "test.happened"
    item_kind: ClassVar[str] = "test"
    number: int

    @property
    def item_id(self) -> int:
        return self.number


def consumer(folder: Path, seconds: float) -> Consumer:
    """Shows an entry as a file of its name, after a while."""

    def deliver(entry: JournalEntry) -> None:
        (folder / "begun").touch()
        time.sleep(seconds)
        (folder / f"shown-{entry.item_id}").open("x").close()

    return Consumer((Happened,), deliver)


if __name__ == "__main__":
    consumers.register("slow", consumer(Path(sys.argv[1]), 60))
    main(["worker"])

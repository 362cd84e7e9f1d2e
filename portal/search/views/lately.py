"""What each has looked for last, so that coming back to the page isn't a second search. Nothing of it is kept."""

from collections import OrderedDict
from threading import Lock

#: More people than this are hardly searching at the same time.
MOST_PEOPLE = 2000


class Lately:
    """In the memory of the process alone."""

    def __init__(self) -> None:
        self._last: OrderedDict[int, int] = OrderedDict()
        self._lock = Lock()

    def is_new(self, person_id: int, text: str) -> bool:
        """Whether it is another search than the person's last one, which it now is."""
        mark = hash(text.casefold())
        with self._lock:
            known = self._last.pop(person_id, None)
            self._last[person_id] = mark
            if len(self._last) > MOST_PEOPLE:
                self._last.popitem(last=False)
        return known != mark

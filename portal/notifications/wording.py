"""What a sentence of the inbox is made of, and how an event comes by its own."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from portal.notifications.topics import Topic


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What a sentence is made of."""

    name: str
    data: Mapping[str, Any]
    topic: Topic
    #: Of whose inbox.
    reader_id: int
    title: str
    #: Who did it, in words.
    who: str
    #: The person whom it concerns beside the reader (a new owner, somebody who can't sign in), in words.
    whom: str
    #: How many more share the line: others who did the same, or further sign-ins.
    others: int = 0
    #: The title of the item at the other end of a link; empty when it isn't open to the reader.
    other: str = ""
    #: Titles of other initiatives that it names and the reader may see, by number.
    titles: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Wording:
    """The icon and the sentence of one kind of event."""

    icon: str
    sentence: Callable[[News], str]


def plain(words: Any) -> Callable[[News], str]:
    return lambda news: str(words) % {"who": news.who, "whom": news.whom, "title": news.title}

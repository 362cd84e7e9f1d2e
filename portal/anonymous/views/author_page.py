"""What an anonymous author sees: the item as its kind shows it, what waits, and the conversation."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from portal.anonymous.kinds import AuthorView, ConversationWords, author_pages
from portal.anonymous.queries import Message, Waiting, conversation, item_of, waiting
from portal.core import i18n
from portal.core.clock import full_hour
from portal.core.numbers import number_words


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorPage:
    """Everything the page shows."""

    number: str
    #: What waits is let out after this time of the clock.
    shown_from: str
    template: str
    words: ConversationWords
    view: AuthorView
    waiting: Waiting
    messages: Sequence[Message] = ()


def next_hour(now: datetime) -> str:
    """The time of the clock at which everything that waits is let out."""
    return f"{i18n.local(full_hour(now) + timedelta(hours=1)):%H:%M}"


def author_page(session: Session, number: int, now: datetime) -> AuthorPage | None:
    """The page of a number whose code was shown; None when there is nothing under it."""
    item = item_of(session, number)
    if item is None:
        return None
    pages, sealed = author_pages[item.kind], waiting(session, number)
    view = pages.let_out(session, number, now)
    if view is None and sealed.submission is None:
        return None
    return AuthorPage(
        number=number_words(number),
        shown_from=next_hour(now),
        template=pages.template,
        words=pages.words,
        view=view or pages.sealed(session, sealed.submission or {}),
        waiting=sealed,
        messages=conversation(session, item) if view else (),
    )


def for_this_page(html: str) -> str:
    """Pictures have an address on the author's page that asks for the code, not for a sign-in."""
    return html.replace('"/files/', '"/anonymous/pictures/')

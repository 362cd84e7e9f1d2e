"""The name of somebody who is erased leaves the comments that mention them."""

import re
from html import escape

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.discussion.models import Comment, CommentRevision, Mention

#: Stands in the comment's own text, so it is said in the language of the company and never translated.
FORMER_COLLEAGUE = "колишній колега"


def remove_mentions(session: Session, person_id: int, name: str) -> None:
    """Put a neutral word behind the @ in the text, the HTML and the earlier versions of comments that mention them."""
    if not name:
        return
    naming = select(Mention.comment_id).where(Mention.person_id == person_id)
    for row in session.scalars(select(Comment).where(Comment.id.in_(naming)).order_by(Comment.id).with_for_update()):
        row.body, row.html = without_name(row.body, person_id, name), without_name(row.html, person_id, name)
    for earlier in session.scalars(select(CommentRevision).where(CommentRevision.comment_id.in_(naming))):
        earlier.body = without_name(earlier.body, person_id, name)
        earlier.html = without_name(earlier.html, person_id, name)


def without_name(text: str, person_id: int, name: str) -> str:
    """A text without ``@name``; one with the number of a namesake stays."""

    def neutral(found: re.Match[str]) -> str:
        return f"@{FORMER_COLLEAGUE}" if found[1] in (None, str(person_id)) else found[0]

    spelt = "".join(_letter(letter) for letter in name)
    return re.sub(rf"(?<![\w@.])@{spelt}(?!\w)(?:#(\d{{1,15}})\b)?", neutral, text, flags=re.IGNORECASE)


def _letter(letter: str) -> str:
    """As typed or as HTML has it; any apostrophe is every apostrophe, as where names are found."""
    ways = "'’ʼ" if letter in "'’ʼ" else letter
    return "(?:" + "|".join(re.escape(way) for one in ways for way in {one: 0, escape(one): 0}) + ")"

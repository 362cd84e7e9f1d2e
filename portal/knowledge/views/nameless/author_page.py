"""What somebody who told something without a name sees of it, beside the conversation with the editors."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from portal.anonymous.kinds import AuthorRights, AuthorView, ConversationWords
from portal.anonymous.views.author_page import for_this_page
from portal.core.i18n import gettext as _
from portal.core.i18n import lazy_gettext as _l
from portal.knowledge.item_kind import item_href
from portal.knowledge.models import ItemState, KnowledgeItem, KnowledgeRevision
from portal.knowledge.policy import author_can_take_back, author_can_write, is_public
from portal.knowledge.presenting import ShownText, shown_text, with_html, without_pictures
from portal.knowledge.queries import genres
from portal.knowledge.queries.nameless import told
from portal.knowledge.services.content import revision_values
from portal.knowledge.services.nameless.sealing import content_of_fields

#: Drawn as the statuses of initiatives are: type and label.
_STATES: Mapping[ItemState, tuple[str, Any]] = {
    ItemState.IN_REVIEW: ("in_review", _l("The editors read it")),
    ItemState.DRAFT: ("in_review", _l("The editors ask for something first")),
    ItemState.PUBLISHED: ("implemented", _l("Published")),
    ItemState.ARCHIVED: ("merged", _l("In the archive")),
    ItemState.DISCARDED: ("draft", _l("Taken back")),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownTelling:
    """What the page shows of it beside the conversation; of one that waits only the text."""

    text: ShownText
    #: What it means for its author.
    sentence: str = ""
    #: What the editors ask for.
    asked_for: str = ""
    facts: Sequence[tuple[str, Any]] = ()
    href: str | None = None
    pictures: int = 0


class TextPages:
    """Knowledge for ``portal.anonymous.kinds``."""

    template = "knowledge/nameless/author.html"
    begin_href = "/knowledge/anonymous"
    begin_label = _l("Tell of a mistake without a name")
    words = ConversationWords(
        title=_l("Conversation with the editors"),
        note=_l(
            "Only you and the editors read this. You see by name which editor answers; they don't know who you are."
        ),
        waits=_l("will be shown to the editors after %(time)s"),
        write=_l("Write to the editors"),
        badge=_l("editor"),
        shown_later=_l("The editors get it after %(time)s, together with other anonymous words."),
        will_vanish=_l("You take it back: after %(time)s nobody but you sees this case."),
        take_back_note=_l("At the next full hour the editors don't see it any more either."),
        vanish_note=_l("Nobody has seen this case yet: it vanishes at once, and its code with it."),
        title_of_readers=_l("Conversation with whoever told it"),
        note_of_readers=_l(
            "The editors and the author read this. The author sees your name; nobody knows theirs. "
            "Their words come at full hours."
        ),
        ask=_l("Ask whoever told it"),
    )

    def let_out(self, session: Session, number: int, _now: datetime) -> AuthorView | None:
        """As the editors see it, and once it is published everybody."""
        found = told(session, number)
        if found is None:
            return None
        item, revision = found
        kind, label = _STATES[item.state]
        return AuthorView(
            title=revision.title,
            status=(kind, str(label)),
            authors_turn=item.state is ItemState.DRAFT,
            rights=AuthorRights(author_can_write(item), author_can_take_back(item)),
            shown=_shown(session, item, revision),
        )

    def sealed(self, session: Session, fields: Mapping[str, Any], /) -> AuthorView:
        """The same of what waits; its pictures can't be shown before they lie in their files."""
        content = content_of_fields(fields)
        saying = KnowledgeRevision(**revision_values(content))
        text = shown_text(saying, genres(session).by_id[content.genre_id])
        shown = ShownTelling(text=without_pictures(text), pictures=len(fields["pictures"]))
        return AuthorView(title=content.title, status=None, shown=shown)


def _shown(session: Session, item: KnowledgeItem, revision: KnowledgeRevision) -> ShownTelling:
    text = shown_text(revision, genres(session).by_id[revision.genre_id])
    facts = [(_("Handed on"), item.created_at), (_("Published"), item.published_at)]
    return ShownTelling(
        text=with_html(text, as_shown=for_this_page),
        sentence=_sentence(item),
        asked_for=revision.review_note if item.state is ItemState.DRAFT else "",
        facts=[(label, at) for label, at in facts if at is not None],
        href=item_href(item.kind, item.id) if is_public(item) else None,
    )


def _sentence(item: KnowledgeItem) -> str:
    if item.state is ItemState.IN_REVIEW:
        return _("An editor reads it before your colleagues do. Questions come here, in the conversation below.")
    if item.state is ItemState.DRAFT:
        return _("Answer below, or send the new words there: an editor puts them in for you.")
    if item.state is ItemState.PUBLISHED:
        return _("Your colleagues can read it now. Thank you: somebody won't have to make this mistake.")
    return ""

"""What an anonymous author sees of an initiative: the same as everybody, beside the conversation with the committee."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from portal.anonymous.kinds import AuthorRights, AuthorView, ConversationWords
from portal.anonymous.views.author_page import for_this_page
from portal.core.i18n import lazy_gettext as _l
from portal.core.numbers import number_words
from portal.initiatives import presenting
from portal.initiatives.models import Initiative
from portal.initiatives.policy import author_can_take_back, author_can_write
from portal.initiatives.queries import areas, statuses
from portal.initiatives.queries.anonymous import AnonymousStanding, standing_of
from portal.initiatives.queries.past import past
from portal.initiatives.queries.reference import KnownStatus
from portal.initiatives.services.anonymous.shape import texts_of
from portal.initiatives.services.texts import write_texts
from portal.initiatives.turns import Standing, Turn, day_of, whose_turn
from portal.people.queries import committee_is_named

#: As the renderer writes them, with the paragraph that holds nothing else.
_PICTURES = re.compile(r"<p>\s*<img[^>]*>\s*</p>|<img[^>]*>")


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownInitiative:
    """What the page shows of it beside the conversation; of one that waits only the story."""

    story: dict[str, Any]
    turn: Turn | None = None
    answer: presenting.Answer | None = None
    measured: presenting.Answer | None = None
    facts: dict[str, Any] | None = None
    history: list[presenting.HistoryEvent] | None = None
    merged_into: str | None = None


class InitiativePages:
    """The kind ``initiative`` for ``portal.anonymous.kinds``."""

    template = "initiatives/anonymous/author.html"
    begin_href = "/initiatives/anonymous"
    begin_label = _l("Propose an initiative without a name")
    words = ConversationWords(
        title=_l("Conversation with the committee"),
        note=_l(
            "Only you and the committee read this. You see by name who of the committee answers; "
            "they don't know who you are."
        ),
        waits=_l("will be shown to the committee after %(time)s"),
        write=_l("Write to the committee"),
        badge=_l("committee"),
        shown_later=_l("It will be shown to everyone after %(time)s, together with other anonymous words."),
        will_vanish=_l("You take it back: after %(time)s nobody but you sees it."),
        take_back_note=_l("At the next full hour it vanishes from everybody's eyes but yours."),
        vanish_note=_l("Nobody has seen it yet: it vanishes at once, and its code with it."),
        title_of_readers=_l("Conversation with the author"),
        note_of_readers=_l(
            "The committee and the author read this. The author sees your name; nobody knows theirs. "
            "Their words come at full hours."
        ),
        ask=_l("Ask the author"),
    )

    def let_out(self, session: Session, number: int, now: datetime) -> AuthorView | None:
        """As everybody sees it."""
        found = standing_of(session, number)
        if found is None:
            return None
        row, status = found.initiative, statuses(session).by_id[found.initiative.status_id]
        turn = _turn(session, found, status, now)
        return AuthorView(
            title=row.title,
            status=(status.type, status.label),
            authors_turn=bool(turn and turn.author),
            rights=AuthorRights(author_can_write(row), author_can_take_back(row)),
            shown=_let_out(session, found, turn),
        )

    def sealed(self, _session: Session, fields: Mapping[str, Any]) -> AuthorView:
        """The same of what waits; its pictures can't be shown before they lie in their files."""
        row = Initiative()
        write_texts(row, texts_of(fields))
        row.problem_html = _PICTURES.sub("", row.problem_html)
        story = {**_story(row), "pictures": len(fields["pictures"])}
        return AuthorView(title=row.title, status=None, shown=ShownInitiative(story=story))


def _let_out(session: Session, found: AnonymousStanding, turn: Turn | None) -> ShownInitiative:
    row, known = found.initiative, statuses(session)
    moves, changes = past(session, row.id)
    return ShownInitiative(
        story=_story(row),
        turn=turn,
        answer=presenting.official_answer(row, moves, known),
        measured=presenting.measured(row, moves, known),
        facts=_facts(session, found),
        history=presenting.history(moves, changes, known, {}, anonymous=True),
        merged_into=None if row.merged_into_id is None else number_words(row.merged_into_id),
    )


def _turn(session: Session, found: AnonymousStanding, status: KnownStatus, now: datetime) -> Turn | None:
    row = found.initiative
    standing = Standing(
        status=status,
        since=row.status_changed_at,
        answered=row.first_answered_at is not None,
        author_id=None,
        last_word=found.last_word,
        owner=None if row.owner_id is None else found.owner_name or "",
        day=day_of(row, found.promised_day),
        heard=committee_is_named(session),
        anonymous=True,
    )
    return whose_turn(standing, now, mine=True)


def _story(row: Initiative) -> dict[str, Any]:
    return {
        "title": row.title,
        "language": row.language,
        "kind_label": presenting.kind_label(row),
        "problem_html": for_this_page(row.problem_html),
        "solution_html": for_this_page(row.solution_html),
        "outcome_html": for_this_page(row.outcome_html),
        "metric": presenting.metric(row),
    }


def _facts(session: Session, found: AnonymousStanding) -> dict[str, Any]:
    row = found.initiative
    area = areas(session).get(row.area_id or 0)
    return {
        "support": presenting.support_line(row.support_count),
        "comments": row.comment_count,
        "area": area.name if area else None,
        "tags": [tag.name for tag in row.tags],
        "owner": None if row.owner_id is None else found.owner_name,
        "due_on": row.due_on,
        "submitted_at": row.submitted_at,
        "edited_at": row.edited_at,
    }

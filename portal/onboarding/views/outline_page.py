"""The page on which a track is put together, as it stands or with what was refused."""

from collections.abc import Sequence
from typing import Any

from flask import render_template

from portal.core.db import db
from portal.core.extension import ItemCard, ItemRef
from portal.core.i18n import gettext as _
from portal.core.i18n import ngettext
from portal.knowledge.item_kind import find_newest
from portal.linking.finding import find_items
from portal.linking.queries import cards_at
from portal.onboarding.forms.tracks import ref_words
from portal.onboarding.kinds_of_steps import USUAL_FOR, kinds_for
from portal.onboarding.marks import order_mark
from portal.onboarding.models import Track
from portal.onboarding.outline import Outline, Part, names_of
from portal.onboarding.queries.tracks import section_rows, step_rows, version_at_work
from portal.onboarding.services.drafting import KIND
from portal.onboarding.track_words import KIND_ICONS, KINDS, amount, outline_lines, refs_of
from portal.onboarding.views.outline_form import Pressed, chosen_section, row_fields, wanted_words
from portal.people.access import current_actor

#: So many stand there to choose from before anything is typed.
MOST_NEWEST = 6


def outline_page(track: Track, *, refusal: Any = None, said: str = "", moved: Pressed | None = None) -> str:
    """Its sections and steps with what can be added. ``said``: what has just been done; ``moved``: what went."""
    session, actor = db.session(), current_actor()
    version = version_at_work(session, track)
    sections, steps = section_rows(session, version.id), step_rows(session, version.id)
    wanted = wanted_words()
    found = [_offered(card, steps) for card in _found(wanted, track)]
    days = [row.due_day for row in steps if row.due_day is not None]
    return render_template(
        "onboarding/tracks/edit.html",
        track=track,
        version=version,
        outline=outline_lines(sections, steps, cards_at(session, refs_of(steps), actor)),
        fields=row_fields(steps, refused=refusal is not None),
        order_mark=order_mark(names_of(_order(sections, steps))),
        amount=amount(len(steps), sum(row.minutes for row in steps), max(days, default=None)),
        section=chosen_section([row.key for row in sections]),
        wanted=wanted,
        found=found,
        kinds=[(kind.value, KINDS[kind], KIND_ICONS[kind]) for kind in kinds_for(None)],
        refusal=refusal,
        said=said or (_place(moved, sections, steps) if moved else _how_many(wanted, len(found))),
    )


def _order(sections: Any, steps: Any) -> Outline:
    return tuple(Part(part.key, tuple(row.key for row in steps if row.section_id == part.id)) for part in sections)


def _found(wanted: str, track: Track) -> list[ItemCard]:
    """What has the words; while there are none, what is newest."""
    session, actor = db.session(), current_actor()
    if wanted:
        cards = find_items(session, wanted, actor, but=ItemRef(KIND, track.id))
    else:
        cards = find_newest(session, actor, MOST_NEWEST)
    return [card for card in cards if card.ref.kind in USUAL_FOR]


def _offered(card: ItemCard, steps: Sequence[Any]) -> dict[str, Any]:
    kind = USUAL_FOR[card.ref.kind]
    places = (at for at, row in enumerate(steps, 1) if (row.item_kind, row.item_id) == (card.ref.kind, card.ref.id))
    return {
        "card": card,
        "item": ref_words(card.ref.kind, card.ref.id),
        "label": KINDS[kind],
        "icon": KIND_ICONS[kind],
        "already": next(places, None),
    }


def _how_many(wanted: str, count: int) -> str:
    if not wanted:
        return ""
    return ngettext("%(num)s found", "%(num)s found", count) if count else _("Nothing found")


def _place(moved: Pressed, sections: Sequence[Any], steps: Sequence[Any]) -> str:
    """Where something stands now, for whoever can't see it go."""
    rows = sections if moved.sort == "section" else steps
    place = next((at for at, row in enumerate(rows, 1) if row.key == moved.key), None)
    if place is None:
        return ""
    row, count = rows[place - 1], len(rows)
    if moved.sort == "section":
        return _("The section “%(title)s” is now %(place)s of %(count)s.", title=row.title, place=place, count=count)
    if len(sections) == 1:
        return _("The step “%(title)s” is now %(place)s of %(count)s.", title=row.title, place=place, count=count)
    return _(
        "The step “%(title)s” is now %(place)s of %(count)s, in “%(section)s”.",
        title=row.title, place=place, count=count, section=row.section_title,
    )  # fmt: skip

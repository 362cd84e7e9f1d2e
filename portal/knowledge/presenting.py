"""How pages say what an item is: its text by chapters, where it stands, what may be done with it."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from portal.core.actor import Actor
from portal.core.difference import difference
from portal.core.extension import ItemRef
from portal.core.i18n import gettext as _
from portal.core.panels import item_offers
from portal.knowledge.addresses import address
from portal.knowledge.changes import PartChange, changes_between
from portal.knowledge.channels import channel_label
from portal.knowledge.models import ItemState, RevisionState
from portal.knowledge.policy import (
    can_archive,
    can_bring_back,
    can_propose_change,
    can_see_revision,
    is_nobodys_draft,
    is_public,
    is_writer,
)
from portal.knowledge.queries import KnownGenre
from portal.knowledge.queries.detail import Detail
from portal.knowledge.shapes import Part


@dataclass(frozen=True, slots=True)
class Chapter:
    """One part of a text. ``html`` is empty for plain words."""

    part: Part
    source: str
    html: str


@dataclass(frozen=True, slots=True)
class ShownText:
    """A text as its readers see it, whichever revision it is."""

    title: str
    language: str
    genre: KnownGenre
    chapters: tuple[Chapter, ...]
    #: Of something that is being typed and is too long: only the beginning is here.
    cut: bool = False

    def chapter(self, key: str) -> Chapter | None:
        """The chapter of a part that says something."""
        return next((chapter for chapter in self.chapters if chapter.part.key == key), None)


def shown_text(saying: Any, genre: KnownGenre) -> ShownText:
    """What a revision (or the namespace of one) says; parts that say nothing are left out."""
    chapters = (
        Chapter(part, saying.parts.get(part.key, ""), saying.html.get(part.key, "")) for part in genre.shape.parts
    )
    return ShownText(
        saying.title, saying.language, genre, tuple(chapter for chapter in chapters if chapter.source.strip())
    )


#: As the renderer writes them, with the paragraph that holds nothing else.
_PICTURES = re.compile(r"<p>\s*<img[^>]*>\s*</p>|<img[^>]*>")


def with_html(text: ShownText, *, as_shown: Callable[[str], str]) -> ShownText:
    """The text with its HTML made into another one, chapter by chapter."""
    return replace(text, chapters=tuple(replace(one, html=as_shown(one.html)) for one in text.chapters))


def without_pictures(text: ShownText) -> ShownText:
    """The text for those to whom its pictures aren't open."""
    return with_html(text, as_shown=lambda html: _PICTURES.sub("", html))


@dataclass(frozen=True, slots=True)
class Naming:
    """Names of what a revision refers to by id."""

    genres: dict[int, str]
    areas: dict[int, str]


def changes(before: Any, after: Any, genre: KnownGenre, naming: Naming) -> list[PartChange]:
    """What differs between two revisions: the title, the parts, and where it belongs."""
    facts = zip(facts_of(before, naming), facts_of(after, naming), strict=True)
    moved = [PartChange(label, difference(was, now)) for (label, was), (_label, now) in facts if was != now]
    return [*changes_between(before, after, genre.shape), *moved]


def facts_of(revision: Any, naming: Naming) -> list[tuple[str, str]]:
    """Where a revision puts its item, in words."""
    facts = revision.facts
    return [
        (_("Kind"), naming.genres.get(facts["genre_id"], "")),
        (_("Area"), naming.areas.get(facts.get("area_id") or 0, "")),
        (_("Where was it?"), str(channel_label(facts.get("channel")) or "")),
        (_("Tags"), ", ".join(facts.get("tags", ()))),
    ]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an item stands, for whoever looks, in a word and a sentence; nothing for what is simply published."""

    kind: str
    title: str
    text: str
    #: What may be done about it: label and address of a page.
    action: tuple[str, str] | None = None


def standing_of(found: Detail, actor: Actor) -> Standing | None:
    """The banner above an item's page."""
    item, number = found.item, found.item.id
    if item.state is ItemState.ARCHIVED:
        return Standing("waiting", _("This doesn’t hold any more"), item.archive_reason)
    if item.state is ItemState.IN_REVIEW:
        action = None if is_writer(actor, found.revision) else (_("Review it"), address(number, "review"))
        return Standing("waiting", _("It waits for the editors"), _("Colleagues see it once it is published."), action)
    if item.state is ItemState.DRAFT:
        text = found.revision.review_note or _("Nobody else sees it before you hand it in.")
        title = _("An editor asks for something first") if found.revision.review_note else _("This is your draft")
        if is_nobodys_draft(found.revision):
            text += f" {_left_words(found.revision)}"
        return Standing("info", title, text, (_("Go on writing"), address(number, "edit")))
    return _beside(found, actor)


def _left_words(revision: Any) -> str:
    """To the editors, of a draft that nobody else can open."""
    if revision.author_id is None:
        return _("Whoever told it can only write to you: put their new words in yourself and hand it in.")
    return _("The account of whoever wrote it is closed: go on with it yourself and hand it in.")


def _beside(found: Detail, actor: Actor) -> Standing | None:
    """What stands beside a published text, as far as it is this person's matter."""
    if found.open is None or not can_see_revision(actor, found.item, found.open):
        return None
    number = found.item.id
    if is_nobodys_draft(found.open):
        title, action = _("A change of this text was sent back"), (_("Go on writing"), address(number, "edit"))
        return Standing("waiting", title, _left_words(found.open), action)
    if found.open.state is RevisionState.DRAFT:
        return Standing("info", _("You have a draft of a change"), "", (_("Go on writing"), address(number, "edit")))
    seen = (_("Look at the change"), address(number, f"versions/{found.open.number}"))
    return Standing("waiting", _("A change waits for the editors"), "", seen)


def menu(found: Detail, actor: Actor) -> list[dict[str, Any]]:
    """What may be done with an item beside reading it: what others' panels offer comes after."""
    item, number = found.item, found.item.id
    mine = found.open is not None and is_writer(actor, found.open)
    edits = _("Edit") if mine or item.author_id == actor.id else _("Propose a change")
    offered = [
        (can_propose_change(actor, item), {"label": edits, "icon": "pencil", "href": address(number, "edit")}),
        (is_public(item), {"label": _("Versions"), "icon": "history", "href": address(number, "versions")}),
        (can_archive(actor, item), {"label": _("Archive…"), "icon": "archive", "href": address(number, "archive")}),
        (
            can_bring_back(actor, item),
            {"label": _("Bring it back"), "icon": "rotate-ccw", "action": address(number, "bring-back")},
        ),
    ]
    others = (offer(ItemRef(item.kind, number), actor) for offer in item_offers) if is_public(item) else ()
    also = [{"label": one.label, "icon": one.icon, "href": one.href} for one in others if one is not None]
    return [entry for allowed, entry in offered if allowed] + also


def named(pairs: Iterable[Any]) -> dict[int, str]:
    """Names by id of what is known by id."""
    return {row.id: getattr(row, "label", None) or row.name for row in pairs}

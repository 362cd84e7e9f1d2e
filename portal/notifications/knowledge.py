"""What lines say of items of knowledge."""

from collections.abc import Mapping
from datetime import date

from portal.core import i18n
from portal.core.i18n import gettext as _
from portal.core.i18n import lazy_gettext as _l
from portal.core.i18n import ngettext
from portal.core.numbers import number_path
from portal.knowledge import events as knowledge
from portal.notifications.topics import Topic
from portal.notifications.wording import News, Wording


def marked_words(news: News) -> str:
    """To whoever wrote it, and to whoever keeps it true."""
    mine = news.data["author_id"] == news.reader_id
    if not news.others:
        words = (
            _("%(who)s marks in green what you wrote in “%(title)s”")
            if mine
            else _("%(who)s marks words in green in “%(title)s”")
        )
        return words % {"who": news.who, "title": news.title}
    if mine:
        return ngettext(
            "%(who)s and %(num)s more colleague mark in green what you wrote in “%(title)s”",
            "%(who)s and %(num)s more colleagues mark in green what you wrote in “%(title)s”",
            news.others,
            who=news.who,
            title=news.title,
        )
    return ngettext(
        "%(who)s and %(num)s more colleague mark words in green in “%(title)s”",
        "%(who)s and %(num)s more colleagues mark words in green in “%(title)s”",
        news.others,
        who=news.who,
        title=news.title,
    )


def _handed_in(news: News) -> str:
    told = {"who": news.who, "title": news.title}
    if news.data["number"] > 1:
        return _("%(who)s hands in a change of “%(title)s”") % told
    words = _("%(who)s hands in “%(title)s” again") if news.data["again"] else _("%(who)s hands in “%(title)s”")
    return words % told


def _published(news: News) -> str:
    told = {"who": news.who, "title": news.title}
    if news.data["rolled_back_to"]:
        return _("%(who)s let an earlier version of “%(title)s” stand again") % told
    if news.data["author_id"] == news.reader_id:
        if news.data["first"]:
            return _("Your text “%(title)s” is published. Thank you!") % told
        return _("Your change of “%(title)s” is published. Thank you!") % told
    return (_("“%(title)s” is published") if news.data["first"] else _("“%(title)s” has changed")) % told


def _archived(news: News) -> str:
    return _("“%(title)s” doesn’t hold any more: it is in the archive", title=news.title)


def _keeper(news: News) -> str:
    if news.data["keeper_id"] == news.reader_id:
        return _("%(who)s asks you to keep “%(title)s” true", who=news.who, title=news.title)
    return _("Somebody else keeps “%(title)s” true now", title=news.title)


def _to_read(news: News) -> str:
    if news.data["again"]:
        return _("“%(title)s” has changed in the matter: please read what is new", title=news.title)
    return _("%(who)s asks you to read “%(title)s”", who=news.who, title=news.title)


def _check(news: News) -> str:
    day = i18n.full_day(date.fromisoformat(news.data["due_on"]))
    if news.name == knowledge.CheckOverdue.name:
        return _("Nobody has checked “%(title)s” since %(day)s", title=news.title, day=day)
    return _("Does “%(title)s” still hold? A look and one click are enough", title=news.title)


def _missing(news: News) -> str:
    if not news.others:
        return _("“%(title)s” didn’t help %(who)s: see what was missing", who=news.who, title=news.title)
    return ngettext(
        "“%(title)s” didn’t help %(who)s and %(num)s more colleague: see what was missing",
        "“%(title)s” didn’t help %(who)s and %(num)s more colleagues: see what was missing",
        news.others,
        who=news.who,
        title=news.title,
    )


_REACTED = {
    "wow": _l("%(who)s says WOW to “%(title)s”"),
    "useful": _l("%(who)s finds “%(title)s” useful"),
    "will_use": _l("%(who)s will use “%(title)s”"),
}


def _item_reacted(news: News) -> str:
    if not news.others:
        words = _REACTED.get(news.data["reaction"], _l("%(who)s reacts to “%(title)s”"))
        return str(words) % {"who": news.who, "title": news.title}
    return ngettext(
        "%(who)s and %(num)s more colleague react to “%(title)s”",
        "%(who)s and %(num)s more colleagues react to “%(title)s”",
        news.others,
        who=news.who,
        title=news.title,
    )


KNOWLEDGE_WORDINGS: Mapping[str, Wording] = {
    knowledge.ItemHandedIn.name: Wording("list-checks", _handed_in),
    knowledge.ItemSentBack.name: Wording(
        "reply", lambda news: _("An editor asks for something before “%(title)s” is published", title=news.title)
    ),
    knowledge.ItemPublished.name: Wording("book-open", _published),
    knowledge.ItemDiscarded.name: Wording(
        "pencil",
        lambda news: _("%(who)s set “%(title)s” free; your draft of it is kept", who=news.who, title=news.title),
    ),
    knowledge.ItemArchived.name: Wording("archive", _archived),
    knowledge.ItemBroughtBack.name: Wording("rotate-ccw", lambda news: _("“%(title)s” holds again", title=news.title)),
    knowledge.KeeperChanged.name: Wording("user-round", _keeper),
    knowledge.FragmentMarked.name: Wording("highlighter", marked_words),
    knowledge.AcknowledgementAsked.name: Wording("book-check", _to_read),
    knowledge.CheckDue.name: Wording("badge-check", _check),
    knowledge.CheckOverdue.name: Wording("hourglass", _check),
    knowledge.HelpAnswered.name: Wording("message-square-quote", _missing),
    knowledge.HelpAnswerSettled.name: Wording(
        "circle-check",
        lambda news: _("What you missed in “%(title)s” is dealt with. Thank you!", title=news.title),
    ),
    knowledge.ItemReacted.name: Wording("sparkles", _item_reacted),
}


def place_of(name: str, item_id: int, topic: Topic) -> str | None:
    """Where a line leads that doesn't lead to the page of its item."""
    if name == knowledge.ItemHandedIn.name and topic is Topic.REVIEWS:
        return f"/knowledge/{number_path(item_id)}/review"
    if name in {knowledge.ItemSentBack.name, knowledge.ItemDiscarded.name}:
        return f"/knowledge/{number_path(item_id)}/edit"
    if name == knowledge.HelpAnswered.name:
        return f"/knowledge/upkeep/answers{'?whose=all' if topic is Topic.REVIEWS else ''}"
    return None

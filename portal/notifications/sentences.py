"""What a line of the inbox says: made when it is shown, in the reader's language, from the event's name and data."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.core import i18n
from portal.core.i18n import gettext as _
from portal.core.i18n import lazy_gettext as _l
from portal.core.i18n import ngettext
from portal.discussion import events as discussion
from portal.initiatives import events as initiatives
from portal.notifications.events import DueSoon, Overdue
from portal.notifications.topics import Topic
from portal.people import events as people


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
    #: How many others did the same and share the line.
    others: int = 0


def who_is(person_id: int | None, name: str | None) -> str:
    """A person in words: erased people have no name any more, and the anonymous never had one."""
    if person_id is None:
        return _("Somebody")
    return name or _("A former colleague")


#: By the type of status that it came to: to others, and to the author.
_MOVED: dict[str, tuple[Any, Any]] = {
    "draft": (_l("“%(title)s” was withdrawn"), _l("You withdrew “%(title)s”")),
    "new": (_l("“%(title)s” is in the queue again"), _l("Your initiative “%(title)s” is in the queue again")),
    "in_review": (
        _l("The committee is looking into “%(title)s”"),
        _l("The committee is looking into your “%(title)s”"),
    ),
    "accepted": (_l("“%(title)s” is accepted"), _l("Your initiative “%(title)s” is accepted")),
    "in_progress": (_l("Work on “%(title)s” has begun"), _l("Work on your initiative “%(title)s” has begun")),
    "implemented": (_l("“%(title)s” is implemented"), _l("Your initiative “%(title)s” is implemented. Thank you!")),
    "measured": (_l("The result of “%(title)s” is measured"), _l("The result of your “%(title)s” is measured")),
    "declined": (
        _l("“%(title)s” is declined; the reason stands with it"),
        _l("Your initiative “%(title)s” is declined; the reason stands with it"),
    ),
    "deferred": (
        _l("“%(title)s” is put off to a later day; the reason stands with it"),
        _l("Your initiative “%(title)s” is put off to a later day; the reason stands with it"),
    ),
    "merged": (_l("“%(title)s” is joined with another one"), _l("Your “%(title)s” is joined with another one")),
}


def _moved(news: News) -> str:
    to_others, to_author = _MOVED.get(news.data["to_type"], (_l("“%(title)s” has moved on"),) * 2)
    return str(to_author if news.topic is Topic.MINE else to_others) % {"title": news.title}


def _owner(news: News) -> str:
    if news.data["owner_id"] == news.reader_id:
        return _("%(who)s asks you to lead “%(title)s”", who=news.who, title=news.title)
    if news.data["owner_id"] is None:
        return _("Nobody leads “%(title)s” for now", title=news.title)
    return _("%(whom)s leads “%(title)s” now", whom=news.whom, title=news.title)


def _visibility(news: News) -> str:
    if news.data["visibility"] == "everyone":
        return _("“%(title)s” is open to everyone now", title=news.title)
    return _("“%(title)s” is open to some teams only now", title=news.title)


def _supported(news: News) -> str:
    if not news.others:
        return _("%(who)s supports your “%(title)s”", who=news.who, title=news.title)
    return ngettext(
        "%(who)s and %(num)s more colleague support your “%(title)s”",
        "%(who)s and %(num)s more colleagues support your “%(title)s”",
        news.others,
        who=news.who,
        title=news.title,
    )


def _commented(news: News) -> str:
    if news.topic is Topic.MENTIONS and news.reader_id in news.data["mentioned"]:
        return _("%(who)s mentions you in “%(title)s”", who=news.who, title=news.title)
    if news.topic is Topic.MENTIONS:
        return _("%(who)s replies to you in “%(title)s”", who=news.who, title=news.title)
    if news.data["internal"]:
        return _("%(who)s writes a note to the committee on “%(title)s”", who=news.who, title=news.title)
    if news.topic is Topic.MINE:
        return _("%(who)s comments on your “%(title)s”", who=news.who, title=news.title)
    return _("%(who)s comments on “%(title)s”", who=news.who, title=news.title)


_REACTED = {
    "thanks": _l("%(who)s thanks you for your comment in “%(title)s”"),
    "agree": _l("%(who)s agrees with your comment in “%(title)s”"),
    "idea": _l("%(who)s finds a good idea in your comment in “%(title)s”"),
}


def _reacted(news: News) -> str:
    if not news.others:
        words = _REACTED.get(news.data["reaction"], _l("%(who)s reacts to your comment in “%(title)s”"))
        return str(words) % {"who": news.who, "title": news.title}
    return ngettext(
        "%(who)s and %(num)s more colleague react to your comment in “%(title)s”",
        "%(who)s and %(num)s more colleagues react to your comment in “%(title)s”",
        news.others,
        who=news.who,
        title=news.title,
    )


def _day(news: News) -> str:
    return i18n.day(date.fromisoformat(news.data["due_on"]))


@dataclass(frozen=True, slots=True)
class Wording:
    """The icon and the sentence of one kind of event."""

    icon: str
    sentence: Callable[[News], str]


def _plain(words: Any) -> Callable[[News], str]:
    return lambda news: str(words) % {"who": news.who, "whom": news.whom, "title": news.title}


WORDINGS: dict[str, Wording] = {
    initiatives.InitiativeSubmitted.name: Wording("lightbulb", _plain(_l("%(who)s proposes “%(title)s”"))),
    initiatives.InitiativeEdited.name: Wording("pencil", _plain(_l("%(who)s changes the text of “%(title)s”"))),
    initiatives.InitiativeMoved.name: Wording("route", _moved),
    initiatives.SupportGiven.name: Wording("support", _supported),
    initiatives.OwnerAssigned.name: Wording("user-round", _owner),
    initiatives.PlanChanged.name: Wording("calendar", _plain(_l("%(who)s changes the plan of “%(title)s”"))),
    initiatives.VisibilityChanged.name: Wording("lock", _visibility),
    discussion.CommentAdded.name: Wording("message-circle", _commented),
    discussion.CommentEdited.name: Wording("at-sign", _plain(_l("%(who)s mentions you in “%(title)s”"))),
    discussion.CommentHidden.name: Wording(
        "flag", _plain(_l("Editors hid your comment in “%(title)s”; the reason stands with it"))
    ),
    discussion.CommentShownAgain.name: Wording(
        "message-circle", _plain(_l("Your comment in “%(title)s” can be seen again"))
    ),
    discussion.CommentReported.name: Wording(
        "flag", _plain(_l("%(who)s asks you to look at a comment in “%(title)s”"))
    ),
    discussion.ReactionGiven.name: Wording("hand-heart", _reacted),
    DueSoon.name: Wording(
        "calendar-clock", lambda news: _("“%(title)s” is due on %(day)s", title=news.title, day=_day(news))
    ),
    Overdue.name: Wording(
        "hourglass",
        lambda news: _("“%(title)s” was due on %(day)s. How far is it?", title=news.title, day=_day(news)),
    ),
    people.PasswordHelpAsked.name: Wording(
        "key-round", _plain(_l("%(whom)s can't sign in and asks for a new password"))
    ),
    people.SignedInOnNewDevice.name: Wording(
        "smartphone", lambda _news: _("Your account was opened on a new device. If that wasn't you, sign it out.")
    ),
}

_UNKNOWN = Wording("bell", lambda news: _("News of “%(title)s”", title=news.title))


_MOVED_ICONS = {
    "in_review": "eye",
    "accepted": "circle-check",
    "in_progress": "circle-dot",
    "implemented": "check-check",
    "measured": "target",
    "declined": "circle-slash",
    "deferred": "calendar-clock",
    "merged": "git-merge",
}


def icon_of(name: str, data: Mapping[str, Any]) -> str:
    """The icon of an event; a move has the icon of the status that it came to."""
    return _MOVED_ICONS.get(data.get("to_type", ""), WORDINGS.get(name, _UNKNOWN).icon)


def inside_quotes(title: str) -> str:
    """The title with its own quotation marks as marks inside others, as the language has them."""
    if i18n.language() == "en":
        return title.replace("“", "‘").replace("”", "’")
    return title.replace("«", "„").replace("»", "“")


def sentence_of(news: News) -> str:
    """What happened, in one sentence."""
    return WORDINGS.get(news.name, _UNKNOWN).sentence(news)


def hidden_sentence() -> str:
    """For what the reader may not see any more: no title, no name."""
    return _("News of something that isn't open to you any more")

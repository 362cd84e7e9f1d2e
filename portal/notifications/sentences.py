"""What a line of the inbox says: made when it is shown, in the reader's language, from the event's name and data."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from portal.anonymous import events as anonymous
from portal.core import i18n
from portal.core.i18n import gettext as _
from portal.core.i18n import lazy_gettext as _l
from portal.core.i18n import ngettext
from portal.discussion import events as discussion
from portal.initiatives import events as initiatives
from portal.initiatives.turns import WAITING_FOR_AUTHOR
from portal.notifications.algorithms import ALGORITHM_WORDINGS
from portal.notifications.campaigns import CAMPAIGN_WORDINGS
from portal.notifications.conversations import author_wrote_words
from portal.notifications.events import DueSoon, Overdue
from portal.notifications.knowledge import KNOWLEDGE_WORDINGS
from portal.notifications.linked import LINK_WORDINGS
from portal.notifications.meetings import MEETING_WORDINGS
from portal.notifications.merged import merged_words, parted_words
from portal.notifications.onboarding import ONBOARDING_WORDINGS
from portal.notifications.outcomes import OUTCOME_WORDINGS
from portal.notifications.promises import PROMISE_WORDINGS
from portal.notifications.recognition import THANKS_WORDINGS
from portal.notifications.scores import SCORE_WORDINGS
from portal.notifications.solutions import chosen_words, proposed_words, supported_words
from portal.notifications.topics import Topic
from portal.notifications.wording import News, Wording, plain
from portal.notifications.work import WORK_WORDINGS
from portal.people import events as people


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
        _l("The committee is looking into your initiative “%(title)s”"),
    ),
    "accepted": (_l("“%(title)s” is accepted"), _l("Your initiative “%(title)s” is accepted")),
    "in_progress": (_l("Work on “%(title)s” has begun"), _l("Work on your initiative “%(title)s” has begun")),
    "implemented": (_l("“%(title)s” is implemented"), _l("Your initiative “%(title)s” is implemented. Thank you!")),
    "measured": (
        _l("The result of “%(title)s” is measured"),
        _l("The result of your initiative “%(title)s” is measured"),
    ),
    "declined": (_l("“%(title)s” is declined"), _l("Your initiative “%(title)s” is declined")),
    "deferred": (
        _l("“%(title)s” is put off to a later day"),
        _l("Your initiative “%(title)s” is put off to a later day"),
    ),
}
_PUT_OFF_UNTIL = (
    _l("“%(title)s” is put off until %(day)s"),
    _l("Your initiative “%(title)s” is put off until %(day)s"),
)
_ASKED = (
    _l("The committee waits for the author's answer about “%(title)s”"),
    _l("The committee waits for your answer about “%(title)s”"),
)
_WENT_ON = (_l("“%(title)s” has moved on"), _l("Your initiative “%(title)s” has moved on"))


def _moved(news: News) -> str:
    until = news.data.get("until")
    if news.data.get("to_key") in WAITING_FOR_AUTHOR:
        words = _ASKED
    else:
        words = _PUT_OFF_UNTIL if until else _MOVED.get(news.data["to_type"], _WENT_ON)
    to_others, to_author = words
    said = str(to_author if news.topic is Topic.MINE else to_others)
    return said % {"title": news.title, "day": _day(until) if until else ""}


def _merged(news: News) -> str:
    mine = news.topic is Topic.MINE
    return merged_words(news.data, news.title, news.titles, reader_id=news.reader_id, mine=mine)


def _parted(news: News) -> str:
    return parted_words(news.data, news.title, news.titles, reader_id=news.reader_id)


def _owner(news: News) -> str:
    told = {"who": news.who, "whom": news.whom, "title": news.title, "day": _day(news.data.get("due_on"))}
    if news.data["owner_id"] is None:
        return _("Nobody leads “%(title)s” for now") % told
    if news.data["owner_id"] == news.reader_id:
        asks = (
            _("%(who)s asks you to lead “%(title)s”, until %(day)s")
            if told["day"]
            else _("%(who)s asks you to lead “%(title)s”")
        )
        return asks % told
    leads = _("%(whom)s leads “%(title)s” now, until %(day)s") if told["day"] else _("%(whom)s leads “%(title)s” now")
    return leads % told


def _submitted(news: News) -> str:
    words = _("%(who)s hands in “%(title)s” again") if news.data.get("again") else _("%(who)s proposes “%(title)s”")
    return words % {"who": news.who, "title": news.title}


def _visibility(news: News) -> str:
    if news.data["visibility"] == "everyone":
        return _("“%(title)s” is open to everyone now", title=news.title)
    return _("“%(title)s” is open to some teams only now", title=news.title)


def _supported(news: News) -> str:
    if not news.others:
        return _("%(who)s supports your initiative “%(title)s”", who=news.who, title=news.title)
    return ngettext(
        "%(who)s and %(num)s more colleague support your initiative “%(title)s”",
        "%(who)s and %(num)s more colleagues support your initiative “%(title)s”",
        news.others,
        who=news.who,
        title=news.title,
    )


def _solution_proposed(news: News) -> str:
    named = news.topic is Topic.MENTIONS and news.reader_id in news.data["mentioned"]
    return proposed_words(news.who, news.title, named=named, mine=news.topic is Topic.MINE)


def _commented(news: News) -> str:
    if news.topic is Topic.MENTIONS and news.reader_id in news.data["mentioned"]:
        return _("%(who)s mentions you in “%(title)s”", who=news.who, title=news.title)
    if news.topic is Topic.MENTIONS:
        return _("%(who)s replies to you in “%(title)s”", who=news.who, title=news.title)
    if news.data["internal"]:
        return _("%(who)s writes a note to the committee on “%(title)s”", who=news.who, title=news.title)
    if news.topic is Topic.MINE and news.data["item_kind"] != initiatives.InitiativeEvent.item_kind:
        return _("%(who)s comments on your text “%(title)s”", who=news.who, title=news.title)
    if news.topic is Topic.MINE:
        return _("%(who)s comments on your initiative “%(title)s”", who=news.who, title=news.title)
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


def _day(written: str | None) -> str:
    return i18n.day(date.fromisoformat(written)) if written else ""


def _new_device(news: News) -> str:
    if not news.others:
        return _("Your account was opened on a new device. If that wasn't you, sign it out.")
    return ngettext(
        "Your account was opened on %(num)s new device. If that wasn't you, sign it out.",
        "Your account was opened on %(num)s new devices. If one of them isn't yours, sign it out.",
        news.others + 1,
    )


def _stand_in(news: News) -> str:
    days = {"since": _day(news.data["away_from"]), "until": _day(news.data["away_until"])}
    if not days["until"]:
        return _("%(whom)s is away from %(since)s and asks you to stand in", whom=news.whom, since=days["since"])
    return _("%(whom)s is away from %(since)s to %(until)s and asks you to stand in", whom=news.whom, **days)


WORDINGS: dict[str, Wording] = {
    initiatives.InitiativeSubmitted.name: Wording("lightbulb", _submitted),
    initiatives.InitiativeEdited.name: Wording("pencil", plain(_l("%(who)s changes the text of “%(title)s”"))),
    initiatives.InitiativeMoved.name: Wording("route", _moved),
    initiatives.InitiativesMerged.name: Wording("git-merge", _merged),
    initiatives.InitiativeUnmerged.name: Wording("rotate-ccw", _parted),
    initiatives.SupportGiven.name: Wording("support", _supported),
    initiatives.SolutionProposed.name: Wording("lightbulb", _solution_proposed),
    initiatives.SolutionEdited.name: Wording("at-sign", _solution_proposed),
    initiatives.SolutionSupported.name: Wording(
        "support", lambda news: supported_words(news.who, news.title, news.others)
    ),
    initiatives.SolutionChosen.name: Wording(
        "circle-check", lambda news: chosen_words(news.data, news.title, reader_id=news.reader_id)
    ),
    initiatives.OwnerAssigned.name: Wording("user-round", _owner),
    initiatives.PlanChanged.name: Wording("calendar", plain(_l("%(who)s changes the plan of “%(title)s”"))),
    initiatives.VisibilityChanged.name: Wording("lock", _visibility),
    anonymous.AuthorWrote.name: Wording("message-circle", lambda news: author_wrote_words(news.data, news.title)),
    discussion.CommentAdded.name: Wording("message-circle", _commented),
    discussion.CommentEdited.name: Wording("at-sign", plain(_l("%(who)s mentions you in “%(title)s”"))),
    discussion.CommentHidden.name: Wording(
        "flag", plain(_l("Editors hid your comment in “%(title)s”; the reason stands with it"))
    ),
    discussion.CommentShownAgain.name: Wording(
        "message-circle", plain(_l("Your comment in “%(title)s” can be seen again"))
    ),
    discussion.CommentResolved.name: Wording(
        "circle-check", plain(_l("%(who)s marks your comment in “%(title)s” as resolved"))
    ),
    discussion.CommentReopened.name: Wording(
        "message-circle", plain(_l("%(who)s opens your comment in “%(title)s” again"))
    ),
    discussion.CommentReported.name: Wording("flag", plain(_l("%(who)s asks you to look at a comment in “%(title)s”"))),
    discussion.ReactionGiven.name: Wording("hand-heart", _reacted),
    **KNOWLEDGE_WORDINGS,
    **LINK_WORDINGS,
    **ALGORITHM_WORDINGS,
    **PROMISE_WORDINGS,
    **OUTCOME_WORDINGS,
    **SCORE_WORDINGS,
    **MEETING_WORDINGS,
    **WORK_WORDINGS,
    **CAMPAIGN_WORDINGS,
    **THANKS_WORDINGS,
    **ONBOARDING_WORDINGS,
    DueSoon.name: Wording(
        "calendar-clock",
        lambda news: _("“%(title)s” is due on %(day)s", title=news.title, day=_day(news.data["due_on"])),
    ),
    Overdue.name: Wording(
        "hourglass",
        lambda news: _(
            "“%(title)s” was due on %(day)s. How far is it?", title=news.title, day=_day(news.data["due_on"])
        ),
    ),
    people.PasswordHelpAsked.name: Wording(
        "key-round", plain(_l("%(whom)s can't sign in and asks for a new password"))
    ),
    people.StandInNamed.name: Wording("calendar", _stand_in),
    people.SignedInOnNewDevice.name: Wording("smartphone", _new_device),
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
}


def icon_of(name: str, data: Mapping[str, Any]) -> str:
    """The icon of an event; a move has the icon of the status that it came to, or asks."""
    if data.get("to_key") in WAITING_FOR_AUTHOR:
        return "message-circle"
    return _MOVED_ICONS.get(data.get("to_type", ""), WORDINGS.get(name, _UNKNOWN).icon)


def inside_quotes(title: str) -> str:
    """The title with its own quotation marks as marks inside others, as the language has them."""
    if i18n.language() == "en":
        return title.replace("“", "‘").replace("”", "’")
    return title.replace("«", "„").replace("»", "“")


def sentence_of(news: News) -> str:
    """What happened, in one sentence."""
    return WORDINGS.get(news.name, _UNKNOWN).sentence(news)


def hidden_sentence(*, withdrawn: bool = False) -> str:
    """For what the reader may not see any more: no title, no name."""
    if withdrawn:
        return _("News of an initiative that its author has taken back")
    return _("News of something that isn't open to you any more")

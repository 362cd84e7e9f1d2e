"""What people can be told about, and their choices.

E-mail will be one more way beside the portal: a second list of topics under the same key of ``Person.choices``.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from portal.core.actor import Actor
from portal.core.i18n import lazy_gettext as _l
from portal.people.models import Role

#: Where a person's choices lie in ``Person.choices``.
CHOICES_KEY = "inbox"


class Topic(StrEnum):
    """Why somebody is told, the strongest reason first: whoever has several is told once, for the first."""

    ACCOUNT = "account"
    MENTIONS = "mentions"
    DUTIES = "duties"
    READING = "reading"
    LEARNING = "learning"
    MINE = "mine"
    QUEUE = "queue"
    REVIEWS = "reviews"
    REPORTS = "reports"
    ADMINISTRATION = "administration"
    FOLLOWED = "followed"
    CAMPAIGNS = "campaigns"
    TEAM = "team"
    SUPPORT = "support"


STRENGTH = {topic: place for place, topic in enumerate(Topic)}


@dataclass(frozen=True, slots=True)
class TopicWords:
    """How a topic is offered. ``short`` fits on a chip, ``role``: only those who hold it are asked."""

    short: Any
    label: Any
    hint: Any
    role: Role | None = None


WORDS: dict[Topic, TopicWords] = {
    Topic.MENTIONS: TopicWords(
        _l("Mentions"),
        _l("Mentions and replies"),
        _l("Somebody names you, replies to your comment, or an editor hides it."),
    ),
    Topic.MINE: TopicWords(
        _l("What I wrote"),
        _l("My initiatives, cases, articles and algorithms"),
        _l("Every step of the answer or the review, and every comment."),
    ),
    Topic.DUTIES: TopicWords(
        _l("Entrusted to me"),
        _l("What is entrusted to me"),
        _l("You are asked to lead something or to stand in, it changes, or its date comes near."),
    ),
    Topic.READING: TopicWords(
        _l("To read"),
        _l("What I am asked to read"),
        _l("An instruction concerns you, or has changed in the matter since you read it."),
    ),
    Topic.LEARNING: TopicWords(
        _l("Learning"),
        _l("What I learn, and whom I help"),
        _l("Steps are due, your mentor has read an answer or writes to you, what you have read changes."),
    ),
    Topic.SUPPORT: TopicWords(
        _l("Support and thanks"),
        _l("Support and thanks"),
        _l(
            "Colleagues support your initiative, react to your comment or mark in green what you wrote. A day's worth "
            "shares one line."
        ),
    ),
    Topic.FOLLOWED: TopicWords(
        _l("What I follow"),
        _l("What I follow"),
        _l("Steps and comments on initiatives that you follow."),
    ),
    Topic.CAMPAIGNS: TopicWords(
        _l("Campaigns"),
        _l("Questions to all of us"),
        _l("The committee asks everybody a question, or says what came of it."),
    ),
    Topic.TEAM: TopicWords(
        _l("My team"),
        _l("Successes of my team"),
        _l("An initiative of a colleague in your team has been implemented."),
    ),
    Topic.QUEUE: TopicWords(
        _l("New in the queue"),
        _l("New in the committee's queue"),
        _l("Somebody has proposed an initiative, or one has come back."),
        Role.COMMITTEE,
    ),
    Topic.REVIEWS: TopicWords(
        _l("To review"),
        _l("Cases, articles and algorithms to review"),
        _l("Somebody has handed in a text or a change of one."),
        Role.EDITOR,
    ),
    Topic.REPORTS: TopicWords(
        _l("Reported"),
        _l("Reports"),
        _l("Somebody asks the editors to look at a comment or thanks."),
        Role.EDITOR,
    ),
    Topic.ADMINISTRATION: TopicWords(
        _l("Administration"),
        _l("Requests to administrators"),
        _l("Somebody can't sign in and needs a new password."),
        Role.ADMINISTRATOR,
    ),
    Topic.ACCOUNT: TopicWords(
        _l("My account"),
        _l("Safety of my account"),
        _l("A sign-in from a new device. You are always told of this."),
    ),
}

#: Told whatever the person chose: silence here would help only a thief.
ALWAYS = frozenset({Topic.ACCOUNT})


def offered(roles: Collection[str]) -> list[Topic]:
    """The topics that concern a person of these roles, in the order of the page of choices."""
    return [topic for topic, words in WORDS.items() if words.role is None or words.role in roles]


def offered_to(actor: Actor) -> list[Topic]:
    """The topics that concern this person."""
    return offered(actor.roles)


def wants(choices: Mapping[str, Any], topic: Topic) -> bool:
    """Whether somebody with these choices is told. New topics are on until switched off."""
    return topic in ALWAYS or topic.value not in choices.get(CHOICES_KEY, {}).get("off", ())


def strongest_wanted(choices: Mapping[str, Any], topics: Iterable[Topic]) -> Topic | None:
    """The strongest of the reasons that the person hasn't switched off."""
    return min((topic for topic in topics if wants(choices, topic)), key=STRENGTH.__getitem__, default=None)

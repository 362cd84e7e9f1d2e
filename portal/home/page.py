"""The home page in words: whose turn it is, how long somebody has waited, thanks to whom it was done."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from portal.algorithms.home_panel import algorithms_panel
from portal.core import i18n
from portal.core.actor import Actor
from portal.core.i18n import gettext as _
from portal.core.i18n import ngettext
from portal.core.numbers import number_path
from portal.core.panels import HomePanel
from portal.core.web.templating import path_to
from portal.delivery.home_panel import tasks_panel
from portal.home.queries import MOST_COUNTED
from portal.initiatives.policy import DECIDE
from portal.initiatives.queries.reference import KnownStatus
from portal.initiatives.turns import Standing, Turn, clock_words, day_state, promise_state, waiting_words, whose_turn
from portal.people.policy import may
from portal.people.queries import TeamRow, shown_name

DONE_ROWS = 5


def greeting(now: datetime) -> str:
    """By the clock on the wall."""
    hour = i18n.local(now).hour
    if 5 <= hour < 11:
        return _("Good morning")
    return _("Good afternoon") if 11 <= hour < 17 else _("Good evening")


class Home:
    """The rows of the page, part by part, as its templates show them."""

    def __init__(
        self,
        rows: Sequence[Row[Any]],
        statuses: Mapping[int, KnownStatus],
        teams: Mapping[int, TeamRow],
        *,
        me: int | None,
        heard: bool,
        now: datetime,
    ) -> None:
        self._rows, self._statuses, self._teams = rows, statuses, teams
        self._me, self._heard, self._now, self._today = me, heard, now, i18n.today(now)

    @property
    def alone(self) -> bool:
        """Whether nobody works here beside whoever looks; asked for those who may add people."""
        return any(not row.n for row in self._part("company"))

    def _part(self, name: str) -> list[Row[Any]]:
        return [row for row in self._rows if row.part == name]

    # What waits for me.

    def waiting(self, actor: Actor) -> list[dict[str, Any]] | None:
        """Groups in order of urgency; None when the person has no such duties and nothing was asked."""
        queue, decide = self._part("queue"), self._part("decide")
        groups = [
            _group(_("The committee wrote to you"), self._asking()),
            _group(_("Entrusted to you"), [self._owned(row) for row in self._part("owned")]),
            _group(_("Cases, articles and algorithms"), [_texts(row.part, row.n) for row in self._texts_waiting()]),
            _group(_("While a colleague is away"), [self._stood_in(row) for row in self._part("stood_in")]),
            _group(_("Can't sign in"), [self._reset(row) for row in self._part("resets")]),
            _group(_("Reports"), [_reports(row.n) for row in self._part("reports") if row.n]),
            _group(_("New, without an answer"), [self._queued(row) for row in queue], queue[0].n if queue else 0),
            _group(_("To be decided this week"), [self._queued(row) for row in decide], decide[0].n if decide else 0),
        ]
        return groups if may(actor, DECIDE) or any(group["items"] for group in groups) else None

    def _texts_waiting(self) -> list[Row[Any]]:
        return [row for part in ("to_read", "to_check", "missing", "misfits") for row in self._part(part) if row.n]

    def _asking(self) -> list[dict[str, Any]]:
        """Where the committee spoke last, and where its status says that the author has something to add."""
        asked = self._part("asked")
        seen = {row.number for row in asked}
        turns = [(row, self._turn(self._statuses[row.status_id], row)) for row in self._part("mine")]
        named = [
            self._item(row, why=turn.sentence, clock=i18n.ago(row.at))
            for row, turn in turns
            if turn is not None and turn.author and row.number not in seen
        ]
        return [self._asked(row) for row in asked] + named

    def _asked(self, row: Row[Any]) -> dict[str, Any]:
        return self._item(
            row,
            href=f"/initiatives/{number_path(row.number)}#comment-{row.n}",
            why=_("%(who)s wrote; your word would be the next", who=row.author or _("A former colleague")),
            clock=i18n.ago(row.at),
        )

    def _owned(self, row: Row[Any]) -> dict[str, Any]:
        if row.due_on is None:
            return self._item(row, why=self._statuses[row.status_id].label, clock=_("no date yet"))
        return self._item(
            row,
            why=_("until %(day)s", day=i18n.day(row.due_on)),
            clock=clock_words(row.due_on, self._today),
            clock_state=day_state(row.due_on, self._today),
        )

    def _stood_in(self, row: Row[Any]) -> dict[str, Any]:
        item, instead = self._owned(row), _("for %(name)s", name=shown_name(row.owner))
        return {**item, "why": f"{instead} · {item['why']}"}

    def _queued(self, row: Row[Any]) -> dict[str, Any]:
        """By when the committee's word is promised; what has no clock yet says how long it has waited."""
        why, day = row.author or _("Without a name"), row.due_on
        if day is None:
            return self._item(row, why=why, clock=waiting_words((self._today - i18n.today(row.at)).days))
        state = promise_state(day, self._today, answered=row.part == "decide")
        return self._item(row, why=why, clock=clock_words(day, self._today), clock_state=state)

    def _reset(self, row: Row[Any]) -> dict[str, Any]:
        return {
            "title": row.title,
            "href": f"{path_to('administration.people_list')}/{row.number}",
            "why": _("asks for a new password"),
            "clock": i18n.ago(row.at),
        }

    def _item(self, row: Row[Any], **words: Any) -> dict[str, Any]:
        return {"number": row.number, "title": row.title, "href": f"/initiatives/{number_path(row.number)}", **words}

    # What is mine.

    def mine(self) -> list[dict[str, Any]]:
        """Unfinished drafts first, then the newest initiatives."""
        drafts = [
            {
                "title": row.title or _("Without a title yet"),
                "href": f"/initiatives/new?draft={row.key}",
                "status": {"type": "draft", "label": _("Draft"), "waiting": False},
                "turn": Turn(_("Saved %(when)s. Go on where you stopped.", when=i18n.ago(row.at))),
                "draft": True,
            }
            for row in self._part("draft")
        ]
        return drafts + [self._mine(row) for row in self._part("mine")]

    def _mine(self, row: Row[Any]) -> dict[str, Any]:
        status = self._statuses[row.status_id]
        turn = self._turn(status, row)
        return {
            "title": row.title,
            "href": f"/initiatives/{number_path(row.number)}",
            "status": {"type": status.type.value, "label": status.label, "waiting": turn is not None and turn.author},
            "turn": turn,
            "support_count": row.n,
            "draft": False,
        }

    def _turn(self, status: KnownStatus, row: Row[Any]) -> Turn | None:
        standing = Standing(
            status=status,
            since=row.at,
            answered=row.answered_at is not None,
            author_id=self._me,
            last_word=row.key,
            owner=row.owner,
            day=row.due_on,
            heard=self._heard,
        )
        return whose_turn(standing, self._now, mine=True)

    # What is at hand.

    def panels(self) -> list[HomePanel]:
        """What other slices make of rows that were read with everything else."""
        made = (tasks_panel(self._part("tasks"), self._today), algorithms_panel(self._part("at_hand")))
        return [panel for panel in made if panel is not None]

    def wants(self, name: str) -> bool:
        """Whether there may be anything for a panel of another slice."""
        return all(row.n for row in self._part("wanted") if row.key == name)

    # What was done.

    def done(self) -> list[dict[str, Any]]:
        """The latest that were implemented, thanks to author and owner."""
        rows = sorted(self._part("done"), key=lambda row: (row.at, row.number), reverse=True)[:DONE_ROWS]
        return [
            {
                "title": row.title,
                "href": f"/initiatives/{number_path(row.number)}",
                "at": row.at,
                "thanks": self._thanks(row),
            }
            for row in rows
        ]

    def _thanks(self, row: Row[Any]) -> list[str]:
        names = list(dict.fromkeys(name for name in (row.author, row.owner) if name))
        team = self._teams.get(row.team_id) if row.team_id else None
        return names or ([team.name] if team else [])


def _group(label: str, items: list[dict[str, Any]], count: int = 0) -> dict[str, Any]:
    """A heading with its rows; ``count`` when there are more than are shown."""
    total = max(count, len(items))
    return {"label": label, "items": items, "count": f"{MOST_COUNTED - 1}+" if total >= MOST_COUNTED else total}


def _reports(n: int) -> dict[str, Any]:
    return {
        "title": ngettext("%(num)s report waits", "%(num)s reports wait", n),
        "href": path_to("discussion.reports"),
        "why": _("look and decide whether it stays"),
        "clock": "",
    }


def _texts(part: str, n: int) -> dict[str, Any]:
    """One line for all texts that wait for the same."""
    if part == "to_read":
        title = ngettext("%(num)s text asks to be read", "%(num)s texts ask to be read", n)
        why, href = _("say that you have read it"), path_to("knowledge.to_read")
    elif part == "to_check":
        title = ngettext("%(num)s text that you keep is due", "%(num)s texts that you keep are due", n)
        why, href = _("see whether it still holds"), path_to("knowledge.to_be_checked")
    elif part == "misfits":
        title = ngettext("%(num)s step did not fit a conversation", "%(num)s steps did not fit a conversation", n)
        why, href = _("see what the algorithm can learn"), path_to("algorithms.of_all")
    else:
        title = ngettext("%(num)s reader missed something", "%(num)s readers missed something", n)
        why, href = _("see what it was"), path_to("knowledge.help_answers")
    return {"title": title, "href": href, "why": why, "clock": ""}

"""What colleagues look for in vain, find without opening it, and where in the list they press."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from flask import render_template, request
from sqlalchemy.orm import Session

from portal.core import clock, i18n
from portal.core.db import db
from portal.core.i18n import gettext as _
from portal.core.i18n import lazy_gettext as _l
from portal.knowledge.queries import genres
from portal.people.access import requires
from portal.search.asked_words import said
from portal.search.grammar import parse
from portal.search.origin import ORIGIN
from portal.search.policy import READ_REPORTS
from portal.search.queries.reports import AskedGroup, clicks_by_rank, in_vain, not_opened, since_days, totals
from portal.search.views.blueprint import PATH, REPORTS, WORDS, blueprint

#: What is told of, in its address.
REPORT_LABELS = {"nothing": _l("Found nothing"), "unopened": _l("Nothing was opened"), "places": _l("Places of clicks")}
DAYS = (30, 90, 365)
#: Searches for what is no text yet; entries of the dictionary of care are written otherwise.
_DRAFTED = {"article": ("book-open", _l("Write an article")), "case": ("book-heart", _l("Tell of a case"))}
MOST_OTHERS = 5


@dataclass(frozen=True, slots=True)
class Draft:
    """Something that can be begun from a row."""

    label: str
    icon: str
    href: str


@dataclass(frozen=True, slots=True)
class Row:
    """Searches that mean the same, in the reader's words."""

    words: str
    others: str
    group: AskedGroup
    search_href: str
    #: Where it can be said what else it is called.
    words_href: str
    drafts: Sequence[Draft]


@blueprint.get("/reports")
@requires(READ_REPORTS)
def reports() -> str:
    """One of the reports, for the last month, quarter or year."""
    session = db.session()
    name = request.args.get("show", "")
    name = name if name in REPORT_LABELS else "nothing"
    days = next((days for days in DAYS if str(days) == request.args.get("days")), DAYS[0])
    since = since_days(i18n.today(clock.now()), days)
    rows = {"nothing": in_vain, "unopened": not_opened}[name](session, since) if name != "places" else ()
    return render_template(
        "search/reports.html",
        name=name,
        tabs=[_link(label, one, days, one == name) for one, label in REPORT_LABELS.items()],
        times=[_link(i18n.ngettext("%(num)s day", "%(num)s days", one), name, one, one == days) for one in DAYS],
        totals=totals(session, since),
        rows=[_row(session, group) for group in rows],
        places=_places(session, since) if name == "places" else (),
    )


def _link(label: object, name: str, days: int, current: bool) -> dict[str, object]:
    return {"label": label, "href": f"{REPORTS}?show={name}&days={days}", "current": current, "count": None}


def _places(session: Session, since: object) -> list[tuple[str, int]]:
    counted = clicks_by_rank(session, since)  # type: ignore[arg-type]  # a day
    return [(_("No. %(rank)s", rank=one.rank), one.times) for one in counted]


def _row(session: Session, group: AskedGroup) -> Row:
    words = said(group.words)
    others = ", ".join(f"{said(other)} ({times})" for other, times in group.others[:MOST_OTHERS])
    plain = parse(words).words or words  # without quotation marks and conditions: a title, an entry of a list
    return Row(
        words, others, group,
        search_href=f"{PATH}?{urlencode({'q': group.words})}",
        words_href=f"{WORDS}?{urlencode({'words': plain})}",
        drafts=_drafts(session, group, plain),
    )  # fmt: skip


def _drafts(session: Session, group: AskedGroup, words: str) -> list[Draft]:
    """An article, a case, an initiative: the form opens with the words as its title."""
    title = quote(f"{words[:1].upper()}{words[1:]}")
    known = genres(session)
    found = []
    for kind, (icon, label) in _DRAFTED.items():
        genre = next((one for one in known.open_of_kind(kind) if not one.blameless and one.shape.lead != "why"), None)
        if genre is not None:
            found.append(Draft(str(label), icon, f"/knowledge/new/{genre.key}?title={title}"))
    proposal = f"/initiatives/new?title={title}&from={ORIGIN}:{group.id}"
    return [*found, Draft(_("Propose an initiative"), "lightbulb", proposal)]

"""Giving several initiatives another status at once: marking them in the list, seeing who can go there, confirming."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl, urlencode

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from portal.core import clock, i18n
from portal.core.db import db, transaction
from portal.core.errors import Conflict, Invalid
from portal.core.i18n import gettext as _
from portal.core.i18n import ngettext
from portal.core.markdown import render
from portal.core.numbers import number_path, read_number
from portal.core.typed import whole_number
from portal.core.web.addresses import own_path
from portal.core.web.flashes import say
from portal.guard.views.asking import whole_and_known
from portal.initiatives.forms import MoveForm
from portal.initiatives.models import MIN_REASON_LETTERS, Initiative
from portal.initiatives.policy import DECIDE, legal_moves
from portal.initiatives.queries import statuses
from portal.initiatives.queries.bulk import marked
from portal.initiatives.queries.lists import list_page
from portal.initiatives.services.bulk import MOST_AT_ONCE, Outcome, move_several, obstacle
from portal.initiatives.verbs import Choice, choice
from portal.initiatives.views import blueprint, filters
from portal.initiatives.views.list import author_words
from portal.people.access import current_actor, requires
from portal.people.queries import person_names
from portal.people.sending_limit import rate_limited


@blueprint.get("/several")
@requires(DECIDE)
def mark_several() -> str:
    """The list with a box at each row; what was marked on other pages of it is carried along."""
    session, actor = db.session(), current_actor()
    known, today = statuses(session), i18n.today(clock.now())
    wanted = filters.parse(request.args, known)
    page = list_page(session, wanted, actor, cursor=request.args.get("page"), today=today)
    chosen, here = _numbers(), {row.id for row in page.rows}
    links = filters.FilterLinks(wanted, known, filters.SEVERAL)
    return render_template(
        "initiatives/several/mark.html",
        lines=[
            _line(row, author_words(row)) | {"marked": row.id in chosen, "value": number_path(row.id)}
            for row in page.rows
        ],
        carried=[number_path(number) for number in chosen if number not in here],
        kept=parse_qsl(links.at("").removeprefix("?")),
        back=links.at(filters.PATH),
        newer=page.newer,
        older=page.older,
        most=MOST_AT_ONCE,
        none_marked="none" in request.args,
    )


@blueprint.get("/several/move")
@requires(DECIDE)
def choose_move_of_several() -> ResponseReturnValue:
    """The marked ones, and where at least one of them may go; with ``to``, who of them can, and the form."""
    rows = marked(db.session(), _numbers(), current_actor())
    if not rows:
        return redirect(f"{_back().replace(filters.PATH, filters.SEVERAL, 1)}{'&' if '?' in _back() else '?'}none=1")
    chosen = _chosen(rows)
    return _move_page(rows, chosen, _form(chosen, filled=True))


@blueprint.post("/several/move")
@requires(DECIDE)
@rate_limited
def move_marked() -> ResponseReturnValue:
    """Move those that can go; the page that answers names the others and keeps the words."""
    actor, seen = current_actor(), _seen()
    rows = marked(db.session(), seen, actor)
    chosen = _chosen(rows)
    form, outcome = _form(chosen), Outcome()
    if chosen is None:
        form.refuse(Invalid(_("Choose where they go, and mark at least one.")))
    elif whole_and_known(form, "reason"):
        reason, until = render(form.reason.data or ""), form.until.data if form.until else None
        try:
            with transaction() as session:
                outcome = move_several(
                    session, seen, actor, chosen.status, reason=reason, defer_until=until, now=clock.now()
                )
        except (Invalid, Conflict) as error:
            form.refuse(error)
        else:
            if not outcome.left:
                say(_moved_words(outcome))
                return redirect(_back(), 303)
    left = [row for row in marked(db.session(), seen, actor) if row.id not in outcome.moved]
    return _move_page(left, chosen, form, outcome), 409 if outcome.left else 422


def _moved_words(outcome: Outcome) -> str:
    return ngettext(
        "%(num)s initiative is moved. Its author and everyone who follows will be told.",
        "%(num)s initiatives are moved. Their authors and everyone who follows will be told.",
        len(outcome.moved),
    )


def _numbers() -> list[int]:
    """The numbers that were marked, each once, as many as one step takes."""
    found = (read_number(text) for text in request.args.getlist("n"))
    return list(dict.fromkeys(number for number in found if number is not None))[:MOST_AT_ONCE]


def _seen() -> dict[int, int]:
    """The numbers that were confirmed, each with the status in which the page showed it."""
    seen = {}
    for text in request.form.getlist("n")[: MOST_AT_ONCE + 1]:
        number, _dot, status = text.partition(".")
        known, standing = read_number(number), whole_number(status)
        if known is not None and standing is not None:
            seen[known] = standing
    return seen


def _back() -> str:
    """The list from which somebody came, with its choices."""
    path = own_path(request.values.get("back"), filters.PATH)
    return path if path.split("?")[0] == filters.PATH else filters.PATH


def _again(numbers: Sequence[str]) -> str:
    """The list to mark others in, with its choices and these marked."""
    kept = parse_qsl(_back().partition("?")[2])
    return f"{filters.SEVERAL}?{urlencode([*kept, *(('n', number) for number in numbers)])}"


def _choices(rows: Iterable[Initiative]) -> dict[int, Choice]:
    """Where at least one of them may go, by the status, in the words of the first that may."""
    actor, known = current_actor(), statuses(db.session())
    found: dict[int, Choice] = {}
    for row in rows:
        for status in legal_moves(row, actor, known.open):
            found.setdefault(status.id, choice(row, status, actor))
    return {status.id: found[status.id] for status in known.open if status.id in found}


def _chosen(rows: Iterable[Initiative]) -> Choice | None:
    wanted = request.values.get("to")
    return next((one for id_, one in _choices(rows).items() if str(id_) == wanted), None)


def _form(chosen: Choice | None, *, filled: bool = False) -> MoveForm:
    form = MoveForm(formdata=None) if filled else MoveForm()
    form.leave_plan_out()
    form.ask(chosen)
    return form


def _move_page(rows: list[Initiative], chosen: Choice | None, form: MoveForm, outcome: Outcome | None = None) -> str:
    done = outcome or Outcome()
    names = person_names(db.session(), {row.author_id for row in rows if row.author_id is not None})
    lines = [_line(row, names.get(row.author_id or 0)) | _state(row, chosen, done.left) for row in rows]
    here = {"n": [number_path(row.id) for row in rows], "back": _back()}
    return render_template(
        "initiatives/several/move.html",
        going=[line for line in lines if not line["obstacle"]],
        staying=[line for line in lines if line["obstacle"]],
        choices=[
            (one, f"{filters.SEVERAL}/move?{urlencode(here | {'to': id_}, doseq=True)}")
            for id_, one in _choices(rows).items()
        ],
        chosen=chosen,
        move_form=form,
        moved=_moved_words(done) if done.moved else None,
        again=_again(here["n"]),
        back=_back(),
        min_letters=MIN_REASON_LETTERS,
    )


def _state(row: Initiative, chosen: Choice | None, left: Mapping[int, Any]) -> dict[str, Any]:
    """Whether one can go, and why it hasn't; what has changed meanwhile is marked by whoever has looked again."""
    return {
        "value": f"{number_path(row.id)}.{row.status_id}",
        "obstacle": obstacle(db.session(), row, current_actor(), chosen.status) if chosen else None,
        "note": left.get(row.id),
        "marked": row.id not in left,
    }


def _line(row: Any, author: str | None) -> dict[str, Any]:
    status = statuses(db.session()).by_id[row.status_id]
    return {
        "number": row.id,
        "title": row.title,
        "author": author,
        "supports": row.support_count,
        "submitted_at": row.submitted_at,
        "status_type": status.type.value,
        "status_label": status.label,
    }

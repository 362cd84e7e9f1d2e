"""All dialogues, and the page of one: who calls, what is practised, and what one has played of it."""

from collections.abc import Mapping
from typing import Any

from flask import render_template, request

from portal.core import i18n
from portal.core.db import db
from portal.core.i18n import LANGUAGES
from portal.core.i18n import gettext as _
from portal.core.text import clean_line
from portal.core.web.addresses import own_path
from portal.core.web.filters import Chip, chip
from portal.people.access import current_actor, signed_in
from portal.practice.checking import MOST_REPLIES, MOST_SCENES
from portal.practice.first_draft import example
from portal.practice.forms import KeeperForm, PublishForm
from portal.practice.looking import Looked, look
from portal.practice.models import Dialogue, DialogueVersion
from portal.practice.play import from_data
from portal.practice.policy import can_begin, can_write
from portal.practice.presenting import first_words
from portal.practice.queries import (
    ReadAlgorithm,
    dialogues_page,
    find_algorithm,
    get_dialogue,
    keepers,
    languages_of,
    played_by,
    standing,
)
from portal.practice.reserved import WORDS
from portal.practice.views import blueprint


@blueprint.get("")
@signed_in
def index() -> str:
    """All of them by title, with what one has played."""
    session, actor = db.session(), current_actor()
    words = clean_line(request.args.get("q"))[:100]
    there = languages_of(session, actor)
    language = _language(there)
    page = dialogues_page(session, actor, language=language, words=words, cursor=request.args.get("page"))
    return render_template(
        "practice/list.html",
        rows=page.rows,
        page=page,
        words=words,
        language=language or "all",
        languages_there=_chips(there, language) if len(there) > 1 else (),
        can_make=can_write(actor),
    )


def _language(there: Mapping[str, int]) -> str | None:
    """The one that is asked for, else one's own where there are dialogues in it; None: all."""
    asked = request.args.get("language") or i18n.language()
    return asked if asked in there else None


def _chips(there: Mapping[str, int], chosen: str | None) -> list[Chip]:
    """All of them, then each language that there is."""
    languages = [(code, name) for code, name in LANGUAGES.items() if code in there]
    return [
        chip(_("All"), "/practice?language=all", str(sum(there.values())), chosen is None),
        *(chip(name, f"/practice?language={code}", str(there[code]), code == chosen) for code, name in languages),
    ]


@blueprint.get("/<int:number>")
@signed_in
def show(number: int) -> str:
    """Who calls and what is practised; for editors, what is to be done about it."""
    session, actor = db.session(), current_actor()
    dialogue = get_dialogue(session, number, actor)
    version, played = standing(session, dialogue), played_by(session, dialogue, actor)
    looked = look(session, dialogue.source) if can_write(actor) else None
    return render_template(
        "practice/show.html",
        dialogue=dialogue,
        version=version,
        words=first_words(from_data(version.play).moments[0]) if version else "",
        going_on=next((one for one in played if one.finished_at is None), None),
        finished=[one for one in played if one.finished_at is not None],
        can_begin=can_begin(published=version is not None, closed=dialogue.closed_at is not None),
        back=own_path(request.args.get("from"), default=""),
        algorithm=_algorithm(dialogue, looked),
        desk=_desk(dialogue, version, looked) if looked else None,
    )


def _algorithm(dialogue: Dialogue, looked: Looked | None) -> ReadAlgorithm | None:
    """The one that is practised; where the text names another one by now, it is looked for."""
    if looked and looked.algorithm and looked.algorithm.id == dialogue.algorithm_id:
        return looked.algorithm
    return find_algorithm(db.session(), dialogue.algorithm_id) if dialogue.algorithm_id else None


def _desk(dialogue: Dialogue, version: DialogueVersion | None, looked: Looked) -> dict[str, Any]:
    """What an editor sees beside it."""
    form = KeeperForm(formdata=None, keeper_id=dialogue.keeper_id)
    form.offer(keepers(db.session(), dialogue.keeper_id))
    return {
        "checked": looked.checked,
        "waits": version is None or version.source != dialogue.source,
        "newer": bool(version and looked.algorithm and looked.algorithm.revision != version.algorithm_revision),
        "publish": PublishForm(formdata=None, version=dialogue.version, major=True),
        "keeper": form,
    }


@blueprint.get("/format")
@signed_in
def the_format() -> str:
    """How a dialogue is written, on one page."""
    most = {"scenes": MOST_SCENES, "replies": MOST_REPLIES}
    return render_template("practice/format.html", word=WORDS, example=example(i18n.language()), most=most)

"""The faults of an algorithm in plain words, in the reader's language."""

from collections.abc import Mapping
from typing import Any

from portal.algorithms.checking import Fault
from portal.core.i18n import gettext as _
from portal.core.i18n import lazy_gettext as _l

_SENTENCES: Mapping[str, Any] = {
    "missing_step": _l("There is no step called “%(title)s”."),
    "look_alike_step": _l(
        "There is no step called “%(title)s”: one looks the same, but some letters are of another alphabet."
    ),
    "no_target": _l("This answer leads nowhere: the title of a step belongs behind the arrow."),
    "unreached_step": _l("No answer leads to “%(title)s”."),
    "unreached_finish": _l("No answer leads to the finish “%(title)s”."),
    "dead_end": _l("“%(title)s” leads nowhere. Add an answer, or make it a finish."),
    "circle": _l("From “%(title)s” no finish can be reached: the conversation goes round in a circle."),
    "no_finish": _l("There is no finish yet: how does the conversation end?"),
    "no_step": _l("There is no step yet. A step begins with ## and its title."),
    "twin": _l("Two steps are called “%(title)s”; the first stands in line %(first)s. Give this one another title."),
    "never_asked": _l("The condition asks for “%(name)s”, which no step asks."),
    "not_offered": _l("The condition wants “%(name)s = %(value)s”, but the question doesn't offer that."),
    "asked_later": _l("The condition needs “%(name)s = %(value)s”, but nothing that comes before asks it."),
    "nothing_for_the_rest": _l(
        "All answers of “%(title)s” have conditions. What if none holds? "
        "Add one with (otherwise) or without a condition."
    ),
    "same_answer": _l("The same answer stands here twice: “%(text)s”."),
    "too_many_answers": _l("“%(title)s” has more than nine answers: the keys 1–9 choose among no more."),
    "note_of_nothing": _l("The note names {%(name)s}, which no step asks."),
    "front_unreadable": _l(
        "The facts above the text can't be read. Each stands in a line of its own, like “title: …”, "
        "between two lines “---”; put a value in quotes when it holds a colon."
    ),
    "no_day": _l("This day can't be read. Write the year, the month and the day, like 2027-03-01."),
    "no_language": _l("This language isn't known here: uk, ru and en are."),
    "unknown_key": _l("“%(name)s” means nothing here: title, keeper, check again, tags, cases and language do."),
    "unknown_case": _l("The case “%(ref)s” doesn't exist or isn't published."),
    "unknown_algorithm": _l("The algorithm “%(ref)s” doesn't exist or isn't published."),
    "no_phrase": _l("“%(title)s” has no example phrase: how might it sound?"),
    "many_steps": _l(
        "There are more than %(many)s steps. Nobody finds their way through that in a call: part it in two."
    ),
    "too_many_steps": _l(
        "There are more than %(most)s steps, and no more can be kept. Part it into several algorithms."
    ),
}


def message(fault: Fault) -> str:
    """What is wrong, in a sentence or two. What was probably meant is apart: ``fault.suggest``."""
    return str(_SENTENCES[fault.name] % fault.values)


def message_with_suggestion(fault: Fault) -> str:
    """The same with what was probably meant, for where it can't be chosen at a click."""
    said = message(fault)
    if not fault.suggest:
        return said
    asked = _("Did you mean “%(suggest)s”?", suggest=fault.suggest)
    return f"{said} {asked}"

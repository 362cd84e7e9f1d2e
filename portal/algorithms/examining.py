"""Whether an algorithm may stand: its errors, each with its line; warnings keep it from nothing."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from portal.algorithms.checking import ERROR, Fault, check
from portal.algorithms.own_facts import SOURCE
from portal.algorithms.understanding import understood
from portal.algorithms.wording import message_with_suggestion
from portal.core.errors import AtLine, Faults
from portal.core.i18n import gettext as _
from portal.core.i18n import ngettext
from portal.knowledge.services.content import Content

#: So many faults are named at once: mending a few usually mends more.
MOST_NAMED = 20


def examine(_session: Session, content: Content) -> None:
    """Raise Faults, naming the lines, when the source has errors."""
    found = understood(content.source(SOURCE))
    errors = [fault for fault in check(found.document, found.graph) if fault.level == ERROR]
    if errors:
        raise Faults(_said(errors), field=SOURCE)


def _said(errors: Sequence[Fault]) -> list[AtLine]:
    sentences = [_at_line(fault.line, message_with_suggestion(fault)) for fault in errors[:MOST_NAMED]]
    more = len(errors) - len(sentences)
    if more:
        rest = ngettext("%(num)s more fault is not listed here", "%(num)s more faults are not listed here", more)
        sentences.append(_at_line(errors[MOST_NAMED].line, rest))
    return sentences


def _at_line(line: int, words: str) -> AtLine:
    return AtLine(_("line %(line)s: %(fault)s", line=line, fault=words), line=line, bare=words)

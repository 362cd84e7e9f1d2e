"""What may be merged with what, and why not."""

from collections.abc import Collection
from typing import Any, Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.errors import Invalid, NotFound
from portal.core.i18n import lazy_gettext as _l
from portal.core.markdown import RenderedText
from portal.core.numbers import number_words
from portal.initiatives.models import MIN_REASON_LETTERS, Initiative, InitiativeTeam, StatusType, Visibility
from portal.initiatives.policy import MAY_BE_TWIN, MAY_SURVIVE
from portal.initiatives.queries import visible_to
from portal.initiatives.reasons import MAX_REASON_LETTERS

#: Merged in one step at most.
MOST_TWINS = 10
MEANWHILE = _l("One of these was merged or parted meanwhile. Nothing was changed; look again, please.")
OWN = _l("Nobody merges or parts what is their own. Ask another member of the committee.")


class Candidate(Protocol):
    """What decides whether one may be merged: a model and a row of a select both answer."""

    @property
    def id(self) -> int: ...
    @property
    def status_type(self) -> StatusType: ...
    @property
    def visibility(self) -> Visibility: ...


def require_reason(reason: RenderedText) -> None:
    """Raise Invalid without a reason that tells something, or with one that nobody can read."""
    if len(reason.source) > MAX_REASON_LETTERS:
        raise Invalid(_l("This reason is too long to be read. Say the main thing here."), field="reason")
    if len(reason.source.strip()) < MIN_REASON_LETTERS:
        raise Invalid(
            _l("Please give the reason in a sentence or two: the authors and everyone who follows will read it."),
            field="reason",
        )


def obstacle(survivor: Candidate, twin: Candidate, circles: dict[int, frozenset[int]]) -> Any | None:
    """Why one can't be merged into the other, in a sentence. ``circles``: the teams of restricted ones."""
    if survivor.id == twin.id or survivor.status_type not in MAY_SURVIVE:
        return _l("Nothing can be merged into № %(number)s as it stands.", number=number_words(survivor.id))
    if twin.status_type not in MAY_BE_TWIN:
        return _l(
            "№ %(number)s is decided and being done: it keeps its page. Merge the others into it.",
            number=number_words(twin.id),
        )
    if twin.id < 0:
        return _l(
            "№ %(number)s came without a name: its author reads answers there alone, so it keeps its page. "
            "Merge the others into it.",
            number=number_words(twin.id),
        )
    if survivor.visibility is not twin.visibility:
        return _l(
            "№ %(one)s and № %(two)s are open to different people. Merged, one would show what the other keeps.",
            one=number_words(survivor.id),
            two=number_words(twin.id),
        )
    if survivor.visibility is Visibility.TEAMS and circles.get(survivor.id) != circles.get(twin.id):
        return _l(
            "№ %(one)s and № %(two)s are open to different teams. Open them to the same teams first.",
            one=number_words(survivor.id),
            two=number_words(twin.id),
        )
    return None


def circles_of(session: Session, initiatives: Collection[Candidate]) -> dict[int, frozenset[int]]:
    """The teams to which restricted ones are open; no statement where none is."""
    restricted = [one.id for one in initiatives if one.visibility is Visibility.TEAMS]
    found: dict[int, set[int]] = {number: set() for number in restricted}
    if restricted:
        named = InitiativeTeam.initiative_id.in_(restricted)
        for number, team_id in session.execute(
            select(InitiativeTeam.initiative_id, InitiativeTeam.team_id).where(named)
        ):
            found[number].add(team_id)
    return {number: frozenset(teams) for number, teams in found.items()}


def hold(session: Session, numbers: Collection[int], actor: Actor) -> dict[int, Initiative]:
    """All of them as they stand now, kept from other writers; held in the order of their numbers."""
    rows = session.scalars(
        select(Initiative)
        .where(Initiative.id.in_(numbers), visible_to(actor))
        .order_by(Initiative.id)
        .with_for_update(key_share=True, of=Initiative)
        .execution_options(populate_existing=True)
    )
    found = {row.id: row for row in rows}
    if len(found) < len(set(numbers)):
        raise NotFound
    return found

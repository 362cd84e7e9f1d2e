"""Owner, due date, area and tags, and to whom an initiative is open: what the committee arranges."""

import hashlib
from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal.core import i18n
from portal.core.actor import Actor
from portal.core.errors import Conflict, Invalid, require
from portal.core.i18n import gettext as _
from portal.core.i18n import lazy_gettext as _l
from portal.core.journal import record
from portal.core.markdown import RenderedText
from portal.core.tags import MAX_TAGS, clean_tags
from portal.initiatives.events import OwnerAssigned, PlanChanged, VisibilityChanged
from portal.initiatives.models import Initiative, InitiativeTeam, Transition, Visibility
from portal.initiatives.policy import can_plan, can_restrict
from portal.initiatives.queries import KnownStatus, locked
from portal.initiatives.queries.families import twins_within
from portal.initiatives.services.counting import place_of, recounted
from portal.initiatives.services.moving import NO_REASON, move
from portal.initiatives.services.tagging import require_open_area, set_tags
from portal.people.models import Person, Team
from portal.people.queries import shown_name

CHANGED_MEANWHILE = _l("Somebody changed this plan meanwhile. Your choice is kept; saving again replaces theirs.")


class Plan(NamedTuple):
    """Who is responsible, until when, for which area, under which tags."""

    owner_id: int | None
    due_on: date | None
    area_id: int | None
    tags: tuple[str, ...]

    @property
    def mark(self) -> str:
        """A short text that two plans share only when they are the same."""
        return hashlib.sha256(repr(self).encode()).hexdigest()[:16]


def present_plan(initiative: Initiative) -> Plan:
    """The plan as it stands."""
    tags = tuple(sorted(tag.name for tag in initiative.tags))
    return Plan(initiative.owner_id, initiative.due_on, initiative.area_id, tags)


def plan(
    session: Session,
    initiative: Initiative,
    actor: Actor,
    *,
    owner_id: int | None,
    due_on: date | None,
    area_id: int | None,
    tags: Sequence[str],
    opened: str | None = None,
    now: datetime,
) -> Initiative:
    """Say who is responsible, until when, for which area, under which tags. All four are set as given.

    ``opened`` is the mark of the plan that the form was opened with (None: whatever stands is replaced). Raises
    Conflict, with what stands now, when another plan was made meanwhile.
    """
    locked(session, initiative)
    require(can_plan(actor, initiative))
    wanted = Plan(owner_id, due_on, area_id, tuple(sorted(clean_tags(tags))))
    _require_unchanged(initiative, wanted, opened)
    _require_sensible(session, initiative, wanted, now)
    return _arrange(session, initiative, actor, wanted, now)


def accept(
    session: Session,
    initiative: Initiative,
    actor: Actor,
    to: KnownStatus,
    *,
    reason: RenderedText = NO_REASON,
    owner_id: int | None,
    due_on: date | None,
    area_id: int | None,
    opened: str | None = None,
    now: datetime,
) -> Transition:
    """Accept it, and say with it who is responsible, until when and for which area; the tags stay."""
    transition = move(session, initiative, actor, to, reason=reason, now=now)
    tags = present_plan(initiative).tags
    plan(
        session, initiative, actor, owner_id=owner_id, due_on=due_on, area_id=area_id, tags=tags, opened=opened, now=now
    )
    return transition


def _arrange(session: Session, initiative: Initiative, actor: Actor, wanted: Plan, now: datetime) -> Initiative:
    """Put the plan in the place of the present one, and say what changed."""
    before, present = place_of(initiative), present_plan(initiative)
    changed = [
        name
        for name, was, is_ in (("due_on", present.due_on, wanted.due_on), ("area", present.area_id, wanted.area_id))
        if was != is_
    ]
    initiative.due_on, initiative.area_id = wanted.due_on, wanted.area_id
    handed_over = assign_owner(session, initiative, actor, wanted.owner_id, now=now)
    if set_tags(session, initiative, wanted.tags):
        changed.append("tags")
    if {"area", "tags"} & set(changed):
        initiative.version += 1  # the author's form holds these too
    if changed:
        initiative.last_activity_at = now
        recounted(session, before, place_of(initiative))
        session.flush()  # the handlers of the event read the row
        what = (*changed, "owner") if handed_over else tuple(changed)
        record(session, PlanChanged(initiative_id=initiative.id, what=what), actor, at=now)
    return initiative


def _require_unchanged(initiative: Initiative, wanted: Plan, opened: str | None) -> None:
    """Raise Conflict unless ``opened`` is what stands; a plan sent twice agrees with what stands and is none."""
    present = present_plan(initiative)
    if opened in {None, present.mark} or wanted == present:
        return
    shown = {
        "owner": shown_name(initiative.owner.name) if initiative.owner else _("Nobody yet"),
        "due_on": i18n.day(present.due_on) if present.due_on else "—",
        "area": initiative.area.name if initiative.area else _("Not sure"),
        "tags": ", ".join(present.tags) or "—",
    }
    differs = (name for name, mine, theirs in zip(shown, wanted, present, strict=True) if mine != theirs)
    raise Conflict(CHANGED_MEANWHILE, theirs={name: shown[name] for name in differs})


def _require_sensible(session: Session, initiative: Initiative, wanted: Plan, now: datetime) -> None:
    if wanted.owner_id is not None and wanted.owner_id != initiative.owner_id:
        owner = session.get(Person, wanted.owner_id)
        if owner is None or owner.deactivated_at is not None:
            raise Invalid(_l("This person doesn't work here any more. Choose somebody else."), field="owner")
    if wanted.due_on is not None and wanted.due_on != initiative.due_on and wanted.due_on < i18n.today(now):
        raise Invalid(_l("This day has passed. Choose one that lies ahead."), field="due_on")
    require_open_area(session, wanted.area_id, present=initiative.area_id)
    if len(wanted.tags) > MAX_TAGS:
        raise Invalid(_l("That many tags find nothing. Choose up to eight."), field="tags")


def assign_owner(
    session: Session, initiative: Initiative, actor: Actor, owner_id: int | None, *, now: datetime
) -> bool:
    """Make somebody (or nobody) responsible, and say so when it is somebody else than before; whether it is."""
    previous = initiative.owner_id
    if previous == owner_id:
        return False
    initiative.owner_id = owner_id
    initiative.last_activity_at = now
    session.flush()  # whoever is told has to be able to see it: a restricted one opens to its owner
    assigned = OwnerAssigned(
        initiative_id=initiative.id,
        owner_id=owner_id,
        previous_owner_id=previous,
        due_on=initiative.due_on.isoformat() if initiative.due_on else None,
    )
    record(session, assigned, actor, at=now)
    return True


def restrict(
    session: Session, initiative: Initiative, actor: Actor, *, team_ids: Collection[int], now: datetime
) -> Initiative:
    """Show it only to author, owner, committee and these teams (perhaps none)."""
    locked(session, initiative)
    require(can_restrict(actor, initiative))
    known = set(session.scalars(select(Team.id).where(Team.id.in_(team_ids))))
    if known != set(team_ids):
        raise Invalid(_l("One of these teams doesn't exist any more. Choose again."), field="teams")
    return _set_visibility(session, initiative, actor, Visibility.TEAMS, known, now)


def open_again(session: Session, initiative: Initiative, actor: Actor, *, now: datetime) -> Initiative:
    """Show it to everyone."""
    locked(session, initiative)
    require(can_restrict(actor, initiative))
    return _set_visibility(session, initiative, actor, Visibility.EVERYONE, set(), now)


def _set_visibility(
    session: Session,
    initiative: Initiative,
    actor: Actor,
    visibility: Visibility,
    team_ids: set[int],
    now: datetime,
) -> Initiative:
    teams = select(InitiativeTeam.team_id).where(InitiativeTeam.initiative_id == initiative.id)
    if initiative.visibility is visibility and set(session.scalars(teams)) == team_ids:
        return initiative
    # What is merged into it is one with it, and stays as open when it is parted.
    inside = [twin.number for twin in twins_within(session, initiative.id)] if initiative.twin_count else []
    for one in (initiative, *session.scalars(select(Initiative).where(Initiative.id.in_(inside)))):
        before = place_of(one)
        one.visibility = visibility
        session.execute(delete(InitiativeTeam).where(InitiativeTeam.initiative_id == one.id))
        session.add_all(InitiativeTeam(initiative_id=one.id, team_id=team_id) for team_id in sorted(team_ids))
        recounted(session, before, place_of(one))
    session.flush()  # the handlers of the event ask who may see it now
    record(session, VisibilityChanged(initiative_id=initiative.id, visibility=visibility.value), actor, at=now)
    return initiative
